// Words to a filter with a model: the prompt, the shape of the answer, and the repair turn (ai.md 5.5, 3.7).
#pragma once

#include "backend/ai/LocalQuery.h"
#include "backend/ai/Message.h"

#include <optional>
#include <string>
#include <string_view>

namespace socle::ai {

inline constexpr int kMaxQueryAttempts = 3; // the first answer and two repairs

/// The call for a question: schema card, date, zone, grammar of the filter language, JSON schema of the answer.
ChatRequest queryCall(const SchemaCard &card, const QueryQuestion &question, std::string model);

/// The same conversation after an answer that could not be used.
void addRepairTurn(ChatRequest &request, std::string_view answer, std::string_view problem);

/// The draft in a model's answer: the first balanced JSON object, also inside a code fence. Nothing when there is none or
/// it lacks a collection.
std::optional<QueryDraft> readQueryAnswer(std::string_view answer, const QueryQuestion &question);

/// First balanced JSON object in a text, "" when there is none.
std::string_view firstJsonObject(std::string_view text);

} // namespace socle::ai
