#include "studio/views/logs/LogsView.h"

#include "studio/api/OnResult.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/LogModel.h"
#include "studio/kit/Button.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Skeleton.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/platform/ProjectFolder.h"
#include "studio/shell/Actions.h"
#include "studio/shell/Shell.h"
#include "studio/views/logs/LogCells.h"
#include "studio/views/logs/LogDetail.h"
#include "studio/views/logs/LogFacets.h"
#include "studio/views/logs/LogHistogram.h"
#include "studio/views/logs/LogMetrics.h"
#include "studio/views/logs/LogToolbar.h"
#include "studio/views/logs/ProcessLog.h"

#include <QBoxLayout>
#include <QDir>
#include <QHeaderView>
#include <QJsonObject>
#include <QScrollBar>
#include <QStackedLayout>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kQuietMs = 250;

/// process.log of a local project; empty for servers elsewhere.
QString processLogPath(const ConnectionProfile &profile)
{
    if (!profile.isLocal() || profile.folder.isEmpty()) {
        return {};
    }
    const Result<ProjectFolder> project = ProjectFolder::open(profile.folder);
    return project ? QDir(project->logFolder()).filePath(u"process.log"_s) : QString();
}

int barSeconds(LogRange range)
{
    return range == LogRange::Quarter || range == LogRange::Hour ? 60 : 3600;
}

} // namespace

LogsView::LogsView(ConnectionContext &context, Shell &shell, const ViewTarget &target)
    : View(u"logs"_s)
    , m_context(context)
    , m_shell(shell)
    , m_model(new LogModel(context.client(), this))
{
    setTitle(tr("Logs"));
    setIcon(u"logs"_s);
    const QString processPath = processLogPath(context.profile());

    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_toolbar = new LogToolbar(!processPath.isEmpty());
    column->addWidget(m_toolbar);
    auto *place = new QWidget;
    m_source = new QStackedLayout(place);
    m_source->addWidget(makeBody());
    if (!processPath.isEmpty()) {
        m_source->addWidget(m_process = new ProcessLog(processPath));
    }
    column->addWidget(place, 1);
    setContent(content);
    makeActions();

    m_quiet.setSingleShot(true);
    m_quiet.setInterval(kQuietMs);
    m_statistics.setInterval(logs::kStatsMs);
    connect(&m_quiet, &QTimer::timeout, this, [this] {
        m_facets->refresh(*m_model, m_filter);
        showFacets();
        refreshFooter();
    });
    connect(&m_statistics, &QTimer::timeout, this, &LogsView::loadHistogram);
    connect(m_toolbar, &LogToolbar::filterChanged, this, &LogsView::setFilter);
    connect(m_toolbar, &LogToolbar::liveToggled, this, &LogsView::setLive);
    connect(m_toolbar, &LogToolbar::processToggled, this, &LogsView::setProcess);
    connect(m_toolbar, &LogToolbar::facetsToggled, this, [this](bool shown) {
        m_wantsFacets = shown;
        showFacets();
        emit viewStateChanged();
    });
    connect(m_histogram,
            &LogHistogram::picked,
            this,
            [this](const QDateTime &from, const QDateTime &to) {
                LogFilter filter = m_filter;
                filter.from = from;
                filter.to = to;
                setFilter(filter);
            });
    connect(m_histogram, &LogHistogram::pickCleared, this, [this] {
        LogFilter filter = m_filter;
        filter.from.reset();
        filter.to.reset();
        setFilter(filter);
    });
    connect(m_facets, &LogFacets::facetToggled, this, [this](const LogFacet &facet) {
        LogFilter filter = m_filter;
        const bool isOn
            = std::find(filter.facets.begin(), filter.facets.end(), facet) != filter.facets.end();
        if (isOn) {
            filter.remove(facet);
        } else {
            filter.add(facet);
        }
        setFilter(filter);
    });
    connect(m_model, &LogModel::stateChanged, this, &LogsView::stateChanged);
    connect(m_model, &LogModel::entriesAdded, this, &LogsView::entriesAdded);
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this] { m_quiet.start(); });
    connect(m_model, &QAbstractItemModel::modelReset, this, [this] { m_quiet.start(); });
    connect(&m_context, &ConnectionContext::capabilitiesChanged, this, &LogsView::applyLive);
    connect(&m_context, &ConnectionContext::backOnline, this, &LogsView::reload);

    // A local project is used by the person at this desk, as its superuser: their own requests are
    // what they look for first. Elsewhere they would hide what the app's users do.
    m_filter.withoutSuperusers = !context.profile().isLocal();
    if (!target.arguments.isEmpty()) {
        m_filter = filterOf(target.arguments);
    }
    m_toolbar->setFilter(m_filter);
    reload();
}

