// See Headers.h.
#include "backend/http/Headers.h"

#include "shared/core/Text.h"

namespace socle::http {

std::string_view Headers::nameAt(std::size_t index) const
{
    const Field &field = m_fields[index];
    return std::string_view(m_bytes).substr(field.at, field.nameLength);
}

std::string_view Headers::valueAt(std::size_t index) const
{
    const Field &field = m_fields[index];
    return std::string_view(m_bytes).substr(field.at + field.nameLength, field.valueLength);
}

std::string_view Headers::value(std::string_view name) const
{
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        if (m_fields[i].nameLength == name.size() && equalsIgnoreCase(nameAt(i), name)) {
            return valueAt(i);
        }
    }
    return {};
}

std::string_view Headers::lastValue(std::string_view name) const
{
    for (std::size_t i = m_fields.size(); i > 0; --i) {
        if (equalsIgnoreCase(nameAt(i - 1), name)) {
            return valueAt(i - 1);
        }
    }
    return {};
}

std::vector<std::string_view> Headers::values(std::string_view name) const
{
    std::vector<std::string_view> all;
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        if (equalsIgnoreCase(nameAt(i), name)) {
            all.push_back(valueAt(i));
        }
    }
    return all;
}

bool Headers::contains(std::string_view name) const
{
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        if (m_fields[i].nameLength == name.size() && equalsIgnoreCase(nameAt(i), name)) {
            return true;
        }
    }
    return false;
}

bool Headers::hasToken(std::string_view name, std::string_view token) const
{
    for (std::size_t i = 0; i < m_fields.size(); ++i) {
        if (!equalsIgnoreCase(nameAt(i), name)) {
            continue;
        }
        std::string_view rest = valueAt(i);
        while (!rest.empty()) {
            const auto comma = rest.find(',');
            if (equalsIgnoreCase(trimmed(rest.substr(0, comma)), token)) {
                return true;
            }
            rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
        }
    }
    return false;
}

void Headers::add(std::string_view name, std::string_view value)
{
    // Growing first keeps `name` and `value` valid when they are views of this very buffer.
    std::string grown;
    if (m_bytes.capacity() < m_bytes.size() + name.size() + value.size()) {
        grown.reserve((m_bytes.size() + name.size() + value.size()) * 2 + 64);
        grown.append(m_bytes);
        m_bytes.swap(grown);
    }
    m_fields.push_back(Field{.at = static_cast<std::uint32_t>(m_bytes.size()),
                             .nameLength = static_cast<std::uint32_t>(name.size()),
                             .valueLength = static_cast<std::uint32_t>(value.size())});
    m_bytes.append(name);
    m_bytes.append(value);
}

void Headers::set(std::string_view name, std::string_view value)
{
    remove(name);
    add(name, value);
}

void Headers::remove(std::string_view name)
{
    for (std::size_t i = m_fields.size(); i > 0; --i) {
        if (equalsIgnoreCase(nameAt(i - 1), name)) {
            m_fields.erase(m_fields.begin() + static_cast<std::ptrdiff_t>(i - 1));
        }
    }
}

void Headers::clear()
{
    m_bytes.clear();
    m_fields.clear();
}

} // namespace socle::http
