#include "studio/domain/GuessedSchema.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>
#include <functional>
#include <set>

namespace socle::studio {

namespace {

constexpr std::int64_t kNoLimit = 1'000'000'000; // bytes or characters: the server knows better
constexpr std::int64_t kMany = 999; // entries of a list
constexpr std::size_t kMostOptions = 12;
constexpr std::size_t kTimesSeen = 4; // each of the options, on average
constexpr int kOptionLength = 30;
constexpr std::string_view kGuessId = "guess_"; // what the id of a guessed select begins with

struct GuessWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::GuessedSchema)
};

/// Members that every record has and that are no fields.
bool isEnvelope(std::string_view name)
{
    return name == "collectionId" || name == "collectionName" || name == "expand";
}

bool fitsShape(const QRegularExpression &shape, const Json &value)
{
    return value.isString() && shape.match(toQString(value.text())).hasMatch();
}

/// True when a value decides something: neither null nor empty.
bool isTelling(const Json &value)
{
    return !(value.isNull() || (value.isString() && value.text().empty())
             || (value.isArray() && value.array().empty()));
}

/// All telling values of a field over all records, the entries of lists one by one.
struct Seen
{
    std::vector<const Json *> values;
    bool isList = false;
    bool isEverScalar = false;

    bool all(const std::function<bool(const Json &)> &test) const
    {
        return !values.empty() && std::all_of(values.begin(), values.end(), [&](const Json *value) {
            return test(*value);
        });
    }
};

Seen seenOf(const std::string &name, const std::vector<Record> &records)
{
    Seen seen;
    for (const Record &record : records) {
        const Json *value = record.values.find(name);
        if (value == nullptr) {
            continue;
        }
        seen.isList = seen.isList || value->isArray();
        if (!isTelling(*value)) {
            continue;
        }
        if (value->isArray()) {
            for (const Json &entry : value->array()) {
                seen.values.push_back(&entry);
            }
        } else {
            seen.isEverScalar = true;
            seen.values.push_back(value);
        }
    }
    return seen;
}

bool isPlace(const Json &value)
{
    return value.isObject() && value.object().size() == 2 && value["lon"].isNumber()
        && value["lat"].isNumber();
}

const QRegularExpression &idShape()
{
    static const QRegularExpression shape(QStringLiteral("^[a-z0-9]{15}$"));
    return shape;
}

/// The different values when they look like the options of a select: few, short, and each of them
/// again and again.
std::vector<std::string> optionsOf(const Seen &seen)
{
    static const QRegularExpression word(
        QStringLiteral(R"(^\S(?:[^\r\n]{0,%1}\S)?$)").arg(kOptionLength - 2));
    std::set<std::string> options;
    for (const Json *value : seen.values) {
        if (!fitsShape(word, *value) || fitsShape(idShape(), *value)) {
            return {};
        }
        options.emplace(value->text());
    }
    const bool isFew = options.size() > 1 && options.size() <= kMostOptions
        && seen.values.size() >= options.size() * kTimesSeen;
    return isFew ? std::vector<std::string>(options.begin(), options.end())
                 : std::vector<std::string>();
}

std::string typeOf(const Seen &seen)
{
    // Names the server gives to files end in ten random characters (records-api.md 5).
    static const QRegularExpression file(QStringLiteral(R"(^[\w.-]+_[a-z0-9]{10}\.[A-Za-z0-9]+$)"));
    static const QRegularExpression date(
        QStringLiteral(R"(^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}\.\d{3}Z$)"));
    static const QRegularExpression mail(QStringLiteral(R"(^[^@\s]+@[^@\s]+\.[^@\s]+$)"));
    static const QRegularExpression address(QStringLiteral(R"(^https?://\S+$)"));
    static const QRegularExpression markup(QStringLiteral(R"(^\s*<(p|h[1-6]|ul|ol|div)[\s>])"));
    const auto are = [&seen](const QRegularExpression &shape) {
        return seen.all([&shape](const Json &value) { return fitsShape(shape, value); });
    };
    if (are(file)) {
        return "file";
    }
    if (seen.isList) {
        return "json"; // options, or any list
    }
    if (seen.all([](const Json &value) { return value.isBool(); })) {
        return "bool";
    }
    if (seen.all([](const Json &value) { return value.isNumber(); })) {
        return "number";
    }
    if (seen.all(isPlace)) {
        return "geoPoint";
    }
    if (!seen.values.empty() && !seen.all([](const Json &value) { return value.isString(); })) {
        return "json";
    }
    return are(date)               ? "date"
        : are(mail)                ? "email"
        : are(address)             ? "url"
        : are(markup)              ? "editor"
        : !optionsOf(seen).empty() ? "select"
                                   : "text";
}

