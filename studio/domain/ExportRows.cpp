#include "studio/domain/ExportRows.h"

#include "shared/core/DateTime.h"
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/SchemaStore.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QRegularExpression>
#include <QSet>

namespace socle::studio {

namespace {

struct ExportRowsWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::ExportRows)
};

QString plainText(const Json &value)
{
    return value.isNull()  ? QString()
        : value.isString() ? toQString(value.text())
                           : toQString(value.dump());
}

QByteArray delimited(const QString &text, QChar separator)
{
    const bool needsQuotes = text.contains(separator) || text.contains(u'"') || text.contains(u'\n')
        || text.contains(u'\r')
        || (!text.isEmpty() && (text.front().isSpace() || text.back().isSpace()));
    QByteArray bytes = text.toUtf8();
    return needsQuotes ? '"' + bytes.replace('"', "\"\"") + '"' : bytes;
}

QByteArray markdownCell(const Json &value)
{
    QByteArray cell = plainText(value).toUtf8();
    return cell.replace('\\', "\\\\").replace('|', "\\|").replace('\r', "").replace('\n', "<br>");
}

QByteArray sqlLiteral(const Json &value)
{
    if (value.isNull()) {
        return "NULL";
    }
    if (value.isBool()) {
        return value.toBool() ? "TRUE" : "FALSE";
    }
    if (value.isNumber()) {
        return toBytes(value.dump());
    }
    QByteArray text = plainText(value).toUtf8();
    return '\'' + text.replace('\'', "''") + '\'';
}

QByteArray sqlName(const QString &name)
{
    return '"' + QString(name).replace(u'"', QStringLiteral("\"\"")).toUtf8() + '"';
}

/// A member name as TypeScript takes it.
QByteArray memberName(const QString &name)
{
    static const QRegularExpression plain(QStringLiteral("^[A-Za-z_$][A-Za-z0-9_$]*$"));
    return plain.match(name).hasMatch() ? name.toUtf8() : toBytes(Json(toUtf8(name)).dump());
}

QString variableName(const QString &table)
{
    QString name;
    for (const QChar c : table) {
        name += c.isLetterOrNumber() && c.unicode() < 128 ? c : u'_';
    }
    return name.isEmpty() || name.front().isDigit() ? QString(u'_' + name) : name;
}

Json localTime(const Json &value)
{
    const auto parsed = DateTime::parse(value.text());
    if (!value.isString() || value.text().empty() || !parsed) {
        return value;
    }
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(parsed->milliseconds());
    return toUtf8(time.toOffsetFromUtc(time.offsetFromUtc()).toString(Qt::ISODateWithMs));
}

bool isStructured(const fields::Field &field)
{
    return field.isType(fields::kJson) || field.isType(fields::kGeoPoint);
}

Json shaped(const Json &value,
            const fields::Field &field,
            const Record &record,
            const ExportShape &shape,
            const SchemaStore &schema)
{
    if (shape.isLocalTime && (field.isType(fields::kDate) || field.isType(fields::kAutodate))) {
        return localTime(value);
    }
    if (!field.isType(fields::kRelation) || shape.relations == ExportShape::Relations::Ids) {
        return value;
    }
    if (shape.relations == ExportShape::Relations::Objects) {
        JsonArray objects;
        for (const JsonObject *object : record.expanded(toQString(field.name))) {
            objects.push_back(*object);
        }
        return field.isMultiple() ? Json(std::move(objects))
            : objects.empty()     ? value
                                  : objects.front();
    }
    const QStringList labels = labelsOf(record, value, field, schema);
    if (field.isMultiple()) {
        JsonArray list;
        for (const QString &label : labels) {
            list.push_back(toUtf8(label));
        }
        return list;
    }
    return labels.isEmpty() || labels.first().isEmpty() ? value : Json(toUtf8(labels.first()));
}

} // namespace

ExportRows::ExportRows(ExportFormat format, const QString &table, bool hasHeader)
    : m_format(format)
    , m_table(table)
    , m_hasHeader(hasHeader)
{
}

