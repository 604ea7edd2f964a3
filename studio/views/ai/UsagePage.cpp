#include "studio/views/ai/UsagePage.h"

#include "studio/api/Text.h"
#include "studio/domain/AiDesk.h"
#include "studio/kit/Button.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/views/ai/AiWords.h"
#include "studio/views/ai/PageFrame.h"
#include "studio/views/ai/UsageModel.h"

#include <QBoxLayout>
#include <QLocale>
#include <QStackedLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

UsagePage::UsagePage(AiDesk &desk, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_model(new UsageModel(this))
    , m_grid(new DataGrid)
    , m_empty(new EmptyState(u"chart"_s,
                             tr("Nothing used yet"),
                             tr("Every chat and every question adds a line here.")))
    , m_total(new Text({}, TextRole::Base, Color::TextMuted))
{
    setObjectName(u"ai.usage"_s);
    setAccessibleName(tr("Usage"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *bar = new Band(Color::Surface, Band::BottomLine);
    keepScaled(bar, Extent::Height, layout::kToolbar);
    auto *row = new QHBoxLayout(bar);
    setMirroredMargins(row, space::k5, 0, space::k4, 0);
    m_total->setObjectName(u"ai.usage.total"_s);
    row->addWidget(m_total, 1);
    auto *again = new IconButton(u"refresh"_s, tr("Fetch again"));
    again->setObjectName(u"ai.usage.refresh"_s);
    connect(again, &QToolButton::clicked, this, &UsagePage::refresh);
    row->addWidget(again);
    column->addWidget(bar);

    auto *content = new Band(Color::Surface, Band::NoLine);
    m_pages = new QStackedLayout(content);
    m_grid->setObjectName(u"ai.usage.grid"_s);
    m_grid->setAccessibleName(tr("Usage by day and model"));
    m_grid->setReadOnly(true);
    m_grid->setMarkable(false);
    m_grid->setModel(m_model);
    m_grid->setColumns(UsageModel::columns());
    m_pages->addWidget(m_grid);
    m_pages->addWidget(m_empty);
    column->addWidget(content, 1);
    connect(&m_desk, &AiDesk::usageChanged, this, &UsagePage::fill);
    connect(&m_desk, &AiDesk::usageFailed, this, [this](const ApiError &error) {
        m_empty->setContent(u"alert"_s, tr("Could not load the usage"), error.message);
        m_empty->setError(true);
        m_empty->clearActions();
        m_retry = m_empty->addAction(tr("Retry"));
        m_retry->setObjectName(u"ai.usage.retry"_s);
        connect(m_retry, &QPushButton::clicked, this, &UsagePage::refresh);
        m_pages->setCurrentWidget(m_empty);
    });
    fill();
}

void UsagePage::refresh() { m_desk.loadUsage(); }

void UsagePage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    refresh();
}

void UsagePage::fill()
{
    const QVector<AiUsageRow> &rows = m_desk.usage();
    m_model->setRows(rows);
    m_empty->clearActions();
    m_empty->setError(false);
    m_empty->setContent(
        u"chart"_s, tr("Nothing used yet"), tr("Every chat and every question adds a line here."));
    m_pages->setCurrentWidget(rows.isEmpty() ? static_cast<QWidget *>(m_empty) : m_grid);
    qint64 requests = 0;
    qint64 tokens = 0;
    qint64 cost = 0;
    for (const AiUsageRow &row : rows) {
        requests += row.requests;
        tokens += row.inputTokens + row.outputTokens;
        cost += row.costMicroUsd;
    }
    const QLocale locale;
    m_total->setText(
        rows.isEmpty()
            ? QString()
            : tr("%Ln requests  ·  %1 tokens  ·  cost %2", nullptr, pluralCount(requests))
                  .arg(locale.toString(tokens),
                       costText(cost == 0 ? std::nullopt : std::optional(cost))));
}

} // namespace socle::studio