Json fieldOf(const std::string &name,
             const std::vector<Record> &records,
             const SeenRelations &relations)
{
    const Seen seen = seenOf(name, records);
    const auto relation = relations.find(toQString(name));
    std::string type = relation != relations.end() ? "relation" : typeOf(seen);
    if (name == "id") {
        type = "text";
    } else if (type == "date" && (name == "created" || name == "updated")) {
        type = "autodate";
    }
    Json json = fields::toJson(fields::makeField(type, name));
    JsonObject &field = json.asObject();
    if (name == "id") {
        field.set("primaryKey", true);
        field.set("system", true);
        field.set("required", true);
        field.set("pattern", "^[a-z0-9]+$");
        field.set("autogeneratePattern", "[a-z0-9]{15}");
        field.set("max", 15);
    } else if (type == "relation") {
        field.set("collectionId", toUtf8(relation->first));
        field.set("maxSelect", seen.isList ? kMany : 1);
    } else if (type == "autodate") {
        field.set("onCreate", true);
        field.set("onUpdate", name == "updated");
    } else if (type == "select") {
        JsonArray values;
        for (const std::string &option : optionsOf(seen)) {
            values.push_back(option);
        }
        field.set("id", std::string(kGuessId) + name);
        field.set("values", std::move(values));
        field.set("maxSelect", 1);
        field.set("help",
                  toUtf8(GuessWords::tr("Guessed from the values seen. Others may be possible.")));
    } else if (type == "text") {
        field.set("max", kNoLimit);
    } else if (type == "json" || type == "editor") {
        field.set("maxSize", kNoLimit);
    } else if (type == "file") {
        field.set("maxSize", kNoLimit);
        field.set("maxSelect", seen.isList ? kMany : 1);
    }
    return json;
}

} // namespace

bool isGuess(const fields::Field &field)
{
    return field.isType(fields::kSelect) && field.id.starts_with(kGuessId);
}

QStringList possibleRelations(const std::vector<Record> &records)
{
    QStringList names;
    if (records.empty()) {
        return names;
    }
    for (const auto &[name, value] : records.front().values) {
        if (name != "id" && !isEnvelope(name) && seenOf(name, records).all([](const Json &one) {
                return fitsShape(idShape(), one);
            })) {
            names << toQString(name);
        }
    }
    return names;
}

SeenRelations seenRelations(const std::vector<Record> &expanded)
{
    SeenRelations relations;
    for (const Record &record : expanded) {
        const Json *expand = record.values.find("expand");
        if (expand == nullptr) {
            continue;
        }
        for (const auto &[name, value] : expand->object()) {
            const Json &target
                = value.isArray() && !value.array().empty() ? value.array().front() : value;
            if (const QString id = toQString(target["collectionId"].text()); !id.isEmpty()) {
                relations.insert(toQString(name), {id, toQString(target["collectionName"].text())});
            }
        }
    }
    return relations;
}

Json guessCollection(const QString &name,
                     const std::vector<Record> &records,
                     const SeenRelations &relations)
{
    JsonArray fields;
    bool isAuth = false;
    QString id = name;
    QString called = name;
    if (records.empty()) {
        fields.push_back(fieldOf("id", records, relations));
    } else {
        const Record &first = records.front();
        id = first.collectionId();
        called = first.collectionName();
        isAuth = first.has(u"verified") && first.has(u"emailVisibility");
        // Whatever any of them shows: an address is left out where its owner hides it.
        std::vector<std::string> names;
        for (const Record &record : records) {
            for (const auto &[member, value] : record.values) {
                const std::string one(member);
                if (!isEnvelope(one) && std::find(names.begin(), names.end(), one) == names.end()) {
                    names.push_back(one);
                }
            }
        }
        // Servers send members by name; people look for what names a record, and dates come last.
        const auto place = [](const std::string &member) {
            return member == "id"                                               ? 0
                : member == "title" || member == "name" || member == "username" ? 1
                : member == "email"                                             ? 2
                : member == "created" || member == "updated"                    ? 4
                                                                                : 3;
        };
        std::stable_sort(names.begin(), names.end(), [&](const auto &one, const auto &other) {
            return place(one) < place(other);
        });
        for (const std::string &member : names) {
            fields.push_back(fieldOf(member, records, relations));
        }
    }
    return JsonObject{{"id", toUtf8(id)},
                      {"name", toUtf8(called)},
                      {"type", isAuth ? "auth" : "base"},
                      {"system", called.startsWith(u'_')},
                      {"indexes", JsonArray{}},
                      {"fields", std::move(fields)}};
}

} // namespace socle::studio
