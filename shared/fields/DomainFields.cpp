// email and url: a format, and lists of allowed or refused domains (data-directory.md B3.5).
#include "shared/fields/Codes.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/fields/Formats.h"
#include "shared/fields/TextLikeField.h"

#include <algorithm>
#include <array>

namespace socle::fields {

namespace {

FieldErrors checkDomainList(const std::vector<std::string> &list)
{
    FieldErrors items;
    for (std::size_t i = 0; i < list.size(); ++i) {
        if (!list[i].empty() && !isDomain(list[i])) {
            items[std::to_string(i)] = protocol::fieldError(kIsDomain);
        }
    }
    return items;
}

// What differs between the two types.
struct Words
{
    std::string_view name;
    bool (*isValid)(std::string_view);
    std::string (*domain)(std::string_view); // compared exactly
    Code invalid;
    Code notAllowed;
};

class DomainField final : public TextLikeField
{
public:
    explicit DomainField(const Words &words)
        : m_words(words)
    {
    }

    std::string_view name() const override { return m_words.name; }

    std::span<const OptionSpec> options() const override
    {
        static constexpr std::array<OptionSpec, 2> kOptions{
            OptionSpec{"exceptDomains", OptionKind::TextList},
            OptionSpec{"onlyDomains", OptionKind::TextList},
        };
        return kOptions;
    }

    FieldErrors validateOptions(const Field &field, const OptionContext &) const override
    {
        FieldErrors errors;
        const auto except = field.list("exceptDomains");
        const auto only = field.list("onlyDomains");
        if (!except.empty() && !only.empty()) {
            errors["exceptDomains"] = protocol::fieldError(kBlankExpected);
            errors["onlyDomains"] = protocol::fieldError(kBlankExpected);
            return errors;
        }
        if (auto items = checkDomainList(except); !items.empty()) {
            errors["exceptDomains"].children = std::move(items);
        }
        if (auto items = checkDomainList(only); !items.empty()) {
            errors["onlyDomains"].children = std::move(items);
        }
        return errors;
    }

    std::optional<FieldError> validate(const Json &value,
                                       const Field &field,
                                       const ValueContext &) const override
    {
        const std::string_view text = value.text();
        if (text.empty()) {
            return field.required ? std::optional(protocol::fieldError(protocol::kRequired))
                                  : std::nullopt;
        }
        if (!m_words.isValid(text)) {
            return protocol::fieldError(m_words.invalid);
        }
        const std::string domain = m_words.domain(text);
        const auto contains = [&](const std::vector<std::string> &list) {
            return std::find(list.begin(), list.end(), domain) != list.end();
        };
        const auto only = field.list("onlyDomains");
        if ((!only.empty() && !contains(only)) || contains(field.list("exceptDomains"))) {
            return protocol::fieldError(m_words.notAllowed);
        }
        return std::nullopt;
    }

private:
    Words m_words;
};

std::string emailDomain(std::string_view email)
{
    return std::string(email.substr(email.rfind('@') + 1));
}

} // namespace

const FieldType &emailField()
{
    static const DomainField type({kEmail, isEmail, emailDomain, kIsEmail, kEmailDomain});
    return type;
}

const FieldType &urlField()
{
    static const DomainField type({kUrl, isUrl, urlHost, kInvalidUrl, kUrlDomain});
    return type;
}

} // namespace socle::fields
