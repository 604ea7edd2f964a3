#include "studio/views/home/ConnectionSheet.h"

#include "studio/kit/FieldRow.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Select.h"
#include "studio/kit/TextField.h"
#include "studio/shell/Connections.h"
#include "studio/views/home/HomeMetrics.h"
#include "studio/views/home/ServerProbe.h"

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
    , m_address(new TextField)
    , m_group(new TextField(tr("No group")))
    , m_environment(new Segmented)
    , m_color(new Select)
    , m_editMode(new Segmented)
    , m_readOnly(new QCheckBox(tr("Read only: writes are locked until they are opened by hand")))
    , m_keepRunning(new QCheckBox(tr("Keep the server running when the studio closes")))
    , m_http2(new QCheckBox(tr("Use HTTP/2; off for proxies that misbehave")))
    , m_notes(new TextArea)
{
    setObjectName(u"home.edit"_s);
    setPanelWidth(home::kSheetWidth);
    body()->setSpacing(space::k4);
    m_name->setObjectName(u"home.edit.name"_s);
    m_name->setText(m_profile.name);
    m_nameRow = new FieldRow(tr("Name"), m_name);
    body()->addWidget(m_nameRow);
    m_address->setObjectName(u"home.edit.address"_s);
    Privacy::guard(m_address);
    m_address->setMono(true);
    m_address->setText(m_profile.address);
    m_addressRow = new FieldRow(tr("Address"), m_address);
    m_addressRow->setHelp(tr("Another address of the same server; its sign-in stays."));
    body()->addWidget(m_addressRow);
    m_addressRow->setVisible(!m_profile.isLocal());
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
    m_color->setObjectName(u"home.edit.color"_s);
    QVector<SelectOption> colors{{.key = {}, .text = tr("As its environment")}};
    for (const ConnectionColor &color : connectionColors()) {
        colors.append({.key = color.word, .text = color.text});
    }
    m_color->setOptions(colors);
    m_color->setCurrentKey(m_profile.accent);
    auto *color = new FieldRow(tr("Colour"), m_color);
    color->setHelp(tr("Of its pill and its tile. The line of production stays red."));
    body()->addWidget(color);
    m_editMode->setObjectName(u"home.edit.editMode"_s);
    m_editMode->addSegment(u"staged"_s, tr("Staged"));
    m_editMode->addSegment(u"instant"_s, tr("Instant"));
    m_editMode->setCurrentKey(m_profile.editMode == EditMode::Instant ? u"instant"_s : u"staged"_s);
    m_editModeRow = new FieldRow(tr("Edits"), m_editMode);
    body()->addWidget(m_editModeRow);
    connect(m_environment, &Segmented::currentChanged, this, &ConnectionSheet::showEditMode);
    showEditMode();
    m_keepRunning->setObjectName(u"home.edit.keepRunning"_s);
    m_keepRunning->setChecked(m_profile.keepRunning);
    m_http2->setObjectName(u"home.edit.http2"_s);
    m_http2->setChecked(m_profile.allowsHttp2);
    m_readOnly->setObjectName(u"home.edit.readOnly"_s);
    m_readOnly->setChecked(m_profile.readOnly);
    body()->addWidget(m_readOnly);
    body()->addWidget(m_keepRunning);
    body()->addWidget(m_http2);
    // Behind the line that gives them a place: without one they would show as windows.
    m_keepRunning->setVisible(m_profile.isLocal());
    m_http2->setVisible(!m_profile.isLocal() && m_profile.address.startsWith(u"https"_s));
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

/// Every cell saved at once exists where a mistake is cheap (studio.md 3.18).
void ConnectionSheet::showEditMode()
{
    const Environment environment = environmentFromWord(m_environment->currentKey());
    const bool mayBeInstant
        = environment == Environment::Local || environment == Environment::Development;
    m_editMode->setEnabled(mayBeInstant);
    if (!mayBeInstant) {
        m_editMode->setCurrentKey(u"staged"_s);
    }
    m_editModeRow->setHelp(
        mayBeInstant ? tr("Staged edits wait for Commit; instant ones are saved cell by cell.")
                     : tr("Staging and production take staged edits only."));
}

void ConnectionSheet::save()
{
    const QString name = m_name->text().trimmed();
    if (name.isEmpty()) {
        m_nameRow->setError(tr("A connection needs a name"));
        m_name->setFocus();
        return;
    }
    if (!m_profile.isLocal()) {
        const QUrl address = addressFromText(m_address->text());
        if (!address.isValid() || address.isEmpty()) {
            m_addressRow->setError(tr("This is no address of a server"));
            m_address->setFocus();
            return;
        }
        if (address.toString() != m_profile.address) {
            m_profile.pinnedCertificate.clear(); // a pin is for one server
        }
        m_profile.address = address.toString();
        m_profile.allowsHttp2 = m_http2->isChecked();
    }
    m_profile.name = name;
    m_profile.editMode
        = m_editMode->currentKey() == u"instant"_s ? EditMode::Instant : EditMode::Staged;
    m_profile.keepRunning = m_keepRunning->isChecked();
    m_profile.group = m_group->text().trimmed();
    m_profile.environment = environmentFromWord(m_environment->currentKey());
    m_profile.accent = m_color->currentKey();
    m_profile.readOnly = m_readOnly->isChecked();
    m_profile.notes = m_notes->toPlainText().trimmed();
    emit saved(m_profile);
    accept();
}

} // namespace socle::studio
