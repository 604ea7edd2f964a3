// `local/rules-v1`: a sentence to collection, filter and sort without a model (ai.md A.3). Deterministic, no network.
//
// English grammar of small recognisers: collection by name, field comparisons, options and flags by value, dates, relations
// by the title of what they point to, "mine", sort and count words. It never invents: what it cannot place it lists, and
// its confidence says so (placed / content words, at most 0.6). What comes out passes the same checks as a model's answer.
#pragma once

#include "backend/ai/SchemaCard.h"
#include "shared/core/DateTime.h"

#include <optional>
#include <string>
#include <vector>

namespace socle::ai {

struct QueryQuestion
{
    std::string text = {};
    std::string collection = {}; // "" = find it in the text
    DateTime now = {};
    std::string timeZone = {}; // IANA name, "" = UTC
    std::string callerId = {}; // of an auth record, for "mine"
    std::string callerCollection = {};
};

struct QueryDraft
{
    std::string collection = {};
    std::string filter = {};
    std::string sort = {};
    int perPage = 0; // 0: the text named none
    bool count = false; // "how many"
    std::string explanation = {};
    std::vector<std::string> assumptions = {};
    std::vector<std::string> unplaced = {}; // words that mean nothing to the grammar
    double confidence = 0;
};

/// Nothing when no part of the text was understood.
std::optional<QueryDraft> readQuestion(const SchemaCard &card, const QueryQuestion &question);

} // namespace socle::ai
