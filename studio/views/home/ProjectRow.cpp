#include "studio/views/home/ProjectRow.h"

#include "studio/domain/ConnectionContext.h"
#include "studio/kit/Button.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/MenuPlace.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/platform/ProjectFolder.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/Connections.h"
#include "studio/views/home/HomeMetrics.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLayout>
#include <QLocale>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr qint64 kMinute = 60;
constexpr qint64 kHour = 60 * kMinute;
constexpr int kSlowMs = 800;

struct RowState
{
    Tone tone = Tone::Neutral;
    QString text;
};

RowState stateOf(const ConnectionProfile &profile, ConnectionSession *session)
{
    using Phase = ConnectionSession::Phase;
    if (session == nullptr || session->phase() == Phase::Idle) {
        return {Tone::Neutral,
                profile.isLocal() ? ProjectRow::tr("Stopped") : ProjectRow::tr("Not connected")};
    }
    switch (session->phase()) {
    case Phase::Idle:
    case Phase::Starting:
        return {Tone::Warning, ProjectRow::tr("Starting")};
    case Phase::SigningIn:
        return {Tone::Warning, ProjectRow::tr("Signing in")};
    case Phase::Restarting:
        return {Tone::Warning, ProjectRow::tr("Restarting")};
    case Phase::SignInNeeded:
        return {Tone::Warning, ProjectRow::tr("Sign in again")};
    case Phase::Failed:
        return {Tone::Danger,
                profile.isLocal() ? ProjectRow::tr("Could not start")
                                  : ProjectRow::tr("Unreachable")};
    case Phase::Stopping:
        return {Tone::Neutral, ProjectRow::tr("Stopping")};
    case Phase::Ready:
        break;
    }
    if (profile.isLocal()) {
        return {Tone::Success, ProjectRow::tr("Running")};
    }
    const int latency = session->context().client().medianLatencyMs();
    if (latency < 0) {
        return {Tone::Success, ProjectRow::tr("Connected")};
    }
    return {latency > kSlowMs ? Tone::Warning : Tone::Success,
            ProjectRow::tr("%1 ms").arg(QLocale().toString(latency))};
}

/// A server that could not be started says why in place of its folder.
QString subtitleOf(const ConnectionProfile &profile, const ConnectionSession *session)
{
    if (session != nullptr && session->phase() == ConnectionSession::Phase::Failed) {
        return session->problem();
    }
    if (!profile.isLocal()) {
        return isolatedLtr(profile.address);
    }
    QStringList parts{ProjectRow::tr("Local"), isolatedLtr(shortPath(profile.folder))};
    if (profile.sizeBytes > 0) {
        parts << QLocale().formattedDataSize(
            profile.sizeBytes, 0, QLocale::DataSizeTraditionalFormat);
    }
    return parts.join(u"  ·  "_s);
}

} // namespace

QString lastUsedText(const QDateTime &then, const QDateTime &now)
{
    if (!then.isValid()) {
        return {};
    }
    const qint64 seconds = then.secsTo(now);
    const qint64 days = then.toLocalTime().date().daysTo(now.toLocalTime().date());
    if (seconds < kMinute) {
        return ProjectRow::tr("now");
    }
    if (seconds < kHour) {
        const int minutes = static_cast<int>(seconds / kMinute);
        return ProjectRow::tr("%n minutes ago", nullptr, minutes);
    }
    if (days == 0 || seconds < kHour * 6) {
        const int hours = static_cast<int>(seconds / kHour);
        return ProjectRow::tr("%n hours ago", nullptr, hours);
    }
    if (days <= 1) {
        return ProjectRow::tr("yesterday");
    }
    if (days < 7) {
        return ProjectRow::tr("%n days ago", nullptr, static_cast<int>(days));
    }
    if (days < 14) {
        return ProjectRow::tr("last week");
    }
    return QLocale().toString(then.toLocalTime().date(), QLocale::ShortFormat);
}

