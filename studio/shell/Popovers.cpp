#include "studio/shell/Popovers.h"

#include "studio/domain/ConnectionContext.h"
#include "studio/domain/TaskList.h"
#include "studio/kit/Button.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/ListRow.h"
#include "studio/kit/Pill.h"
#include "studio/kit/Progress.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/platform/ProjectFolder.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Connections.h"
#include "studio/shell/Metrics.h"
#include "studio/shell/TaskWatch.h"

#include <QBoxLayout>
#include <QLocale>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kMessagesShown = 20;
constexpr int kTasksShown = 20;
constexpr int kSearchFrom = 6; // below that the list is its own search

void clear(QVBoxLayout *rows)
{
    while (QLayoutItem *item = rows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
}

/// Dot and words of one connection: "28 ms", "starting", nothing while it is closed.
std::pair<Tone, QString> stateOf(ConnectionSession *session)
{
    using Phase = ConnectionSession::Phase;
    if (session == nullptr) {
        return {Tone::Neutral, {}};
    }
    switch (session->phase()) {
    case Phase::Idle:
    case Phase::Stopping:
        return {Tone::Neutral, SwitcherPopover::tr("stopped")};
    case Phase::Starting:
    case Phase::Restarting:
        return {Tone::Warning, SwitcherPopover::tr("starting")};
    case Phase::SigningIn:
        return {Tone::Warning, SwitcherPopover::tr("signing in")};
    case Phase::SignInNeeded:
        return {Tone::Warning, SwitcherPopover::tr("sign in again")};
    case Phase::Failed:
        return {Tone::Danger, SwitcherPopover::tr("not running")};
    case Phase::Ready:
        break;
    }
    if (session->context().isLost()) {
        return {Tone::Danger, SwitcherPopover::tr("offline")};
    }
    const int latency = session->context().client().medianLatencyMs();
    return {session->context().state() == ConnectionState::Slow ? Tone::Warning : Tone::Success,
            latency < 0 ? QString()
                        : SwitcherPopover::tr("%1 ms").arg(QLocale().toString(latency))};
}

} // namespace

SwitcherPopover::SwitcherPopover(Connections &connections, QWidget *parent)
    : Popover(parent)
    , m_connections(connections)
    , m_rows(new QVBoxLayout)
{
    setObjectName(u"shell.switcher"_s);
    setAccessibleName(tr("Connections"));
    setDeleteOnClose(true);
    keepScaled(this, Extent::LeastWidth, metrics::kPopoverWidth);
    m_rows->setSpacing(0);
    if (static_cast<int>(connections.workspace().connections().size()) >= kSearchFrom) {
        auto *search = new SearchField(tr("Find a connection"));
        search->setObjectName(u"shell.switcher.search"_s);
        search->setAccessibleName(tr("Find a connection"));
        connect(search, &SearchField::searchChanged, this, &SwitcherPopover::fill);
        body()->addWidget(search);
    }
    body()->addLayout(m_rows);
    body()->addWidget(new Divider);
    auto *manage = new Button(u"server"_s, tr("All connections"), ButtonVariant::Ghost);
    manage->setObjectName(u"shell.switcher.manage"_s);
    connect(manage, &Button::clicked, this, [this] {
        emit manageRequested();
        close();
    });
    body()->addWidget(manage, 0, Qt::AlignLeading);
    fill({});
}

void SwitcherPopover::fill(const QString &filter)
{
    clear(m_rows);
    for (const ConnectionProfile &profile : m_connections.workspace().connections()) {
        if (!profile.name.contains(filter, Qt::CaseInsensitive)) {
            continue;
        }
        ConnectionSession *session = m_connections.session(profile.id);
        auto *row = new ListRow(profile.name,
                                profile.isLocal() ? shortPath(profile.folder) : profile.address);
        row->setObjectName(u"shell.switcher.row."_s + profile.id);
        row->setSubtitlePrivate(!profile.isLocal());
        row->setTile(profile.isLocal() ? u"hard-drive"_s : u"globe"_s,
                     profile.isLocal() && profile.accent.isEmpty() ? Tone::Accent
                                                                   : connectionTone(profile));
        row->setPill(environmentText(profile.environment), connectionTone(profile));
        if (session != nullptr && session->isRunning()) {
            auto *stop = new IconButton(u"stop"_s, tr("Stop server"));
            stop->setObjectName(u"shell.switcher.stop."_s + profile.id);
            connect(stop, &IconButton::clicked, this, [this, id = profile.id] {
                emit stopRequested(id);
                close();
            });
            row->addTrailing(stop);
        }
        const auto [tone, words] = stateOf(session);
        row->addTrailing(new Text(words, TextRole::Small, Color::TextMuted));
        row->addTrailing(new StatusDot(tone, {}));
        connect(row, &ListRow::clicked, this, [this, id = profile.id] {
            emit chosen(id);
            close();
        });
        m_rows->addWidget(row);
    }
    if (m_rows->count() == 0) {
        m_rows->addWidget(new Text(tr("No connections"), TextRole::Base, Color::TextMuted));
    }
    adjustSize();
}