LogsView::~LogsView()
{
    // What the parts say while they end is for nobody.
    disconnect(m_grid->selectionModel(), nullptr, this, nullptr);
    disconnect(m_grid->verticalScrollBar(), nullptr, this, nullptr);
    disconnect(m_model, nullptr, this, nullptr);
    m_model->setLive(false, false);
    delete m_detail; // the inspector only shows it
}

QWidget *LogsView::makeBody()
{
    auto *body = new QWidget;
    auto *column = new QVBoxLayout(body);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_histogram = new LogHistogram);
    column->addWidget(new Divider);

    auto *middle = new QHBoxLayout;
    middle->setSpacing(0);
    auto *place = new QWidget;
    m_list = new QStackedLayout(place);
    m_grid = new DataGrid;
    m_grid->setObjectName(u"logs.list"_s);
    m_grid->setAccessibleName(tr("Log entries, newest first"));
    m_grid->setMarkable(false);
    m_grid->setReadOnly(true);
    m_grid->setModel(m_model);
    m_grid->setSelectionBehavior(QAbstractItemView::SelectRows);
    const std::array<int, LogModel::ColumnCount> widths{logs::kTime,
                                                        logs::kLevel,
                                                        logs::kStatus,
                                                        logs::kMethod,
                                                        logs::kPathMin,
                                                        logs::kDuration,
                                                        logs::kUser,
                                                        logs::kAddress};
    QVector<GridColumn> columns;
    for (int i = 0; i < LogModel::ColumnCount; ++i) {
        GridColumn one;
        one.key = QString::number(i);
        one.title = m_model->headerData(i, Qt::Horizontal).toString();
        one.ui = &logCellUi(i);
        one.width = Theme::current().scaled(widths[static_cast<std::size_t>(i)]);
        one.isEditable = false;
        columns.append(one);
    }
    m_grid->setColumns(columns);
    m_grid->horizontalHeader()->setSectionResizeMode(LogModel::Path, QHeaderView::Stretch);
    m_list->addWidget(m_grid);
    m_list->addWidget(new Skeleton(Skeleton::Shape::Rows));
    auto *words = new QWidget;
    auto *wordColumn = new QVBoxLayout(words);
    m_empty = new EmptyState(u"logs"_s, {}, {});
    wordColumn->addStretch();
    wordColumn->addWidget(m_empty);
    wordColumn->addStretch();
    m_list->addWidget(words);
    middle->addWidget(place, 1);
    middle->addWidget(m_facetLine = new Divider(Qt::Vertical));
    m_facets = new LogFacets;
    middle->addWidget(m_facets);
    column->addLayout(middle, 1);
    column->addWidget(makeFooter());

    m_new = new Button(u"arrow-up"_s, {}, ButtonVariant::Primary, m_grid);
    m_new->setObjectName(u"logs.new"_s);
    m_new->setControlSize(ControlSize::Small);
    m_new->hide();
    connect(m_new, &Button::clicked, this, &LogsView::goToNewest);
    m_grid->installEventFilter(this);
    connect(m_grid->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (value == 0 && m_unseen > 0) {
            m_unseen = 0;
            showUnseen();
        }
    });
    connect(m_grid->selectionModel(),
            &QItemSelectionModel::currentRowChanged,
            this,
            &LogsView::showSelection);
    return body;
}

QWidget *LogsView::makeFooter()
{
    auto *footer = new QWidget;
    footer->setFixedHeight(Theme::current().scaled(layout::kFooter));
    auto *column = new QVBoxLayout(footer);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(new Divider);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(space::k5, 0, space::k5, 0);
    m_count = new Text({}, TextRole::Small, Color::TextMuted);
    row->addWidget(m_count);
    row->addStretch();
    m_tail = new StatusDot;
    row->addWidget(m_tail);
    column->addLayout(row, 1);
    return footer;
}

