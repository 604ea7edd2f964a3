// Boost.JSON's parser behind parseJson(): the only file of the project that includes it.
//
// Its value type is converted into ours at once; integers keep 64 bits, larger ones become doubles, and of a key given
// twice the last one wins, as in the peer.
#include "shared/json/Json.h"

#include "shared/core/Text.h"

#include <boost/json/src.hpp>

#include <charconv>
#include <cmath>
#include <unordered_map>

namespace socle {

namespace {

// Objects up to this size look for a duplicate by walking; larger ones keep an index while they are built.
constexpr std::size_t kWalkLimit = 16;

struct Handler
{
    static constexpr std::size_t max_object_size = std::size_t(-1);
    static constexpr std::size_t max_array_size = std::size_t(-1);
    static constexpr std::size_t max_key_size = std::size_t(-1);
    static constexpr std::size_t max_string_size = std::size_t(-1);

    struct Frame
    {
        bool isObject = false;
        JsonArray array;
        std::vector<JsonObject::Member> members;
        std::string key;
    };

    std::vector<Frame> frames;
    std::string partial;
    Json result;

    bool put(Json value)
    {
        if (frames.empty()) {
            result = std::move(value);
            return true;
        }
        Frame &top = frames.back();
        if (top.isObject) {
            top.members.emplace_back(std::move(top.key), std::move(value));
            top.key.clear();
        } else {
            top.array.push_back(std::move(value));
        }
        return true;
    }

    static JsonObject folded(std::vector<JsonObject::Member> members)
    {
        JsonObject object;
        if (members.size() <= kWalkLimit) {
            for (auto &member : members) {
                object.set(member.first, std::move(member.second));
            }
            return object;
        }
        std::unordered_map<std::string_view, std::size_t> last;
        for (std::size_t i = 0; i < members.size(); ++i) {
            last[members[i].first] = i;
        }
        std::vector<bool> kept(members.size(), false);
        for (const auto &entry : last) {
            kept[entry.second] = true;
        }
        for (std::size_t i = 0; i < members.size(); ++i) {
            if (kept[i]) {
                object.append(std::move(members[i].first), std::move(members[i].second));
            }
        }
        return object;
    }

    bool on_document_begin(boost::json::error_code &) { return true; }
    bool on_document_end(boost::json::error_code &) { return true; }

    bool on_object_begin(boost::json::error_code &)
    {
        frames.emplace_back();
        frames.back().isObject = true;
        return true;
    }

    bool on_object_end(std::size_t, boost::json::error_code &)
    {
        auto members = std::move(frames.back().members);
        frames.pop_back();
        return put(Json(folded(std::move(members))));
    }

    bool on_array_begin(boost::json::error_code &)
    {
        frames.emplace_back();
        return true;
    }

    bool on_array_end(std::size_t, boost::json::error_code &)
    {
        auto array = std::move(frames.back().array);
        frames.pop_back();
        return put(Json(std::move(array)));
    }

    bool on_key_part(boost::json::string_view part, std::size_t, boost::json::error_code &)
    {
        partial.append(part.data(), part.size());
        return true;
    }

    bool on_key(boost::json::string_view part, std::size_t, boost::json::error_code &)
    {
        partial.append(part.data(), part.size());
        frames.back().key = std::exchange(partial, {});
        return true;
    }

    bool on_string_part(boost::json::string_view part, std::size_t, boost::json::error_code &)
    {
        partial.append(part.data(), part.size());
        return true;
    }

    bool on_string(boost::json::string_view part, std::size_t, boost::json::error_code &)
    {
        partial.append(part.data(), part.size());
        return put(Json(std::exchange(partial, {})));
    }

    bool on_number_part(boost::json::string_view part, boost::json::error_code &)
    {
        partial.append(part.data(), part.size());
        return true;
    }
    bool on_comment_part(boost::json::string_view, boost::json::error_code &) { return true; }
    bool on_comment(boost::json::string_view, boost::json::error_code &) { return true; }

    bool on_int64(std::int64_t value, boost::json::string_view part, boost::json::error_code &)
    {
        const bool isNegative = (partial.empty() ? part.front() : partial.front()) == '-';
        partial.clear();
        return put(value == 0 && isNegative ? Json(-0.0) : Json(value));
    }

    bool on_uint64(std::uint64_t value, boost::json::string_view, boost::json::error_code &)
    {
        partial.clear();
        return put(Json(static_cast<double>(value)));
    }

