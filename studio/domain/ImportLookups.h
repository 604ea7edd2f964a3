// Texts that stand for records: "author by name", "update by isbn". Asks the server for what a
// bundle of rows needs, a few dozen keys a request, and remembers the answers (studio.md 4.3.11
// (3)).
//
// Missing records of a relation are made where the plan ticks that, else their rows fail; a dry
// run counts what would be made. UI thread, one bundle at a time.
#pragma once

#include "studio/api/ApiClient.h"
#include "studio/domain/ImportSource.h"

#include <QHash>
#include <QObject>

#include <functional>
#include <memory>

namespace socle::studio {

class SchemaStore;

class ImportLookups : public QObject
{
public:
    /// `resolvesKeys`: rows of an update or upsert learn the record they change. References
    /// outlive this; `plan` too.
    ImportLookups(ApiClient &client,
                  SchemaStore &schema,
                  const CollectionPtr &target,
                  const ImportPlan &plan,
                  bool resolvesKeys,
                  QObject *parent = nullptr);

    /// False: rows go out as they are.
    bool isNeeded() const { return !m_tables.empty(); }

    /// Fills the rows of `chunk`; those that cannot be filled move to its failed ones. `done` gets
    /// the transport's error when the server could not be asked; the chunk is then as before.
    void resolve(const std::shared_ptr<ImportChunk> &chunk,
                 std::function<void(std::optional<ApiError>)> done);

    /// Records made, or that a run would make, by collection name.
    const QMap<QString, qint64> &made() const { return m_made; }

private:
    struct Table
    {
        int column = -1; // of the plan; -1: the key of the rows themselves
        CollectionPtr collection = {};
        QString field = {};
        bool createsMissing = false;
        QHash<QString, QString> ids = {}; // key -> id; empty: none there; kTwice: more than one
    };

    struct Round;
    void ask(const std::shared_ptr<Round> &round);
    void take(Table &table, const QStringList &keys, const std::vector<struct Record> &records);
    void make(const std::shared_ptr<Round> &round);
    void fill(ImportChunk &chunk);
    QString fillRow(PreparedRow &row, QString &field) const;
    QStringList keysOf(const Table &table, const PreparedRow &row) const;

    ApiClient &m_client;
    const CollectionPtr m_target;
    const ImportPlan &m_plan;
    std::vector<Table> m_tables;
    QMap<QString, qint64> m_made;
};

} // namespace socle::studio
