// The built-in engine in a conversation: it answers questions about records with counts and titles, and says plainly what it
// cannot do (ai.md 5.2 offline, 3.6). It never invents: every word is a template or comes from records the caller may list.
#pragma once

#include "backend/ai/LocalQuery.h"
#include "shared/core/Result.h"

#include <string>

namespace socle::records {
class RecordStore;
}
namespace socle::rules {
struct RequestContext;
}
namespace socle::storage {
class ReadTransaction;
}

namespace socle::ai {

inline constexpr std::string_view kLocalNotice = "Built-in offline engine: extractive text selection, not a language model.";

/// Answer to the last user message. Errors: those of reading (slice, deadline).
Result<std::string> localChatAnswer(storage::ReadTransaction &tx, const records::RecordStore &records,
                                    const rules::RequestContext &request, const QueryQuestion &question);

} // namespace socle::ai
