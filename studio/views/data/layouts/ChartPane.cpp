#include "studio/views/data/layouts/ChartPane.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/AdminEndpoint.h"
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

} // namespace

ChartPane::ChartPane(ConnectionContext &context, QWidget *parent)
    : LayoutPane(u"chart"_s, context, parent)
    , m_xSelect(addSelect(u"x"_s, tr("By")))
    , m_bucketSelect(addSelect(u"bucket"_s, tr("Each")))
    , m_seriesSelect(addSelect(u"series"_s, tr("Split by")))
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
        nameAll();
        m_plot->update();
    });
}

void ChartPane::reload()
{
    m_question.collection = query().collection;
    m_question.x = fillFields(m_xSelect, u"x"_s, fitsX);
    if (option(u"x"_s).isEmpty()) {
        // A select tells more than the first text does.
        for (const fields::Field &field : query().collection->fields) {
            if (field.isType(fields::kSelect) && !field.isMultiple()) {
                m_question.x = toQString(field.name);
                m_xSelect->setCurrentKey(m_question.x);
                break;
            }
        }
    }
    ++m_generation;
    if (m_question.x.isEmpty()) {
        showEmpty(
            u"chart"_s, tr("Nothing to chart"), tr("No field of this collection makes groups."));
        return;
    }
    const bool isTime = isDateField(*query().collection->field(m_question.x));
    m_question.bucket = !isTime         ? QString()
        : option(u"bucket"_s).isEmpty() ? u"month"_s
                                        : option(u"bucket"_s);
    setOffered(m_bucketSelect, isTime);
    m_bucketSelect->setCurrentKey(isTime ? m_question.bucket : QString());
    m_question.series = fillFields(
        m_seriesSelect,
        u"series"_s,
        [this](const fields::Field &field) {
            return fitsX(field) && !isDateField(field) && toQString(field.name) != m_question.x;
        },
        tr("nothing"),
        false);
    m_question.measure = option(u"measure"_s).isEmpty() ? u"count"_s : option(u"measure"_s);
    m_measureSelect->setCurrentKey(m_question.measure);
    const bool wantsNumber = m_question.measure != u"distinct"_s;
    m_question.y = fillFields(m_ySelect, u"y"_s, [wantsNumber](const fields::Field &field) {
        return field.isType(fields::kNumber) || (!wantsNumber && fitsX(field));
    });
    setOffered(m_ySelect, m_question.measure != u"count"_s);
    const QString kind = option(u"type"_s).isEmpty() ? u"bar"_s : option(u"type"_s);
    m_type->setCurrentKey(kind);
    m_plot->setKind(kind);
    if (m_question.measure != u"count"_s && m_question.y.isEmpty()) {
        showEmpty(u"chart"_s,
                  tr("Nothing to measure"),
                  tr("%1 has no number field.").arg(query().collection->name));
        return;
    }
    if (m_table.bars.empty()) {
        showLoading();
    }
    if (m_question.measure == u"count"_s) {
        m_question.y.clear();
    }
    const QString sql = chartSql(m_question);
    if (context().capabilities().has(Capability::Aggregate)) {
        askServer();
    } else if (context().capabilities().has(Capability::Sql) && context().isSuperuser()
               && query().filter.isEmpty() && !sql.isEmpty()) {
        askSql(sql);
    } else {
        readRows();
    }
}

void ChartPane::askServer()
{
    AggregateQuery ask;
    ask.group = {m_question.groupKey()};
    if (!m_question.series.isEmpty()) {
        ask.group.append(m_question.series);
    }
    ask.measure = {m_question.measureKey()};
    ask.filter = query().filter;
    ask.sort = u'-' + (m_question.bucket.isEmpty() ? ask.measure.first() : ask.group.first());
    QElapsedTimer clock;
    clock.start();
    onResult(AggregateEndpoint(context().client()).run(query().collection->name, ask),
             this,
             [this, clock, most = ask.perPage, mine = m_generation](
                 const Result<AggregateReply> &reply) {
                 if (mine != m_generation) {
                     return;
                 }
                 if (!reply) {
                     showError(apiError(reply.error()));
                     return;
                 }
                 take(chartRows(m_question, *reply),
                      reply->total > most
                          ? tr("%1 of %2 groups").arg(most).arg(QLocale().toString(reply->total))
                          : QString());
                 emit fetched(clock.elapsed());
             });
}

