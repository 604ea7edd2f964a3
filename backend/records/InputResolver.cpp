#include "backend/records/InputResolver.h"

#include "backend/records/StoredFiles.h"
#include "backend/rules/Caller.h"
#include "backend/runtime/Random.h"
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/fields/PatternGenerator.h"

#include <algorithm>
#include <utility>

namespace socle::records {

namespace {

enum class Modifier {
    Set,
    Append, // name+
    Prepend, // +name
    Remove, // name-
    Autogenerate, // name:autogenerate
};

struct Target
{
    const fields::Field *field;
    Modifier change;
};

bool isList(const fields::Field &field)
{
    return field.isType(fields::kSelect) || field.isType(fields::kRelation)
        || field.isType(fields::kFile);
}

bool knows(const fields::Field &field, Modifier change)
{
    switch (change) {
    case Modifier::Set:
        return true;
    case Modifier::Append:
    case Modifier::Remove:
        return isList(field) || field.isType(fields::kNumber);
    case Modifier::Prepend:
        return isList(field);
    case Modifier::Autogenerate:
        return field.isType(fields::kText);
    }
    return false;
}

/// The field a body key means and what it does to it; nothing for keys that are not saved.
std::optional<Target> targetOf(const schema::Collection &collection, std::string_view key)
{
    constexpr std::string_view kAutogenerate = ":autogenerate";
    const auto target = [&](std::string_view name, Modifier change) -> std::optional<Target> {
        const fields::Field *field = collection.field(name);
        return field != nullptr && knows(*field, change) ? std::optional(Target{field, change})
                                                         : std::nullopt;
    };
    if (auto plain = target(key, Modifier::Set)) {
        return plain;
    }
    if (key.size() > 1 && key.back() == '+') {
        return target(key.substr(0, key.size() - 1), Modifier::Append);
    }
    if (key.size() > 1 && key.back() == '-') {
        return target(key.substr(0, key.size() - 1), Modifier::Remove);
    }
    if (key.size() > 1 && key.front() == '+') {
        return target(key.substr(1), Modifier::Prepend);
    }
    if (endsWith(key, kAutogenerate)) {
        return target(key.substr(0, key.size() - kAutogenerate.size()), Modifier::Autogenerate);
    }
    return std::nullopt;
}

/// The file field an upload is for, and whether it replaces, follows or precedes what is there.
std::optional<Target> uploadTarget(const schema::Collection &collection, std::string_view key)
{
    const auto target = targetOf(collection, key);
    const bool isMeant
        = target && target->field->isType(fields::kFile) && target->change != Modifier::Remove;
    return isMeant ? target : std::nullopt;
}

Json listValue(std::vector<std::string> items, const fields::Field &field)
{
    JsonArray array;
    for (std::string &item : items) {
        array.emplace_back(std::move(item));
    }
    return field.kind->normalize(Json(std::move(array)), field);
}

Json changedList(const Json &current, const Json &raw, const Target &target)
{
    std::vector<std::string> items = fields::toTextList(current);
    const std::vector<std::string> given = fields::toTextList(raw);
    switch (target.change) {
    case Modifier::Append:
        items.insert(items.end(), given.begin(), given.end());
        break;
    case Modifier::Prepend:
        items.insert(items.begin(), given.begin(), given.end());
        break;
    default:
        std::erase_if(items, [&](const std::string &item) {
            return std::find(given.begin(), given.end(), item) != given.end();
        });
    }
    return listValue(std::move(items), *target.field);
}

Result<Json> changedValue(const Json &current,
                          const Json &raw,
                          const Target &target,
                          runtime::Random &random)
{
    const fields::Field &field = *target.field;
    if (target.change == Modifier::Set) {
        return field.kind->normalize(raw, field);
    }
    if (target.change == Modifier::Autogenerate) {
        std::string text = fields::toText(raw);
        if (const auto pattern = field.text("autogeneratePattern"); !pattern.empty()) {
            text += SOCLE_TRY(fields::generateFromPattern(pattern, [&](std::uint32_t bound) {
                return static_cast<std::uint32_t>(random.below(bound));
            }));
        }
        return Json(std::move(text));
    }
    if (field.isType(fields::kNumber)) {
        const double by = fields::toNumber(raw);
        return Json(current.toDouble() + (target.change == Modifier::Append ? by : -by));
    }
    return changedList(current, raw, target);
}

bool isWritable(const fields::Field &field,
                const schema::Collection &collection,
                const rules::Caller &caller)
{
    return !field.hidden || caller.isSuperuser()
        || (collection.isAuth() && field.name == "password");
}

class Resolver
{
public:
    Resolver(const Record &current,
             const RecordInput &input,
             const rules::Caller &caller,
             runtime::Random &random)
        : m_input(input)
        , m_caller(caller)
        , m_random(random)
        , m_result{.record = current}
    {
    }

