#include "studio/domain/TypeInference.h"

#include "shared/core/DateTime.h"
#include "shared/core/Number.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/ImportSteps.h"

#include <QRegularExpression>
#include <QSet>

#include <algorithm>
#include <array>
#include <functional>

namespace socle::studio {

namespace {

constexpr qsizetype kMaxDistinct = 300;
constexpr qsizetype kMaxSelectOptions = 20;
constexpr double kEnough = 0.98; // a few broken values do not make a number column text

enum Kind { Bool, Number, Date, Email, Url, JsonKind, KindCount };

constexpr std::array<std::string_view, KindCount> kTypes{
    fields::kBool, fields::kNumber, fields::kDate, fields::kEmail, fields::kUrl, fields::kJson};

bool fits(Kind kind, const Json &value, const std::string &text)
{
    switch (kind) {
    case Bool: {
        const std::string lower = asciiLower(text);
        return value.isBool()
            || (value.isString()
                && (lower == "true" || lower == "false" || lower == "yes" || lower == "no"));
    }
    case Number:
        // "007" and "+49" are identifiers, not quantities.
        return value.isNumber()
            || (value.isString() && parseNumber(text).has_value() && text.front() != '+'
                && !(text.size() > 1 && text[0] == '0' && text[1] != '.'));
    case Date:
        return value.isString() && text.size() >= 8 && !parseNumber(text)
            && DateTime::parse(text).has_value();
    case Email: {
        const auto at = text.find('@');
        return value.isString() && at != std::string::npos && at > 0
            && text.find('.', at) != std::string::npos && text.find(' ') == std::string::npos;
    }
    case Url:
        return value.isString() && (text.starts_with("http://") || text.starts_with("https://"))
            && text.find(' ') == std::string::npos;
    case JsonKind:
        return value.isObject() || value.isArray()
            || (value.isString() && (text.front() == '{' || text.front() == '[') && isJson(text));
    case KindCount:
        break;
    }
    return false;
}

/// Ways of writing dates and numbers that a step makes legal, in the order they are tried: where a
/// day and a month can be told apart by no value, the day stands first.
const std::vector<ImportStep> &foreignForms()
{
    using Step = ImportStep::Kind;
    static const std::vector<ImportStep> forms = [] {
        std::vector<ImportStep> list{{.kind = Step::Decimal, .first = QStringLiteral(",")}};
        for (const char *day : {"d.M.yyyy", "d/M/yyyy", "M/d/yyyy", "d-M-yyyy", "yyyy/M/d"}) {
            for (const char *time : {"", " H:mm", " H:mm:ss"}) {
                list.push_back({.kind = Step::DateFormat,
                                .first = QString::fromLatin1(day) + QString::fromLatin1(time)});
            }
        }
        return list;
    }();
    return forms;
}

bool fitsForeign(const ImportStep &form, const QString &text)
{
    if (form.kind == ImportStep::Kind::Decimal) {
        return text.contains(u',') && !text.startsWith(u'+') && !plainNumber(text, u',').isEmpty();
    }
    const bool mayBeDate = !text.isEmpty() && text.front().isDigit() && text.size() <= 19
        && (text.contains(u'.') || text.contains(u'/') || text.contains(u'-'));
    return mayBeDate && !plainDate(text, form.first).isEmpty();
}

bool isTextList(const Json &value)
{
    return value.isArray()
        && std::all_of(value.array().begin(), value.array().end(), [](const Json &item) {
               return item.isString();
           });
}

} // namespace

struct TypeInference::Column
{
    QString name;
    qint64 filled = 0;
    qint64 longest = 0;
    std::array<qint64, KindCount> fitting{};
    std::array<QStringList, KindCount> breakers;
    std::vector<qint64> foreign; // values in each of foreignForms(); empty once none fits
    bool isForeign = true; // so far some form fitted every value
    qint64 textLists = 0;
    QSet<QString> distinct;
    QSet<QString> items; // of text lists
    QStringList samples;
    bool hasTooMany = false;
    bool hasRepeats = false;
};

void TypeInference::add(const QStringList &columns, const SourceRow &row)
{
    while (m_columns.size() < static_cast<std::size_t>(columns.size())) {
        auto column = std::make_shared<Column>();
        column->name = columns.at(static_cast<qsizetype>(m_columns.size()));
        m_columns.push_back(std::move(column));
    }
    ++m_rows;
    for (std::size_t i = 0; i < row.values.size() && i < m_columns.size(); ++i) {
        if (!row.values[i] || row.values[i]->isNull()) {
            continue;
        }
        const Json &value = *row.values[i];
        const std::string text
            = value.isString() ? std::string(trimmed(value.text())) : value.dump();
        if (text.empty()) {
            continue;
        }
        Column &column = *m_columns[i];
        ++column.filled;
        column.longest = std::max(column.longest, static_cast<qint64>(codePointCount(text)));
        const QString shown = toQString(text);
        for (int kind = 0; kind < KindCount; ++kind) {
            const auto k = static_cast<std::size_t>(kind);
            if (fits(static_cast<Kind>(kind), value, text)) {
                ++column.fitting[k];
            } else if (column.breakers[k].size() < 5 && !column.breakers[k].contains(shown)) {
                column.breakers[k].append(shown);
            }
        }
        if (column.isForeign) {
            column.foreign.resize(foreignForms().size());
            column.isForeign = false;
            for (std::size_t form = 0; form < foreignForms().size(); ++form) {
                if (column.foreign[form] == column.filled - 1
                    && (fitsForeign(foreignForms()[form], shown)
                        || (foreignForms()[form].kind == ImportStep::Kind::Decimal
                            && fits(Number, value, text)))) {
                    ++column.foreign[form];
                    column.isForeign = true;
                }
            }
        }
        if (isTextList(value)) {
            ++column.textLists;
            for (const Json &item : value.array()) {
                if (column.items.size() <= kMaxDistinct) {
                    column.items.insert(toQString(item.text()));
                }
            }
        }
        if (column.distinct.contains(shown)) {
            column.hasRepeats = true;
        } else if (column.distinct.size() < kMaxDistinct) {
            column.distinct.insert(shown);
            if (column.samples.size() < 3) {
                column.samples.append(shown);
            }
        } else {
            column.hasTooMany = true;
        }
    }
}

std::vector<InferredColumn> TypeInference::columns(bool sawAll) const
{
    std::vector<InferredColumn> result;
    QStringList taken;
    for (const auto &column : m_columns) {
        InferredColumn out;
        out.column = column->name;
        out.fieldName = fieldNameFor(column->name, taken);
        taken.append(out.fieldName.toLower());
        out.isRequired = m_rows > 0 && column->filled == m_rows;
        out.isUnique = column->filled > 1 && !column->hasRepeats && !column->hasTooMany;
        out.longest = column->longest;
        out.samples = column->samples;
        out.type = toQString(fields::kText);
        out.confidence = 1;
        const auto filled = static_cast<double>(std::max<qint64>(column->filled, 1));
        bool isFound = false;
        if (column->textLists > 0 && column->textLists == column->filled
            && column->items.size() <= kMaxSelectOptions && !column->items.isEmpty()) {
            out.type = toQString(fields::kSelect);
            out.isMultiple = true;
            out.options = column->items.values();
            isFound = true;
        }
        for (int kind = 0; kind < KindCount && !isFound && column->filled > 0; ++kind) {
            const auto k = static_cast<std::size_t>(kind);
            const double share = static_cast<double>(column->fitting[k]) / filled;
            if (share >= kEnough) {
                out.type = toQString(kTypes[k]);
                out.confidence = share;
                out.breakers = column->breakers[k];
                isFound = true;
            }
        }
        for (std::size_t form = 0;
             form < column->foreign.size() && column->isForeign && !isFound && column->filled > 0;
             ++form) {
            if (column->foreign[form] == column->filled) {
                const bool isNumber = foreignForms()[form].kind == ImportStep::Kind::Decimal;
                out.type = toQString(isNumber ? fields::kNumber : fields::kDate);
                out.steps = {foreignForms()[form]};
                isFound = true;
            }
        }
        // Few values that come again and again are a choice.
        const auto kinds = column->distinct.size();
        if (!isFound && sawAll && !column->hasTooMany && kinds >= 2 && kinds <= kMaxSelectOptions
            && column->longest <= 40 && column->filled >= kinds * 5) {
            out.type = toQString(fields::kSelect);
            out.options = column->distinct.values();
            out.confidence = 1.0 - static_cast<double>(kinds) / filled;
        }
        out.options.sort();
        result.push_back(std::move(out));
    }
    return result;
}

QString TypeInference::fieldNameFor(const QString &column, const QStringList &taken)
{
    static const QRegularExpression others(QStringLiteral("[^A-Za-z0-9]+"));
    QString name = column.normalized(QString::NormalizationForm_KD).trimmed();
    name.remove(QRegularExpression(QStringLiteral("\\p{Mn}")));
    name.replace(others, QStringLiteral("_"));
    while (name.startsWith(u'_')) {
        name.remove(0, 1);
    }
    while (name.endsWith(u'_')) {
        name.chop(1);
    }
    // Words of a sentence become one name; a name that already is one keeps its case.
    if (column.contains(u' ') || name == name.toUpper()) {
        name = name.toLower();
    }
    if (name.isEmpty() || name.at(0).isDigit()) {
        name.prepend(QStringLiteral("field_"));
        if (name.endsWith(u'_')) {
            name.chop(1);
        }
    }
    static const QStringList reserved{QStringLiteral("id"),
                                      QStringLiteral("created"),
                                      QStringLiteral("updated"),
                                      QStringLiteral("expand"),
                                      QStringLiteral("collectionid"),
                                      QStringLiteral("collectionname"),
                                      QStringLiteral("null"),
                                      QStringLiteral("true"),
                                      QStringLiteral("false")};
    if (reserved.contains(name.toLower())) {
        name += QStringLiteral("_value");
    }
    QString unique = name;
    for (int n = 2; taken.contains(unique.toLower()); ++n) {
        unique = name + QString::number(n);
    }
    return unique;
}

fields::Field InferredColumn::field() const
{
    fields::Field field = fields::makeField(toUtf8(type), toUtf8(fieldName));
    if (type == toQString(fields::kSelect)) {
        JsonArray values;
        for (const QString &option : options) {
            values.push_back(toUtf8(option));
        }
        field.options.set("maxSelect", static_cast<std::int64_t>(isMultiple ? options.size() : 1));
        field.options.set("values", std::move(values));
    }
    if (type == toQString(fields::kText) && longest > 5000) {
        field.options.set("max",
                          static_cast<std::int64_t>(longest * 2)); // 0 means the default of 5,000
    }
    return field;
}

} // namespace socle::studio
