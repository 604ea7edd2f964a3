// The `fields` query parameter: which members of a JSON answer the client wants
// (records-api.md 4.2).
#pragma once

#include "shared/core/Result.h"
#include "shared/json/Json.h"

#include <string>
#include <string_view>
#include <vector>

namespace socle::api {

class FieldsPicker
{
public:
    /// Error: InvalidInput for an unknown modifier, bad arguments, unbalanced quotes or
    /// parentheses. The client then gets its status with an empty body.
    static Result<FieldsPicker> parse(std::string_view fields);

    /// Applies the picker to a whole answer: to each element of `items` of a list envelope, to each
    /// element of an array, to any other object itself; everything else stays.
    Json pick(Json value) const;
    /// The same over JSON text; keys of the result are sorted, numbers rendered from float64. Text
    /// that is no JSON stays.
    std::string pick(std::string text) const;

private:
    struct Excerpt
    {
        std::size_t max = 0; // 0: no modifier
        bool withEllipsis = false;
    };

    struct Item
    {
        std::vector<std::string> path;
        Excerpt excerpt;
    };

    using Picks = std::vector<std::pair<std::string, Excerpt>>; // rest of the path, dotted

    static Result<Item> parseItem(std::string_view text);
    static void pickValue(Json &value, const Picks &picks);
    static void pickObject(JsonObject &object, Picks picks);
    static void applyExcerpt(Json &value, const Excerpt &excerpt);

    Picks m_picks;
};

/// Plain text of an HTML fragment, cut to `max` characters (records-api.md 4.2, `:excerpt`).
std::string excerpt(std::string_view html, std::size_t max, bool withEllipsis);

} // namespace socle::api
