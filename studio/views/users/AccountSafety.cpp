// See the header.
#include "studio/views/users/AccountSafety.h"

#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/kit/Button.h"
#include "studio/kit/Card.h"
#include "studio/kit/FormPage.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/ShownTime.h"
#include "studio/kit/Text.h"
#include "studio/shell/Shell.h"
#include "studio/views/users/AccountCells.h"
#include "studio/views/users/AccountParts.h"
#include "studio/views/users/AuthenticatorSheet.h"

#include <QBoxLayout>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace socle::studio {

AccountSafety::AccountSafety(ConnectionContext &context, Shell &shell, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_shell(shell)
    , m_sessionCard(lineCard())
    , m_sessions(new QVBoxLayout)
    , m_lockLine(new SettingLine(tr("Locked")))
    , m_lock(lineButton(u"lock"_s))
    , m_authenticatorLine(new SettingLine(tr("Authenticator app")))
    , m_authenticator(lineButton(u"authenticator"_s))
    , m_deviceLine(new SettingLine(tr("Trusted devices")))
    , m_forget(lineButton(u"forgetDevices"_s))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k4);
    column->addWidget(new SectionHead(
        tr("Sessions"),
        tr("One for each sign-in. Ending one ends its token and its streams at once.")));
    m_sessionCard->setObjectName(u"users.page.sessions"_s);
    m_sessions->setSpacing(0);
    m_sessionCard->body()->addLayout(m_sessions);
    column->addWidget(m_sessionCard);
    column->addSpacing(space::k3);
    column->addWidget(new SectionHead(tr("Safety")));
    Card *card = lineCard();
    m_lockLine->addControl(m_lock);
    m_authenticatorLine->addControl(m_authenticator);
    m_authenticatorLine->setDivided(true);
    m_forget->setText(tr("Forget"));
    m_deviceLine->addControl(m_forget);
    m_deviceLine->setDivided(true);
    for (SettingLine *line : {m_lockLine, m_authenticatorLine, m_deviceLine}) {
        card->body()->addWidget(line);
    }
    column->addWidget(card);
    connect(m_lock, &QPushButton::clicked, this, &AccountSafety::toggleLock);
    connect(m_authenticator, &QPushButton::clicked, this, &AccountSafety::changeAuthenticator);
    connect(m_forget, &QPushButton::clicked, this, &AccountSafety::forgetDevices);
    hide();
}

void AccountSafety::show(const CollectionPtr &collection, const QString &recordId, bool isSelf)
{
    const bool isSocle = m_context.capabilities().serverKind == ServerKind::Socle;
    setVisible(isSocle);
    if (!isSocle) {
        return;
    }
    m_collection = collection;
    m_id = recordId;
    m_isSelf = isSelf;
    m_authenticator->setText(isSelf ? tr("Set up") : tr("Remove"));
    m_authenticatorLine->setHelp(
        isSelf ? tr("A code of the app as second step of your sign-in. Setting it up again "
                    "replaces the one there is.")
               : tr("If it has one, its next sign-in goes without. For people who lost theirs."));
    const quint64 mine = ++m_generation;
    const AccountSafetyEndpoint endpoint(m_context.client());
    onResult(endpoint.sessions(collection->name, recordId),
             this,
             [this, mine](const Result<std::vector<AccountSession>> &found) {
                 if (mine == m_generation) {
                     fillSessions(found ? *found : std::vector<AccountSession>());
                 }
             });
    onResult(endpoint.devices(collection->name, recordId),
             this,
             [this, mine](const Result<std::vector<AccountDevice>> &found) {
                 if (mine == m_generation) {
                     fillDevices(found ? *found : std::vector<AccountDevice>());
                 }
             });
    onResult(endpoint.locks(), this, [this, mine](const Result<std::vector<AccountLock>> &found) {
        if (mine == m_generation) {
            fillLock(found ? *found : std::vector<AccountLock>());
        }
    });
}

void AccountSafety::setWritable(bool writable, const QString &reasonAgainst)
{
    m_isWritable = writable;
    m_reasonAgainst = reasonAgainst;
    for (auto *button : findChildren<Button *>()) {
        button->setEnabled(writable);
        button->setToolTip(reasonAgainst);
    }
    if (m_isSelf && writable) {
        m_lock->setEnabled(false);
        m_lock->setToolTip(tr("You would lock yourself out"));
    }
}

