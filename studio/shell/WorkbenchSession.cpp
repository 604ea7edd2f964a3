// What a workbench says about its server: banners for what happens to it, the sign-in sheet, the
// log of a failed start.
#include "studio/api/OnResult.h"
#include "studio/api/SettingsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/Banner.h"
#include "studio/kit/ShownTime.h"
#include "studio/kit/Text.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/CertificateSheet.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/LogSheet.h"
#include "studio/shell/PaneArea.h"
#include "studio/shell/Rail.h"
#include "studio/shell/SignInSheet.h"
#include "studio/shell/Workbench.h"

#include <QBoxLayout>
#include <QDesktopServices>
#include <QFileDialog>
#include <QTimer>
#include <QUrl>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kLimitTickMs = 1000;

} // namespace

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
        readServerAccent();
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
        showBanner(failedBanner());
        return;
    }
}

/// What could not be done, and the one button that gets on with it.
BannerText Workbench::failedBanner()
{
    BannerText banner{u"session"_s, Tone::Danger, m_session.problem(), {}, {}, false};
    if (m_session.failure() == TransportFailure::UntrustedCertificate) {
        banner.actionText = tr("Show certificate");
        banner.action = [this] { showCertificate(); };
        banner.moreText = tr("Retry");
        banner.more = [this] { m_session.open(); };
    } else if (m_session.canAttach()) {
        banner.actionText = tr("Connect to its server");
        banner.action = [this] { m_session.attach(); };
        banner.moreText = tr("Retry");
        banner.more = [this] { m_session.open(); };
    } else if (m_session.isMissing()) {
        banner.actionText = tr("Find the folder");
        banner.action = [this] { findProject(); };
    } else if (!m_session.logTail().isEmpty()) {
        banner.actionText = tr("Show log");
        banner.action = [this] { showFailure(); };
    } else {
        banner.actionText = tr("Retry");
        banner.action = [this] { m_session.open(); };
    }
    return banner;
}

void Workbench::showCertificate()
{
    const CertificateProblem problem = m_session.certificateProblem();
    if (!problem.isPresent()) {
        return;
    }
    auto *sheet = new CertificateSheet(this, problem);
    connect(sheet, &CertificateSheet::pinned, &m_session, &ConnectionSession::pinCertificate);
    showSheet(sheet);
}

void Workbench::findProject()
{
    auto *dialog
        = new QFileDialog(m_parts.window, tr("Where is %1 now?").arg(m_session.profile().name));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, &m_session, &ConnectionSession::relocate);
    dialog->open();
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
    const bool isUpgrading = context.state() == ConnectionState::Upgrading;
    const bool isLost = (isUpgrading || context.state() == ConnectionState::Offline)
        && m_session.phase() == ConnectionSession::Phase::Ready;
    if (!isLost) {
        m_offlineTick->stop();
        hideBanner(u"offline"_s);
        if (!context.isLost() && m_session.phase() == ConnectionSession::Phase::Ready
            && std::exchange(m_wasLost, false)) {
            m_parts.status(tr("Back online"));
        }
        return;
    }
    m_wasLost = true;
    const QString since
        = QLocale().toString(shownTime(context.lastContact()).time(), QLocale::ShortFormat);
    const int seconds = std::max(1, (context.retryInMs() + 999) / 1000);
    const bool isUntrusted = m_session.certificateProblem().isPresent();
    showBanner(
        {u"offline"_s,
         Tone::Warning,
         isUpgrading
             ? tr("The server is being restarted or updated. Showing data from %1. Trying "
                  "again in %n s.",
                  nullptr,
                  seconds)
                   .arg(since)
             : tr("Connection lost. Showing data from %1. Trying again in %n s.", nullptr, seconds)
                   .arg(since),
         tr("Retry now"),
         [this] { m_session.context().retryNow(); },
         false,
         isUntrusted ? tr("Show certificate") : QString(),
         [this] { showCertificate(); }});
    m_offlineTick->start();
}

