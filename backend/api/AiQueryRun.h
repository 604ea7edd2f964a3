// Words to a validated filter with a model: ask, check with the real engine, let the model repair, answer (ai.md 5.5).
#pragma once

#include "backend/ai/AiStore.h"
#include "backend/ai/LocalQuery.h"
#include "backend/ai/Message.h"
#include "backend/ai/SchemaCard.h"
#include "backend/api/AiChatRun.h"
#include "backend/api/Reply.h"
#include "shared/protocol/Paging.h"

#include <functional>
#include <memory>
#include <string>
#include <variant>

namespace socle::records {
class RecordStore;
}
namespace socle::rules {
struct RequestContext;
}
namespace socle::schema {
class Catalogue;
}

namespace socle::api {

struct AiQueryInput
{
    ai::QueryQuestion question = {};
    bool execute = true;
    std::int64_t page = 1;
    int perPage = 0; // 0: what the answer says, else the default
    std::string fields = {};
    std::string expand = {};
};

using QueryVerdict = std::variant<JsonObject, ai::AiError>;

/// The answer for a draft, or why it cannot be used: check, prepare, and run as the caller when asked.
/// Errors: those of reading (slice, deadline) only.
Result<QueryVerdict> answerQuery(storage::ReadTransaction &tx, const records::RecordStore &records, const ai::SchemaCard &card,
                                 const ai::QueryDraft &draft, const AiQueryInput &input, const rules::RequestContext &request);

class AiQueryRun : public std::enable_shared_from_this<AiQueryRun>
{
public:
    AiQueryRun(ai::AiStore &store, const records::RecordStore &records, AiChatContext context, AiQueryInput input, ai::SchemaCard card,
               std::shared_ptr<const rules::RequestContext> request)
        : m_store(store), m_records(records), m_context(std::move(context)), m_input(std::move(input)), m_card(std::move(card)),
          m_request(std::move(request))
    {
    }

    /// The reply that goes on until the answer is there.
    Reply start();

private:
    Reply ask();
    Reply onAnswer(std::string text);
    void settle(bool failed);

    ai::AiStore &m_store;
    const records::RecordStore &m_records;
    AiChatContext m_context;
    AiQueryInput m_input;
    ai::SchemaCard m_card;
    std::shared_ptr<const rules::RequestContext> m_request;
    ai::ChatRequest m_call;
    ai::Usage m_usage;
    int m_attempts = 0;
    std::chrono::steady_clock::time_point m_started = std::chrono::steady_clock::now();
};

} // namespace socle::api
