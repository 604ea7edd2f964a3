// The small amount of text work that errors need; see Error.h.
#include "shared/core/Error.h"

namespace socle {

std::string normalizedMessage(std::string_view message)
{
    std::string text(message);
    if (text.empty()) {
        return text;
    }
    if (text.front() >= 'a' && text.front() <= 'z') {
        text.front() = static_cast<char>(text.front() - 'a' + 'A');
    }
    const char last = text.back();
    if (last != '.' && last != '?' && last != '!') {
        text.push_back('.');
    }
    return text;
}

void addFieldError(FieldErrors &errors, std::string_view path, FieldError error)
{
    const auto dot = path.find('.');
    if (dot == std::string_view::npos) {
        errors.emplace(std::string(path), std::move(error));
        return;
    }
    auto &group = errors[std::string(path.substr(0, dot))];
    addFieldError(group.children, path.substr(dot + 1), std::move(error));
}

} // namespace socle
