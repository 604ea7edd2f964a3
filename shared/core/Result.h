// Result<T>: a value or an Error, never silently dropped; and SOCLE_TRY, which unwraps or returns.
//
// The names are those of std::expected where they fit, so that a later change of the library is a search and replace.
// SOCLE_TRY is a statement expression (g++ and clang): use one a line, inside functions that return a Result or anything
// else that can be made from an Error.
#pragma once

#include "shared/core/Error.h"

#include <cassert>
#include <optional>
#include <utility>
#include <variant>

namespace socle {

template <typename T> class [[nodiscard]] Result
{
public:
    using Value = T;

    Result(T value) : m_state(std::in_place_index<0>, std::move(value)) { } // NOLINT: implicit on purpose
    Result(Error error) : m_state(std::in_place_index<1>, std::move(error)) { } // NOLINT

    bool hasValue() const { return m_state.index() == 0; }
    explicit operator bool() const { return hasValue(); }

    T &value() & { return std::get<0>(m_state); }
    const T &value() const & { return std::get<0>(m_state); }
    T &&value() && { return std::get<0>(std::move(m_state)); }
    T &operator*() & { return value(); }
    const T &operator*() const & { return value(); }
    T &&operator*() && { return std::move(*this).value(); }
    T *operator->() { return &value(); }
    const T *operator->() const { return &value(); }

    Error &error() & { return std::get<1>(m_state); }
    const Error &error() const & { return std::get<1>(m_state); }
    Error &&error() && { return std::get<1>(std::move(m_state)); }

    T takeValue() { return std::get<0>(std::move(m_state)); }
    Error takeError() { return std::get<1>(std::move(m_state)); }
    T valueOr(T fallback) const & { return hasValue() ? value() : std::move(fallback); }

private:
    std::variant<T, Error> m_state;
};

template <> class [[nodiscard]] Result<void>
{
public:
    using Value = void;

    Result() = default;
    Result(Error error) : m_error(std::move(error)) { } // NOLINT: implicit on purpose

    bool hasValue() const { return !m_error; }
    explicit operator bool() const { return hasValue(); }
    Error &error() & { return *m_error; }
    const Error &error() const & { return *m_error; }
    void takeValue() const { }
    Error takeError() { return std::move(*m_error); }

private:
    std::optional<Error> m_error;
};

/// Says that ignoring this result is right, and why.
template <typename T> void discard(const Result<T> &, const char *why)
{
    (void)why;
}

} // namespace socle

#define SOCLE_TRY(expression)                                                                      \
    __extension__({                                                                                \
        auto socleTryResult = (expression);                                                        \
        if (!socleTryResult) {                                                                     \
            return socleTryResult.takeError();                                                     \
        }                                                                                          \
        socleTryResult.takeValue();                                                                \
    })

#define SOCLE_TEXT_OF_IMPL(x) #x
#define SOCLE_TEXT_OF(x) SOCLE_TEXT_OF_IMPL(x)

/// Our own mistake: Internal with file and line as cause; the request gets a 500, the log the place.
#define SOCLE_ENSURE(condition)                                                                    \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            return ::socle::internalError(__FILE__ ":" SOCLE_TEXT_OF(__LINE__) ": " #condition);   \
        }                                                                                          \
    } while (false)

#define SOCLE_ASSERT(condition) assert(condition)
