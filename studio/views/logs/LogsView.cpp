#include "studio/views/logs/LogsView.h"

#include "studio/api/OnResult.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/LogModel.h"
#include "studio/kit/Button.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"
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
    connect(&m_context, &ConnectionContext::stateChanged, this, &LogsView::refreshFooter);
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
    m_trail.note(m_filter);
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
    keepScaled(footer, Extent::Height, layout::kFooter);
    auto *column = new QVBoxLayout(footer);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(new Divider);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(space::k5, 0, space::k5, 0);
    m_count = new Text({}, TextRole::Small, Color::TextMuted);
    m_count->setOverflow(Text::Overflow::Elide);
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
    if (m_trail.note(filter)) {
        emit historyChanged();
    }
    emit viewStateChanged();
}

void LogsView::goBack()
{
    m_trail.back([this](const LogFilter &filter) { setFilter(filter); });
    emit historyChanged();
}

void LogsView::goForward()
{
    m_trail.forward([this](const LogFilter &filter) { setFilter(filter); });
    emit historyChanged();
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
    // In a short pane the entries come first: the histogram would lie over the toolbar.
    const int below = height() - m_toolbar->heightForWidth(width());
    m_histogram->setVisible(below
                            >= Theme::current().scaled(2 * logs::kHistogram + layout::kFooter));
}

bool LogsView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_grid && event->type() == QEvent::Resize) {
        showUnseen();
    }
    return View::eventFilter(watched, event);
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
