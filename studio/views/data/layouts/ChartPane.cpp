#include "studio/views/data/layouts/ChartPane.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/AggregateEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/BulkEdit.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/ExportRows.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/LabelCache.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Text.h"
#include "studio/views/data/GroupWords.h"
#include "studio/views/data/layouts/ChartPlot.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QLocale>
#include <QMimeData>
#include <QSet>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

bool fitsX(const fields::Field &field)
{
    return !field.hidden && field.name != "id"
        && (isDateField(field) || field.isType(fields::kSelect) || field.isType(fields::kBool)
            || field.isType(fields::kRelation) || field.isType(fields::kText)
            || field.isType(fields::kNumber) || field.isType(fields::kEmail))
        && !field.isMultiple();
}

QString keyOfMeasure(const QString &measure, const QString &y)
{
    return measure == u"count"_s ? measure : QString(measure + u':' + y);
}

} // namespace

ChartPane::ChartPane(ConnectionContext &context, QWidget *parent)
    : LayoutPane(u"chart"_s, context, parent)
    , m_xSelect(addSelect(u"x"_s, tr("By")))
    , m_bucketSelect(addSelect(u"bucket"_s, tr("Each")))
    , m_measureSelect(addSelect(u"measure"_s, tr("Show")))
    , m_ySelect(addSelect(u"y"_s, tr("of")))
    , m_type(new Segmented)
    , m_note(new Text({}, TextRole::Small, Color::TextMuted))
    , m_plot(new ChartPlot(*this))
{
    m_bucketSelect->setOptions({{.key = u"day"_s, .text = tr("day")},
                                {.key = u"week"_s, .text = tr("week")},
                                {.key = u"month"_s, .text = tr("month")},
                                {.key = u"year"_s, .text = tr("year")}});
    m_measureSelect->setOptions({{.key = u"count"_s, .text = tr("number of records")},
                                 {.key = u"sum"_s, .text = tr("sum")},
                                 {.key = u"avg"_s, .text = tr("average")},
                                 {.key = u"min"_s, .text = tr("smallest")},
                                 {.key = u"max"_s, .text = tr("largest")},
                                 {.key = u"distinct"_s, .text = tr("different values")}});
    m_type->setObjectName(u"data.chart.type"_s);
    m_type->setAccessibleName(tr("Kind of chart"));
    m_type->addSegment(u"bar"_s, {}, u"chart"_s, tr("Bars"));
    m_type->addSegment(u"line"_s, {}, u"chart-line"_s, tr("Line"));
    m_type->addSegment(u"ring"_s, {}, u"target"_s, tr("Ring"));
    m_note->setObjectName(u"data.chart.note"_s);
    m_note->setOverflow(Text::Overflow::Elide);
    addToStrip(m_note);
    auto *image = new IconButton(u"image"_s, tr("Copy as a picture"));
    image->setObjectName(u"data.chart.copyImage"_s);
    auto *table = new IconButton(u"copy"_s, tr("Copy the data"));
    table->setObjectName(u"data.chart.copyData"_s);
    addToStrip(image);
    addToStrip(table);
    connect(image, &IconButton::clicked, this, &ChartPane::copyImage);
    connect(table, &IconButton::clicked, this, &ChartPane::copyData);
    addToStrip(m_type);
    setContent(m_plot);
    setFocusProxy(m_plot);
    connect(m_type, &Segmented::currentChanged, this, [this](const QString &kind) {
        setOption(u"type"_s, kind);
        m_plot->setKind(kind);
    });
    connect(&context.labels(), &LabelCache::arrived, this, [this] {
        for (ChartBar &bar : m_bars) {
            bar.label = wordsOfGroup(bar.value);
        }
        m_plot->update();
    });
}

void ChartPane::reload()
{
    m_x = fillFields(m_xSelect, u"x"_s, fitsX);
    if (option(u"x"_s).isEmpty()) {
        // A select tells more than the first text does.
        for (const fields::Field &field : query().collection->fields) {
            if (field.isType(fields::kSelect) && !field.isMultiple()) {
                m_x = toQString(field.name);
                m_xSelect->setCurrentKey(m_x);
                break;
            }
        }
    }
    ++m_generation;
    if (m_x.isEmpty()) {
        showEmpty(
            u"chart"_s, tr("Nothing to chart"), tr("No field of this collection makes groups."));
        return;
    }
    const bool isTime = isDateField(*query().collection->field(m_x));
    m_bucket = !isTime                  ? QString()
        : option(u"bucket"_s).isEmpty() ? u"month"_s
                                        : option(u"bucket"_s);
    setOffered(m_bucketSelect, isTime);
    m_bucketSelect->setCurrentKey(isTime ? m_bucket : QString());
    m_measure = option(u"measure"_s).isEmpty() ? u"count"_s : option(u"measure"_s);
    m_measureSelect->setCurrentKey(m_measure);
    const bool wantsNumber = m_measure != u"distinct"_s;
    m_y = fillFields(m_ySelect, u"y"_s, [wantsNumber](const fields::Field &field) {
        return field.isType(fields::kNumber) || (!wantsNumber && fitsX(field));
    });
    setOffered(m_ySelect, m_measure != u"count"_s);
    const QString kind = option(u"type"_s).isEmpty() ? u"bar"_s : option(u"type"_s);
    m_type->setCurrentKey(kind);
    m_plot->setKind(kind);
    if (m_measure != u"count"_s && m_y.isEmpty()) {
        showEmpty(u"chart"_s,
                  tr("Nothing to measure"),
                  tr("%1 has no number field.").arg(query().collection->name));
        return;
    }
    if (m_bars.empty()) {
        showLoading();
    }
    if (context().capabilities().has(Capability::Aggregate)) {
        askServer();
    } else {
        readRows();
    }
}

