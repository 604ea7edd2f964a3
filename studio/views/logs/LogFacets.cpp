#include "studio/views/logs/LogFacets.h"

#include "studio/api/Text.h"
#include "studio/domain/LogModel.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Text.h"
#include "studio/views/logs/LogCells.h"
#include "studio/views/logs/LogMetrics.h"

#include <QBoxLayout>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace socle::studio {

FacetRow::FacetRow(const QString &name, QWidget *parent)
    : QAbstractButton(parent)
{
    setObjectName(name);
    setFocusPolicy(Qt::StrongFocus);
    setCheckable(false);
    setAttribute(Qt::WA_Hover);
}

void FacetRow::setFacet(const LogFacet &facet, qint64 count, qint64 most, bool isActive)
{
    m_facet = facet;
    m_count = count;
    m_share = most > 0 ? static_cast<double>(count) / static_cast<double>(most) : 0;
    m_active = isActive;
    setText(facet.value);
    setToolTip(facet.value);
    setAccessibleName(
        tr("%1 %2, %Ln entries", nullptr, pluralCount(count)).arg(facet.label(), facet.value));
    setAccessibleDescription(isActive ? tr("filters the list") : QString());
    update();
}

QSize FacetRow::sizeHint() const
{
    const int row = Theme::current().scaled(logs::kFacetRow);
    return {row * 4, row};
}

void FacetRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setLayoutDirection(layoutDirection());
    const QRectF bounds = QRectF(rect()).adjusted(0, 1, 0, -1);
    if (m_active) {
        drawRounded(&painter, bounds, radius::kSm, colorOf(Color::AccentSoft));
    } else {
        // The share as a quiet ground: one sees at once what dominates.
        const QRectF share
            = mirrored(layoutDirection(),
                       bounds,
                       {bounds.left(), bounds.top(), bounds.width() * m_share, bounds.height()});
        drawRounded(
            &painter, share, radius::kSm, colorOf(underMouse() ? Color::Chip : Color::Hover));
    }
    const QColor ink = colorOf(m_active ? Color::OnAccentSoft : Color::Text);
    const QString count = QLocale().toString(m_count);
    const double countWidth = tabularWidth(count, studio::font(TextRole::Small)) + space::k3;
    const bool isCode = m_facet.property == u"route" || m_facet.property == u"address"
        || m_facet.property == u"method";
    const QRectF words = mirrored(layoutDirection(),
                                  bounds,
                                  {bounds.left() + space::k3,
                                   bounds.top(),
                                   bounds.width() - countWidth - space::k4,
                                   bounds.height()});
    drawLine(&painter,
             words,
             m_facet.property == u"level" ? m_facet.value.toLower() : m_facet.value,
             studio::font(isCode ? TextRole::MonoSmall : TextRole::Small),
             ink,
             Qt::AlignLeading | Qt::AlignVCenter,
             m_facet.property == u"route" ? Qt::ElideLeft : Qt::ElideRight);
    const QRectF place = mirrored(
        layoutDirection(),
        bounds,
        {bounds.right() - countWidth, bounds.top(), countWidth - space::k2, bounds.height()});
    drawTabular(&painter,
                place,
                count,
                studio::font(TextRole::Small),
                m_active ? ink : colorOf(Color::TextMuted));
    if (hasFocus()) {
        drawFocusRing(&painter, bounds.adjusted(1, 1, -1, -1), radius::kSm, 0);
    }
}

LogFacets::LogFacets(QWidget *parent)
    : QScrollArea(parent)
{
    setObjectName(u"logs.facets"_s);
    setAccessibleName(tr("Facets of the loaded entries"));
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    keepScaled(this, Extent::Width, logs::kFacets);
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(space::k4, space::k4, space::k4, space::k4);
    column->setSpacing(space::k4);
    const std::array<std::pair<QString, QString>, 6> properties{{{u"level"_s, tr("Level")},
                                                                 {u"status"_s, tr("Status")},
                                                                 {u"method"_s, tr("Method")},
                                                                 {u"route"_s, tr("Route")},
                                                                 {u"user"_s, tr("User")},
                                                                 {u"address"_s, tr("Address")}}};
    for (const auto &[property, title] : properties) {
        Group group;
        group.property = property;
        group.box = new QWidget;
        group.rows = new QVBoxLayout(group.box);
        group.rows->setContentsMargins(0, 0, 0, 0);
        group.rows->setSpacing(0);
        auto *label = new SectionLabel(title);
        setMirroredMargins(label, space::k3, 0, 0, space::k2);
        group.rows->addWidget(label);
        for (int i = 0; i < logs::kFacetRows; ++i) {
            auto *row = new FacetRow(u"logs.facets.%1.%2"_s.arg(property).arg(i + 1));
            connect(
                row, &FacetRow::clicked, this, [this, row] { emit facetToggled(row->facet()); });
            group.rows->addWidget(row);
            group.made.push_back(row);
        }
        group.box->hide();
        column->addWidget(group.box);
        m_groups.push_back(std::move(group));
    }
    m_note = new Text({}, TextRole::Micro, Color::TextSubtle);
    m_note->setOverflow(Text::Overflow::Wrap);
    setMirroredMargins(m_note, space::k3, 0, 0, 0);
    column->addWidget(m_note);
    column->addStretch();
    setWidget(page);
    viewport()->setAutoFillBackground(false);
    page->setAutoFillBackground(false);
}

void LogFacets::refresh(const LogModel &model, const LogFilter &filter)
{
    const int counted = std::min(model.rowCount(), kMaxCounted);
    for (Group &group : m_groups) {
        QHash<QString, qint64> counts;
        for (int i = 0; i < counted; ++i) {
            if (const QString value = facetValue(*model.entryAt(i), group.property);
                !value.isEmpty()) {
                ++counts[value];
            }
        }
        // What filters stays visible, even when nothing of it is loaded.
        for (const LogFacet &facet : filter.facets) {
            if (facet.property == group.property) {
                counts[facet.value] += 0;
            }
        }
        std::vector<std::pair<QString, qint64>> sorted;
        for (auto it = counts.cbegin(); it != counts.cend(); ++it) {
            sorted.emplace_back(it.key(), it.value());
        }
        std::sort(sorted.begin(), sorted.end(), [](const auto &a, const auto &b) {
            return a.second != b.second ? a.second > b.second : a.first < b.first;
        });
        const qint64 most = sorted.empty() ? 0 : std::max<qint64>(sorted.front().second, 1);
        for (std::size_t i = 0; i < group.made.size(); ++i) {
            FacetRow *row = group.made[i];
            row->setVisible(i < sorted.size());
            if (i < sorted.size()) {
                const LogFacet facet{group.property, sorted[i].first};
                const bool isActive = std::find(filter.facets.begin(), filter.facets.end(), facet)
                    != filter.facets.end();
                row->setFacet(facet, sorted[i].second, most, isActive);
            }
        }
        group.box->setVisible(!sorted.empty());
    }
    m_note->setText(counted == 0 ? QString()
                                 : tr("Counted over %Ln loaded entries", nullptr, counted));
}

} // namespace socle::studio