QByteArray ExportRows::begin(const QStringList &columns)
{
    m_columns = columns;
    m_rows = 0;
    switch (m_format) {
    case ExportFormat::Csv:
    case ExportFormat::Tsv: {
        if (!m_hasHeader) {
            return {};
        }
        const char separator = m_format == ExportFormat::Tsv ? '\t' : ',';
        QByteArrayList cells;
        for (const QString &name : columns) {
            cells.append(delimited(name, QLatin1Char(separator)));
        }
        return cells.join(separator) + '\n';
    }
    case ExportFormat::Json:
        return "[\n";
    case ExportFormat::JsonLines:
    case ExportFormat::Sql:
        return {};
    case ExportFormat::Xlsx:
        return m_workbook.begin(columns, m_hasHeader);
    case ExportFormat::Markdown: {
        QByteArray head;
        QByteArray rule;
        for (const QString &name : columns) {
            head += "| " + markdownCell(Json(toUtf8(name))) + ' ';
            rule += "| --- ";
        }
        return head + "|\n" + rule + "|\n";
    }
    case ExportFormat::TypeScript:
        return "// " + m_table.toUtf8() + "\nexport const " + variableName(m_table).toUtf8()
            + " = [\n";
    }
    return {};
}

QByteArray ExportRows::row(std::vector<Json> values)
{
    QByteArray line;
    switch (m_format) {
    case ExportFormat::Csv:
    case ExportFormat::Tsv: {
        const char separator = m_format == ExportFormat::Tsv ? '\t' : ',';
        QByteArrayList cells;
        for (const Json &value : values) {
            cells.append(delimited(plainText(value), QLatin1Char(separator)));
        }
        line = cells.join(separator) + '\n';
        break;
    }
    case ExportFormat::Json:
    case ExportFormat::JsonLines: {
        JsonObject picked;
        for (std::size_t i = 0; i < values.size(); ++i) {
            picked.set(toUtf8(m_columns.at(static_cast<qsizetype>(i))), std::move(values[i]));
        }
        line = m_format == ExportFormat::Json && m_rows > 0 ? ",\n" : "";
        line += toBytes(Json(std::move(picked)).dump());
        line += m_format == ExportFormat::JsonLines ? "\n" : "";
        break;
    }
    case ExportFormat::Xlsx:
        line = m_workbook.row(values);
        break;
    case ExportFormat::Markdown:
        for (const Json &value : values) {
            line += "| " + markdownCell(value) + ' ';
        }
        line += "|\n";
        break;
    case ExportFormat::Sql: {
        QByteArrayList names;
        QByteArrayList literals;
        for (std::size_t i = 0; i < values.size(); ++i) {
            names.append(sqlName(m_columns.at(static_cast<qsizetype>(i))));
            literals.append(sqlLiteral(values[i]));
        }
        line = "INSERT INTO " + sqlName(m_table) + " (" + names.join(", ") + ") VALUES ("
            + literals.join(", ") + ");\n";
        break;
    }
    case ExportFormat::TypeScript:
        line = "  {";
        for (std::size_t i = 0; i < values.size(); ++i) {
            line += i > 0 ? ", " : " ";
            line += memberName(m_columns.at(static_cast<qsizetype>(i))) + ": "
                + toBytes(values[i].dump());
        }
        line += " },\n";
        break;
    }
    ++m_rows;
    return line;
}

QByteArray ExportRows::end()
{
    switch (m_format) {
    case ExportFormat::Json:
        return "\n]\n";
    case ExportFormat::Xlsx:
        return m_workbook.finish();
    case ExportFormat::TypeScript:
        return "];\n";
    case ExportFormat::Csv:
    case ExportFormat::Tsv:
    case ExportFormat::JsonLines:
    case ExportFormat::Markdown:
    case ExportFormat::Sql:
        break;
    }
    return {};
}

bool ExportRows::isFull() const { return m_format == ExportFormat::Xlsx && m_workbook.isFull(); }

QString exportExtension(ExportFormat format)
{
    switch (format) {
    case ExportFormat::Csv:
        return QStringLiteral("csv");
    case ExportFormat::Tsv:
        return QStringLiteral("tsv");
    case ExportFormat::Json:
        return QStringLiteral("json");
    case ExportFormat::JsonLines:
        return QStringLiteral("ndjson");
    case ExportFormat::Xlsx:
        return QStringLiteral("xlsx");
    case ExportFormat::Markdown:
        return QStringLiteral("md");
    case ExportFormat::Sql:
        return QStringLiteral("sql");
    case ExportFormat::TypeScript:
        return QStringLiteral("ts");
    }
    return {};
}

