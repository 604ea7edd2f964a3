// A callable that can be moved but not copied: steps own what they carry (buffers, promises, tokens).
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace socle {

template <typename Signature> class UniqueFunction;

template <typename R, typename... Args> class UniqueFunction<R(Args...)>
{
public:
    UniqueFunction() = default;
    UniqueFunction(std::nullptr_t) { } // NOLINT: like std::function

    template <typename F>
        requires(!std::is_same_v<std::decay_t<F>, UniqueFunction>
                 && std::is_invocable_r_v<R, std::decay_t<F> &, Args...>)
    UniqueFunction(F &&callable) // NOLINT: implicit on purpose
        : m_callable(std::make_unique<Holder<std::decay_t<F>>>(std::forward<F>(callable)))
    {
    }

    explicit operator bool() const { return m_callable != nullptr; }
    R operator()(Args... args) { return m_callable->call(std::forward<Args>(args)...); }

private:
    struct Base
    {
        virtual ~Base() = default;
        virtual R call(Args... args) = 0;
    };

    template <typename F> struct Holder final : Base
    {
        explicit Holder(F &&f) : callable(std::move(f)) { }
        explicit Holder(const F &f) : callable(f) { }
        R call(Args... args) override { return callable(std::forward<Args>(args)...); }
        F callable;
    };

    std::unique_ptr<Base> m_callable;
};

/// A callable borrowed for the length of one call: never stored.
template <typename Signature> class FunctionRef;

template <typename R, typename... Args> class FunctionRef<R(Args...)>
{
public:
    template <typename F>
        requires(!std::is_same_v<std::decay_t<F>, FunctionRef>
                 && std::is_invocable_r_v<R, F &, Args...>)
    FunctionRef(F &&callable) // NOLINT: implicit on purpose
        : m_object(const_cast<void *>(static_cast<const void *>(std::addressof(callable)))),
          m_call([](void *object, Args... args) -> R {
              return (*static_cast<std::remove_reference_t<F> *>(object))(
                  std::forward<Args>(args)...);
          })
    {
    }

    R operator()(Args... args) const { return m_call(m_object, std::forward<Args>(args)...); }

private:
    void *m_object;
    R (*m_call)(void *, Args...);
};

} // namespace socle
