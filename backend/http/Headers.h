// Header fields of one message: names without regard to case, values as they came, order kept.
//
// All bytes stand in one buffer with an index beside it, so a head of twenty fields costs two
// allocations. Views returned here live until the next set() or add().
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace socle::http {

class Headers
{
public:
    /// First value of `name`; empty when it is absent (use contains() to tell the two apart).
    std::string_view value(std::string_view name) const;
    /// Last value of `name`: proxies append theirs at the end.
    std::string_view lastValue(std::string_view name) const;
    /// Every value of `name`, in order.
    std::vector<std::string_view> values(std::string_view name) const;
    bool contains(std::string_view name) const;
    /// True when a comma separated list under `name` holds `token` (no regard to case).
    bool hasToken(std::string_view name, std::string_view token) const;

    void add(std::string_view name, std::string_view value);
    void set(std::string_view name, std::string_view value); // replaces every field of that name
    void remove(std::string_view name);
    void clear();

    std::size_t size() const { return m_fields.size(); }

    std::string_view nameAt(std::size_t index) const;
    std::string_view valueAt(std::size_t index) const;

private:
    struct Field
    {
        std::uint32_t at = 0; // the name; the value follows it directly
        std::uint32_t nameLength = 0;
        std::uint32_t valueLength = 0;
    };

    std::string m_bytes;
    std::vector<Field> m_fields;
};

} // namespace socle::http