void LogsView::makeActions()
{
    const auto add
        = [this](const QString &verb, const QString &text, const QString &icon, auto run) {
              m_actions << Actions::make({.id = u"act.logs."_s + verb,
                                          .text = text,
                                          .icon = icon,
                                          .keys = {},
                                          .subject = tr("Logs"),
                                          .help = {}},
                                         this,
                                         run);
          };
    add(u"tail"_s, tr("Pause or resume the live tail"), u"live"_s, [this] { setLive(!m_isLive); });
    add(u"newest"_s, tr("Go to the newest entry"), u"arrow-up"_s, [this] { goToNewest(); });
    add(u"errors"_s, tr("Show errors only"), u"warning"_s, [this] {
        LogFilter filter = m_filter;
        filter.errorsOnly = !filter.errorsOnly;
        setFilter(filter);
    });
    add(u"clear"_s, tr("Clear the log filter"), u"x"_s, [this] {
        LogFilter filter = m_filter;
        filter.clear();
        setFilter(filter);
    });
}

LogFilter LogsView::filterOf(QJsonObject stored) const
{
    if (!stored.contains(u"withoutSuperusers"_s)) {
        stored.insert(u"withoutSuperusers"_s, !m_context.profile().isLocal());
    }
    return LogFilter::fromJson(stored);
}

void LogsView::navigate(const ViewTarget &target)
{
    if (!target.arguments.isEmpty()) {
        setFilter(filterOf(target.arguments));
    }
}

void LogsView::setFilter(const LogFilter &filter)
{
    m_filter = filter;
    m_toolbar->setFilter(filter);
    if (m_process != nullptr) {
        m_process->setWords(filter.text.trimmed());
    }
    reload();
    emit viewStateChanged();
}

void LogsView::refresh() { reload(); }

void LogsView::reload()
{
    m_unseen = 0;
    showUnseen();
    m_histogram->setPicked(m_filter.from, m_filter.to);
    const QString wanted = m_filter.toFilter(QDateTime::currentDateTimeUtc());
    if (wanted == m_model->filter()) {
        m_model->reload();
    } else {
        m_model->setFilter(wanted);
    }
    loadHistogram();
}

void LogsView::loadHistogram()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QString filter = m_filter.toHistogramFilter(now);
    const int seconds = barSeconds(m_filter.range);
    const bool isDetailed = m_context.capabilities().has(Capability::LogPercentiles);
    if (!isDetailed && seconds < 3600) {
        histogramFromEntries(now);
        return;
    }
    const LogsEndpoint endpoint(m_context.client());
    const quint64 mine = ++m_generation;
    const QDateTime start = now.addSecs(-secondsOf(m_filter.range));
    onResult(isDetailed ? endpoint.detailedStats(seconds < 3600 ? u"minute"_s : u"hour"_s, filter)
                        : endpoint.stats(filter),
             this,
             [this, mine, start, now, seconds](Result<std::vector<LogBucket>> buckets) {
                 // Without an answer the old bars stay: the list says what is wrong.
                 if (mine == m_generation && buckets) {
                     m_histogram->setBuckets(start, now, seconds, *buckets);
                 }
             });
}

/// A server that only counts hours: minutes come from what is loaded.
void LogsView::histogramFromEntries(const QDateTime &now)
{
    std::vector<LogBucket> buckets;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const LogEntry &entry = *m_model->entryAt(row);
        const bool isError = entry.level >= 8 || entry.status() >= 400;
        buckets.push_back({.date = entry.created, .total = 1, .errors = isError ? 1 : 0});
    }
    m_histogram->setBuckets(
        now.addSecs(-secondsOf(m_filter.range)), now, barSeconds(m_filter.range), buckets);
}

