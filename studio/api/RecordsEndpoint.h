// Records of any collection: list, view, create, update, delete (records-api.md 2).
#pragma once

#include "studio/api/ApiClient.h"

#include <optional>
#include <vector>

namespace socle::studio {

/// A record as the server sent it: members in wire order, `expand` included.
struct Record
{
    QString id = {};
    JsonObject values = {};
    QString etag = {}; // only where the server has preconditions
    /// Asked for by names: the server may have more than `values` says. Not a base to edit, copy or
    /// compare what is missing in it.
    bool isPartial = false;
    /// Texts cut short for display. Never among `values`, so that none is taken for the whole.
    JsonObject excerpts = {};

    const Json &value(QStringView field) const; // shared null when absent
    bool has(QStringView field) const;
    QString collectionId() const;
    QString collectionName() const;
    /// Expanded records of a relation field, empty when not expanded.
    std::vector<const JsonObject *> expanded(QStringView field) const;

    static Result<Record> fromJson(const Json &json);
    /// True when an answer to this `fields` parameter holds whole records.
    static bool asksWhole(const QString &fields);
};

struct RecordPage
{
    std::vector<Record> items = {};
    int page = 1;
    int perPage = 30;
    qint64 totalItems = -1; // -1 with skipTotal
    qint64 totalPages = -1;

    static Result<RecordPage> fromJson(const Json &json);
};

struct ListQuery
{
    int page = 1;
    int perPage = 30;
    QString filter = {};
    QString sort = {}; // "-created,@rowid"
    QString fields = {};
    QString expand = {};
    bool skipTotal = false;
    QString cancelKey = {};
    QString purpose = QStringLiteral("records.list");
    Lane lane = Lane::Interactive;
};

struct WriteOptions
{
    QString ifMatch = {}; // ETag, Socle only
    QString expand = {};
    QString fields = {};
    QList<FilePart> files = {};
    QString purpose = QStringLiteral("records.write");
    Lane lane = Lane::Interactive;
    std::function<void(qint64 sent, qint64 total)> onUpload = {};
};

class RecordsEndpoint
{
public:
    explicit RecordsEndpoint(ApiClient &client)
        : m_client(client)
    {
    }

    QFuture<Result<RecordPage>> list(const QString &collection, const ListQuery &query) const;
    /// Number of records that match, by a page of one id.
    QFuture<Result<qint64>> count(const QString &collection,
                                  const QString &filter,
                                  const QString &cancelKey = {}) const;
    QFuture<Result<Record>> view(const QString &collection,
                                 const QString &id,
                                 const QString &expand = {},
                                 const QString &fields = {},
                                 const QString &purpose = QStringLiteral("records.view")) const;
    QFuture<Result<Record>> create(const QString &collection,
                                   const JsonObject &body,
                                   const WriteOptions &options = {}) const;
    QFuture<Result<Record>> update(const QString &collection,
                                   const QString &id,
                                   const JsonObject &body,
                                   const WriteOptions &options = {}) const;
    QFuture<Result<void>> remove(const QString &collection,
                                 const QString &id,
                                 const WriteOptions &options = {}) const;

    static QString path(const QString &collection, const QString &id = {});

private:
    ApiClient &m_client;
};

/// `'text'` as a literal of the filter language, quotes and backslashes escaped.
QString filterLiteral(QStringView text);

} // namespace socle::studio