TasksPopover::TasksPopover(TaskWatch &watch, QWidget *parent)
    : Popover(parent)
    , m_watch(watch)
    , m_rows(new QVBoxLayout)
{
    setObjectName(u"shell.tasks"_s);
    setAccessibleName(tr("Running work"));
    setDeleteOnClose(true);
    keepScaled(this, Extent::LeastWidth, metrics::kMessagesWidth);
    body()->addWidget(new SectionLabel(tr("Running work")));
    m_rows->setSpacing(space::k3);
    body()->addLayout(m_rows);
    // Rows are made anew only when there are others; progress goes into the row that is there, so
    // that its cross stays under the pointer.
    for (ConnectionSession *session : watch.sessions()) {
        TaskList &tasks = session->context().tasks();
        connect(&tasks, &TaskList::rowsInserted, this, &TasksPopover::fill);
        connect(&tasks, &TaskList::rowsRemoved, this, &TasksPopover::fill);
    }
    fill();
}

QWidget *TasksPopover::makeRow(Task &task, const ConnectionSession &session)
{
    auto *line = new QWidget;
    auto *layout = new QHBoxLayout(line);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(space::k3);
    if (session.profile().environment == Environment::Production) {
        // The red edge of work on a production server.
        auto *pill = new Pill(environmentText(Environment::Production), Tone::Danger);
        layout->addWidget(pill, 0, Qt::AlignTop);
    }
    auto *row = new ProgressRow(m_watch.sessions().size() > 1
                                    ? u"%1 · %2"_s.arg(task.title(), session.profile().name)
                                    : task.title());
    auto *next = new Button(task.nextStepText(), ButtonVariant::Ghost);
    next->setObjectName(u"shell.tasks.next"_s);
    layout->addWidget(row, 1);
    layout->addWidget(next, 0, Qt::AlignTop);
    const auto show = [&task, row, next] {
        switch (task.state()) {
        case Task::State::Succeeded:
            row->setFinished(Tone::Success, task.result());
            break;
        case Task::State::Failed:
            row->setFinished(Tone::Danger, task.result());
            break;
        case Task::State::Cancelled:
            row->setFinished(Tone::Neutral, tr("Cancelled"));
            break;
        case Task::State::Queued:
        case Task::State::Running:
        case Task::State::Paused:
            row->setProgress(task.fraction(), TaskWatch::progressText(task));
            break;
        }
        row->setCancellable(!task.isEnded());
        row->setPausable(
            task.canPause()
                && (task.state() == Task::State::Running || task.state() == Task::State::Paused),
            task.state() == Task::State::Paused);
        next->setText(task.nextStepText());
        next->setVisible(task.isEnded() && !task.nextStepText().isEmpty());
    };
    connect(row, &ProgressRow::cancelRequested, &task, &Task::cancel);
    connect(row, &ProgressRow::pauseRequested, &task, &Task::setPaused);
    connect(next, &Button::clicked, &task, &Task::runNextStep);
    connect(&task, &Task::changed, line, show);
    show();
    return line;
}

void TasksPopover::fill()
{
    clear(m_rows);
    // What runs comes before what has ended.
    for (const bool ended : {false, true}) {
        for (ConnectionSession *session : m_watch.sessions()) {
            const TaskList &tasks = session->context().tasks();
            for (int row = 0; row < tasks.rowCount() && m_rows->count() < kTasksShown; ++row) {
                if (tasks.at(row)->isEnded() == ended) {
                    m_rows->addWidget(makeRow(*tasks.at(row), *session));
                }
            }
        }
    }
    if (m_rows->count() == 0) {
        m_rows->addWidget(new Text(tr("Nothing is running"), TextRole::Base, Color::TextMuted));
    }
    adjustSize();
}

MessagesPopover::MessagesPopover(const QList<Message> &messages, QWidget *parent)
    : Popover(parent)
{
    setObjectName(u"shell.messages"_s);
    setAccessibleName(tr("Messages"));
    setDeleteOnClose(true);
    keepScaled(this, Extent::LeastWidth, metrics::kMessagesWidth);
    auto *head = new QHBoxLayout;
    head->addWidget(new SectionLabel(tr("Messages")), 1);
    if (!messages.isEmpty()) {
        auto *forget = new Button(tr("Clear"), ButtonVariant::Ghost);
        forget->setObjectName(u"shell.messages.clear"_s);
        forget->setControlSize(ControlSize::Small);
        connect(forget, &Button::clicked, this, [this] {
            emit clearRequested();
            close();
        });
        head->addWidget(forget);
    }
    body()->addLayout(head);
    for (const Message &message :
         messages.first(std::min<qsizetype>(messages.size(), kMessagesShown))) {
        auto *row = new QHBoxLayout;
        row->setSpacing(space::k4);
        // Each as high as the button, so that all of them stand on the first line of the words.
        const int height = Theme::current().scaled(control::kSm);
        const auto add = [row, height](QWidget *part, int stretch) {
            part->setMinimumHeight(height);
            row->addWidget(part, stretch, Qt::AlignTop);
        };
        add(new StatusDot(message.tone, {}), 0);
        auto *text = new Text(message.text);
        text->setOverflow(Text::Overflow::Wrap);
        add(text, 1);
        if (!message.actionText.isEmpty()) {
            auto *act = new Button(message.actionText, ButtonVariant::Ghost);
            act->setObjectName(u"shell.messages.action"_s);
            act->setControlSize(ControlSize::Small);
            connect(act, &Button::clicked, this, [this, run = message.action] {
                close();
                if (run) {
                    run();
                }
            });
            row->addWidget(act, 0, Qt::AlignTop);
        }
        add(new Text(QLocale().toString(message.at.time(), QLocale::ShortFormat),
                     TextRole::Small,
                     Color::TextSubtle),
            0);
        body()->addLayout(row);
    }
    body()->addStretch();
    if (messages.isEmpty()) {
        body()->addWidget(new Text(tr("No messages"), TextRole::Base, Color::TextMuted));
    }
}

} // namespace socle::studio
