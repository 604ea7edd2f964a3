#include "backend/mail/PlainText.h"

#include "shared/core/Text.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <utility>

namespace socle::mail {

namespace {

constexpr std::array<std::string_view, 4> kSilent{"head", "style", "script", "title"};
constexpr std::array<std::string_view, 12> kBlocks{
    "p", "div", "table", "tr", "ul", "ol", "li", "h1", "h2", "h3", "hr", "blockquote"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kEntities{
    {{"amp", "&"}, {"lt", "<"}, {"gt", ">"}, {"quot", "\""}, {"apos", "'"}, {"nbsp", " "}}};

template <std::size_t N>
bool isOneOf(std::string_view name, const std::array<std::string_view, N> &names)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

class Reader
{
public:
    explicit Reader(std::string_view html)
        : m_html(html)
    {
    }

    std::string run()
    {
        while (m_at < m_html.size()) {
            const char c = m_html[m_at];
            if (c == '<') {
                readTag();
            } else if (c == '&') {
                readEntity();
            } else {
                ++m_at;
                add(c);
            }
        }
        while (!m_out.empty() && (m_out.back() == '\n' || m_out.back() == ' ')) {
            m_out.pop_back();
        }
        return m_out + "\n";
    }

private:
    void add(char c)
    {
        if (!m_silent.empty()) {
            return;
        }
        const bool isBlank = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!isBlank) {
            m_out += c;
        } else if (!m_out.empty() && m_out.back() != ' ' && m_out.back() != '\n') {
            m_out += ' ';
        }
    }

    void addBreak(std::size_t lines)
    {
        while (!m_out.empty() && m_out.back() == ' ') {
            m_out.pop_back();
        }
        std::size_t present = 0;
        while (present < m_out.size() && m_out[m_out.size() - 1 - present] == '\n') {
            ++present;
        }
        if (!m_out.empty() && present < lines) {
            m_out.append(lines - present, '\n');
        }
    }

    void readTag()
    {
        if (startsWith(m_html.substr(m_at), "<!--")) {
            const auto end = m_html.find("-->", m_at);
            m_at = end == std::string_view::npos ? m_html.size() : end + 3;
            return;
        }
        const auto end = m_html.find('>', m_at);
        if (end == std::string_view::npos) {
            m_at = m_html.size();
            return;
        }
        std::string_view tag = m_html.substr(m_at + 1, end - m_at - 1);
        m_at = end + 1;
        const bool isEnd = startsWith(tag, "/");
        if (isEnd) {
            tag.remove_prefix(1);
        }
        const std::string name = asciiLower(tag.substr(0, tag.find_first_of(" \t\r\n/")));
        if (!m_silent.empty()) {
            if (isEnd && name == m_silent) {
                m_silent.clear();
            }
            return;
        }
        if (!isEnd && isOneOf(name, kSilent)) {
            m_silent = name;
        } else if (name == "br") {
            addBreak(1);
        } else if (name == "li" && !isEnd) {
            addBreak(1);
            m_out += "- ";
        } else if (name == "a") {
            isEnd ? endLink() : startLink(tag);
        } else if (isOneOf(name, kBlocks)) {
            addBreak(name == "p" ? 2 : 1);
        }
    }

    void startLink(std::string_view tag)
    {
        m_link.clear();
        m_linkStart = m_out.size();
        const auto at = tag.find("href=\"");
        if (at != std::string_view::npos) {
            const std::string_view rest = tag.substr(at + 6);
            m_link = replaceAll(std::string(rest.substr(0, rest.find('"'))), "&amp;", "&");
        }
    }

    void endLink()
    {
        const std::string_view words = trimmed(std::string_view(m_out).substr(m_linkStart));
        if (!m_link.empty() && words != m_link) {
            m_out += (words.empty() ? "<" : " <") + m_link + ">";
        }
        m_link.clear();
    }

    void readEntity()
    {
        const auto end = m_html.find(';', m_at);
        if (end == std::string_view::npos || end - m_at > 10) {
            ++m_at;
            add('&');
            return;
        }
        const std::string_view name = m_html.substr(m_at + 1, end - m_at - 1);
        m_at = end + 1;
        if (!m_silent.empty()) {
            return;
        }
        if (startsWith(name, "#")) {
            const bool isHex = name.size() > 1 && (name[1] == 'x' || name[1] == 'X');
            const std::string digits(name.substr(isHex ? 2 : 1));
            appendUtf8(
                m_out,
                static_cast<char32_t>(std::strtoul(digits.c_str(), nullptr, isHex ? 16 : 10)));
            return;
        }
        for (const auto &[known, text] : kEntities) {
            if (known == name) {
                m_out += text;
                return;
            }
        }
        m_out.append("&").append(name).append(";");
    }

    std::string_view m_html; // the caller's
    std::size_t m_at = 0;
    std::string m_out;
    std::string m_silent; // inside this element nothing is text
    std::string m_link;
    std::size_t m_linkStart = 0;
};

} // namespace

std::string plainTextOf(std::string_view html) { return Reader(html).run(); }

} // namespace socle::mail
