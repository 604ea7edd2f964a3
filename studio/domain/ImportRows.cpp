#include "studio/domain/ImportRows.h"

#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"

namespace socle::studio {

namespace {

bool takesStructure(const fields::Field &field)
{
    return field.isType(fields::kJson) || field.isType(fields::kGeoPoint) || field.isMultiple();
}

Result<Json> valueFor(const Json &raw, const fields::Field &field)
{
    if (raw.isString()) {
        return parseText(toQString(raw.text()), field);
    }
    if ((raw.isObject() || raw.isArray()) && !takesStructure(field)) {
        return invalidInput("A list or object does not fit here.");
    }
    if (field.isType(fields::kNumber) && !raw.isNumber() && !raw.isNull()) {
        return invalidInput("This is not a number.");
    }
    return field.kind->normalize(raw, field);
}

QByteArray quoted(const QString &text)
{
    QByteArray bytes = text.toUtf8();
    if (bytes.contains(',') || bytes.contains('"') || bytes.contains('\n')
        || bytes.contains('\r')) {
        bytes.replace('"', "\"\"");
        return '"' + bytes + '"';
    }
    return bytes;
}

} // namespace

RowConverter::RowConverter(const CollectionSchema &target, const ImportPlan &plan)
    : m_target(target)
    , m_emptyIsMissing(plan.emptyIsMissing)
    , m_makesIds(target.acceptsGeneratedId())
{
    for (const ImportColumn &column : plan.columns) {
        if (!column.field.isEmpty()) {
            m_fieldByColumn.insert(column.column, column.field);
        }
    }
}

bool RowConverter::convert(const QStringList &columns,
                           const SourceRow &row,
                           PreparedRow &out,
                           std::vector<RowProblem> &problems) const
{
    const auto before = problems.size();
    if (!row.problem.isEmpty()) {
        problems.push_back({row.number, {}, row.problem});
        return false;
    }
    for (std::size_t i = 0; i < row.values.size(); ++i) {
        const QString fieldName = m_fieldByColumn.value(columns.value(static_cast<qsizetype>(i)));
        const fields::Field *field = fieldName.isEmpty() ? nullptr : m_target.field(fieldName);
        if (field == nullptr || field->kind == nullptr || !row.values[i]
            || row.values[i]->isNull()) {
            continue;
        }
        const Json &raw = *row.values[i];
        if (m_emptyIsMissing && raw.isString() && trimmed(raw.text()).empty()) {
            continue;
        }
        auto value = valueFor(raw, *field);
        if (!value) {
            problems.push_back({row.number, fieldName, toQString(value.error().message)});
            continue;
        }
        if (const QString message = validationMessage(*value, *field); !message.isEmpty()) {
            problems.push_back({row.number, fieldName, message});
            continue;
        }
        out.body.set(field->name, value.takeValue());
    }
    for (const fields::Field &field : m_target.fields) {
        const bool isMade
            = !field.text("autogeneratePattern").empty() || field.isType(fields::kAutodate);
        if (!field.required || isMade || out.body.contains(field.name)
            || field.isType(fields::kFile) || field.name == "id") {
            continue;
        }
        const bool isKnown
            = std::any_of(problems.begin() + static_cast<std::ptrdiff_t>(before),
                          problems.end(),
                          [&](const RowProblem &p) { return p.field == toQString(field.name); });
        if (!isKnown) {
            problems.push_back({row.number,
                                toQString(field.name),
                                validationMessage(field.kind->zeroValue(field), field)});
        }
    }
    if (problems.size() != before) {
        return false;
    }
    out.source = row;
    if (const Json *given = out.body.find("id")) {
        out.id = toQString(given->text());
    } else if (m_makesIds) {
        out.id = makeRecordId();
        out.body.set("id", toUtf8(out.id));
    }
    return true;
}

QByteArray csvLine(const std::vector<std::optional<Json>> &values,
                   qsizetype columns,
                   const QString &reason)
{
    QByteArray line;
    for (qsizetype i = 0; i < columns; ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (at < values.size() && values[at] && !values[at]->isNull()) {
            const Json &value = *values[at];
            line += quoted(toQString(value.isString() ? std::string(value.text()) : value.dump()));
        }
        line += ',';
    }
    return line + quoted(reason) + "\r\n";
}

} // namespace socle::studio
