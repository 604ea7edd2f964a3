// See ExplainApi.h.
#include "backend/api/ExplainApi.h"

#include "backend/api/Envelope.h"
#include "backend/api/RequestScope.h"
#include "backend/auth/SessionService.h"
#include "backend/rules/Caller.h"
#include "backend/rules/RuleCheck.h"
#include "backend/runtime/Clock.h"
#include "backend/schema/Catalogue.h"
#include "backend/storage/Dialect.h"
#include "backend/storage/WriteTransaction.h"
#include "shared/filter/Parser.h"
#include "shared/json/JsonWriter.h"
#include "shared/protocol/ErrorStatus.h"
#include "shared/protocol/Messages.h"

#include <memory>
#include <string>

namespace socle::api {

namespace {

using http::Request;
using http::Response;
using records::Explanation;
using records::RuleAction;

Error invalidField(std::string_view name, const protocol::Code &code)
{
    return invalidInput(std::string(protocol::kValidationFailed),
                        {{std::string(name), protocol::fieldError(code)}});
}

/// A request as the body of the explain call describes it. Shared by the steps that work it out.
struct Question
{
    records::ExplainQuery query = {};
    std::string authCollection = {}; // "" = guest
    std::string authId = {};
    rules::Caller caller = {};
    rules::RequestContext request = {};
    schema::CataloguePtr catalogue = {};
};

/// `name` of the body as text map; header names through headerKey().
rules::RequestMap mapOf(const Json &values, bool isHeaders)
{
    rules::RequestMap map;
    for (const auto &[name, value] : values.object()) {
        map.insert_or_assign(isHeaders ? rules::headerKey(name) : name,
                             value.isString() ? value.toText() : value.dump());
    }
    return map;
}

std::string_view methodOf(RuleAction action)
{
    switch (action) {
    case RuleAction::List:
    case RuleAction::View:
        return "GET";
    case RuleAction::Create:
        return "POST";
    case RuleAction::Update:
        return "PATCH";
    case RuleAction::Delete:
        break;
    }
    return "DELETE";
}

/// The collection with `rule` in the place of the rule of `action`.
schema::CollectionPtr withRule(const schema::Collection &collection,
                               RuleAction action,
                               const Json &rule)
{
    auto changed = std::make_shared<schema::Collection>(collection);
    (*changed).*records::ruleMember(action)
        = rule.isString() ? schema::Rule(rule.toText()) : schema::Rule();
    return changed;
}

Result<std::shared_ptr<Question>> questionOf(const Json &body,
                                             const schema::CataloguePtr &catalogue,
                                             DateTime now)
{
    auto question = std::make_shared<Question>();
    question->catalogue = catalogue;
    records::ExplainQuery &query = question->query;
    query.collection = catalogue->findByNameOrId(body["collection"].text());
    if (!query.collection) {
        return invalidField("collection", protocol::kInvalidValue);
    }
    const auto action = records::ruleAction(body["action"].text());
    if (!action) {
        return invalidField("action", protocol::kInInvalid);
    }
    query.action = *action;
    query.record = body["record"].toText();
    if (query.record.empty() && *action != RuleAction::List && *action != RuleAction::Create) {
        return invalidField("record", protocol::kRequired);
    }
    if (const Json *rule = body.find("rule")) {
        if (!rule->isString() && !rule->isNull()) {
            return invalidField("rule", protocol::kInvalidValue);
        }
        query.collection = withRule(*query.collection, *action, *rule);
    }
    query.body = body["body"].object();
    if (const Json &auth = body["auth"]; !auth.isNull()) {
        question->authCollection = auth["collection"].toText();
        question->authId = auth["id"].toText();
        const auto collection = catalogue->findByNameOrId(question->authCollection);
        if (!collection || !collection->isAuth()) {
            return invalidField("auth", protocol::kInvalidValue);
        }
    }
    rules::RequestContext &request = question->request;
    request.catalogue = question->catalogue.get();
    request.context = body["context"].toText("default");
    request.method = body["method"].toText(std::string(methodOf(*action)));
    request.query = mapOf(body["query"], false);
    request.headers = mapOf(body["headers"], true);
    request.body = query.body;
    request.now = now;
    return question;
}

/// Fills in who asks. Inside the snapshot that explains.
Result<void> signIn(Question &question,
                    const records::RecordStore &store,
                    storage::ReadTransaction &tx)
{
    question.caller = rules::Caller::guest();
    if (!question.authCollection.empty()) {
        const auto collection = question.catalogue->findByNameOrId(question.authCollection);
        const auto record = store.find(tx, collection, question.authId);
        if (!record) {
            return record.error().kind == ErrorKind::NotFound
                ? invalidField("auth", protocol::kInvalidValue)
                : record.error();
        }
        question.caller = auth::callerOf(*record);
    }
    question.request.caller = &question.caller;
    return {};
}

Response answer(const Explanation &explained, RuleAction action)
{
    const int success = action == RuleAction::Delete ? 204 : 200;
    std::string out;
    JsonWriter writer(out);
    writer.startObject();
    writer.member("allowed", explained.isAllowed);
    writer.member("status",
                  explained.refusal ? protocol::statusOf(explained.refusal->kind) : success);
    writer.member("reason", explained.reason);
    writer.member("tree", explained.tree);
    if (explained.counts) {
        writer.key("counts");
        writer.startObject();
        writer.member("matching", explained.counts->first);
        writer.member("total", explained.counts->second);
        writer.endObject();
    }
    if (explained.refusal) {
        writer.key("error");
        writer.raw(errorEnvelope(*explained.refusal));
    }
    writer.endObject();
    return Response::json(200, std::move(out));
}

} // namespace

std::vector<Route> ExplainApi::routes()
{
    return {{.method = http::Method::Post,
             .pattern = "/api/socle/rules/explain",
             .access = Access::Superuser,
             .handler = handledBy(this, &ExplainApi::explain)},
            {.method = http::Method::Post,
             .pattern = "/api/socle/rules/check",
             .access = Access::Superuser,
             .handler = handledBy(this, &ExplainApi::check)}};
}

Reply ExplainApi::explain(const Request &, const RequestScope &scope)
{
    const DecodedBody *body = SOCLE_TRY(scope.body());
    auto question = SOCLE_TRY(questionOf(body->values, scope.catalogue(), m_clock.now()));
    const RuleAction action = question->query.action;
    if (action == RuleAction::List || action == RuleAction::View) {
        return onReader([this, question, action](storage::ReadTransaction &tx) -> Reply {
            SOCLE_TRY(signIn(*question, m_records, tx));
            return answer(
                SOCLE_TRY(m_explanation.explainRead(tx, question->query, question->request)),
                action);
        });
    }
    return onWriter([this, question, action](storage::WriteTransaction &tx) -> Reply {
        SOCLE_TRY(signIn(*question, m_records, tx));
        return answer(SOCLE_TRY(m_explanation.explainWrite(tx, question->query, question->request)),
                      action);
    });
}

Reply ExplainApi::check(const Request &, const RequestScope &scope)
{
    const DecodedBody *body = SOCLE_TRY(scope.body());
    const auto collection = scope.catalogue()->findByNameOrId(body->values["collection"].text());
    if (!collection) {
        return invalidField("collection", protocol::kInvalidValue);
    }
    const Json &rule = body->values["rule"];
    if (!rule.isString() && !rule.isNull()) {
        return invalidField("rule", protocol::kInvalidValue);
    }
    return onReader([collection, catalogue = scope.catalogue(), text = rule.toText()](
                        storage::ReadTransaction &tx) -> Reply {
        filter::FilterError problem;
        if (rules::validateRule(*collection, *catalogue, tx.dialect(), text, &problem)) {
            return Response::json(200, R"({"valid":true})");
        }
        std::string out;
        JsonWriter writer(out);
        writer.startObject();
        writer.member("valid", false);
        writer.member("message", problem.message);
        writer.member("start", static_cast<std::int64_t>(problem.start));
        writer.member("end", static_cast<std::int64_t>(problem.end));
        writer.endObject();
        return Response::json(200, std::move(out));
    });
}

} // namespace socle::api
