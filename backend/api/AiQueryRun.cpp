// See AiQueryRun.h.
#include "backend/api/AiQueryRun.h"

#include "backend/ai/FilterCheck.h"
#include "backend/ai/QueryModel.h"
#include "backend/records/RecordStore.h"
#include "backend/rules/RequestContext.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/ReadTransaction.h"

namespace socle::api {

Result<QueryVerdict> answerQuery(storage::ReadTransaction &tx, const records::RecordStore &records, const ai::SchemaCard &card,
                                 const ai::QueryDraft &draft, const AiQueryInput &input, const rules::RequestContext &request)
{
    const ai::CardCollection *visible = card.collection(draft.collection);
    const auto collection = visible != nullptr ? request.catalogue->findByName(visible->name) : nullptr;
    if (!collection) {
        return QueryVerdict(
            ai::AiError{.code = ai::AiCode::FilterInvalid, .message = "There is no collection \"" + draft.collection + "\"."});
    }
    ai::FilterVerdict outcome = SOCLE_TRY(ai::checkFilter(tx, *collection, *visible, draft.filter, draft.sort, request));
    if (auto *error = std::get_if<ai::AiError>(&outcome)) {
        return QueryVerdict(std::move(*error));
    }
    const auto &checked = std::get<ai::CheckedFilter>(outcome);
    JsonArray assumptions;
    for (const auto *list : {&draft.assumptions, &checked.assumptions}) {
        for (const std::string &assumption : *list) {
            assumptions.emplace_back(assumption);
        }
    }
    JsonObject result;
    result.set("collection", collection->name);
    result.set("filter", checked.filter);
    result.set("sort", checked.sort);
    result.set("perPage", draft.perPage);
    result.set("count", draft.count);
    result.set("expand", input.expand);
    result.set("explanation", draft.explanation);
    result.set("assumptions", std::move(assumptions));
    result.set("confidence", draft.confidence);
    result.set("validated", true);
    if (input.execute) {
        records::ListQuery list;
        list.paging.page = input.page;
        list.paging.perPage = input.perPage > 0 ? input.perPage : draft.perPage > 0 ? draft.perPage : protocol::kDefaultPerPage;
        list.filter = checked.filter;
        list.sort = checked.sort;
        list.expand = input.expand;
        // As the caller: a locked rule answers as the list route would.
        const std::string listed = SOCLE_TRY(records.list(tx, collection, list, request));
        result.set("result", SOCLE_TRY(parseJson(listed)));
    }
    return QueryVerdict(std::move(result));
}

Reply AiQueryRun::start()
{
    m_call = ai::queryCall(m_card, m_input.question, m_context.model.model);
    return ask();
}

Reply AiQueryRun::ask()
{
    ++m_attempts;
    return later([self = shared_from_this()](Reply::Resume resume) {
        struct State
        {
            Reply::Resume resume;
            std::string text;
        };
        auto state = std::make_shared<State>();
        state->resume = std::move(resume);
        ai::ChatCallbacks callbacks;
        callbacks.onEvent = [self, state](ai::ChatEvent event) {
            if (event.kind == ai::ChatEvent::Kind::Text) {
                state->text += event.text;
            } else if (event.kind == ai::ChatEvent::Kind::Usage) {
                self->m_usage.inputTokens += event.usage.inputTokens;
                self->m_usage.outputTokens += event.usage.outputTokens;
                self->m_usage.cachedInputTokens += event.usage.cachedInputTokens;
                self->m_usage.reasoningTokens += event.usage.reasoningTokens;
                self->m_usage.estimated = self->m_usage.estimated || event.usage.estimated;
            }
        };
        callbacks.onDone = [self, state](std::optional<ai::AiError> error) {
            self->m_context.model.provider->breaker->record(error, std::chrono::steady_clock::now());
            if (error) {
                self->settle(true);
                state->resume(Reply(aiErrorResponse(*error, self->m_context.traceId, self->m_context.audience)));
            } else {
                state->resume(self->onAnswer(std::move(state->text)));
            }
        };
        self->m_context.model.provider->openAi->chat(self->m_call, std::move(callbacks));
    });
}

Reply AiQueryRun::onAnswer(std::string text)
{
    return onReader([self = shared_from_this(), text = std::move(text)](storage::ReadTransaction &tx) -> Reply {
        QueryVerdict verdict(ai::AiError{.code = ai::AiCode::OutputInvalid, .message = "The answer holds no usable JSON object."});
        if (const auto draft = ai::readQueryAnswer(text, self->m_input.question)) {
            verdict = SOCLE_TRY(answerQuery(tx, self->m_records, self->m_card, *draft, self->m_input, *self->m_request));
        }
        if (auto *answer = std::get_if<JsonObject>(&verdict)) {
            JsonObject &result = *answer;
            self->settle(false);
            result.set("attempts", self->m_attempts);
            result.set("usage", usageJson(self->m_usage, ai::costMicroUsd(self->m_context.model.entry, self->m_usage)));
            const auto latency = std::chrono::steady_clock::now() - self->m_started;
            result.set("meta", metaJson({.traceId = self->m_context.traceId,
                                         .model = self->m_context.model.name,
                                         .alias = self->m_context.model.alias,
                                         .latencyMs = std::chrono::duration_cast<std::chrono::milliseconds>(latency).count()}));
            return http::Response::json(200, Json(std::move(result)).dump());
        }
        auto &error = std::get<ai::AiError>(verdict);
        if (self->m_attempts >= ai::kMaxQueryAttempts) {
            self->settle(true);
            error.attempts = self->m_attempts;
            return aiErrorResponse(error, self->m_context.traceId, self->m_context.audience);
        }
        ai::addRepairTurn(self->m_call, text, error.message);
        return self->ask();
    });
}

void AiQueryRun::settle(bool failed)
{
    m_store.recordUsage(m_context.principal, m_context.model, m_context.feature, m_usage, failed);
    m_context.ticket.reset();
}

} // namespace socle::api
