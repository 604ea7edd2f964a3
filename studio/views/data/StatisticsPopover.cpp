#include "studio/views/data/StatisticsPopover.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/AggregateEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/IdSet.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/ShownTime.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/views/data/DataMetrics.h"

#include <QGridLayout>
#include <QLocale>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

bool isNumber(const fields::Field *field)
{
    return field != nullptr && field->isType(fields::kNumber);
}

bool isDate(const fields::Field *field)
{
    return field != nullptr && (field->isType(fields::kDate) || field->isType(fields::kAutodate));
}

QString shown(const Json &value, const fields::Field *field)
{
    if (isDate(field)) {
        const QDateTime time = toVariant(value, *field).toDateTime();
        return time.isValid() ? QLocale().toString(shownTime(time), QLocale::ShortFormat)
                              : QString();
    }
    return value.isNumber() ? QLocale().toString(value.toDouble(), 'g', 12) : QString();
}

} // namespace

StatisticsPopover::StatisticsPopover(ConnectionContext &context,
                                     const PagedRecordModel &model,
                                     const QString &field,
                                     QWidget *parent)
    : Popover(parent)
    , m_context(context)
    , m_collection(model.collection())
    , m_field(field)
    , m_lines(new QGridLayout)
    , m_note(new Text({}, TextRole::Small, Color::TextSubtle))
{
    setObjectName(u"data.statistics"_s);
    setAccessibleName(tr("Statistics of %1").arg(field));
    setDeleteOnClose(true);
    setPadding(space::k5);
    keepScaled(this, Extent::LeastWidth, data::kPopoverWidth);
    m_lines->setHorizontalSpacing(space::k7);
    m_lines->setVerticalSpacing(space::k2);
    m_lines->setColumnStretch(1, 1);
    m_note->setOverflow(Text::Overflow::Wrap);
    body()->addWidget(new Text(field, TextRole::BaseStrong));
    body()->addLayout(m_lines);
    body()->addWidget(m_note);
    if (context.capabilities().has(Capability::Aggregate)
        && IdSet::partsOf(model.query().filter).isEmpty()) {
        m_note->setText(tr("Counting…"));
        askServer(model.query().filter);
    } else {
        readLoaded(model);
    }
}

void StatisticsPopover::addLine(const QString &name, const QString &value)
{
    const int row = m_lines->rowCount();
    m_lines->addWidget(new Text(name, TextRole::Small, Color::TextMuted), row, 0);
    auto *text = new Text(value, TextRole::Base);
    text->setAlignment(Qt::AlignTrailing | Qt::AlignVCenter);
    m_lines->addWidget(text, row, 1);
}

void StatisticsPopover::askServer(const QString &filter)
{
    const fields::Field *field = m_collection->field(m_field);
    AggregateQuery query;
    query.filter = filter;
    query.measure = {u"count"_s, u"distinct:"_s + m_field};
    if (isNumber(field)) {
        query.measure << u"sum:"_s + m_field << u"avg:"_s + m_field;
    }
    if (isNumber(field) || isDate(field)) {
        query.measure << u"min:"_s + m_field << u"max:"_s + m_field;
    }
    onResult(
        AggregateEndpoint(m_context.client()).run(m_collection->name, query),
        this,
        [this](const Result<AggregateReply> &reply) {
            if (!reply || reply->groups.empty()) {
                m_note->setText(reply ? tr("No record matches.") : apiError(reply.error()).message);
                return;
            }
            const Json row = Json(reply->groups.front());
            const fields::Field *type = m_collection->field(m_field);
            addLine(tr("Records"), QLocale().toString(row["count"].toInt()));
            const auto measure = [&](const QString &title, const QString &key) {
                const Json *value = row.find(toUtf8(QString(key + u':' + m_field)));
                const QString text = value != nullptr ? shown(*value, type) : QString();
                if (!text.isEmpty()) {
                    addLine(title, text);
                }
            };
            addLine(tr("Different values"),
                    QLocale().toString(row[toUtf8(QString(u"distinct:"_s + m_field))].toInt()));
            measure(tr("Sum"), u"sum"_s);
            measure(tr("Average"), u"avg"_s);
            measure(isDate(type) ? tr("Earliest") : tr("Smallest"), u"min"_s);
            measure(isDate(type) ? tr("Latest") : tr("Largest"), u"max"_s);
            m_note->setText(tr("Of all records that match."));
            adjustSize();
        });
}

void StatisticsPopover::readLoaded(const PagedRecordModel &model)
{
    const fields::Field *field = m_collection->field(m_field);
    const int column = model.columnOf(m_field);
    qint64 count = 0;
    qint64 empty = 0;
    qint64 numbers = 0;
    bool areWhole = true; // beginnings of texts say nothing about how many differ
    double sum = 0;
    QVariant least;
    QVariant most;
    QSet<QString> different;
    for (int row = 0; row < model.rowCount() && column >= 0; ++row) {
        if (!model.isLoaded(row)) {
            row += model.pageSize() - 1 - row % model.pageSize();
            continue; // a page that is not here
        }
        const QModelIndex index = model.index(row, column);
        const QString text = index.data().toString();
        const QVariant value = index.data(RecordRole::RawValue);
        areWhole = areWhole && model.isKnown(row, column);
        ++count;
        empty += text.isEmpty() ? 1 : 0;
        different.insert(text);
        if (isNumber(field) || (isDate(field) && value.toDateTime().isValid())) {
            ++numbers;
            sum += value.toDouble();
            if (!least.isValid() || QVariant::compare(value, least) == QPartialOrdering::Less) {
                least = value;
            }
            if (!most.isValid() || QVariant::compare(most, value) == QPartialOrdering::Less) {
                most = value;
            }
        }
    }
    const QLocale locale;
    const auto words = [&](const QVariant &value) {
        return isDate(field) ? locale.toString(shownTime(value.toDateTime()), QLocale::ShortFormat)
                             : locale.toString(value.toDouble(), 'g', 12);
    };
    addLine(tr("Records"), locale.toString(count));
    addLine(tr("Empty"), locale.toString(empty));
    if (areWhole) {
        addLine(tr("Different values"), locale.toString(different.size()));
    }
    if (numbers > 0) {
        if (isNumber(field)) {
            addLine(tr("Sum"), locale.toString(sum, 'g', 12));
            addLine(tr("Average"), locale.toString(sum / static_cast<double>(numbers), 'g', 12));
        }
        addLine(isDate(field) ? tr("Earliest") : tr("Smallest"), words(least));
        addLine(isDate(field) ? tr("Latest") : tr("Largest"), words(most));
    }
    const bool isWhole = model.isTotalKnown() && count >= model.total();
    m_note->setText(
        isWhole ? tr("Of all records that match.")
                : tr("Based on the %1 loaded of %2 records.")
                      .arg(locale.toString(count),
                           model.isTotalKnown() ? locale.toString(model.total()) : tr("many")));
}

} // namespace socle::studio