    Result<ResolvedInput> run()
    {
        const schema::Collection &collection = m_result.record.collection();
        m_body = m_input.body;
        std::vector<const JsonObject::Member *> members;
        for (const auto &member : m_input.body) {
            members.push_back(&member);
        }
        std::stable_sort(members.begin(), members.end(), [](const auto *a, const auto *b) {
            return a->first.size() < b->first.size();
        });
        for (const auto *member : members) {
            if (const auto target = targetOf(collection, member->first)) {
                SOCLE_TRY(apply(member->first, member->second, *target));
            }
        }
        if (collection.isAuth()) {
            readConfirmations();
        }
        SOCLE_TRY(applyUploads());
        m_result.body = Json(std::move(m_body));
        return std::move(m_result);
    }

private:
    Result<void> apply(const std::string &key, const Json &raw, const Target &target)
    {
        const fields::Field &field = *target.field;
        if (key != field.name) {
            m_body.erase(key);
        }
        if (!isWritable(field, m_result.record.collection(), m_caller)) {
            m_body.erase(field.name);
            return {};
        }
        if (field.isType(fields::kPassword)) {
            setPassword(field, fields::toText(raw));
            return {};
        }
        if (!field.isType(fields::kAutodate)) {
            m_result.record.set(
                field.name,
                SOCLE_TRY(changedValue(m_result.record.value(field.name), raw, target, m_random)));
        }
        m_result.setsTokenKey = m_result.setsTokenKey || field.name == "tokenKey";
        m_body.set(field.name, m_result.record.value(field.name));
        return {};
    }

    void setPassword(const fields::Field &field, std::string plain)
    {
        const auto hash = m_input.passwordHashes.find(plain);
        m_result.record.set(field.name,
                            hash != m_input.passwordHashes.end() ? hash->second : std::string());
        m_body.set(field.name, plain);
        m_result.plainPasswords[field.name] = std::move(plain);
    }

    void readConfirmations()
    {
        if (const Json *confirm = m_input.body.find("passwordConfirm")) {
            m_result.passwordConfirm = fields::toText(*confirm);
        }
        if (const Json *old = m_input.body.find("oldPassword")) {
            m_result.oldPassword = fields::toText(*old);
        }
    }

    /// Uploads come after the plain values: under the bare key they follow the names sent with it,
    /// else the stored ones.
    Result<void> applyUploads()
    {
        std::vector<const Upload *> uploads;
        for (const Upload &upload : m_input.uploads) {
            uploads.push_back(&upload);
        }
        std::stable_sort(uploads.begin(), uploads.end(), [](const Upload *a, const Upload *b) {
            return a->key.size() < b->key.size();
        });
        const schema::Collection &collection = m_result.record.collection();
        for (std::size_t i = 0; i < uploads.size();) {
            std::size_t end = i;
            while (end < uploads.size() && uploads[end]->key == uploads[i]->key) {
                ++end;
            }
            const auto target = uploadTarget(collection, uploads[i]->key);
            if (target && isWritable(*target->field, collection, m_caller)) {
                addUploads(*target, std::span(uploads).subspan(i, end - i));
            }
            i = end;
        }
        return {};
    }

    void addUploads(const Target &target, std::span<const Upload *const> uploads)
    {
        const fields::Field &field = *target.field;
        std::vector<std::string> names;
        JsonArray seenByRules;
        for (const Upload *upload : uploads) {
            std::string name = storedFileName(*upload, m_random);
            seenByRules.emplace_back(
                JsonObject{{"name", name},
                           {"originalName", upload->originalName},
                           {"size", static_cast<std::int64_t>(upload->bytes.size())}});
            m_result.newFiles.push_back({&field, name, upload});
            names.push_back(std::move(name));
        }
        std::vector<std::string> items;
        if (target.change != Modifier::Set || m_input.body.contains(field.name)) {
            items = fields::toTextList(m_result.record.value(field.name));
        }
        const auto place = target.change == Modifier::Prepend ? items.begin() : items.end();
        items.insert(place, names.begin(), names.end());
        m_result.record.set(field.name, listValue(std::move(items), field));
        m_body.set(field.name, bodyValue(field, seenByRules));
    }

    /// Stored names as text, uploads as objects, in the order of the value.
    Json bodyValue(const fields::Field &field, const JsonArray &uploads) const
    {
        JsonArray items;
        for (const std::string &name : fields::toTextList(m_result.record.value(field.name))) {
            const auto upload = std::find_if(uploads.begin(), uploads.end(), [&](const Json &item) {
                return item["name"].text() == name;
            });
            items.push_back(upload != uploads.end() ? *upload : Json(name));
        }
        if (field.isMultiple()) {
            return Json(std::move(items));
        }
        return items.empty() ? Json("") : items.back();
    }

    const RecordInput &m_input;
    const rules::Caller &m_caller;
    runtime::Random &m_random;
    ResolvedInput m_result;
    JsonObject m_body;
};

} // namespace

const fields::Field *uploadField(const schema::Collection &collection, std::string_view key)
{
    const auto target = uploadTarget(collection, key);
    return target ? target->field : nullptr;
}

Result<ResolvedInput> resolveInput(const Record &current,
                                   const RecordInput &input,
                                   const rules::Caller &caller,
                                   runtime::Random &random)
{
    return Resolver(current, input, caller, random).run();
}

} // namespace socle::records