    // Boost.JSON 1.81 may miss the nearest double by one unit in the last place; from_chars() never does.
    // Numbers no double can hold are refused, as the peer does.
    bool on_double(double value, boost::json::string_view part, boost::json::error_code &error)
    {
        if (!std::isfinite(value)) {
            error = boost::json::error::exponent_overflow;
            return false;
        }
        partial.append(part.data(), part.size());
        const std::string text = std::exchange(partial, {});
        double exact = 0;
        const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), exact);
        return put(Json(fault == std::errc() && end == text.data() + text.size() ? exact : value));
    }

    bool on_bool(bool value, boost::json::error_code &) { return put(Json(value)); }
    bool on_null(boost::json::error_code &) { return put(Json(nullptr)); }
};

// Where `\uXXXX` stands in `text`, its code unit; -1 elsewhere.
int escapedUnit(std::string_view text)
{
    unsigned unit = 0;
    if (text.size() < 6 || text[0] != '\\' || text[1] != 'u') {
        return -1;
    }
    const auto [end, fault] = std::from_chars(text.data() + 2, text.data() + 6, unit, 16);
    return fault == std::errc() && end == text.data() + 6 ? static_cast<int>(unit) : -1;
}

bool isHighSurrogate(int unit) { return unit >= 0xd800 && unit < 0xdc00; }

bool isLowSurrogate(int unit) { return unit >= 0xdc00 && unit < 0xe000; }

// Halves of surrogate pairs without the other half, as U+FFFD.
std::string withoutLoneSurrogates(std::string_view text)
{
    std::string whole;
    whole.reserve(text.size());
    while (!text.empty()) {
        std::size_t taken = text[0] == '\\' && text.size() > 1 ? 2 : 1;
        const int unit = escapedUnit(text);
        if (isHighSurrogate(unit) && isLowSurrogate(escapedUnit(text.substr(6)))) {
            taken = 12;
        } else if (isHighSurrogate(unit) || isLowSurrogate(unit)) {
            whole += "\\ufffd";
            text.remove_prefix(6);
            continue;
        }
        whole += text.substr(0, taken);
        text.remove_prefix(taken);
    }
    return whole;
}

bool isAboutCharacters(const boost::json::error_code &fault)
{
    using boost::json::error;
    return fault == error::syntax || fault == error::expected_utf16_escape
        || fault == error::illegal_leading_surrogate
        || fault == error::illegal_trailing_surrogate;
}

boost::json::parse_options parserOptions()
{
    boost::json::parse_options options;
    options.max_depth = 1000; // what it takes of the stack to walk over a value again
    return options;
}

struct Parsed
{
    Json value;
    std::size_t read = 0;
    boost::json::error_code fault;
};

Parsed parsed(std::string_view text, Trailing trailing)
{
    boost::json::basic_parser<Handler> parser(parserOptions());
    Parsed outcome;
    outcome.read = parser.write_some(false, text.data(), text.size(), outcome.fault);
    if (!outcome.fault && !parser.done()) {
        outcome.fault = boost::json::error::incomplete;
    }
    if (!outcome.fault && trailing == Trailing::Refuse
        && text.find_first_not_of(" \t\r\n", outcome.read) != std::string_view::npos) {
        outcome.fault = boost::json::error::extra_data;
    }
    outcome.value = std::move(parser.handler().result);
    return outcome;
}

} // namespace

// Text that is no Unicode is mended, not refused, as in the peer: seldom, so the parser sees it as it
// is first.
Result<Json> parseJson(std::string_view text, Trailing trailing)
{
    Parsed outcome = parsed(text, trailing);
    if (isAboutCharacters(outcome.fault)) {
        const std::string mended = withoutLoneSurrogates(toValidUtf8(text));
        if (mended != text) {
            outcome = parsed(mended, trailing);
        }
    }
    if (outcome.fault) {
        return Error{.kind = ErrorKind::InvalidInput,
                     .cause = "JSON at byte " + std::to_string(outcome.read) + ": "
                         + outcome.fault.message()};
    }
    return std::move(outcome.value);
}

bool isJson(std::string_view text)
{
    return parseJson(text).hasValue();
}

bool isJsonBeginning(std::string_view text)
{
    boost::json::basic_parser<Handler> parser(parserOptions());
    boost::json::error_code fault;
    parser.write_some(true, text.data(), text.size(), fault);
    return !fault;
}

} // namespace socle
