// A text that must not leak: no stream operator, no JSON, compared in constant time, wiped when it
// ends.
#pragma once

#include <string>
#include <string_view>

namespace socle::crypto {

class Secret
{
public:
    Secret() = default;
    explicit Secret(std::string text); // the argument is wiped
    Secret(const Secret &other);
    Secret(Secret &&other) noexcept;
    Secret &operator=(const Secret &other);
    Secret &operator=(Secret &&other) noexcept;
    ~Secret();

    /// The text itself, for the moment of use; lives as long as this value.
    std::string_view reveal() const { return m_text; }

    bool isEmpty() const { return m_text.empty(); }

    bool operator==(const Secret &other) const; // constant time

private:
    std::string m_text;
};

} // namespace socle::crypto
