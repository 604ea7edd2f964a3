// Sends drafted schema changes and says honestly how far it got.
//
// One collection: its create, update or delete. Several: one after another (relation targets before
// those that point to them, views later, removals last), or as one import where the protocol can
// express the changes. A step that fails stops the steps after it; what is done leaves the drafts,
// everything else stays. Afterwards the schema is fetched anew. UI thread.
//
// Source: studio.md 4.4.2; admin-api.md A1.2, A1.3, A1.8, A1.12.
#pragma once

#include "studio/domain/SchemaStore.h"

#include <QObject>
#include <QSet>

#include <optional>

namespace socle::studio {

struct SchemaStep
{
    enum class Kind { Create, Update, Remove, Import };

    Kind kind = Kind::Update;
    QString id = {}; // of the draft
    QString name = {};
    Json body = {}; // what is sent
};

struct SchemaStepOutcome
{
    SchemaStep step = {};
    bool isDone = false; // false with no error: not tried
    std::optional<ApiError> error = {};
};

class SchemaApply : public QObject
{
    Q_OBJECT

public:
    enum class Mode { OneByOne, Together };

    SchemaApply(ApiClient &client, SchemaStore &store, QObject *parent = nullptr);

    /// Several collections change and an import can say it (it cannot remove fields).
    static bool canBeTogether(const SchemaStore &store, const QSet<QString> &left);

    bool isRunning() const { return m_isRunning; }

    /// `left`: keys of the changes that stay in the draft.
    void start(const QSet<QString> &left, Mode mode);

signals:
    void progress(int done, int total, const QString &name);
    void finished(const std::vector<socle::studio::SchemaStepOutcome> &outcomes);

private:
    void next();
    void stepDone(Result<Json> result);
    void finish();
    void settle(const QString &id);

    ApiClient &m_client;
    SchemaStore &m_store;
    QSet<QString> m_left;
    std::vector<SchemaStepOutcome> m_outcomes;
    std::size_t m_at = 0;
    QHash<QString, QString> m_newIds; // made-up id -> id the server gave
    bool m_isRunning = false;
};

/// What would be sent, in order, without sending it.
std::vector<SchemaStep> schemaSteps(const SchemaStore &store,
                                    const QSet<QString> &left,
                                    SchemaApply::Mode mode);

} // namespace socle::studio
