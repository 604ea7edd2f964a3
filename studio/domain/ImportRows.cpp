#include "studio/domain/ImportRows.h"

#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"

#include <QCoreApplication>

#include <algorithm>

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
    , m_plan(plan)
    , m_makesIds(target.acceptsGeneratedId() && plan.mode == ImportMode::Insert)
{
    for (std::size_t i = 0; i < m_plan.columns.size(); ++i) {
        const ImportColumn &column = m_plan.columns[i];
        const fields::Field *field
            = column.field.isEmpty() ? nullptr : m_target.field(column.field);
        if (field != nullptr && field->kind != nullptr) {
            m_lanes.push_back({static_cast<int>(i), &column, field, ImportSteps(column.steps)});
        }
    }
}

/// A column's value in the row; one that was edited wins. Null when there is none.
Json RowConverter::cell(const QStringList &columns,
                        const SourceRow &row,
                        const QString &column) const
{
    if (!m_plan.edits.isEmpty()) {
        const auto edited = m_plan.edits.constFind(row.number);
        if (edited != m_plan.edits.constEnd() && edited->contains(column)) {
            return toUtf8(edited->value(column));
        }
    }
    const auto at = static_cast<std::size_t>(columns.indexOf(column)); // -1 is beyond every row
    return at < row.values.size() && row.values[at] ? *row.values[at] : Json();
}

Result<Json> RowConverter::rawFor(const Lane &lane,
                                  const QStringList &columns,
                                  const SourceRow &row) const
{
    Json raw = lane.column->column.isEmpty() ? Json() : cell(columns, row, lane.column->column);
    if (lane.steps.isEmpty() || (raw.isNull() && !lane.steps.isSelfSufficient())) {
        return raw;
    }
    const auto textOf = [](const Json &value) {
        return value.isNull()  ? QString()
            : value.isString() ? toQString(value.text())
                               : toQString(value.dump());
    };
    return Json(toUtf8(SOCLE_TRY(lane.steps.apply(
        textOf(raw), [&](const QString &column) { return textOf(cell(columns, row, column)); }))));
}

Result<void> RowConverter::take(const Lane &lane, const Json &raw, PreparedRow &out) const
{
    const fields::Field &field = *lane.field;
    const bool isMatched = field.isType(fields::kRelation) && !lane.column->matchBy.isEmpty();
    if (isMatched || field.isType(fields::kFile)) {
        QStringList items;
        if (raw.isArray()) {
            for (const Json &item : raw.array()) {
                items.append(toQString(item.text()));
            }
        } else if (raw.isString() && field.isMultiple()) {
            items = toQString(raw.text()).split(u',', Qt::SkipEmptyParts);
        } else {
            items.append(toQString(raw.isString() ? std::string(raw.text()) : raw.dump()));
        }
        for (QString &item : items) {
            item = item.trimmed();
        }
        items.removeAll(QString());
        if (isMatched) {
            out.relations.push_back({lane.index, items});
        } else if (!items.isEmpty()) {
            out.files.push_back({toQString(field.name), items});
        }
        return {};
    }
    Json value = SOCLE_TRY(valueFor(raw, field));
    if (const QString message = validationMessage(value, field); !message.isEmpty()) {
        return invalidInput(toUtf8(message));
    }
    out.body.set(field.name, std::move(value));
    return {};
}

void RowConverter::checkRequired(const SourceRow &row,
                                 const PreparedRow &out,
                                 std::size_t before,
                                 std::vector<RowProblem> &problems) const
{
    const auto isKnown = [&](const QString &name) {
        const bool isWrong
            = std::any_of(problems.begin() + static_cast<std::ptrdiff_t>(before),
                          problems.end(),
                          [&](const RowProblem &problem) { return problem.field == name; });
        const bool isPending = std::any_of(
            out.relations.begin(), out.relations.end(), [&](const PendingRelation &relation) {
                return m_plan.columns[static_cast<std::size_t>(relation.column)].field == name;
            });
        return isWrong || isPending;
    };
    if (m_plan.mode != ImportMode::Insert
        && (!out.body.contains(toUtf8(m_plan.keyField)) && !isKnown(m_plan.keyField))) {
        problems.push_back(
            {row.number,
             m_plan.keyField,
             QCoreApplication::translate("socle::studio::ImportJob", "The key is empty.")});
    }
    if (m_plan.mode == ImportMode::Update) {
        return; // the record has what the file does not say
    }
    for (const fields::Field &field : m_target.fields) {
        const bool isMade
            = !field.text("autogeneratePattern").empty() || field.isType(fields::kAutodate);
        if (!field.required || isMade || out.body.contains(field.name)
            || field.isType(fields::kFile) || field.name == "id"
            || isKnown(toQString(field.name))) {
            continue;
        }
        problems.push_back({row.number,
                            toQString(field.name),
                            validationMessage(field.kind->zeroValue(field), field)});
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
    for (const Lane &lane : m_lanes) {
        auto raw = rawFor(lane, columns, row);
        if (!raw) {
            problems.push_back({row.number, lane.column->field, toQString(raw.error().message)});
            continue;
        }
        if (raw->isNull()
            || (m_plan.emptyIsMissing && raw->isString() && trimmed(raw->text()).empty())) {
            continue;
        }
        if (auto taken = take(lane, *raw, out); !taken) {
            problems.push_back({row.number, lane.column->field, toQString(taken.error().message)});
        }
    }
    checkRequired(row, out, before, problems);
    if (problems.size() != before) {
        return false;
    }
    out.source = row;
    if (const Json *given = out.body.find("id")) {
        out.id = toQString(given->text());
    } else if (m_makesIds) {
        out.id = m_plan.seed.isEmpty() ? makeRecordId() : importRecordId(m_plan.seed, out.ordinal);
        out.hasMadeId = true;
        out.body.set("id", toUtf8(out.id));
    }
    return true;
}

QString joinedReasons(const std::vector<RowProblem> &problems, std::size_t first)
{
    QStringList reasons;
    for (std::size_t i = first; i < problems.size(); ++i) {
        const RowProblem &problem = problems[i];
        reasons.append(problem.field.isEmpty() ? problem.reason
                                               : QString(problem.field + u": " + problem.reason));
    }
    return reasons.join(u' ');
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
