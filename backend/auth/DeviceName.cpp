#include "backend/auth/DeviceName.h"

#include <algorithm>
#include <array>
#include <utility>

namespace socle::auth {

namespace {

constexpr std::size_t kMaxName = 80;
constexpr std::size_t kMaxUserAgent = 200;

using Known = std::pair<std::string_view, std::string_view>; // mark in the header -> name

// The first that fits: browsers name those they descend from, too.
constexpr std::array kPrograms{Known{"SocleStudio", "Socle Studio"},
                               Known{"Edg", "Edge"},
                               Known{"OPR/", "Opera"},
                               Known{"SamsungBrowser", "Samsung Internet"},
                               Known{"Vivaldi", "Vivaldi"},
                               Known{"Firefox", "Firefox"},
                               Known{"FxiOS", "Firefox"},
                               Known{"CriOS", "Chrome"},
                               Known{"Chrome/", "Chrome"},
                               Known{"Safari/", "Safari"},
                               Known{"curl/", "curl"},
                               Known{"Dart/", "Dart"},
                               Known{"node", "Node.js"},
                               Known{"okhttp", "Android app"},
                               Known{"CFNetwork", "Apple app"}};
constexpr std::array kSystems{Known{"Android", "Android"},
                              Known{"iPhone", "iPhone"},
                              Known{"iPad", "iPad"},
                              Known{"Windows", "Windows"},
                              Known{"Mac OS X", "macOS"},
                              Known{"CrOS", "ChromeOS"},
                              Known{"Linux", "Linux"}};

template <typename Table> std::string_view named(const Table &table, std::string_view userAgent)
{
    const auto found = std::find_if(table.begin(), table.end(), [&](const Known &known) {
        return userAgent.find(known.first) != std::string_view::npos;
    });
    return found != table.end() ? found->second : std::string_view();
}

} // namespace

std::string deviceName(std::string_view userAgent)
{
    const std::string_view system = named(kSystems, userAgent);
    std::string name(named(kPrograms, userAgent));
    if (name.empty()) {
        const std::string_view first = userAgent.substr(0, userAgent.find_first_of(" /;("));
        std::copy_if(first.begin(), first.end(), std::back_inserter(name), [](char c) {
            return c > ' ' && c < '\x7f' && c != '<' && c != '>';
        });
        name.resize(std::min(name.size(), kMaxName));
    }
    if (!system.empty()) {
        name = name.empty() ? std::string(system) : name + " on " + std::string(system);
    }
    return name;
}

std::string shortUserAgent(std::string_view userAgent)
{
    return std::string(userAgent.substr(0, kMaxUserAgent))
        + (userAgent.size() > kMaxUserAgent ? "..." : "");
}

} // namespace socle::auth
