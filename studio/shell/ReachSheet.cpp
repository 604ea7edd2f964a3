#include "studio/shell/ReachSheet.h"

#include "studio/api/OnResult.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/ReachedCollections.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/TextField.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

ReachSheet::ReachSheet(ConnectionContext &context, QWidget *window)
    : Sheet(window, tr("Open a collection by name"))
    , m_context(context)
    , m_name(new TextField(u"articles"_s))
    , m_row(new FieldRow(tr("Collection"), m_name))
{
    setObjectName(u"shell.reach"_s);
    setSubtitle(tr("Only superusers see the list of collections. Any that this account may read "
                   "can be opened by its name; it stays in the list here."));
    m_name->setObjectName(u"shell.reach.name"_s);
    m_row->setHelp(tr("The name or the id, as the API has it"));
    body()->addWidget(m_row);
    addButton(tr("Cancel"), ButtonVariant::Ghost)->setObjectName(u"shell.reach.cancel"_s);
    connect(findChild<Button *>(u"shell.reach.cancel"_s), &Button::clicked, this, &Sheet::reject);
    m_accept = addButton(tr("Open"), ButtonVariant::Primary);
    m_accept->setObjectName(u"shell.reach.accept"_s);
    m_accept->setEnabled(false);
    connect(m_accept, &Button::clicked, this, &ReachSheet::ask);
    connect(m_name, &TextField::returnPressed, m_accept, &Button::click);
    connect(m_name, &TextField::textChanged, this, [this] {
        m_row->setError({});
        m_accept->setEnabled(!m_name->text().trimmed().isEmpty());
    });
    QMetaObject::invokeMethod(
        m_name, [this] { m_name->setFocus(); }, Qt::QueuedConnection);
}

void ReachSheet::ask()
{
    const QString wanted = m_name->text().trimmed();
    m_accept->setBusy(true);
    onResult(m_context.reached().reach(wanted), this, [this, wanted](const Result<QString> &name) {
        if (!name) {
            const ApiError error = apiError(name.error());
            refuse(error.status == 404 ? tr("There is no collection called %1").arg(wanted)
                       : error.status == 403
                       ? tr("%1 is there, but only superusers may list it").arg(wanted)
                       : error.title());
            return;
        }
        onResult(
            m_context.schema().refresh(), this, [this, found = *name](const Result<void> &result) {
                if (!result) {
                    refuse(apiError(result.error()).title());
                    return;
                }
                emit reached(found);
                accept();
            });
    });
}

void ReachSheet::refuse(const QString &reason)
{
    m_accept->setBusy(false);
    m_row->setError(reason);
    m_name->selectAll();
    m_name->setFocus();
}

} // namespace socle::studio
