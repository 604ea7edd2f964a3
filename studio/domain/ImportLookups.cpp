#include "studio/domain/ImportLookups.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/SchemaStore.h"

#include <QCoreApplication>

#include <algorithm>
#include <deque>

namespace socle::studio {

namespace {

constexpr qsizetype kKeysPerRequest = 40;
constexpr qsizetype kMostText = 2500; // of one filter; the server takes 3,500
constexpr qsizetype kRemembered = 200'000; // keys of one table

struct ImportLookupsWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::ImportLookups)
};

const QString kTwice = QStringLiteral("*");

QString keyText(const Json &value)
{
    return value.isString() ? toQString(value.text()) : toQString(value.dump());
}

QString condition(const fields::Field *field, const QString &name, const QString &key)
{
    const bool isBare = field != nullptr && field->isType(fields::kNumber);
    return name + QStringLiteral(" = ") + (isBare ? key : filterLiteral(key));
}

} // namespace

/// One bundle on its way: what is still to be asked and to be made.
struct ImportLookups::Round
{
    struct Question
    {
        std::size_t table = 0;
        QStringList keys = {};
    };

    std::shared_ptr<ImportChunk> chunk;
    std::deque<Question> questions;
    std::deque<std::pair<std::size_t, QString>> missing;
    std::function<void(std::optional<ApiError>)> done;
};

