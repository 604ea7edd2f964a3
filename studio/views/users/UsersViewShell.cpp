// What the shell asks of the users view: going somewhere, back and forward, making, saving, state.
#include "studio/domain/AccountModel.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Sheet.h"
#include "studio/shell/Shell.h"
#include "studio/views/users/AccountPage.h"
#include "studio/views/users/AccountSheets.h"
#include "studio/views/users/UsersView.h"

#include <QJsonObject>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace socle::studio {

void UsersView::removed(const QString &id)
{
    m_model->removeId(id);
    m_shell.status(tr("The account is deleted"));
    showList();
    m_forward.clear();
    emit historyChanged();
}

void UsersView::navigate(const ViewTarget &target)
{
    m_wantedCollection = target.collection;
    m_wanted = target.record;
    rebuildTabs();
}

void UsersView::refresh()
{
    if (isPageShown()) {
        m_account->reload();
    } else if (m_collection != nullptr) {
        m_model->reload();
    } else {
        m_context.schema().refresh();
    }
}

bool UsersView::find()
{
    showList();
    m_search->setFocus();
    m_search->selectAll();
    return true;
}

bool UsersView::createNew()
{
    if (m_collection == nullptr || m_context.isLocked()) {
        return false;
    }
    Sheet *sheet = newAccountSheet(
        m_context, m_collection, m_shell.window(), [self = QPointer(this)](const Record &record) {
            if (self) {
                self->m_model->reload();
                self->openAccount(record.id);
            }
        });
    m_shell.showSheet(sheet);
    return true;
}

bool UsersView::save()
{
    if (!isPageShown() || !m_account->hasChanges()) {
        return false;
    }
    m_account->save();
    return true;
}

bool UsersView::canGoBack() const { return isPageShown(); }

bool UsersView::canGoForward() const { return !isPageShown() && !m_forward.isEmpty(); }

void UsersView::goBack() { showList(); }

void UsersView::goForward()
{
    if (canGoForward()) {
        openAccount(std::exchange(m_forward, {}));
    }
}

QJsonObject UsersView::saveState() const
{
    return {{u"collection"_s, m_collection == nullptr ? QString() : m_collection->name},
            {u"record"_s, isPageShown() ? m_account->recordId() : QString()}};
}

void UsersView::restoreState(const QJsonObject &state)
{
    m_wantedCollection = state.value(u"collection"_s).toString();
    m_wanted = state.value(u"record"_s).toString();
    rebuildTabs();
}

} // namespace socle::studio
