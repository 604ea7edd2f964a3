// Ids of different kinds never share a type: passing a RecordId for a CollectionId does not compile.
#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace socle {

template <typename Tag> class Named
{
public:
    Named() = default;
    explicit Named(std::string text) : m_text(std::move(text)) { }
    explicit Named(std::string_view text) : m_text(text) { }
    explicit Named(const char *text) : m_text(text) { }

    const std::string &text() const { return m_text; }
    bool isEmpty() const { return m_text.empty(); }
    auto operator<=>(const Named &) const = default;

private:
    std::string m_text;
};

using RecordId = Named<struct RecordIdTag>;
using CollectionId = Named<struct CollectionIdTag>;
using FieldId = Named<struct FieldIdTag>;

} // namespace socle

template <typename Tag> struct std::hash<socle::Named<Tag>>
{
    std::size_t operator()(const socle::Named<Tag> &name) const
    {
        return std::hash<std::string>{}(name.text());
    }
};
