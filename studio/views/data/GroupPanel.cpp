#include "studio/views/data/GroupPanel.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/AggregateEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/FilterChips.h"
#include "studio/domain/LabelCache.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/views/data/DataMetrics.h"
#include "studio/views/data/GroupWords.h"

#include <QBoxLayout>
#include <QListWidget>
#include <QLocale>
#include <QPainter>
#include <QStyledItemDelegate>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kMostGroups = 200;
constexpr int kGroupRole = Qt::UserRole;
constexpr int kCountRole = Qt::UserRole + 1;

/// The name, and how many at the trailing end.
class CountDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const QString count = index.data(kCountRole).toString();
        QStyledItemDelegate::paint(painter, option, index);
        drawTabular(painter,
                    QRectF(option.rect).adjusted(space::k3, 0, -space::k3, 0),
                    count,
                    studio::font(TextRole::Small),
                    colorOf(Color::TextSubtle));
    }
};

bool hasKnownValues(const fields::Field &field)
{
    return field.isType(fields::kBool) || (field.isType(fields::kSelect) && !field.isMultiple());
}

} // namespace

GroupPanel::GroupPanel(ConnectionContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_title(new Text({}, TextRole::SmallStrong, Color::TextMuted))
    , m_note(new Text({}, TextRole::Small, Color::TextSubtle))
    , m_close(new IconButton(u"x"_s, tr("Stop grouping")))
    , m_list(new QListWidget)
{
    setObjectName(u"data.groups"_s);
    setAccessibleName(tr("Groups"));
    m_list->setObjectName(u"data.groups.list"_s);
    m_list->setAccessibleName(tr("Groups"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setItemDelegate(new CountDelegate(m_list));
    m_close->setObjectName(u"data.groups.close"_s);
    m_close->setControlSize(ControlSize::Small);
    m_note->setOverflow(Text::Overflow::Wrap);
    m_note->setContentsMargins(space::k4, 0, space::k4, 0);
    setFixedWidth(Theme::current().scaled(data::kGroupPanel));
    auto *head = new QHBoxLayout;
    head->setContentsMargins(space::k5, 0, space::k2, 0);
    head->addWidget(m_title, 1);
    head->addWidget(m_close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::k2, 0, 0);
    column->setSpacing(space::k2);
    column->addLayout(head);
    column->addWidget(m_note);
    auto *inset = new QHBoxLayout;
    inset->setContentsMargins(space::k3, 0, space::k3, 0);
    inset->addWidget(m_list);
    column->addLayout(inset, 1);
    connect(m_close, &IconButton::clicked, this, &GroupPanel::closeRequested);
    connect(m_list, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem *item) {
        if (m_isBuilding || item == nullptr) {
            return;
        }
        const int at = item->data(kGroupRole).toInt();
        m_chosen = at < 0 ? std::nullopt
                          : std::optional<Json>(m_groups[static_cast<std::size_t>(at)].value);
        emit conditionChanged();
    });
    connect(&context.labels(), &LabelCache::arrived, this, &GroupPanel::rebuild);
    connect(&Theme::current(), &Theme::changed, this, &GroupPanel::rebuild); // items keep colours
}

QString GroupPanel::obstacle(const ConnectionContext &context, const fields::Field &field)
{
    const bool fits = hasKnownValues(field) || isDateField(field)
        || ((field.isType(fields::kSelect) || field.isType(fields::kRelation))
            && !field.isMultiple());
    if (!fits) {
        return tr("not this type", "why a field makes no groups");
    }
    return hasKnownValues(field) ? QString() : context.capabilities().reason(Capability::Aggregate);
}

void GroupPanel::open(const CollectionPtr &collection, const QString &field, const QString &filter)
{
    if (m_collection != collection || m_field != field) {
        m_chosen.reset();
        m_groups.clear();
    }
    m_collection = collection;
    m_field = field;
    m_filter = filter;
    m_title->setText(field);
    ++m_generation;
    const fields::Field *type = collection->field(field);
    if (type == nullptr) {
        return;
    }
    if (m_context.capabilities().has(Capability::Aggregate)) {
        askServer();
        return;
    }
    m_groups.clear();
    if (type->isType(fields::kBool)) {
        m_groups = {{true, -1}, {false, -1}};
    }
    for (const std::string &value : type->list("values")) {
        m_groups.push_back({value, -1});
    }
    if (!type->isType(fields::kBool) && !type->required) {
        m_groups.push_back({std::string(), -1});
    }
    rebuild();
    countNext(0);
}

void GroupPanel::askServer()
{
    const fields::Field *type = m_collection->field(m_field);
    AggregateQuery query;
    query.group = {isDateField(*type) ? QString(m_field + u":month") : m_field};
    query.measure = {u"count"_s};
    query.filter = m_filter;
    query.sort = isDateField(*type) ? u'-' + query.group.first() : u"-count"_s;
    query.perPage = kMostGroups;
    const QString key = query.group.first();
    onResult(AggregateEndpoint(m_context.client()).run(m_collection->name, query),
             this,
             [this, key, mine = m_generation](const Result<AggregateReply> &reply) {
                 if (mine != m_generation) {
                     return;
                 }
                 m_note->setVisible(!reply || reply->total > kMostGroups);
                 if (!reply) {
                     m_note->setText(apiError(reply.error()).message);
                     return;
                 }
                 m_note->setText(tr("The %1 largest of %2 groups.")
                                     .arg(kMostGroups)
                                     .arg(QLocale().toString(reply->total)));
                 m_groups.clear();
                 for (const JsonObject &group : reply->groups) {
                     const Json *value = group.find(toUtf8(key));
                     const Json *count = group.find("count");
                     m_groups.push_back({value != nullptr ? *value : Json(),
                                         count != nullptr ? count->toInt() : -1});
                 }
                 rebuild();
             });
}

void GroupPanel::countNext(qsizetype at)
{
    if (at >= static_cast<qsizetype>(m_groups.size())) {
        return;
    }
    const Group &group = m_groups[static_cast<std::size_t>(at)];
    onResult(RecordsEndpoint(m_context.client())
                 .count(m_collection->name,
                        FilterChips::combine(m_filter, conditionOf(group.value)),
                        u"data.groups"_s),
             this,
             [this, at, mine = m_generation](const Result<qint64> &count) {
                 if (mine != m_generation) {
                     return;
                 }
                 if (count) {
                     m_groups[static_cast<std::size_t>(at)].count = *count;
                     rebuild();
                 }
                 countNext(at + 1);
             });
}

void GroupPanel::rebuild()
{
    m_isBuilding = true;
    m_list->clear();
    const auto add = [this](const QString &text, qint64 count, int at, bool isChosen) {
        auto *item = new QListWidgetItem(text, m_list);
        item->setData(kGroupRole, at);
        item->setData(kCountRole, count < 0 ? QString() : QLocale().toString(count));
        item->setToolTip(text);
        if (isChosen) {
            m_list->setCurrentItem(item);
        }
    };
    const fields::Field *type = m_collection == nullptr ? nullptr : m_collection->field(m_field);
    qint64 all = 0;
    for (const Group &group : m_groups) {
        all = all < 0 || group.count < 0 ? -1 : all + group.count;
    }
    add(tr("All"), all, -1, !m_chosen);
    for (std::size_t i = 0; i < m_groups.size(); ++i) {
        const Group &group = m_groups[i];
        add(groupWords(m_context, type, group.value, u"MMMM yyyy"_s),
            group.count,
            static_cast<int>(i),
            m_chosen && sameValue(*m_chosen, group.value));
    }
    m_isBuilding = false;
}

QString GroupPanel::conditionOf(const Json &value) const
{
    const fields::Field *type = m_collection->field(m_field);
    if (value.isBool() || type->isType(fields::kBool)) {
        const bool isOn = value.isBool() ? value.toBool() : value.toDouble() != 0;
        return m_field + (isOn ? u" = true"_s : u" = false"_s);
    }
    const QString text = toQString(value.text());
    if (isDateField(*type) && !text.isEmpty()) {
        const QDate month = QDate::fromString(text + u"-01"_s, Qt::ISODate);
        return u"%1 >= '%2 00:00:00.000Z' && %1 < '%3 00:00:00.000Z'"_s.arg(
            m_field, month.toString(Qt::ISODate), month.addMonths(1).toString(Qt::ISODate));
    }
    return m_field + u" = "_s + filterLiteral(text);
}

void GroupPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorOf(Color::Surface));
    const double edge = layoutDirection() == Qt::RightToLeft ? 0 : width() - 1;
    drawHairline(&painter, {edge, 0}, {edge, double(height())}, colorOf(Color::Border));
}

QString GroupPanel::condition() const { return m_chosen ? conditionOf(*m_chosen) : QString(); }

int GroupPanel::groupCount() const { return static_cast<int>(m_groups.size()); }

} // namespace socle::studio
