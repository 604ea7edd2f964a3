// What the AI routes of a server speak of, as values: models, providers, usage, the consent line,
// an answered question.
//
// Read from the wire once (ai.md 2.7, 5.1, 5.2, 5.5, 5.14); members a newer server adds are
// ignored. Costs are millionths of a US dollar and empty where the model has no price.
#pragma once

#include "shared/json/Json.h"

#include <QString>
#include <QStringList>
#include <QVector>

#include <optional>

namespace socle::studio {

struct AiModel
{
    QString name = {}; // "provider/model"
    QStringList capabilities = {}; // "chat", "query"
    qint64 contextTokens = 0; // 0: unknown
    bool isLocal = false; // built into the server: nothing leaves it
    bool isAvailable = true;
    std::optional<double> inputPrice = {}; // micro-USD a million tokens
    std::optional<double> outputPrice = {};

    static AiModel fromJson(const Json &json);
};

struct AiProvider
{
    QString id = {};
    QString name = {}; // slug, the part before the slash
    QString preset = {};
    QString baseUrl = {};
    QString breaker = {}; // "closed", "open", "halfOpen"
    QString keyHint = {}; // "…x9Qa"
    QString keyProblem = {}; // the key has to be entered again, and why
    bool hasKey = false;
    bool isEnabled = true;
    bool isPrivateNetwork = false;

    static AiProvider fromJson(const Json &json);
};

/// Outcome of asking a provider for its models.
struct AiProviderTest
{
    bool isOk = false;
    QStringList names = {};
    qint64 latencyMs = 0;
    QString problem = {};

    static AiProviderTest fromJson(const Json &json);
};

/// What would leave the machine with a chat (`dryRun`).
struct AiLeaves
{
    QString provider = {};
    QString network = {}; // "none", "private", "public"
    QString model = {}; // "provider/model"
    int messages = 0;
    int schemaCollections = 0;
    int records = 0;
    qint64 tokens = 0;
    std::optional<qint64> costMicroUsd = {};

    bool isLocal() const { return network == QStringLiteral("none"); }

    static AiLeaves fromJson(const Json &json);
};

/// One line of the usage table: a day and a model, all features together.
struct AiUsageRow
{
    QString day = {}; // "2026-03-14"
    QString model = {};
    qint64 requests = 0;
    qint64 errors = 0;
    qint64 inputTokens = 0;
    qint64 outputTokens = 0;
    qint64 costMicroUsd = 0; // 0 also when the model has no price: the server adds up
    bool isEstimated = false;

    /// Rows of the wire (a day, a model and a feature each) added up by day and model, newest day
    /// first.
    static QVector<AiUsageRow> fromJson(const Json &reply);
};

/// A question in words, turned into a filter by the server and run as the caller.
struct AiAnswer
{
    QString collection = {};
    QString filter = {};
    QString sort = {};
    QString explanation = {};
    QStringList assumptions = {};
    double confidence = 0; // 0 to 1
    bool isCount = false; // "how many": the total is the answer
    bool isLocal = false;
    QString model = {};
    QString notice = {};
    qint64 totalItems = 0;
    JsonArray items = {};

    static AiAnswer fromJson(const Json &json);
};

} // namespace socle::studio
