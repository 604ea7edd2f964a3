// Reading a submitted object on top of existing values, by the decoding rules of admin-api.md A0.4.
//
// Names match exactly, else without regard to case; unknown members are ignored; an absent member
// leaves the value. `null` leaves scalars and empties whatever can be empty. A member of a wrong
// type is remembered and makes result() an error.
#pragma once

#include "shared/core/Result.h"
#include "shared/json/Json.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::schema {

class JsonMembers
{
public:
    /// `json` must be an object (null counts as an empty one); it outlives the reader.
    explicit JsonMembers(const Json &json);

    /// The member, or a null pointer when it is absent.
    const Json *find(std::string_view key) const;

    bool has(std::string_view key) const { return find(key) != nullptr; }

    void read(std::string_view key, std::string &value);
    void read(std::string_view key, bool &value);
    void read(std::string_view key, std::int64_t &value);
    void read(std::string_view key, std::optional<std::string> &value);
    void read(std::string_view key, std::optional<bool> &value);
    void read(std::string_view key, std::vector<std::string> &value);

    /// Calls `apply(JsonMembers &)` for a member that is an object.
    template <typename Apply> void object(std::string_view key, Apply apply)
    {
        const Json *json = find(key);
        if (json == nullptr || json->isNull()) {
            return;
        }
        JsonMembers inner(*json);
        apply(inner);
        take(inner, key);
    }

    /// Merges an array of objects by position: element i is read on top of existing element i, then
    /// the list takes the submitted length.
    template <typename Item, typename Apply>
    void objects(std::string_view key, std::vector<Item> &list, Apply apply)
    {
        const Json *json = find(key);
        if (json == nullptr) {
            return;
        }
        if (!json->isNull() && !json->isArray()) {
            fail(key);
            return;
        }
        list.resize(json->array().size());
        for (std::size_t i = 0; i < list.size(); ++i) {
            JsonMembers inner(json->array()[i]);
            apply(inner, list[i]);
            take(inner, key);
        }
    }

    void fail(std::string_view key);

    bool isFine() const { return m_wrong.empty(); }

    Result<void> result() const;

private:
    void take(const JsonMembers &inner, std::string_view key);

    const Json &m_json; // the caller's
    std::string m_wrong = {}; // path of the first member of a wrong type
};

} // namespace socle::schema