void LogsView::stateChanged()
{
    switch (m_model->state()) {
    case LogModel::State::Idle:
    case LogModel::State::Loading:
        m_list->setCurrentIndex(1);
        showContent(State::Loading);
        break;
    case LogModel::State::Ready:
        if (barSeconds(m_filter.range) < 3600
            && !m_context.capabilities().has(Capability::LogPercentiles)) {
            histogramFromEntries(QDateTime::currentDateTimeUtc());
        }
        if (m_model->rowCount() > 0) {
            m_list->setCurrentIndex(0);
            showContent();
            break;
        }
        m_empty->setError(false);
        m_empty->clearActions();
        if (m_filter.isNarrowed()) {
            m_empty->setContent(u"filter"_s,
                                tr("No entry matches"),
                                tr("Nothing was logged that fits this filter."));
            Button *clear = m_empty->addAction(tr("Clear filter"));
            clear->setObjectName(u"logs.empty.clear"_s);
            connect(clear, &Button::clicked, this, [this] {
                LogFilter filter = m_filter;
                filter.clear();
                setFilter(filter);
            });
        } else {
            m_empty->setContent(u"logs"_s,
                                tr("The server's log"),
                                tr("Nothing was logged in this span of time. Requests appear here "
                                   "as they happen."));
            if (m_filter.range != LogRange::Week) {
                Button *longer = m_empty->addAction(tr("Show 7 days"));
                longer->setObjectName(u"logs.empty.week"_s);
                connect(longer, &Button::clicked, this, [this] {
                    LogFilter filter = m_filter;
                    filter.range = LogRange::Week;
                    setFilter(filter);
                });
            }
        }
        if (m_filter.withoutSuperusers) {
            Button *own = m_empty->addAction(tr("Show superuser requests"));
            own->setObjectName(u"logs.empty.superusers"_s);
            connect(own, &Button::clicked, this, [this] {
                LogFilter filter = m_filter;
                filter.withoutSuperusers = false;
                setFilter(filter);
            });
        }
        showFacets();
        m_list->setCurrentIndex(2);
        showContent(State::Empty);
        break;
    case LogModel::State::Failed: {
        const ApiError &error = m_model->error();
        showFacets();
        m_empty->setError(true);
        m_empty->clearActions();
        const QString next = error.nextStep();
        m_empty->setContent(u"alert"_s,
                            error.status == 400 ? tr("This filter is not valid")
                                                : tr("The log could not be read"),
                            next.isEmpty() ? error.message : QString(error.message + u'\n' + next));
        Button *retry = m_empty->addAction(tr("Retry"), u"refresh"_s);
        retry->setObjectName(u"logs.error.retry"_s);
        connect(retry, &Button::clicked, this, &LogsView::reload);
        m_list->setCurrentIndex(2);
        showContent(State::Error);
        break;
    }
    }
    refreshFooter();
}

void LogsView::entriesAdded(int count)
{
    if (m_list->currentIndex() != 0 && m_model->state() == LogModel::State::Ready) {
        stateChanged(); // the first entry of an empty list
    }
    QScrollBar *bar = m_grid->verticalScrollBar();
    if (bar->value() > 0) {
        // The rows one looks at stay where they are.
        m_unseen += count;
        const int shift = count * m_grid->verticalHeader()->defaultSectionSize();
        bar->setRange(bar->minimum(), bar->maximum() + shift);
        bar->setValue(bar->value() + shift);
        showUnseen();
    }
    if (barSeconds(m_filter.range) < 3600 && !m_statistics.isActive()) {
        histogramFromEntries(QDateTime::currentDateTimeUtc());
    }
    m_quiet.start();
}

void LogsView::showUnseen()
{
    m_new->setVisible(m_unseen > 0);
    if (m_unseen > 0) {
        m_new->setText(tr("%Ln new", nullptr, m_unseen));
        m_new->setAccessibleName(tr("%Ln new entries, go to the newest", nullptr, m_unseen));
        m_new->resize(m_new->sizeHint());
        m_new->move((m_grid->width() - m_new->width()) / 2,
                    m_grid->horizontalHeader()->height() + space::k4);
        m_new->raise();
    }
}

void LogsView::goToNewest()
{
    m_grid->verticalScrollBar()->setValue(0);
    m_unseen = 0;
    showUnseen();
    m_grid->setFocus();
}

void LogsView::setLive(bool live)
{
    m_isLive = live;
    m_toolbar->setLive(live);
    applyLive();
    if (live && m_isActive) {
        m_model->askForNewer();
    }
    emit viewStateChanged();
}

void LogsView::applyLive()
{
    const bool on = m_isLive && m_isActive;
    m_model->setLive(on, m_context.capabilities().has(Capability::LogStream), logs::kPollMs);
    if (on) {
        m_statistics.start();
    } else {
        m_statistics.stop();
    }
    refreshFooter();
}