ProjectRow::ProjectRow(const ConnectionProfile &profile, QWidget *parent)
    : ListRow(profile.name, {}, parent)
    , m_profile(profile)
    , m_state(new StatusDot)
    , m_lastUsed(new Text({}, TextRole::Small, Color::TextMuted))
    , m_open(new Button(tr("Open"), ButtonVariant::Secondary))
    , m_stop(new IconButton(u"stop"_s, tr("Stop server")))
    , m_more(new IconButton(u"ellipsis"_s, tr("More")))
    , m_log(new IconButton(u"logs"_s, tr("Show log")))
{
    m_log->setObjectName(u"home.row."_s + profile.id + u".log"_s);
    setObjectName(u"home.row."_s + profile.id);
    m_open->setObjectName(u"home.row."_s + profile.id + u".open"_s);
    m_open->setAccessibleName(tr("Open %1").arg(profile.name));
    m_stop->setObjectName(u"home.row."_s + profile.id + u".stop"_s);
    m_more->setObjectName(u"home.row."_s + profile.id + u".more"_s);
    keepScaled(m_state, Extent::Width, home::kStateColumn);
    keepScaled(m_lastUsed, Extent::Width, home::kTimeColumn);
    setMirroredMargins(layout(), space::k5, space::k4 - 1, space::k4, space::k4 - 1);
    addTrailing(m_state);
    addTrailing(m_lastUsed);

    // The actions keep their room while hidden, so that the columns of all rows stand below each
    // other.
    QSizePolicy policy = m_stop->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_stop->setSizePolicy(policy);
    addTrailing(m_log);
    addHoverAction(m_open);
    addTrailing(m_stop);
    addTrailing(m_more);

    connect(m_open, &Button::clicked, this, [this] { emit openRequested(m_profile.id); });
    connect(m_stop, &IconButton::clicked, this, [this] { emit stopRequested(m_profile.id); });
    connect(m_more, &IconButton::clicked, this, &ProjectRow::showMenu);
    connect(m_log, &IconButton::clicked, this, [this] { emit logRequested(m_profile.id); });
    connect(this, &ListRow::activated, this, [this] { emit openRequested(m_profile.id); });
}

void ProjectRow::show(const ConnectionProfile &profile, ConnectionSession *session)
{
    m_profile = profile;
    m_subtitle = subtitleOf(profile, session);
    setSubtitlePrivate(!profile.isLocal());
    setTile(profile.isLocal() ? u"hard-drive"_s : u"globe"_s,
            profile.isLocal() && profile.accent.isEmpty() ? Tone::Accent : connectionTone(profile));
    setPill(environmentText(profile.environment), connectionTone(profile));
    const RowState state = stateOf(profile, session);
    m_state->setStatus(state.tone, state.text);
    m_isRunning = session != nullptr && session->isRunning();
    m_hasLog = session != nullptr && !session->logTail().isEmpty();
    m_stop->setVisible(m_isRunning);
    // A start that failed has its reason in the row and its log beside it.
    const bool showsLog = m_hasLog && session->phase() == ConnectionSession::Phase::Failed;
    m_log->setVisible(showsLog);
    QSizePolicy policy = m_stop->sizePolicy();
    policy.setRetainSizeWhenHidden(!showsLog); // a server that failed has a log and nothing to stop
    m_stop->setSizePolicy(policy);
    if (!m_isRunning) {
        m_load.clear();
        m_processorMs = -1;
    }
    showWords();
    m_lastUsed->setText(
        m_isRunning ? tr("now") : lastUsedText(profile.lastUsed, QDateTime::currentDateTimeUtc()));
    setAccessibleName(
        u"%1, %2, %3"_s.arg(profile.name, environmentText(profile.environment), state.text));
}

void ProjectRow::resizeEvent(QResizeEvent *event)
{
    ListRow::resizeEvent(event);
    // The name comes first: in a narrow window the time stands back.
    m_lastUsed->setVisible(width() >= Theme::current().scaled(home::kRowWithTime));
}

void ProjectRow::showWords()
{
    setTitle(m_profile.name, m_load.isEmpty() ? m_subtitle : m_subtitle + u"  \u00B7  "_s + m_load);
}

