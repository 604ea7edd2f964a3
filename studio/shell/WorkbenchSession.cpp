// What a workbench says about its server: banners for what happens to it, the sign-in sheet, the
// log of a failed start.
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/Banner.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Sheet.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/LogSheet.h"
#include "studio/shell/PaneArea.h"
#include "studio/shell/Rail.h"
#include "studio/shell/Workbench.h"

#include <QBoxLayout>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

void Workbench::sessionPhaseChanged()
{
    using Phase = ConnectionSession::Phase;
    hideBanner(u"session"_s);
    switch (m_session.phase()) {
    case Phase::Idle:
    case Phase::Stopping:
    case Phase::SigningIn:
        return;
    case Phase::Starting:
        m_parts.status(tr("Starting the server"));
        return;
    case Phase::Ready:
        m_rail->setCapabilities(m_session.context().capabilities());
        showBeginning();
        showRescued();
        m_parts.status(std::exchange(m_wasLost, false) ? tr("Back online") : QString());
        return;
    case Phase::Restarting:
        m_wasLost = true;
        showBanner({u"session"_s,
                    Tone::Warning,
                    tr("The server stopped. It is being started again; staged edits are kept."),
                    {},
                    {},
                    false});
        return;
    case Phase::SignInNeeded:
        showBanner({u"session"_s,
                    Tone::Warning,
                    m_session.needsCode() ? m_session.problem()
                        : m_session.isForeign()
                        ? tr("The data of %1 came with its own superusers. Sign in as one of them.")
                              .arg(m_session.profile().name)
                        : tr("Signed out of %1. Sign in to continue; nothing was lost.")
                              .arg(m_session.profile().name),
                    m_session.needsCode() ? tr("Enter code") : tr("Sign in"),
                    [this] { showSignIn(); },
                    false});
        if ((m_session.isForeign() || m_session.needsCode())
            && m_parts.window->findChild<Sheet *>(u"shell.signIn"_s) == nullptr) {
            // There is nothing else to do here: the question comes by itself, once.
            QMetaObject::invokeMethod(
                this,
                [this] {
                    if ((m_session.isForeign() || m_session.needsCode()) && isVisible()) {
                        showSignIn();
                    }
                },
                Qt::QueuedConnection);
        }
        return;
    case Phase::Failed:
        m_wasLost = true;
        showBanner({u"session"_s,
                    Tone::Danger,
                    m_session.problem(),
                    m_session.logTail().isEmpty() ? tr("Retry") : tr("Show log"),
                    [this] {
                        if (m_session.logTail().isEmpty()) {
                            m_session.open();
                        } else {
                            showFailure();
                        }
                    },
                    false});
        return;
    }
}

/// Once, when the server is there and staged edits are known: what an unexpected end did not take.
void Workbench::showRescued()
{
    if (!std::exchange(m_parts.hasCrashed, false)) {
        return;
    }
    int open = 0;
    for (const PaneArea *area : areas()) {
        open += static_cast<int>(area->views().size());
    }
    const int staged = m_session.context().staging().totalCounts().total();
    if (open == 0 && staged == 0) {
        return;
    }
    QStringList parts;
    if (open > 0) {
        parts << tr("%Ln tabs", nullptr, open);
    }
    if (staged > 0) {
        parts << tr("%Ln staged edits", nullptr, staged);
    }
    const QString first = stagedCollection();
    showBanner(
        {u"rescued"_s,
         Tone::Info,
         tr("Restored after an unexpected exit: %1.").arg(QLocale().createSeparatedList(parts)),
         first.isEmpty() ? QString() : tr("Show"),
         [this, first] {
             hideBanner(u"rescued"_s);
             openCollection(first, OpenMode::Lasting);
         },
         true});
}

/// A collection with staged edits, by name; empty when there is none.
QString Workbench::stagedCollection() const
{
    for (const StagedRecord *record : m_session.context().staging().allRecords()) {
        if (const CollectionPtr known = m_session.context().schema().find(record->key.collection)) {
            return known->name;
        }
    }
    return {};
}

void Workbench::contextStateChanged()
{
    ConnectionContext &context = m_session.context();
    const bool isLost = context.state() == ConnectionState::Offline
        && m_session.phase() == ConnectionSession::Phase::Ready;
    if (!isLost) {
        m_offlineTick->stop();
        hideBanner(u"offline"_s);
        return;
    }
    m_wasLost = true;
    const QString since
        = QLocale().toString(context.lastContact().toLocalTime().time(), QLocale::ShortFormat);
    const int seconds = std::max(1, (context.retryInMs() + 999) / 1000);
    showBanner({u"offline"_s,
                Tone::Warning,
                tr("Connection lost. Showing data from %1. Trying again in %n s.", nullptr, seconds)
                    .arg(since),
                tr("Retry now"),
                [this] { m_session.context().retryNow(); },
                false});
    m_offlineTick->start();
}