void ChartPane::askServer()
{
    AggregateQuery ask;
    const QString group = m_bucket.isEmpty() ? m_x : QString(m_x + u':' + m_bucket);
    const QString measure = keyOfMeasure(m_measure, m_y);
    ask.group = {group};
    ask.measure = {measure};
    ask.filter = query().filter;
    ask.sort = m_bucket.isEmpty() ? QString(u'-' + measure) : QString(u'-' + group);
    ask.perPage = kMostBars;
    QElapsedTimer clock;
    clock.start();
    onResult(
        AggregateEndpoint(context().client()).run(query().collection->name, ask),
        this,
        [this, group, measure, clock, mine = m_generation](const Result<AggregateReply> &reply) {
            if (mine != m_generation) {
                return;
            }
            if (!reply) {
                showError(apiError(reply.error()));
                return;
            }
            std::vector<ChartBar> bars;
            for (const JsonObject &row : reply->groups) {
                const Json *value = row.find(toUtf8(group));
                const Json *amount = row.find(toUtf8(measure));
                bars.push_back({value != nullptr ? *value : Json(),
                                {},
                                amount != nullptr ? amount->toDouble() : 0});
            }
            if (!m_bucket.isEmpty()) {
                std::reverse(bars.begin(), bars.end()); // the newest ones, oldest first
            }
            take(std::move(bars),
                 reply->total > kMostBars
                     ? tr("%1 of %2 groups").arg(kMostBars).arg(QLocale().toString(reply->total))
                     : QString());
            emit fetched(clock.elapsed());
        });
}

QString ChartPane::bucketOf(const Json &value) const
{
    const QString text = toQString(value.text());
    if (m_bucket.isEmpty() || text.isEmpty()) {
        return text;
    }
    const QDate day = QDate::fromString(text.left(10), Qt::ISODate);
    if (m_bucket == u"year"_s) {
        return text.left(4);
    }
    if (m_bucket == u"month"_s) {
        return text.left(7);
    }
    if (m_bucket == u"week"_s) {
        int year = 0;
        const int week = day.weekNumber(&year);
        return u"%1-W%2"_s.arg(year).arg(week, 2, 10, QChar(u'0'));
    }
    return text.left(10);
}

void ChartPane::readRows()
{
    QElapsedTimer clock;
    clock.start();
    GatherPlan plan;
    plan.collection = query().collection;
    plan.filter = query().filter;
    plan.most = kMostRows;
    onResult(gatherRecords(context().client(), plan, this),
             this,
             [this, clock, mine = m_generation](const Result<std::vector<Record>> &records) {
                 if (mine != m_generation) {
                     return;
                 }
                 if (!records) {
                     showError(apiError(records.error()));
                     return;
                 }
                 struct Sums
                 {
                     Json value;
                     double sum = 0;
                     double least = 0;
                     double most = 0;
                     int count = 0;
                     QSet<QString> different;
                 };
                 QMap<QString, Sums> groups;
                 for (const Record &record : *records) {
                     const Json &x = record.value(m_x);
                     const QString key = m_bucket.isEmpty()
                         ? (x.isString() ? toQString(x.text()) : toQString(x.dump()))
                         : bucketOf(x);
                     Sums &group = groups[key];
                     group.value = m_bucket.isEmpty() ? x : Json(toUtf8(key));
                     const double y = m_y.isEmpty() ? 0 : record.value(m_y).toDouble();
                     group.least = group.count == 0 ? y : std::min(group.least, y);
                     group.most = group.count == 0 ? y : std::max(group.most, y);
                     group.sum += y;
                     ++group.count;
                     if (m_measure == u"distinct"_s) {
                         group.different.insert(toQString(record.value(m_y).dump()));
                     }
                 }
                 std::vector<ChartBar> bars;
                 for (const Sums &group : std::as_const(groups)) {
                     const double amount = m_measure == u"count"_s ? group.count
                         : m_measure == u"sum"_s                   ? group.sum
                         : m_measure == u"avg"_s                   ? group.sum / group.count
                         : m_measure == u"min"_s                   ? group.least
                         : m_measure == u"max"_s                   ? group.most
                                                 : static_cast<double>(group.different.size());
                     bars.push_back({group.value, {}, amount});
                 }
                 if (m_bucket.isEmpty()) {
                     std::stable_sort(
                         bars.begin(), bars.end(), [](const ChartBar &a, const ChartBar &b) {
                             return a.amount > b.amount;
                         });
                 } else if (bars.size() > std::size_t(kMostBars)) {
                     bars.erase(bars.begin(), bars.end() - kMostBars);
                 }
                 bars.resize(std::min(bars.size(), std::size_t(kMostBars)));
                 const bool isCut = records->size() > std::size_t(kMostRows);
                 const QString basedOn
                     = tr("based on the first %1 records").arg(QLocale().toString(kMostRows));
                 if (isCut) {
                     tellTotal();
                 }
                 take(std::move(bars), isCut ? basedOn : QString());
                 emit fetched(clock.elapsed());
             });
}