void ProjectRow::measureLoad(ConnectionSession *session)
{
    if (session == nullptr || !session->isRunning()) {
        return;
    }
    const qint64 now = session->backend()->processorMs();
    const qint64 memory = session->backend()->residentBytes();
    if (m_processorMs >= 0 && now >= m_processorMs && m_loadClock.elapsed() > 0 && memory > 0) {
        const double share = 100.0 * static_cast<double>(now - m_processorMs)
            / static_cast<double>(m_loadClock.elapsed());
        m_load
            = tr("CPU %1 %, memory %2")
                  .arg(QLocale().toString(share, 'f', share < 10 ? 1 : 0),
                       QLocale().formattedDataSize(memory, 0, QLocale::DataSizeTraditionalFormat));
        showWords();
    }
    m_processorMs = now;
    m_loadClock.start();
}

void ProjectRow::mousePressEvent(QMouseEvent *event)
{
    m_pressedAt = event->pos();
    ListRow::mousePressEvent(event);
}

void ProjectRow::mouseMoveEvent(QMouseEvent *event)
{
    if ((event->buttons() & Qt::LeftButton) != 0
        && (event->pos() - m_pressedAt).manhattanLength() >= QApplication::startDragDistance()) {
        setDown(false);
        emit dragRequested(m_profile.id); // the drag may end this row: nothing after it
        return;
    }
    ListRow::mouseMoveEvent(event);
}

void ProjectRow::showMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QString id = m_profile.id;
    const auto add = [&](const QString &name, const QString &text, auto signal) {
        QAction *action
            = menu->addAction(text, this, [this, signal, id] { emit(this->*signal)(id); });
        action->setObjectName(u"act.home."_s + name);
        return action;
    };
    add(u"open"_s, tr("Open"), &ProjectRow::openRequested);
    if (m_isRunning) {
        add(u"stop"_s, tr("Stop server"), &ProjectRow::stopRequested);
    }
    add(u"edit"_s, tr("Edit…"), &ProjectRow::editRequested);
    if (m_profile.isLocal()) {
        add(u"folder"_s, tr("Show folder"), &ProjectRow::folderRequested);
    }
    if (m_profile.isLocal()) {
        QAction *keep
            = add(u"keep"_s, tr("Keep running when the studio closes"), &ProjectRow::keepRequested);
        keep->setCheckable(true);
        keep->setChecked(m_profile.keepRunning);
    }
    if (m_hasLog) {
        add(u"log"_s, tr("Show log"), &ProjectRow::logRequested);
    }
    menu->addSeparator();
    const auto addMove = [&](const QString &name, const QString &text, int step, const char *keys) {
        QAction *action
            = menu->addAction(text, this, [this, id, step] { emit moveRequested(id, step); });
        action->setObjectName(u"act.home."_s + name);
        action->setShortcut(QKeySequence(QString::fromLatin1(keys), QKeySequence::PortableText));
        action->setShortcutContext(Qt::WidgetShortcut); // shown here; the row has the keys
    };
    addMove(u"up"_s, tr("Move up"), -1, "Alt+Shift+Up");
    addMove(u"down"_s, tr("Move down"), 1, "Alt+Shift+Down");
    menu->addSeparator();
    add(u"remove"_s, tr("Remove from list"), &ProjectRow::removeRequested);
    if (m_profile.isLocal()) {
        add(u"trash"_s, tr("Also move project folder to trash…"), &ProjectRow::trashRequested);
    }
    popupBelow(menu, m_more);
}

void ProjectRow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Delete) {
        emit removeRequested(m_profile.id);
        return;
    }
    const bool isUpOrDown = event->key() == Qt::Key_Down || event->key() == Qt::Key_Up;
    if (isUpOrDown && event->modifiers() == (Qt::AltModifier | Qt::ShiftModifier)) {
        emit moveRequested(m_profile.id, event->key() == Qt::Key_Up ? -1 : 1);
        return;
    }
    if (isUpOrDown) {
        QWidget *next = this;
        do {
            next = event->key() == Qt::Key_Down ? next->nextInFocusChain()
                                                : next->previousInFocusChain();
        } while (next != this && qobject_cast<ProjectRow *>(next) == nullptr);
        next->setFocus(Qt::TabFocusReason);
        return;
    }
    ListRow::keyPressEvent(event);
}

} // namespace socle::studio