/// A server without aggregation counts the whole collection by SQL; a filter cannot be told to it.
void ChartPane::askSql(const QString &sql)
{
    QElapsedTimer clock;
    clock.start();
    onResult(AdminEndpoint(context().client()).sql(sql, u"data.chart.sql"_s),
             this,
             [this, clock, mine = m_generation](const Result<SqlResult> &result) {
                 if (mine != m_generation) {
                     return;
                 }
                 if (!result) {
                     readRows(); // the database may not take it; a sample always works
                     return;
                 }
                 take(chartRows(m_question, *result), tr("counted by SQL"));
                 emit fetched(clock.elapsed());
             });
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
                 const bool isCut = records->size() > std::size_t(kMostRows);
                 const QString basedOn
                     = tr("based on the first %1 records").arg(QLocale().toString(kMostRows));
                 if (isCut) {
                     tellTotal();
                 }
                 take(chartRows(m_question, *records), isCut ? basedOn : QString());
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

void ChartPane::nameAll()
{
    const CollectionPtr &collection = query().collection;
    for (ChartBar &bar : m_table.bars) {
        bar.label
            = groupWords(context(), collection->field(m_question.x), bar.value, u"MMM yyyy"_s);
    }
    for (ChartSeries &each : m_table.series) {
        each.label = each.isRest
            ? tr("all others")
            : groupWords(
                context(), collection->field(m_question.series), each.value, u"MMM yyyy"_s);
    }
}

void ChartPane::take(const std::vector<ChartRow> &rows, const QString &note)
{
    m_table = chartTable(m_question, rows);
    nameAll();
    QStringList notes;
    if (!note.isEmpty()) {
        notes.append(note);
    }
    if (m_table.left > 0) {
        notes.append(m_question.bucket.isEmpty() ? tr("the %1 largest").arg(kMostChartBars)
                                                 : tr("the newest %1").arg(kMostChartBars));
    }
    if (m_table.leftSeries > 0) {
        notes.append(tr("%1 small series left out").arg(m_table.leftSeries));
    }
    m_note->setText(notes.join(u" · "_s));
    m_plot->barsChanged();
    if (m_table.bars.empty()) {
        showEmpty(u"chart"_s, tr("No records"), tr("Nothing matches the filter."));
        return;
    }
    showContent();
}

void ChartPane::choose(int at)
{
    const ChartBar &bar = m_table.bars[static_cast<std::size_t>(at)];
    FilterChip chip;
    chip.field = m_question.x;
    if (!m_question.bucket.isEmpty()) {
        const QString text = toQString(bar.value.text());
        QDate from = QDate::fromString(text.size() == 4       ? text + u"-01-01"_s
                                           : text.size() == 7 ? text + u"-01"_s
                                                              : text,
                                       Qt::ISODate);
        if (!from.isValid()) {
            emit said(tr("This group cannot be a condition"));
            return;
        }
        const QDate to = m_question.bucket == u"year"_s ? from.addYears(1)
            : m_question.bucket == u"month"_s           ? from.addMonths(1)
                                                        : from.addDays(1);
        emit filterRequested(FilterChips::combine(
            query().filter,
            u"%1 >= '%2 00:00:00.000Z' && %1 < '%3 00:00:00.000Z'"_s.arg(
                m_question.x, from.toString(Qt::ISODate), to.toString(Qt::ISODate))));
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
    QStringList names{m_question.x};
    for (const ChartSeries &each : m_table.series) {
        names.append(each.label);
    }
    if (m_table.series.empty()) {
        names.append(m_question.measureKey());
    }
    ExportRows writer(ExportFormat::Tsv, query().collection->name);
    QByteArray text = writer.begin(names);
    std::vector<std::vector<Json>> rows;
    for (const ChartBar &bar : m_table.bars) {
        std::vector<Json> row{Json(toUtf8(bar.label))};
        if (m_table.series.empty()) {
            row.emplace_back(bar.amount);
        }
        for (const double part : bar.parts) {
            row.emplace_back(part);
        }
        text += writer.row(row);
        rows.push_back(std::move(row));
    }
    auto *copied = new QMimeData;
    copied->setText(QString::fromUtf8(text + writer.end()));
    copied->setHtml(exportHtml(names, rows));
    QGuiApplication::clipboard()->setMimeData(copied);
    emit said(tr("Copied"));
}

void ChartPane::refresh() { reload(); }

} // namespace socle::studio