/// Reads that the server put off go on by themselves; until then the seconds are counted.
void Workbench::showLimit(int ms)
{
    const QString id = u"limited"_s;
    m_limitEnd = QDeadlineTimer(std::max(ms, static_cast<int>(m_limitEnd.remainingTime())));
    if (m_shownBanners.contains(id)) {
        return;
    }
    const auto words = [this, id] {
        const int seconds = static_cast<int>((m_limitEnd.remainingTime() + 999) / 1000);
        showBanner({id,
                    Tone::Warning,
                    tr("Too many requests. Continues in %n s.", nullptr, seconds),
                    {},
                    {},
                    false});
    };
    words();
    auto *tick = new QTimer(this);
    connect(tick, &QTimer::timeout, this, [this, tick, id, words] {
        if (m_limitEnd.hasExpired()) {
            hideBanner(id);
            tick->deleteLater();
        } else {
            words();
        }
    });
    tick->start(kLimitTickMs);
}

void Workbench::runRemedy(Remedy remedy, const ApiError &error)
{
    switch (remedy) {
    case Remedy::ShowCertificate:
        showCertificate();
        return;
    case Remedy::SignIn:
        showSignIn();
        return;
    case Remedy::BatchSettings:
        open(ViewTarget{u"server"_s, {}, {}, {{u"setting"_s, u"batch.maxBodySize"_s}}},
             OpenMode::Lasting);
        return;
    case Remedy::ShowLog:
        open(ViewTarget{u"logs"_s,
                        {},
                        {},
                        {{u"at"_s, error.request.startedAt.toUTC().toString(Qt::ISODateWithMs)},
                         {u"withoutSuperusers"_s, false}}});
        return;
    case Remedy::ShowFolder:
        if (m_session.profile().isLocal()) {
            QDesktopServices::openUrl(QUrl::fromLocalFile(m_session.profile().folder));
        } else {
            m_parts.status(tr("The folder is on the server's own machine"));
        }
        return;
    case Remedy::FreeSpaceTips:
        showSpaceTips();
        return;
    }
}

void Workbench::showSpaceTips()
{
    auto *sheet = new Sheet(this, tr("Making room"));
    sheet->setObjectName(u"shell.space"_s);
    sheet->setSubtitle(
        tr("Nothing that was acknowledged is lost. As soon as there is room, writing "
           "goes on by itself."));
    for (const QString &tip :
         {tr("Old backups take the most: delete those you no longer need in Backups."),
          tr("The log of requests can be shortened in Settings, Logs."),
          tr("Files of deleted records go with the next cleaning of the storage."),
          tr("Empty the trash of the desktop: what lies there still takes room.")}) {
        auto *line = new Text(tip);
        line->setOverflow(Text::Overflow::Wrap);
        sheet->body()->addWidget(line);
    }
    Button *backups = sheet->addButton(tr("Open Backups"), ButtonVariant::Primary);
    backups->setObjectName(u"shell.space.backups"_s);
    connect(backups, &Button::clicked, this, [this, sheet] {
        sheet->accept();
        open(ViewTarget{u"backups"_s, {}, {}, {}});
    });
    showSheet(sheet);
}

void Workbench::showSignIn()
{
    if (m_parts.window->findChild<Sheet *>(u"shell.signIn"_s) == nullptr) {
        showSheet(new SignInSheet(m_session, this));
    }
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

/// The colour the server calls its own, for who chose "the server's" as accent.
void Workbench::readServerAccent()
{
    const bool isWanted = workspace().preference(u"appearance.accent"_s).toString() == u"server"_s;
    if (!isWanted || !m_session.context().isSuperuser()) {
        return;
    }
    onResult(SettingsEndpoint(m_session.context().client()).get(),
             this,
             [this](const Result<Json> &settings) {
                 if (!settings) {
                     return; // the accent stays what it was; who wants the settings sees the error
                 }
                 const QString color = toQString((*settings)["meta"]["accentColor"].text());
                 if (workspace().state({}, u"serverAccent"_s).toString() != color) {
                     workspace().setState({}, u"serverAccent"_s, color);
                 }
             });
}

} // namespace socle::studio