void LogsView::activated()
{
    m_isActive = true;
    applyLive();
    if (m_isLive) {
        m_model->askForNewer(); // what came while nobody looked
    }
}

void LogsView::deactivated()
{
    m_isActive = false;
    applyLive();
}

bool LogsView::find()
{
    m_toolbar->focusSearch();
    return true;
}

void LogsView::showSelection()
{
    const LogEntry *entry = m_model->entryAt(m_grid->currentIndex().row());
    if (entry == nullptr) {
        return;
    }
    if (m_detail == nullptr) {
        m_detail = new LogDetail(m_context.client().baseUrl());
        connect(m_detail, &LogDetail::copied, this, [this](const QString &what) {
            m_shell.status(what);
        });
        connect(m_detail, &LogDetail::sameRouteRequested, this, [this] {
            LogFilter filter = m_filter;
            filter.add({u"route"_s, routeOf(m_detail->entry())});
            setFilter(filter);
        });
        connect(m_detail, &LogDetail::sameUserRequested, this, [this] {
            LogFilter filter = m_filter;
            const QString user = facetValue(m_detail->entry(), u"user"_s);
            filter.withoutSuperusers = filter.withoutSuperusers && user != u"_superusers";
            filter.add({u"user"_s, user});
            setFilter(filter);
        });
        connect(m_detail, &LogDetail::aroundRequested, this, [this] {
            LogFilter filter = m_filter;
            filter.clear();
            filter.from = m_detail->entry().created.addSecs(-150);
            filter.to = m_detail->entry().created.addSecs(150);
            setFilter(filter);
        });
    }
    m_detail->show(*entry);
    m_shell.showInspector(this, m_detail, tr("Log entry"));
}

void LogsView::showFacets()
{
    const bool hasRoom = width() >= Theme::current().scaled(logs::kFacetsFrom);
    // Nothing to count, nothing to take back: no empty column.
    const bool hasAny = m_model->rowCount() > 0 || !m_filter.facets.empty();
    m_facets->setVisible(m_wantsFacets && hasRoom && hasAny);
    m_facetLine->setVisible(m_facets->isVisibleTo(this));
    m_toolbar->setFacetsShown(m_wantsFacets && hasRoom);
}

void LogsView::resizeEvent(QResizeEvent *event)
{
    View::resizeEvent(event);
    showFacets();
}

bool LogsView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_grid && event->type() == QEvent::Resize) {
        showUnseen();
    }
    return View::eventFilter(watched, event);
}

void LogsView::refreshFooter()
{
    const int rows = m_model->rowCount();
    m_count->setText(m_model->canFetchMore({}) ? tr("%Ln entries loaded, more below", nullptr, rows)
                                               : tr("%Ln entries", nullptr, rows));
    if (m_model->state() == LogModel::State::Failed) {
        m_tail->setStatus(Tone::Danger, tr("Not connected to the log"));
    } else if (!m_isLive) {
        m_tail->setStatus(Tone::Neutral, tr("Paused"));
    } else if (m_context.capabilities().has(Capability::LogStream)) {
        m_tail->setStatus(Tone::Success, tr("Live"));
    } else {
        m_tail->setStatus(Tone::Success, tr("Live, asked every second"));
    }
}

void LogsView::setProcess(bool on)
{
    m_isProcess = on && m_process != nullptr;
    m_source->setCurrentIndex(m_isProcess ? 1 : 0);
    m_toolbar->setProcess(m_isProcess);
    if (m_isProcess) {
        m_process->setWords(m_filter.text.trimmed());
    }
    emit viewStateChanged();
}

QJsonObject LogsView::saveState() const
{
    return {{u"filter"_s, m_filter.toJson()},
            {u"live"_s, m_isLive},
            {u"facets"_s, m_wantsFacets},
            {u"process"_s, m_isProcess}};
}

void LogsView::restoreState(const QJsonObject &state)
{
    m_wantsFacets = state.value(u"facets"_s).toBool(true);
    showFacets();
    setFilter(filterOf(state.value(u"filter"_s).toObject()));
    setLive(state.value(u"live"_s).toBool(true));
    setProcess(state.value(u"process"_s).toBool());
}

View *makeLogsView(ConnectionContext &context, Shell &shell, const ViewTarget &target)
{
    return new LogsView(context, shell, target);
}

} // namespace socle::studio
