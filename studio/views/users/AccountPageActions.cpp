// What the page of an account does: saving its fields, and the one thing each control does at once.
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/AccountModel.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/fields/RecordForm.h"
#include "studio/kit/Banner.h"
#include "studio/kit/FormPage.h"
#include "studio/kit/Switch.h"
#include "studio/shell/ActionSheet.h"
#include "studio/shell/Shell.h"
#include "studio/views/users/AccountHeader.h"
#include "studio/views/users/AccountPage.h"
#include "studio/views/users/AccountSafety.h"
#include "studio/views/users/AccountSheets.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

void AccountPage::setWritable()
{
    const QString locked = m_context.isLocked() ? tr("Unlock writes first") : QString();
    const bool isSuperuser = m_collection != nullptr && m_collection->name == u"_superusers";
    m_form->setReadOnly(m_context.isLocked());
    for (QWidget *widget : std::initializer_list<QWidget *>{m_save,
                                                            m_changeEmail,
                                                            m_changePassword,
                                                            m_sendReset,
                                                            m_sendVerification,
                                                            m_voidCodes,
                                                            m_signOut}) {
        widget->setEnabled(locked.isEmpty());
        widget->setToolTip(locked);
    }
    m_verified->setEnabled(locked.isEmpty() && !isSuperuser);
    m_visible->setEnabled(locked.isEmpty());
    m_safety->setWritable(locked.isEmpty(), locked);
    m_header->setImpersonable(locked);
    m_header->setRemovable(!locked.isEmpty() ? locked
                               : isSuperuser && isSelf()
                               ? tr("You cannot delete the account you are signed in with")
                               : m_isLastSuperuser ? tr("The only superuser cannot be deleted")
                                                   : QString());
}

void AccountPage::showProblem(const QString &title, const ApiError &error)
{
    const RefusalText text = refusalText(title, error);
    m_problem->setMessage(Tone::Danger, text.title, text.reason);
    m_problem->show();
    m_page->ensureVisible(0, 0);
}

void AccountPage::done(const QString &what)
{
    m_problem->hide();
    m_shell.status(what);
    load();
}

void AccountPage::save()
{
    if (!hasChanges() || m_save->isBusy() || m_context.isLocked()) {
        return;
    }
    if (!m_form->validateAll()) {
        m_form->focusField(m_form->firstErrorField());
        return;
    }
    m_save->setBusy(true);
    onResult(RecordsEndpoint(m_context.client()).update(m_collection->name, m_id, m_edits),
             this,
             [this](Result<Record> record) {
                 m_save->setBusy(false);
                 if (!record) {
                     m_form->setErrors(record.error().fields);
                     if (record.error().fields.empty()) {
                         showProblem(tr("The changes were not saved"), apiError(record.error()));
                     } else {
                         m_form->focusField(m_form->firstErrorField());
                     }
                     return;
                 }
                 m_edits = {};
                 m_form->clearErrors();
                 emit changesChanged();
                 done(tr("Saved"));
             });
}

void AccountPage::discard()
{
    m_edits = {};
    m_form->clearErrors();
    fillForm();
    emit changesChanged();
}

void AccountPage::setFlag(Switch *control, const QString &field, bool on, const QString &what)
{
    onResult(RecordsEndpoint(m_context.client())
                 .update(m_collection->name, m_id, JsonObject{{toUtf8(field), on}}),
             this,
             [this, control, on, what](const Result<Record> &record) {
                 if (!record) {
                     control->setChecked(!on);
                     showProblem(tr("The account was not changed"), apiError(record.error()));
                     return;
                 }
                 done(what);
             });
}

void AccountPage::removeRow(AccountRows rows, const QString &id, const QString &what)
{
    onResult(AccountsEndpoint(m_context.client()).removeRow(rows, id),
             this,
             [this, what](const Result<void> &result) {
                 if (!result && apiError(result.error()).status != 404) {
                     showProblem(tr("Nothing was changed"), apiError(result.error()));
                     return;
                 }
                 done(what);
             });
}

void AccountPage::signOutEverywhere()
{
    auto *sheet
        = new ActionSheet(m_shell.window(),
                          u"users.signOut"_s,
                          tr("Sign %1 out everywhere?").arg(accountName(*m_collection, m_record)),
                          tr("Sign out everywhere"),
                          ButtonVariant::Danger);
    sheet->setSubtitle(isSelf()
                           ? tr("Every token of this superuser ends, that of this studio too.")
                           : tr("Every token of the account ends, also those made here. It signs "
                                "in again with what it knows."));
    connect(sheet, &ActionSheet::submitted, this, [this, sheet] {
        sheet->run(tr("The account was not signed out"),
                   AccountsEndpoint(m_context.client()).signOutEverywhere(m_collection->name, m_id),
                   [this, sheet](const Record &) {
                       sheet->accept();
                       done(tr("Signed out everywhere"));
                   });
    });
    ask(sheet);
}

/// The sheet works for this page: it does not outlive it.
void AccountPage::ask(Sheet *sheet)
{
    connect(this, &QObject::destroyed, sheet, [sheet] { delete sheet; });
    m_shell.showSheet(sheet);
}

void AccountPage::changeEmail()
{
    ask(emailSheet(
        m_context, {m_collection, m_record, isSelf()}, m_shell.window(), [this](bool changed) {
            done(changed ? tr("The e-mail is changed")
                         : tr("A mail is on its way to the new address"));
        }));
}

void AccountPage::changePassword()
{
    ask(passwordSheet(m_context, {m_collection, m_record, isSelf()}, m_shell.window(), [this] {
        done(tr("The password is changed"));
    }));
}

void AccountPage::impersonate()
{
    ask(impersonateSheet(m_context,
                         {m_collection, m_record, isSelf()},
                         m_shell.window(),
                         [this](const QString &what) { m_shell.status(what); }));
}

void AccountPage::sendMail(const QString &key)
{
    ask(mailSheet(m_context, {m_collection, m_record, isSelf()}, key, m_shell.window(), [this] {
        m_shell.status(tr("The server sends the mail"));
    }));
}

void AccountPage::remove()
{
    ask(deleteAccountSheet(
        m_context, {m_collection, m_record, isSelf()}, m_shell.window(), [this, id = m_id] {
            emit recordRemoved(id);
        }));
}

} // namespace socle::studio