/// Of how many the sample is: "based on 10,000 of 612,330".
void ChartPane::tellTotal()
{
    onResult(RecordsEndpoint(context().client())
                 .count(query().collection->name, query().filter, u"data.chart.count"_s),
             this,
             [this, mine = m_generation](const Result<qint64> &count) {
                 if (count && mine == m_generation) {
                     const QLocale locale;
                     m_note->setText(tr("based on %1 of %2")
                                         .arg(locale.toString(kMostRows), locale.toString(*count)));
                 }
             });
}

QString ChartPane::wordsOfGroup(const Json &value) const
{
    return groupWords(context(), query().collection->field(m_x), value, u"MMM yyyy"_s);
}

void ChartPane::take(std::vector<ChartBar> bars, const QString &note)
{
    m_bars = std::move(bars);
    for (ChartBar &bar : m_bars) {
        bar.label = wordsOfGroup(bar.value);
    }
    m_note->setText(note);
    m_plot->barsChanged();
    if (m_bars.empty()) {
        showEmpty(u"chart"_s, tr("No records"), tr("Nothing matches the filter."));
        return;
    }
    showContent();
}

void ChartPane::choose(int at)
{
    const ChartBar &bar = m_bars[static_cast<std::size_t>(at)];
    FilterChip chip;
    chip.field = m_x;
    if (!m_bucket.isEmpty()) {
        const QString text = toQString(bar.value.text());
        QDate from = QDate::fromString(text.size() == 4       ? text + u"-01-01"_s
                                           : text.size() == 7 ? text + u"-01"_s
                                                              : text,
                                       Qt::ISODate);
        if (!from.isValid()) {
            emit said(tr("This group cannot be a condition"));
            return;
        }
        const QDate to = m_bucket == u"year"_s ? from.addYears(1)
            : m_bucket == u"month"_s           ? from.addMonths(1)
                                               : from.addDays(1);
        emit filterRequested(
            FilterChips::combine(query().filter,
                                 u"%1 >= '%2 00:00:00.000Z' && %1 < '%3 00:00:00.000Z'"_s.arg(
                                     m_x, from.toString(Qt::ISODate), to.toString(Qt::ISODate))));
        return;
    }
    const bool isText = bar.value.isString();
    const QString text = isText ? toQString(bar.value.text()) : toQString(bar.value.dump());
    chip.op = text.isEmpty() || bar.value.isNull() ? ChipOperator::IsEmpty : ChipOperator::Is;
    chip.values = {text};
    chip.valuesAreText = isText;
    emit conditionRequested(chip);
}

void ChartPane::copyImage()
{
    QGuiApplication::clipboard()->setPixmap(m_plot->grab());
    emit said(tr("Copied"));
}

void ChartPane::copyData()
{
    const QStringList names{m_x, keyOfMeasure(m_measure, m_y)};
    ExportRows writer(ExportFormat::Tsv, query().collection->name);
    QByteArray text = writer.begin(names);
    std::vector<std::vector<Json>> rows;
    for (const ChartBar &bar : m_bars) {
        rows.push_back({Json(toUtf8(bar.label)), Json(bar.amount)});
        text += writer.row(rows.back());
    }
    auto *copied = new QMimeData;
    copied->setText(QString::fromUtf8(text + writer.end()));
    copied->setHtml(exportHtml(names, rows));
    QGuiApplication::clipboard()->setMimeData(copied);
    emit said(tr("Copied"));
}

void ChartPane::refresh() { reload(); }

} // namespace socle::studio
