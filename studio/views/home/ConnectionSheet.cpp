#include "studio/views/home/ConnectionSheet.h"

#include "studio/kit/FieldRow.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/TextField.h"
#include "studio/shell/Connections.h"
#include "studio/views/home/HomeMetrics.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace socle::studio {

ConnectionSheet::ConnectionSheet(ConnectionProfile profile,
                                 const QStringList &groups,
                                 QWidget *window)
    : Sheet(window, tr("Edit %1").arg(profile.name))
    , m_profile(std::move(profile))
    , m_name(new TextField)
    , m_group(new TextField(tr("No group")))
    , m_environment(new Segmented)
    , m_readOnly(new QCheckBox(tr("Read only: writes are locked until they are opened by hand")))
    , m_notes(new TextArea)
{
    setObjectName(u"home.edit"_s);
    setPanelWidth(home::kSheetWidth);
    body()->setSpacing(space::k5);
    m_name->setObjectName(u"home.edit.name"_s);
    m_name->setText(m_profile.name);
    m_nameRow = new FieldRow(tr("Name"), m_name);
    body()->addWidget(m_nameRow);
    m_environment->setObjectName(u"home.edit.environment"_s);
    for (const Environment each : {Environment::Local,
                                   Environment::Development,
                                   Environment::Staging,
                                   Environment::Production}) {
        m_environment->addSegment(environmentWord(each), environmentText(each));
    }
    m_environment->setCurrentKey(environmentWord(m_profile.environment));
    auto *environment = new FieldRow(tr("Environment"), m_environment);
    environment->setHelp(
        tr("Staging and production look different; production is locked until you unlock it."));
    body()->addWidget(environment);
    m_readOnly->setObjectName(u"home.edit.readOnly"_s);
    m_readOnly->setChecked(m_profile.readOnly);
    body()->addWidget(m_readOnly);
    m_group->setObjectName(u"home.edit.group"_s);
    m_group->setText(m_profile.group);
    auto *group = new FieldRow(tr("Group"), m_group);
    if (!groups.isEmpty()) {
        group->setHelp(tr("There are: %1").arg(QLocale().createSeparatedList(groups)));
    }
    body()->addWidget(group);
    m_notes->setObjectName(u"home.edit.notes"_s);
    m_notes->setLineRange(2, 5);
    m_notes->setTabChangesFocus(true);
    m_notes->setPlainText(m_profile.notes);
    body()->addWidget(new FieldRow(tr("Notes"), m_notes));
    Button *accept = addStandardButtons(tr("Save"));
    accept->setObjectName(u"home.edit.accept"_s);
    disconnect(accept, nullptr, this, nullptr); // it has to check first
    connect(accept, &Button::clicked, this, &ConnectionSheet::save);
    for (TextField *field : {m_name, m_group}) {
        connect(field, &TextField::returnPressed, this, &ConnectionSheet::save);
    }
}

void ConnectionSheet::save()
{
    const QString name = m_name->text().trimmed();
    if (name.isEmpty()) {
        m_nameRow->setError(tr("A connection needs a name"));
        m_name->setFocus();
        return;
    }
    m_profile.name = name;
    m_profile.group = m_group->text().trimmed();
    m_profile.environment = environmentFromWord(m_environment->currentKey());
    m_profile.readOnly = m_readOnly->isChecked();
    m_profile.notes = m_notes->toPlainText().trimmed();
    emit saved(m_profile);
    accept();
}

} // namespace socle::studio
