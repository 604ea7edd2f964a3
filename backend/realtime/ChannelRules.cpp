// See ChannelRules.h.
#include "backend/realtime/ChannelRules.h"

#include "backend/records/RecordPlan.h"
#include "backend/records/RecordStore.h"
#include "backend/records/RecordWriter.h"
#include "backend/rules/Caller.h"
#include "backend/rules/RequestContext.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/ReadTransaction.h"
#include "shared/protocol/Messages.h"

#include <optional>
#include <utility>

namespace socle::realtime {

bool fitsPattern(std::string_view pattern, std::string_view name)
{
    std::size_t p = 0;
    std::size_t n = 0;
    std::size_t star = std::string_view::npos; // of the last `*`
    std::size_t retry = 0; // where what follows it was tried last
    while (n < name.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            retry = n;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
            ++p;
            ++n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++retry;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') {
        ++p;
    }
    return p == pattern.size();
}

Result<void> requireChannel(storage::ReadTransaction &transaction,
                            const records::RecordStore &records,
                            const schema::Catalogue &catalogue,
                            const ChannelRequest &request)
{
    if (request.caller.isSuperuser()) {
        return {};
    }
    const auto collection = catalogue.findByName(kChannelsCollection);
    if (!collection) {
        return forbidden(std::string(protocol::kOnlySuperusers));
    }
    const auto plan = records::planOf(collection, transaction.dialect());
    std::optional<records::Record> best;
    SOCLE_TRY(transaction.query(storage::sql(plan->select), [&](const storage::Row &row) {
        auto candidate = records::toRecord(records::keep(row, *plan), *plan);
        const std::string_view pattern = candidate.text("name");
        const bool isExact = pattern == request.channel;
        if (isExact
            || (fitsPattern(pattern, request.channel)
                && (!best || best->text("name").size() < pattern.size()))) {
            best = std::move(candidate);
        }
        return isExact ? storage::Next::Stop : storage::Next::Continue;
    }));
    const std::string_view rule = !best         ? std::string_view()
        : request.action == ChannelAction::Join ? best->text("joinRule")
                                                : best->text("publishRule");
    if (rule.empty()) {
        return forbidden(std::string(protocol::kOnlySuperusers));
    }
    const rules::RequestContext context{.caller = &request.caller,
                                        .catalogue = &catalogue,
                                        .context = "realtime",
                                        .method = "GET",
                                        .body = request.body,
                                        .now = request.now};
    if (!records.satisfies(transaction, *collection, best->id(), rule, context)) {
        return forbidden();
    }
    return {};
}

} // namespace socle::realtime
