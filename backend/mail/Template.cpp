#include "backend/mail/Template.h"

#include <algorithm>

namespace socle::mail {

namespace {

constexpr std::string_view kBefore
    = "<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Transitional//EN\" "
      "\"http://www.w3.org/TR/xhtml1/DTD/xhtml1-transitional.dtd\">\n"
      "<html xmlns=\"http://www.w3.org/1999/xhtml\">\n"
      "<head>\n"
      "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=utf-8\" />\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n"
      "<style type=\"text/css\">\n"
      "body { margin: 0; padding: 24px; background: #ffffff; color: #16161a;\n"
      "       font: 15px/22px -apple-system, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif; }\n"
      "p { margin: 0 0 14px; }\n"
      "a { color: #1055c9; }\n"
      "a.btn, .btn { display: inline-block; padding: 10px 22px; border-radius: 6px;\n"
      "              background: #16161a; color: #ffffff !important; font-weight: 600;\n"
      "              text-decoration: none !important; }\n"
      ".hidden { display: none !important; }\n"
      "</style>\n"
      "</head>\n"
      "<body>\n";
constexpr std::string_view kAfter = "\n</body>\n</html>\n";

} // namespace

std::string filled(std::string_view text, const Placeholders &placeholders)
{
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const auto open = text.find('{');
        out.append(text.substr(0, open));
        if (open == std::string_view::npos) {
            break;
        }
        text.remove_prefix(open);
        const auto close = text.find('}');
        const std::string_view name
            = close == std::string_view::npos ? std::string_view() : text.substr(1, close - 1);
        const auto known = std::find_if(placeholders.begin(),
                                        placeholders.end(),
                                        [&](const auto &entry) { return entry.first == name; });
        if (close == std::string_view::npos || known == placeholders.end()) {
            out += '{'; // what follows may hold another one: "{{OTP}"
            text.remove_prefix(1);
            continue;
        }
        out += known->second;
        text.remove_prefix(close + 1);
    }
    return out;
}

std::string page(std::string_view body) { return std::string(kBefore).append(body).append(kAfter); }

std::string escapeHtml(std::string_view text)
{
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&#34;";
            break;
        case '\'':
            out += "&#39;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

} // namespace socle::mail