std::optional<ExportFormat> exportFormatOf(const QString &fileName)
{
    for (const ExportFormat format : {ExportFormat::Csv,
                                      ExportFormat::Tsv,
                                      ExportFormat::Json,
                                      ExportFormat::JsonLines,
                                      ExportFormat::Xlsx,
                                      ExportFormat::Markdown,
                                      ExportFormat::Sql,
                                      ExportFormat::TypeScript}) {
        if (fileName.endsWith(u'.' + exportExtension(format), Qt::CaseInsensitive)) {
            return format;
        }
    }
    return std::nullopt;
}

QString exportFormatName(ExportFormat format)
{
    switch (format) {
    case ExportFormat::Csv:
        return QStringLiteral("CSV");
    case ExportFormat::Tsv:
        return ExportRowsWords::tr("Tab separated");
    case ExportFormat::Json:
        return QStringLiteral("JSON");
    case ExportFormat::JsonLines:
        return ExportRowsWords::tr("JSON lines");
    case ExportFormat::Xlsx:
        return ExportRowsWords::tr("Workbook (XLSX)");
    case ExportFormat::Markdown:
        return QStringLiteral("Markdown");
    case ExportFormat::Sql:
        return ExportRowsWords::tr("SQL INSERT");
    case ExportFormat::TypeScript:
        return ExportRowsWords::tr("TypeScript fixtures");
    }
    return {};
}

std::vector<Json> exportValues(const JsonObject &record,
                               const QStringList &fields,
                               const CollectionSchema &collection,
                               const ExportShape &shape,
                               const SchemaStore &schema)
{
    Record whole;
    if (shape.relations != ExportShape::Relations::Ids) {
        whole.values = record;
    }
    const QSet<QString> known(fields.begin(), fields.end());
    std::vector<Json> values;
    for (const QString &name : fields) {
        const qsizetype dot = name.indexOf(u'.');
        const Json *found = record.find(toUtf8(name));
        if (found == nullptr && dot > 0) { // a member of a structured field
            const Json *outer = record.find(toUtf8(name.left(dot)));
            values.push_back(outer == nullptr ? Json() : (*outer)[toUtf8(name.mid(dot + 1))]);
            continue;
        }
        const fields::Field *field = collection.field(name);
        Json value = found != nullptr ? *found : Json();
        if (field != nullptr && shape.isFlat && isStructured(*field) && value.isObject()) {
            JsonObject rest; // what no column of its own has
            for (const auto &[member, inner] : value.object()) {
                if (!known.contains(name + u'.' + toQString(member))) {
                    rest.set(member, inner);
                }
            }
            value = rest.empty() ? Json() : Json(std::move(rest));
        }
        values.push_back(field == nullptr ? value : shaped(value, *field, whole, shape, schema));
    }
    return values;
}

QStringList flatColumns(const QStringList &fields,
                        const CollectionSchema &collection,
                        const std::vector<const JsonObject *> &samples)
{
    QStringList columns;
    for (const QString &name : fields) {
        const fields::Field *field = collection.field(name);
        if (field != nullptr && isStructured(*field)) {
            for (const JsonObject *sample : samples) {
                const Json *value = sample->find(toUtf8(name));
                if (value == nullptr || !value->isObject()) {
                    continue;
                }
                for (const auto &[member, inner] : value->object()) {
                    const QString column = name + u'.' + toQString(member);
                    if (!columns.contains(column)) {
                        columns.append(column);
                    }
                }
            }
        }
        if (field == nullptr || !field->isType(fields::kGeoPoint)) {
            columns.append(name);
        }
    }
    return columns;
}

QString exportHtml(const QStringList &columns, const std::vector<std::vector<Json>> &rows)
{
    QString html = QStringLiteral("<table><thead><tr>");
    for (const QString &name : columns) {
        html += QStringLiteral("<th>") + name.toHtmlEscaped() + QStringLiteral("</th>");
    }
    html += QStringLiteral("</tr></thead><tbody>");
    for (const std::vector<Json> &row : rows) {
        html += QStringLiteral("<tr>");
        for (const Json &value : row) {
            html += QStringLiteral("<td>")
                + plainText(value).toHtmlEscaped().replace(u'\n', QStringLiteral("<br>"))
                + QStringLiteral("</td>");
        }
        html += QStringLiteral("</tr>");
    }
    return html + QStringLiteral("</tbody></table>");
}

} // namespace socle::studio