ImportLookups::ImportLookups(ApiClient &client,
                             SchemaStore &schema,
                             const CollectionPtr &target,
                             const ImportPlan &plan,
                             bool resolvesKeys,
                             QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_target(target)
    , m_plan(plan)
{
    for (std::size_t i = 0; i < plan.columns.size(); ++i) {
        const ImportColumn &column = plan.columns[i];
        const fields::Field *field = target->field(column.field);
        if (column.matchBy.isEmpty() || field == nullptr || !field->isType(fields::kRelation)) {
            continue;
        }
        const CollectionPtr other = schema.find(CollectionSchema::relationTarget(*field));
        if (other != nullptr) {
            m_tables.push_back({.column = static_cast<int>(i),
                                .collection = other,
                                .field = column.matchBy,
                                .createsMissing = column.createsMissing});
        }
    }
    if (resolvesKeys && plan.mode != ImportMode::Insert) {
        m_tables.push_back({.collection = target, .field = plan.keyField});
    }
}

QStringList ImportLookups::keysOf(const Table &table, const PreparedRow &row) const
{
    if (table.column < 0) {
        const Json *key = row.body.find(toUtf8(table.field));
        return key == nullptr ? QStringList() : QStringList(keyText(*key));
    }
    for (const PendingRelation &relation : row.relations) {
        if (relation.column == table.column) {
            return relation.keys;
        }
    }
    return {};
}

void ImportLookups::resolve(const std::shared_ptr<ImportChunk> &chunk,
                            std::function<void(std::optional<ApiError>)> done)
{
    auto round = std::make_shared<Round>(); // shared: callbacks are copied
    round->chunk = chunk;
    round->done = std::move(done);
    for (std::size_t t = 0; t < m_tables.size(); ++t) {
        Table &table = m_tables[t];
        if (table.ids.size() > kRemembered) {
            table.ids.clear();
        }
        QSet<QString> wanted;
        for (const PreparedRow &row : chunk->rows) {
            for (const QString &key : keysOf(table, row)) {
                if (!table.ids.contains(key)) {
                    wanted.insert(key);
                }
            }
        }
        QStringList keys;
        qsizetype length = 0;
        for (const QString &key : wanted) {
            if (keys.size() >= kKeysPerRequest || (length > 0 && length + key.size() > kMostText)) {
                round->questions.push_back({t, std::exchange(keys, {})});
                length = 0;
            }
            keys.append(key);
            length += key.size() + table.field.size() + 10;
        }
        if (!keys.isEmpty()) {
            round->questions.push_back({t, keys});
        }
    }
    ask(round);
}

void ImportLookups::ask(const std::shared_ptr<Round> &round)
{
    if (round->questions.empty()) {
        make(round);
        return;
    }
    const Round::Question question = round->questions.front();
    const Table &table = m_tables[question.table];
    QStringList conditions;
    for (const QString &key : question.keys) {
        conditions.append(condition(table.collection->field(table.field), table.field, key));
    }
    ListQuery query;
    query.filter = conditions.join(QStringLiteral(" || "));
    query.fields = table.field == u"id" ? QStringLiteral("id")
                                        : QString(QStringLiteral("id,") + table.field);
    query.perPage = 500;
    query.skipTotal = true;
    query.lane = Lane::Bulk;
    query.purpose = QStringLiteral("import.lookup");
    onResult(RecordsEndpoint(m_client).list(table.collection->name, query),
             this,
             [this, round, question](Result<RecordPage> page) {
                 if (!page) {
                     round->done(apiError(page.error()));
                     return;
                 }
                 take(m_tables[question.table], question.keys, page->items);
                 for (const QString &key : question.keys) {
                     if (m_tables[question.table].createsMissing
                         && m_tables[question.table].ids.value(key).isEmpty()) {
                         round->missing.emplace_back(question.table, key);
                     }
                 }
                 round->questions.pop_front();
                 ask(round);
             });
}

void ImportLookups::take(Table &table, const QStringList &keys, const std::vector<Record> &records)
{
    for (const QString &key : keys) {
        table.ids.insert(key, {});
    }
    for (const Record &record : records) {
        const QString key = table.field == u"id" ? record.id : keyText(record.value(table.field));
        QString &id = table.ids[key];
        id = id.isEmpty() || id == record.id ? record.id : kTwice;
    }
}

/// What is ticked to be made and is not there; a dry run only counts it.
void ImportLookups::make(const std::shared_ptr<Round> &round)
{
    if (round->missing.empty()) {
        fill(*round->chunk);
        round->done(std::nullopt);
        return;
    }
    const auto [at, key] = round->missing.front();
    Table &table = m_tables[at];
    if (m_plan.isDryRun) {
        ++m_made[table.collection->name];
        table.ids[key] = QStringLiteral("new");
        round->missing.pop_front();
        make(round);
        return;
    }
    const fields::Field *field = table.collection->field(table.field);
    auto value = field != nullptr ? parseText(key, *field) : Result<Json>(Json(toUtf8(key)));
    if (!value) {
        round->missing.pop_front(); // stays missing; the row says so
        make(round);
        return;
    }
    JsonObject body;
    body.set(toUtf8(table.field), value.takeValue());
    WriteOptions options;
    options.lane = Lane::Bulk;
    options.fields = QStringLiteral("id");
    options.purpose = QStringLiteral("import.missing");
    onResult(RecordsEndpoint(m_client).create(table.collection->name, body, options),
             this,
             [this, round, at = at, key = key](const Result<Record> &made) {
                 if (made) {
                     m_tables[at].ids[key] = made->id;
                     ++m_made[m_tables[at].collection->name];
                 } else {
                     const ApiError what = apiError(made.error());
                     if (what.failure != TransportFailure::None || what.isTransient()) {
                         m_tables[at].ids.remove(key); // asked again with the bundle
                         round->done(what);
                         return;
                     }
                 }
                 round->missing.pop_front();
                 make(round);
             });
}

/// The reason, empty when the row is whole; `field` learns where.
QString ImportLookups::fillRow(PreparedRow &row, QString &field) const
{
    for (const Table &table : m_tables) {
        const QStringList keys = keysOf(table, row);
        if (table.column < 0) {
            const QString found = table.ids.value(keys.value(0));
            field = table.field;
            if (found == kTwice) {
                return ImportLookupsWords::tr("More than one record has this key: %1")
                    .arg(keys.value(0));
            }
            if (found.isEmpty() && m_plan.mode == ImportMode::Update) {
                return ImportLookupsWords::tr("No record has this key: %1").arg(keys.value(0));
            }
            row.existing = found;
            continue;
        }
        if (keys.isEmpty()) {
            continue;
        }
        field = m_plan.columns[static_cast<std::size_t>(table.column)].field;
        JsonArray ids;
        for (const QString &key : keys) {
            const QString found = table.ids.value(key);
            if (found.isEmpty()) {
                return ImportLookupsWords::tr("No record of %1 has %2 = %3")
                    .arg(table.collection->name, table.field, key);
            }
            if (found == kTwice) {
                return ImportLookupsWords::tr("More than one record of %1 has %2 = %3")
                    .arg(table.collection->name, table.field, key);
            }
            ids.push_back(toUtf8(found));
        }
        const fields::Field *target = m_target->field(field);
        if (target != nullptr && target->isMultiple()) {
            row.body.set(target->name, std::move(ids));
        } else {
            row.body.set(toUtf8(field), std::move(ids.front()));
        }
    }
    return {};
}

void ImportLookups::fill(ImportChunk &chunk)
{
    std::vector<PreparedRow> whole;
    for (PreparedRow &row : chunk.rows) {
        QString field;
        const QString reason = fillRow(row, field);
        if (reason.isEmpty()) {
            whole.push_back(std::move(row));
            continue;
        }
        chunk.problems.push_back({row.source.number, field, reason});
        chunk.failedRows.push_back(
            {std::move(row.source), row.ordinal, QString(field + u": " + reason)});
    }
    chunk.rows = std::move(whole);
}

} // namespace socle::studio
