#include "studio/shell/Popovers.h"

#include "studio/domain/ConnectionContext.h"
#include "studio/domain/TaskList.h"
#include "studio/kit/Button.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/ListRow.h"
#include "studio/kit/Progress.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/platform/ProjectFolder.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Connections.h"
#include "studio/shell/Metrics.h"

#include <QBoxLayout>
#include <QLocale>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kMessagesShown = 20;
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
    if (session->context().state() == ConnectionState::Offline) {
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
    setMinimumWidth(Theme::current().scaled(metrics::kPopoverWidth));
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
        row->setTile(profile.isLocal() ? u"hard-drive"_s : u"globe"_s,
                     profile.isLocal() ? Tone::Accent : environmentTone(profile.environment));
        row->setPill(environmentText(profile.environment), environmentTone(profile.environment));
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

TasksPopover::TasksPopover(TaskList &tasks, QWidget *parent)
    : Popover(parent)
    , m_tasks(tasks)
    , m_rows(new QVBoxLayout)
{
    setObjectName(u"shell.tasks"_s);
    setAccessibleName(tr("Running work"));
    setDeleteOnClose(true);
    setMinimumWidth(Theme::current().scaled(metrics::kPopoverWidth));
    body()->addWidget(new SectionLabel(tr("Running work")));
    body()->addLayout(m_rows);
    connect(&tasks, &TaskList::activityChanged, this, &TasksPopover::fill);
    fill();
}

void TasksPopover::fill()
{
    clear(m_rows);
    for (int i = 0; i < m_tasks.rowCount(); ++i) {
        Task *task = m_tasks.at(i);
        auto *row = new ProgressRow(task->title());
        const auto show = [task, row] {
            switch (task->state()) {
            case Task::State::Succeeded:
                row->setFinished(Tone::Success, task->result());
                break;
            case Task::State::Failed:
                row->setFinished(Tone::Danger, task->result());
                break;
            case Task::State::Cancelled:
                row->setFinished(Tone::Neutral, tr("Cancelled"));
                break;
            case Task::State::Queued:
            case Task::State::Running:
            case Task::State::Paused:
                row->setProgress(task->fraction(), task->phase());
                break;
            }
        };
        row->setCancellable(!task->isEnded());
        connect(row, &ProgressRow::cancelRequested, task, &Task::cancel);
        connect(task, &Task::changed, row, show);
        show();
        m_rows->addWidget(row);
    }
    if (m_tasks.rowCount() == 0) {
        m_rows->addWidget(new Text(tr("Nothing is running"), TextRole::Base, Color::TextMuted));
    }
    adjustSize();
}

MessagesPopover::MessagesPopover(const QStringList &lines, QWidget *parent)
    : Popover(parent)
{
    setObjectName(u"shell.messages"_s);
    setAccessibleName(tr("Messages"));
    setDeleteOnClose(true);
    setMinimumWidth(Theme::current().scaled(metrics::kPopoverWidth));
    body()->addWidget(new SectionLabel(tr("Messages")));
    for (const QString &line : lines.first(std::min<qsizetype>(lines.size(), kMessagesShown))) {
        auto *row = new QHBoxLayout;
        row->setSpacing(space::k4);
        auto *text = new Text(line.section(u'\t', 1));
        text->setOverflow(Text::Overflow::Wrap);
        row->addWidget(new Text(line.section(u'\t', 0, 0), TextRole::Small, Color::TextSubtle),
                       0,
                       Qt::AlignTop);
        row->addWidget(text, 1);
        body()->addLayout(row);
    }
    if (lines.isEmpty()) {
        body()->addWidget(new Text(tr("No messages"), TextRole::Base, Color::TextMuted));
    }
}

} // namespace socle::studio
