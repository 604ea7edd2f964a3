// See LocalChat.h.
#include "backend/ai/LocalChat.h"

#include "backend/ai/FilterCheck.h"
#include "backend/records/RecordStore.h"
#include "backend/rules/Caller.h"
#include "backend/rules/RequestContext.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/ReadTransaction.h"
#include "shared/core/Text.h"

namespace socle::ai {

namespace {

constexpr int kShown = 5;

constexpr std::string_view kExplanation =
    "I am the built-in offline engine: no key, no network, and no language model. I can look things up in your records when "
    "you name a collection, for example \"how many books are published\" or \"the 5 newest orders\". For free conversation, "
    "add a model provider in the AI settings.";

std::string plural(std::int64_t count)
{
    return std::to_string(count) + (count == 1 ? " record" : " records");
}

} // namespace

Result<std::string> localChatAnswer(storage::ReadTransaction &tx, const records::RecordStore &records,
                                    const rules::RequestContext &request, const QueryQuestion &question)
{
    const rules::Caller guest;
    const rules::Caller &caller = request.caller != nullptr ? *request.caller : guest;
    const SchemaCard card = schemaCard(*request.catalogue, caller, {}, question.text);
    const auto draft = readQuestion(card, question);
    const auto collection = draft ? request.catalogue->findByName(draft->collection) : nullptr;
    if (!draft || !collection) {
        return std::string(kExplanation);
    }
    const FilterVerdict checked
        = SOCLE_TRY(checkFilter(tx, *collection, *card.collection(draft->collection), draft->filter, draft->sort, request));
    const auto *filter = std::get_if<CheckedFilter>(&checked);
    if (filter == nullptr) {
        return std::string(kExplanation);
    }
    records::ListQuery query;
    query.paging.perPage = draft->count ? 1 : std::min(draft->perPage > 0 ? draft->perPage : kShown, 20);
    query.filter = filter->filter;
    query.sort = filter->sort;
    const std::string listed = SOCLE_TRY(records.list(tx, collection, query, request));
    const Json page = SOCLE_TRY(parseJson(listed));
    const std::int64_t total = page["totalItems"].toInt();

    std::string what = draft->explanation;
    if (!what.empty() && what.back() == '.') {
        what.pop_back();
    }
    std::string answer = what + ": " + plural(total) + ".";
    if (!draft->count && total > 0) {
        const std::string title = titleField(*collection);
        answer += total > query.paging.perPage ? "\nThe first " + std::to_string(page["items"].array().size()) + ":" : "";
        for (const Json &item : page["items"].array()) {
            std::string name = title.empty() ? std::string() : item[title].toText();
            name = std::string(firstCodePoints(name, 120));
            answer += "\n- " + (name.empty() ? item["id"].toText() : name);
        }
    }
    if (!filter->filter.empty()) {
        answer += "\nFilter: " + filter->filter;
    }
    for (const std::string &assumption : draft->assumptions) {
        answer += "\n" + assumption;
    }
    return answer;
}

} // namespace socle::ai