void Workbench::showSignIn()
{
    auto *sheet = new Sheet(this, tr("Sign in to %1").arg(m_session.profile().name));
    sheet->setObjectName(u"shell.signIn"_s);
    const bool isForeign = m_session.isForeign();
    if (isForeign) {
        sheet->setSubtitle(
            tr("With a superuser of the data you opened. The password is kept in the keychain."));
    }
    auto *identity = new TextField(u"you@example.com"_s);
    identity->setObjectName(u"shell.signIn.identity"_s);
    identity->setText(isForeign ? QString() : m_session.profile().identity);
    auto *password = new TextField;
    password->setObjectName(u"shell.signIn.password"_s);
    password->setSecret(true);
    auto *passwordRow = new FieldRow(tr("Password"), password);
    auto *identityRow = new FieldRow(tr("E-mail"), identity);
    auto *code = new TextField;
    code->setObjectName(u"shell.signIn.code"_s);
    code->setMono(true);
    auto *codeRow = new FieldRow(tr("Code"), code);
    sheet->body()->addWidget(identityRow);
    sheet->body()->addWidget(passwordRow);
    sheet->body()->addWidget(codeRow);
    Button *accept = sheet->addButton(tr("Sign in"), ButtonVariant::Primary);
    accept->setObjectName(u"shell.signIn.accept"_s);
    const auto attempt = [this, accept, identity, password, passwordRow, code, codeRow] {
        if (m_session.needsCode()) {
            if (code->text().trimmed().isEmpty()) {
                code->setFocus();
                return;
            }
            codeRow->setError({});
            accept->setBusy(true);
            m_session.signInWithCode(code->text().trimmed());
            return;
        }
        if (identity->text().trimmed().isEmpty()) {
            identity->setFocus();
            return;
        }
        passwordRow->setError({});
        accept->setBusy(true);
        m_session.signIn(identity->text().trimmed(), password->text());
    };
    // The second factor takes the place of the first: one question at a time.
    const auto showStep = [this, sheet, identityRow, passwordRow, code, codeRow] {
        const bool asksCode = m_session.needsCode();
        identityRow->setVisible(!asksCode);
        passwordRow->setVisible(!asksCode);
        codeRow->setVisible(asksCode);
        if (asksCode) {
            sheet->setSubtitle(tr("A code was sent to %1.").arg(m_session.profile().identity));
            code->setFocus();
        }
    };
    connect(accept, &Button::clicked, sheet, attempt);
    connect(password, &TextField::returnPressed, sheet, attempt);
    connect(code, &TextField::returnPressed, sheet, attempt);
    connect(identity, &TextField::returnPressed, password, [password] { password->setFocus(); });
    connect(&m_session,
            &ConnectionSession::phaseChanged,
            sheet,
            [this, sheet, accept, passwordRow, code, codeRow, showStep](auto phase) {
                using Phase = ConnectionSession::Phase;
                if (phase == Phase::Ready) {
                    sheet->accept();
                    return;
                }
                if (phase == Phase::SigningIn) {
                    return;
                }
                accept->setBusy(false);
                const bool wasAsked = codeRow->isVisibleTo(sheet);
                showStep();
                if (m_session.needsCode()) {
                    codeRow->setError(wasAsked ? m_session.problem() : QString());
                    code->selectAll();
                } else {
                    passwordRow->setError(phase == Phase::SignInNeeded
                                              ? tr("E-mail or password is not right")
                                              : m_session.problem());
                }
            });
    showStep();
    showSheet(sheet);
    (m_session.needsCode() ? code : identity->text().isEmpty() ? identity : password)->setFocus();
}

void Workbench::showFailure()
{
    auto *sheet = new LogSheet(this, m_session.problem(), m_session.logTail());
    connect(sheet, &LogSheet::retryRequested, &m_session, &ConnectionSession::open);
    showSheet(sheet);
}

void Workbench::showBanner(const BannerText &text)
{
    if (Banner *known = m_shownBanners.value(text.id)) {
        // The words change every second while offline; the widget and its button stay.
        known->setMessage(text.tone, text.text);
        return;
    }
    auto *banner = new Banner(text.tone, text.text);
    banner->setObjectName(u"shell.banner."_s + text.id);
    banner->setDismissible(text.closable);
    if (!text.actionText.isEmpty()) {
        Button *action = banner->addAction(text.actionText);
        action->setObjectName(u"shell.banner."_s + text.id + u".action"_s);
        connect(action, &Button::clicked, this, [run = text.action] { run(); });
    }
    if (!text.moreText.isEmpty()) {
        Button *more = banner->addAction(text.moreText);
        more->setObjectName(u"shell.banner."_s + text.id + u".more"_s);
        connect(more, &Button::clicked, this, [run = text.more] { run(); });
    }
    connect(banner, &Banner::dismissed, this, [this, id = text.id] { hideBanner(id); });
    m_banners->addWidget(banner);
    m_banners->setContentsMargins(space::k3, space::k3, space::k3, space::k3);
    m_shownBanners.insert(text.id, banner);
}

void Workbench::hideBanner(const QString &id)
{
    if (Banner *banner = m_shownBanners.take(id)) {
        m_banners->removeWidget(banner);
        banner->hide();
        banner->deleteLater();
    }
    if (m_shownBanners.isEmpty()) {
        m_banners->setContentsMargins(0, 0, 0, 0);
    }
}

} // namespace socle::studio