void AccountSafety::fillSessions(const std::vector<AccountSession> &sessions)
{
    clearLayout(m_sessions);
    if (sessions.empty()) {
        m_sessions->addWidget(quietWords(
            tr("None are kept. Server settings › Accounts › Sessions keeps a list of sign-ins.")));
    }
    bool isFirst = true;
    for (const AccountSession &session : sessions) {
        const QString device = session.device.isEmpty() ? tr("Unknown device") : session.device;
        QStringList facts{tr("Last seen %1").arg(accountTime(session.lastSeen, tr("never")))};
        if (!session.address.isEmpty()) {
            facts << isolatedLtr(session.address);
        }
        if (!session.impersonatedBy.isEmpty()) {
            facts << tr("a superuser acting as the account");
        }
        auto *line
            = new SettingLine(session.isCurrent ? tr("%1 (this studio)").arg(device) : device,
                              facts.join(u"  ·  "_s));
        line->setDivided(!std::exchange(isFirst, false));
        Button *end = lineButton(u"session.%1.end"_s.arg(session.id), tr("End"));
        end->setAccessibleName(tr("End the session on %1").arg(device));
        end->setEnabled(m_isWritable);
        end->setToolTip(m_reasonAgainst);
        connect(end, &QPushButton::clicked, this, [this, session] { endSession(session); });
        line->addControl(end);
        m_sessions->addWidget(line);
    }
}

void AccountSafety::fillDevices(const std::vector<AccountDevice> &devices)
{
    QStringList names;
    for (const AccountDevice &device : devices) {
        names << device.name;
    }
    m_deviceLine->setHelp(
        names.isEmpty()
            ? tr("None: every sign-in asks for the second step.")
            : tr("%1 may go without the second step.").arg(QLocale().createSeparatedList(names)));
    m_forget->setVisible(!names.isEmpty());
}

void AccountSafety::fillLock(const std::vector<AccountLock> &locks)
{
    const auto mine = std::find_if(locks.begin(), locks.end(), [this](const AccountLock &lock) {
        return lock.record == m_id
            && (lock.collection == m_collection->name || lock.collection == m_collection->id);
    });
    m_isLocked = mine != locks.end();
    m_lock->setText(m_isLocked ? tr("Unlock") : tr("Lock"));
    if (!m_isLocked) {
        m_lockLine->setHelp(tr("No. Locking it ends every token of the account at once."));
    } else if (mine->until.isNull()) {
        m_lockLine->setHelp(mine->reason.isEmpty()
                                ? tr("By a superuser, until somebody unlocks it.")
                                : tr("By a superuser: %1").arg(mine->reason));
    } else {
        m_lockLine->setHelp(
            tr("After too many wrong passwords, until %1. Sessions that are open go on.")
                .arg(QLocale().toString(shownTime(mine->until), QLocale::ShortFormat)));
    }
}

void AccountSafety::toggleLock()
{
    const AccountSafetyEndpoint endpoint(m_context.client());
    if (m_isLocked) {
        settle(endpoint.unlock(m_collection->name, m_id),
               tr("The account is unlocked"),
               tr("The account was not unlocked"));
    } else {
        settle(endpoint.lock(m_collection->name, m_id, {}),
               tr("The account is locked"),
               tr("The account was not locked"));
    }
}

void AccountSafety::changeAuthenticator()
{
    if (m_isSelf) {
        Sheet *sheet = authenticatorSheet(m_context, m_shell.window(), [this] {
            emit done(tr("The authenticator app is set up"));
        });
        connect(this, &QObject::destroyed, sheet, [sheet] { delete sheet; });
        m_shell.showSheet(sheet);
        return;
    }
    settle(AccountSafetyEndpoint(m_context.client()).removeAuthenticator(m_collection->name, m_id),
           tr("The account has no authenticator app any more"),
           tr("No authenticator app was removed"));
}

void AccountSafety::forgetDevices()
{
    settle(AccountSafetyEndpoint(m_context.client()).forgetDevices(m_collection->name, m_id),
           tr("Every device is asked for the second step again"),
           tr("The devices were not forgotten"));
}

void AccountSafety::endSession(const AccountSession &session)
{
    settle(
        AccountSafetyEndpoint(m_context.client()).endSession(m_collection->name, m_id, session.id),
        tr("The session is over"),
        tr("The session was not ended"));
}

void AccountSafety::settle(const QFuture<Result<void>> &future,
                           const QString &went,
                           const QString &refusal)
{
    onResult(future, this, [this, went, refusal](const Result<void> &result) {
        if (!result) {
            emit refused(refusal, result.error());
            return;
        }
        emit done(went);
    });
}

} // namespace socle::studio
