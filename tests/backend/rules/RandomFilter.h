// Filters and sorts from a seed, made of the names RulesFixture knows: grammatical all of them,
// most compile, many match something.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace socle::test {

class RandomFilter
{
public:
    explicit RandomFilter(unsigned seed)
        : m_random(seed)
    {
    }

    std::string filter(int depth)
    {
        std::string text;
        for (std::uint32_t left = 1 + below(3); left > 0; --left) {
            text += depth > 0 && below(4) == 0 ? "(" + filter(depth - 1) + ")" : comparison();
            text += left > 1 ? oneOf({" && ", " || "}) : "";
        }
        return text;
    }

    std::string sort()
    {
        std::string text;
        for (std::uint32_t left = below(3); left > 0; --left) {
            text += (text.empty() ? "" : ",") + oneOf({"", "-", "+"})
                + (below(8) == 0 ? oneOf({"@random", "@rowid"}) : path());
        }
        return text;
    }

    std::uint32_t below(std::uint32_t bound)
    {
        return static_cast<std::uint32_t>(m_random()) % bound;
    }

private:
    template <std::size_t N> std::string oneOf(const char *const (&words)[N])
    {
        return words[below(N)];
    }

    std::string comparison()
    {
        return operand() + oneOf({" ", ""})
            + oneOf({"=",
                     "!=",
                     "~",
                     "!~",
                     "<",
                     "<=",
                     ">",
                     ">=",
                     "?=",
                     "?!=",
                     "?~",
                     "?!~",
                     "?<",
                     "?<=",
                     "?>",
                     "?>="})
            + " " + operand();
    }

    std::string operand()
    {
        switch (below(10)) {
        case 0:
            return oneOf({"''",
                          "'red'",
                          "\"a'b\"",
                          "'%'",
                          "'a\\\\b_'",
                          "'1'",
                          "'[1]'",
                          "'{'",
                          "'2023-01-01'"});
        case 1:
            return oneOf({"0", "1", "-2.5", "99999999999999999999", "null", "true", "FALSE"});
        case 2:
            return oneOf({"@now",
                          "@todayEnd",
                          "@weekday",
                          "@request.method",
                          "@request.auth.id",
                          "@request.query.q",
                          "@request.body.title",
                          "@request.body.tags:length",
                          "@request.body.title:isset",
                          "@request.auth.team.name",
                          "@request.auth.posts_via_author.views",
                          "@request.headers.x_a:lower",
                          "@request.body.tags:each",
                          "@request.body.author.name"});
        case 3:
            return oneOf({"@collection.tags.name",
                          "@collection.users:a.team.name",
                          "@collection.posts.tags.rank",
                          "@collection.users:b.id",
                          "@collection.members.user"});
        case 4:
            return oneOf({"geoDistance(place.lon, place.lat, 1, 2)",
                          "strftime('%Y', day)",
                          "strftime('%s', comments_via_post.text, 'utc')",
                          "strftime('%Y', @now)",
                          "geoDistance(meta.a, views, author.name, 0)",
                          "strftime('%Y')"});
        default:
            return path();
        }
    }

    std::string path()
    {
        std::string text;
        std::string at = "posts";
        for (std::uint32_t hops = below(4); hops > 0; --hops) {
            text += hop(at);
        }
        return text + field(at)
            + oneOf({"", "", "", "", ":lower", ":length", ":each", ":isset", ":changed"});
    }

    /// One step to another collection, which `at` then names.
    std::string hop(std::string &at)
    {
        struct Step
        {
            const char *from;
            const char *segment;
            const char *to;
        };

        static constexpr Step kSteps[]{{"posts", "author.", "users"},
                                       {"posts", "tags.", "tags"},
                                       {"posts", "editors.", "users"},
                                       {"posts", "parent.", "posts"},
                                       {"posts", "comments_via_post.", "comments"},
                                       {"posts", "passes_via_post.", "passes"},
                                       {"posts", "lists_via_items.", "lists"},
                                       {"posts", "posts_via_parent.", "posts"},
                                       {"users", "team.", "teams"},
                                       {"users", "friends.", "users"},
                                       {"users", "posts_via_author.", "posts"},
                                       {"users", "posts_via_editors.", "posts"},
                                       {"users", "members_via_user.", "members"},
                                       {"teams", "users_via_team.", "users"},
                                       {"tags", "posts_via_tags.", "posts"},
                                       {"comments", "post.", "posts"},
                                       {"passes", "post.", "posts"},
                                       {"lists", "items.", "posts"},
                                       {"members", "team.", "teams"},
                                       {"members", "user.", "users"}};
        std::vector<const Step *> steps;
        for (const Step &step : kSteps) {
            if (step.from == at) {
                steps.push_back(&step);
            }
        }
        const Step &step = *steps[below(static_cast<std::uint32_t>(steps.size()))];
        at = step.to;
        return step.segment;
    }

    std::string field(const std::string &at)
    {
        if (at == "posts") {
            return oneOf({"id",
                          "title",
                          "views",
                          "active",
                          "author",
                          "tags",
                          "editors",
                          "roles",
                          "kind",
                          "meta",
                          "meta.a",
                          "meta.0.b",
                          "meta.k.1",
                          "place",
                          "place.lon",
                          "day",
                          "secret",
                          "parent"});
        }
        if (at == "users") {
            return oneOf(
                {"id", "name", "email", "team", "nick", "verified", "friends", "tokenKey", "nope"});
        }
        return oneOf({"id", "name", "rank", "note", "note.x", "text", "approved", "code", "items"});
    }

    std::mt19937 m_random;
};

} // namespace socle::test
