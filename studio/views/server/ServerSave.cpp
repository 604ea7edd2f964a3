// How changed settings are saved: reviewed, sent document by document, refusals beside their
// fields.
#include "studio/api/OnResult.h"
#include "studio/api/SettingsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/kit/Banner.h"
#include "studio/shell/ActionSheet.h"
#include "studio/shell/Shell.h"
#include "studio/views/server/SaveBar.h"
#include "studio/views/server/ServerView.h"
#include "studio/views/server/SettingRow.h"

#include <QHostAddress>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

bool contains(const QString &rule, const QHostAddress &address)
{
    if (!rule.contains(u'/')) {
        return QHostAddress(rule) == address;
    }
    const auto subnet = QHostAddress::parseSubnet(rule);
    return !subnet.first.isNull() && address.isInSubnet(subnet);
}

} // namespace

QString ServerView::lockOutWarning() const
{
    const Json &list = m_server->value(u"superuserIPs"_s);
    if (!m_server->isEdited(u"superuserIPs"_s) || list.array().empty() || m_address.isEmpty()) {
        return {};
    }
    const QHostAddress own(m_address);
    for (const Json &rule : list.array()) {
        if (contains(toQString(rule.text()), own)) {
            return {};
        }
    }
    return tr("You come from %1, which is not on the list: saving locks you out of this server.")
        .arg(m_address);
}

void ServerView::review()
{
    if ((!m_server->hasChanges() && !m_socle->hasChanges()) || m_context.isLocked()) {
        return;
    }
    ActionSheet *sheet
        = settingsReviewSheet(*m_server, *m_socle, lockOutWarning(), m_shell.window());
    connect(sheet, &ActionSheet::submitted, this, [this, sheet] { send(sheet); });
    m_shell.showSheet(sheet);
}

void ServerView::send(ActionSheet *sheet)
{
    sheet->clearProblems();
    sheet->acceptButton()->setBusy(true);
    const QPointer<ActionSheet> open(sheet);
    const auto finished = [this, open] {
        if (open) {
            open->acceptButton()->setBusy(false);
            open->accept();
        }
        m_banner->hide();
        m_shell.status(tr("Settings saved"));
        m_context.reload(); // batch limits and the like follow
    };
    const auto sendSocle = [this, open, finished] {
        if (!m_socle->hasChanges()) {
            finished();
            return;
        }
        onResult(SettingsEndpoint(m_context.client()).patchSocle(m_socle->patch()),
                 this,
                 [this, open, finished](Result<Json> document) {
                     if (!document) {
                         refused(open, *m_socle, apiError(document.error()));
                         return;
                     }
                     m_socle->discard();
                     m_socle->setStored(*document);
                     finished();
                 });
    };
    if (!m_server->hasChanges()) {
        sendSocle();
        return;
    }
    onResult(SettingsEndpoint(m_context.client()).patch(m_server->patch()),
             this,
             [this, open, sendSocle](Result<Json> document) {
                 if (!document) {
                     refused(open, *m_server, apiError(document.error()));
                     return;
                 }
                 m_server->discard();
                 m_server->setStored(*document);
                 sendSocle();
             });
}

void ServerView::refused(ActionSheet *sheet, SettingsDraft &draft, const ApiError &error)
{
    if (sheet != nullptr) {
        sheet->acceptButton()->setBusy(false);
    }
    if (error.fields.isEmpty()) {
        if (sheet != nullptr) {
            sheet->showProblem(tr("The settings were not saved"), error);
        }
        return;
    }
    draft.setProblems(error.fields);
    QStringList loose;
    const SettingRow *first = nullptr;
    for (auto it = error.fields.begin(); it != error.fields.end(); ++it) {
        bool isShown = it.key().startsWith(u"rateLimits.rules");
        for (const SettingRow *row : std::as_const(m_rows)) {
            const bool isHere = (it.key() == row->path() || it.key().startsWith(row->path() + u'.'))
                && row->setting().isSocle == (&draft == m_socle);
            if (isHere && row->isWanted()) {
                isShown = true;
                first = first == nullptr ? row : first;
            }
        }
        if (!isShown) {
            loose << it.key() + u": "_s + it.value();
        }
    }
    m_banner->setVisible(!loose.isEmpty());
    if (!loose.isEmpty()) {
        m_banner->setMessage(Tone::Danger, tr("The settings were not saved"), loose.join(u'\n'));
    }
    if (sheet != nullptr) {
        sheet->reject();
    }
    if (first != nullptr) {
        showSetting(first->path(), first->setting().isSocle);
    } else if (error.fields.firstKey().startsWith(u"rateLimits")) {
        showPage(u"limits"_s);
    }
}

} // namespace socle::studio
