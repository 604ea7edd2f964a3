// What the log looks like as it fills: bars, empty and failed pages, what came while one looked
// elsewhere, the entry in the inspector.
#include "studio/api/CancelKey.h"
#include "studio/api/OnResult.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/LogModel.h"
#include "studio/kit/Button.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/ShownTime.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/shell/ErrorPage.h"
#include "studio/shell/Shell.h"
#include "studio/views/logs/LogDetail.h"
#include "studio/views/logs/LogFacets.h"
#include "studio/views/logs/LogHistogram.h"
#include "studio/views/logs/LogMetrics.h"
#include "studio/views/logs/LogToolbar.h"
#include "studio/views/logs/LogsView.h"

#include <QHeaderView>
#include <QScrollBar>
#include <QStackedLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

int barSeconds(LogRange range)
{
    return range == LogRange::Quarter || range == LogRange::Hour ? 60 : 3600;
}

} // namespace

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
    // Two log tabs of a connection must not end each other's question.
    const QString key = cancelKeyOf("logs.stats", this);
    onResult(isDetailed
                 ? endpoint.detailedStats(seconds < 3600 ? u"minute"_s : u"hour"_s, filter, key)
                 : endpoint.stats(filter, key),
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
        showFacets();
        fillErrorPage(
            *m_empty, u"logs"_s, ErrorText::of(m_model->error()), [this] { reload(); }, this);
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

/// A panel on one entry; its buttons filter this view wherever the panel stands.
LogDetail *LogsView::makeDetail()
{
    auto *detail = new LogDetail(m_context.client().baseUrl());
    connect(
        detail, &LogDetail::copied, this, [this](const QString &what) { m_shell.status(what); });
    connect(detail, &LogDetail::sameRouteRequested, this, [this, detail] {
        LogFilter filter = m_filter;
        filter.add({u"route"_s, routeOf(detail->entry())});
        setFilter(filter);
    });
    connect(detail, &LogDetail::sameUserRequested, this, [this, detail] {
        LogFilter filter = m_filter;
        const QString user = facetValue(detail->entry(), u"user"_s);
        filter.withoutSuperusers = filter.withoutSuperusers && user != u"_superusers";
        filter.add({u"user"_s, user});
        setFilter(filter);
    });
    connect(detail, &LogDetail::aroundRequested, this, [this, detail] {
        LogFilter filter = m_filter;
        filter.clear();
        filter.from = detail->entry().created.addSecs(-150);
        filter.to = detail->entry().created.addSecs(150);
        setFilter(filter);
    });
    return detail;
}

void LogsView::showSelection()
{
    const LogEntry *entry = m_model->entryAt(m_grid->currentIndex().row());
    if (entry == nullptr || (m_isDetailPinned && m_detail != nullptr)) {
        return;
    }
    if (m_detail == nullptr) {
        m_detail = makeDetail();
    }
    m_detail->show(*entry);
    m_shell.showInspector(this, m_detail, tr("Log entry"));
}

void LogsView::setInspectorPinned(bool isPinned)
{
    m_isDetailPinned = isPinned;
    if (!isPinned) {
        showSelection();
    }
}

QWidget *LogsView::makeSecondPanel()
{
    if (m_detail == nullptr) {
        return nullptr;
    }
    LogDetail *second = makeDetail();
    second->show(m_detail->entry());
    second->setWindowTitle(
        tr("Log entry of %1").arg(shownTime(m_detail->entry().created).toString(u"HH:mm:ss"_s)));
    return second;
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
    } else if (m_context.isLost()) {
        m_tail->setStatus(Tone::Neutral, tr("Not live"));
    } else if (m_context.capabilities().has(Capability::LogStream)) {
        m_tail->setStatus(Tone::Success, tr("Live"));
    } else {
        m_tail->setStatus(Tone::Success, tr("Live, asked every second"));
    }
}

} // namespace socle::studio
