// See RouteWords.h. Two tables, sorted by path.
#include "backend/codegen/RouteWords.h"

#include <algorithm>
#include <array>
#include <string>

namespace socle::codegen {

namespace {

constexpr std::string_view kRecordBody = "form *";

// One row a route: the formatter would give each word a line.
// clang-format off
constexpr RouteWords kRoutes[] = {
    // -- AI
    {"POST /api/ai/chat", "ai", "Ask a model", "", "model:text messages:array! stream:bool *",
     "200 object|events 401 402 409 413 422 429 502 503 504"},
    {"GET /api/ai/models", "ai", "Models that can be asked"},
    {"GET /api/ai/providers", "ai", "Providers of models"},
    {"POST /api/ai/providers", "ai", "Add or change a provider", "",
     "name:text preset:text baseUrl:text enabled:bool *", "200 object 409 413"},
    {"PUT /api/ai/providers/{id}/secrets", "ai", "Store a provider's key", "", "apiKey:text! *",
     "200 object 204 413 503"},
    {"POST /api/ai/providers/{id}/test", "ai", "Try a provider", "", "*",
     "200 object 409 413 422 502 503 504"},
    {"POST /api/ai/query", "ai", "Words to a filter", "",
     "text:text! collection:text model:text timezone:text execute:bool page:integer "
     "perPage:integer expand:text *",
     "200 object 401 402 409 413 422 429 502 503 504"},
    {"GET /api/ai/settings", "ai", "Settings of AI"},
    {"PATCH /api/ai/settings", "ai", "Change the settings of AI", "", "*", "200 object 409 413"},
    {"GET /api/ai/status", "ai", "What AI can do here"},
    {"GET /api/ai/usage", "ai", "Sums of use by day and model", "from to", "", "200 object|array"},

    // -- Backups
    {"GET /api/backups", "backups", "List backups", "fields", "", "200 array"},
    {"POST /api/backups", "backups", "Make a backup", "", "name:text", "202 job 204"},
    {"POST /api/backups/upload", "backups", "Bring a backup along", "", "file", "204"},
    {"GET /api/backups/{key}", "backups", "Download a backup", "token", "",
     "200 file 206 file 304 412 416"},
    {"DELETE /api/backups/{key}", "backups", "Delete a backup", "", "", "204"},
    {"POST /api/backups/{key}/restore", "backups", "Put the data of a backup in place", "", "",
     "202 job 204"},
    {"GET /api/socle/backups", "backups", "Backups and whether they are sound", "page perPage", "",
     "200 page"},
    {"POST /api/socle/backups/{key}/verify", "backups", "Check a backup", "", "",
     "200 object 202 job 409"},
    {"POST /api/socle/backups/{key}/restore", "backups", "Put some collections of a backup in place",
     "", "collections:array", "200 object 202 job 409"},

    // -- Several writes
    {"POST /api/batch", "records", "Several writes in one transaction", "",
     "form requests:array!", "200 array"},

    // -- Collections
    {"GET /api/collections", "collections", "List collections",
     "page perPage filter sort skipTotal fields", "", "200 page"},
    {"POST /api/collections", "collections", "Create a collection", "fields",
     "name:text! type:text fields:array *"},
    {"PUT /api/collections/import", "collections", "Bring the schema into this state", "",
     "collections:array! deleteMissing:bool", "204"},
    {"POST /api/collections/meta/dry-run-view", "collections", "Columns of a view's query", "",
     "query:text!"},
    {"GET /api/collections/meta/oauth2-providers", "collections", "Known OAuth2 providers", "", "",
     "200 array"},
    {"GET /api/collections/meta/scaffolds", "collections", "Empty collections to start from"},
    {"GET /api/collections/{collection}", "collections", "Read a collection", "fields"},
    {"PATCH /api/collections/{collection}", "collections", "Change a collection", "fields", "*"},
    {"DELETE /api/collections/{collection}", "collections", "Delete a collection", "", "", "204"},
    {"DELETE /api/collections/{collection}/truncate", "collections",
     "Delete all records of a collection", "", "", "204"},

    // -- Records
    {"GET /api/collections/{collection}/records", "records", "List records",
     "page perPage filter sort skipTotal expand fields", "", "200 page"},
    {"POST /api/collections/{collection}/records", "records", "Create a record", "expand fields",
     kRecordBody, "200 record"},
    {"GET /api/collections/{collection}/records/{id}", "records", "Read a record", "expand fields",
     "", "200 record 304"},
    {"PATCH /api/collections/{collection}/records/{id}", "records", "Change a record",
     "expand fields", kRecordBody, "200 record 412"},
    {"DELETE /api/collections/{collection}/records/{id}", "records", "Delete a record", "", "",
     "204 412"},
    {"GET /api/collections/{collection}/aggregate", "records", "Count and measure by groups",
     "group measure filter sort page perPage", "", "200 page"},
    {"GET /api/collections/{collection}/export", "records", "All records as one stream",
     "format filter sort fields expand", "", "200 ndjson|csv|array"},
    {"POST /api/collections/{collection}/export", "records", "All records into a file, as a job",
     "format filter sort fields expand", "", "202 job"},
    {"POST /api/collections/{collection}/import", "records", "Take in rows",
     "mode key onError", "rows", "200 ndjson 202 job"},
    {"GET /api/collections/{collection}/revisions", "history", "Revisions of all records",
     "page perPage filter sort", "", "200 page"},
    {"GET /api/collections/{collection}/records/{id}/revisions", "history",
     "Revisions of a record", "page perPage filter sort", "", "200 page"},
    {"POST /api/collections/{collection}/records/{id}/revisions/{revision}/restore", "history",
     "Bring a revision back", "expand", "", "200 record 409 412"},

    // -- Signing in
    {"GET /api/collections/{collection}/auth-methods", "auth", "Ways to sign in", "fields"},
    {"POST /api/collections/{collection}/auth-with-password", "auth", "Sign in with a password",
     "expand fields", "form identity:text! password:text! identityField:text *", "200 auth 401"},
    {"POST /api/collections/{collection}/auth-with-oauth2", "auth", "Sign in through a provider",
     "expand fields",
     "form provider:text! code:text! redirectURL:text! codeVerifier:text createData:object *",
     "200 auth 401"},
    {"POST /api/collections/{collection}/auth-with-otp", "auth", "Sign in with a mailed code",
     "expand fields", "form otpId:text! password:text! *", "200 auth 401"},
    {"POST /api/collections/{collection}/auth-with-totp", "auth",
     "Second step of a sign-in: a code of an app", "expand fields", "form *", "200 auth 401"},
    {"POST /api/collections/{collection}/auth-with-magic-link", "auth", "Sign in with a mailed link",
     "expand fields", "form token:text! *", "200 auth 401"},
    {"POST /api/collections/{collection}/auth-refresh", "auth", "A fresh token for a valid one",
     "expand fields", "", "200 auth 401"},
    {"POST /api/collections/{collection}/impersonate/{id}", "auth", "A token for somebody else",
     "expand fields", "form duration:integer", "200 auth"},
    {"POST /api/collections/{collection}/request-otp", "auth", "Have a code mailed", "",
     "form email:text!"},
    {"POST /api/collections/{collection}/request-magic-link", "auth", "Have a link mailed", "",
     "form email:text! *", "200 object 204"},
    {"POST /api/collections/{collection}/request-verification", "auth",
     "Have a mail confirm the address", "", "form email:text!", "204"},
    {"POST /api/collections/{collection}/confirm-verification", "auth", "Confirm the address", "",
     "form token:text!", "204"},
    {"POST /api/collections/{collection}/request-password-reset", "auth",
     "Have a link for a new password mailed", "", "form email:text!", "204"},
    {"POST /api/collections/{collection}/confirm-password-reset", "auth", "Set the new password", "",
     "form token:text! password:text! passwordConfirm:text!", "204"},
    {"POST /api/collections/{collection}/request-email-change", "auth",
     "Have a mail sent to a new address", "", "form newEmail:text!", "204 401"},
    {"POST /api/collections/{collection}/confirm-email-change", "auth", "Take the new address", "",
     "form token:text! password:text!", "204"},
    {"POST /api/collections/_apiKeys/records", "auth", "Create an API key", "fields",
     "form name:text! scopes:array actsAs:object allowedIPs:array rateLimit:integer expires:text *"},
    {"GET /api/oauth2-redirect", "auth", "Where a provider sends people back", "state code error",
     "", "200 html|text 303 307"},
    {"POST /api/oauth2-redirect", "auth", "The same, for providers that post", "state code error",
     "form *", "200 html|text 303 307"},
    {"POST /api/collections/{collection}/auth-as-guest", "auth", "Begin an account without an address",
     "expand fields", "form createData:object *", "200 auth"},
    {"POST /api/collections/{collection}/upgrade-guest", "auth",
     "Give a guest's account an address and a password", "expand fields",
     "form email:text! password:text! passwordConfirm:text!", "200 auth 401"},
    {"GET /api/socle/accounts/{collection}/magic-link-template", "auth",
     "The mail with a sign-in link"},
    {"PUT /api/socle/accounts/{collection}/magic-link-template", "auth",
     "Change the mail with a sign-in link; empty texts bring the default back", "",
     "form subject:text body:text"},
    {"GET /api/socle/accounts/locked", "auth", "Accounts that are locked", "", "", "200 array"},
    {"POST /api/socle/accounts/{collection}/{id}/lock", "auth",
     "Lock an account: no sign-in, no token, no stream", "", "form reason:text", "204"},
    {"POST /api/socle/accounts/{collection}/{id}/unlock", "auth", "Let an account in again", "", "",
     "204"},
    {"DELETE /api/socle/accounts/{collection}/{id}/totp", "auth", "Remove an account's app", "", "",
     "204"},
    {"GET /api/socle/accounts/{collection}/{id}/sessions", "auth", "Sessions of an account", "",
     "", "200 array"},
    {"DELETE /api/socle/accounts/{collection}/{id}/sessions", "auth", "End all sessions", "", ""},
    {"DELETE /api/socle/accounts/{collection}/{id}/sessions/{session}", "auth", "End a session", "",
     "", "204"},
    {"GET /api/socle/accounts/{collection}/{id}/devices", "auth", "Devices of an account", "",
     "", "200 array"},
    {"DELETE /api/socle/accounts/{collection}/{id}/devices", "auth", "Forget all devices", "", "",
     "204"},
    {"GET /api/socle/sessions", "auth", "The caller's sessions", "", "", "200 array"},
    {"DELETE /api/socle/sessions", "auth", "End the caller's other sessions", "", ""},
    {"DELETE /api/socle/sessions/{session}", "auth", "End one of the caller's sessions", "", "",
     "204"},
    {"POST /api/socle/sign-out", "auth", "End the session of the token", "", "", "200 object 204"},
    {"GET /api/socle/devices", "auth", "The caller's devices", "page perPage", "",
     "200 object|array|page"},
    {"DELETE /api/socle/devices", "auth", "Forget the caller's devices", "", "", "200 object 204"},
    {"DELETE /api/socle/devices/{device}", "auth", "Forget a device", "", "", "200 object 204"},
    {"POST /api/socle/totp", "auth", "Begin to add an authenticator app", "", "*", "200 object 409"},
    {"POST /api/socle/totp/confirm", "auth", "Finish adding an authenticator app", "",
     "code:text! *", "200 object 409"},
    {"DELETE /api/socle/totp", "auth", "Remove the authenticator app", "", "*", "204 409"},

    // -- Files
    {"POST /api/files/token", "files", "A token that opens protected files", "", "",
     "200 object 401"},
    {"GET /api/files/{collection}/{recordId}/{filename}", "files", "Download a file",
     "thumb token download", "", "200 file 206 file 304 412 416"},
    {"GET /api/socle/files", "files", "All stored files",
     "collection q type minSize orphans page perPage", "", "200 page"},
    {"POST /api/socle/files/move", "files", "Move all files into the bucket, or back", "",
     "to:bucket|local! keepSource:bool", "202 job 409"},

    // -- Logs, crons, jobs
    {"GET /api/logs", "server", "List log rows", "page perPage filter sort skipTotal fields", "",
     "200 page"},
    {"GET /api/logs/stats", "server", "Log rows by hour", "filter fields", "", "200 array"},
    {"GET /api/logs/{id}", "server", "Read a log row", "fields"},
    {"GET /api/socle/logs/stats", "server", "Requests and their times", "group filter", "",
     "200 array"},
    {"GET /api/socle/logs/stream", "server", "Log rows as they come", "filter backlog", "",
     "200 events"},
    {"GET /api/crons", "server", "List scheduled jobs", "fields", "", "200 array"},
    {"POST /api/crons/{id}", "server", "Run a scheduled job now", "", "", "204"},
    {"GET /api/socle/jobs", "server", "List long work", "state kind page perPage", "", "200 page"},
    {"GET /api/socle/jobs/{id}", "server", "How far long work is"},
    {"DELETE /api/socle/jobs/{id}", "server", "Cancel long work", "", "", "204"},
    {"GET /api/socle/jobs/{id}/file", "server", "The file of a finished export", "", "",
     "200 file 206 file 304 412 416"},
    {"POST /api/socle/reindex", "server", "Make all indexes anew", "", "", "202 job"},

    // -- Realtime
    {"GET /api/realtime", "realtime", "Open the stream of events", "", "", "200 events"},
    {"POST /api/realtime", "realtime", "Say what to hear of", "",
     "form clientId:text! subscriptions:array", "204"},
    {"GET /api/realtime/ws", "realtime", "The same over a WebSocket", "", "", "101 426"},

    // -- Settings
    {"GET /api/settings", "settings", "Read the settings", "fields"},
    {"PATCH /api/settings", "settings", "Change the settings", "fields", "*"},
    {"POST /api/settings/apple/generate-client-secret", "settings", "A client secret for Apple", "",
     "clientId:text! teamId:text! keyId:text! privateKey:text! duration:integer!"},
    {"POST /api/settings/test/email", "settings", "Send a mail to see whether it arrives", "",
     "email:text! template:text! collection:text", "204"},
    {"POST /api/settings/test/s3", "settings", "Store and delete a file in the bucket", "",
     "filesystem:storage|backups!", "204"},
    {"GET /api/socle/settings", "settings", "Read Socle's own settings", "fields"},
    {"PATCH /api/socle/settings", "settings", "Change Socle's own settings", "fields", "*"},
    {"GET /api/socle/mails", "settings", "Mails that were not sent but kept", "", "", "200 array"},
    {"DELETE /api/socle/mails", "settings", "Forget those mails", "", "", "204"},

    // -- Rules and schema
    {"POST /api/socle/rules/check", "rules", "Whether a rule can be read", "",
     "collection:text! rule:text *"},
    {"POST /api/socle/rules/explain", "rules", "Why a caller may or may not", "",
     "collection:text! action:text! rule:text auth:any record:text body:object query:object "
     "headers:object method:text context:text *"},
    {"POST /api/socle/schema/plan", "collections", "What a change of the schema would do", "",
     "collections:array! deleteMissing:bool"},
    {"GET /api/socle/schema/history", "collections", "Applied changes of the schema",
     "page perPage filter sort", "", "200 page"},
    {"POST /api/socle/schema/history/{id}/revert", "collections", "Undo a change of the schema", "",
     "", "200 object 204 409"},
    {"GET /api/socle/templates", "collections", "Schemas to start from", "", "", "200 array"},
    {"GET /api/socle/templates/{name}", "collections", "One of them, with its collections"},
    {"POST /api/socle/templates/{name}/install", "collections", "Create its collections", "",
     "sampleData:bool", "200 object 409"},

    // -- The server
    {"GET /api/health", "server", "Whether the server answers", "fields"},
    {"GET /api/socle", "server", "What this server can do"},
    {"GET /api/socle/live", "server", "Whether the process lives"},
    {"GET /api/socle/ready", "server", "Whether it can work", "", "", "200 object 503 object"},
    {"GET /api/socle/metrics", "server", "Counters for Prometheus", "", "", "200 text 401"},
    {"GET /api/socle/openapi.json", "server", "This document"},
    {"GET /api/socle/types", "server", "Types for client programs", "language", "", "200 text"},
    {"POST /api/sql", "server", "Run SQL", "", "query:text!"},
    {"POST /api/socle/webhooks/{id}/test", "server", "Send a webhook something", "", "",
     "202 object"},
    {"POST /api/socle/webhooks/deliveries/{id}/redeliver", "server", "Send a delivery again", "", "",
     "202 object 409"},
};
// clang-format on

constexpr std::array kParameters{
    ParameterWords{"page", "integer", "Page, from 1."},
    ParameterWords{"perPage", "integer", "Items of a page; at most 1000."},
    ParameterWords{"filter", "text", "Condition in the filter language."},
    ParameterWords{"sort", "text", "Fields, a minus before those that descend."},
    ParameterWords{"skipTotal", "bool", "Do not count."},
    ParameterWords{"expand", "text", "Relations to put in, separated by commas."},
    ParameterWords{"fields", "text", "Members to answer, separated by commas."},
    ParameterWords{"group", "text", "What to group by."},
    ParameterWords{"measure", "text", "What to measure: count, sum:field, avg:field …"},
    ParameterWords{"format", "csv|ndjson|json", "How the records are written."},
    ParameterWords{"mode", "insert|update|upsert", "What a row does."},
    ParameterWords{"key", "text", "Field that tells which record a row is."},
    ParameterWords{"onError", "stop|skip", "What happens after a row that is refused."},
    ParameterWords{"token", "text", "File token."},
    ParameterWords{"thumb", "text", "Size of a thumbnail."},
    ParameterWords{"download", "text", "1: to be saved, not shown."},
    ParameterWords{"collection", "text", "Name or id of a collection."},
    ParameterWords{"q", "text", "Part of the name."},
    ParameterWords{"type", "text", "Content type, or its beginning."},
    ParameterWords{"minSize", "integer", "Least size in bytes."},
    ParameterWords{"orphans", "text", "1: files no record knows."},
    ParameterWords{"state", "text", "State."},
    ParameterWords{"kind", "text", "Kind of work."},
    ParameterWords{"code", "text", "Code of the provider."},
    ParameterWords{"error", "text", "What the provider says went wrong."},
    ParameterWords{"from", "text", "First day, YYYY-MM-DD."},
    ParameterWords{"to", "text", "Last day, YYYY-MM-DD."},
    ParameterWords{"backlog", "integer", "Rows to begin with."},
    ParameterWords{"language", "typescript|dart|swift|kotlin|python|go", "Programming language."}};

} // namespace

const RouteWords *wordsOf(std::string_view method, std::string_view pattern)
{
    const std::string route = std::string(method) + " " + std::string(pattern);
    const auto found = std::find_if(std::begin(kRoutes), std::end(kRoutes), [&](const auto &words) {
        return words.route == route;
    });
    return found == std::end(kRoutes) ? nullptr : &*found;
}

const ParameterWords *parameterWords(std::string_view name)
{
    const auto found
        = std::find_if(kParameters.begin(), kParameters.end(), [&](const ParameterWords &words) {
              return words.name == name;
          });
    return found == kParameters.end() ? nullptr : &*found;
}

} // namespace socle::codegen
