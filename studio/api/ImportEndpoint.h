// Many rows in one request: the server's streamed import (socle-api.md 6, capability
// `import.stream`).
//
// One call carries one bundle of rows as JSON lines; the caller decides how large it is, so that
// pause, cancel and progress keep their meaning. Rows that fail do not hold back the others.
#pragma once

#include "studio/api/ApiClient.h"

#include <vector>

namespace socle::studio {

struct ImportFailure
{
    qint64 row = 0; // 1 is the first row of the call
    QString message = {}; // of the row as a whole; may be empty
    QMap<QString, QString> fields = {}; // "title" -> message
    QMap<QString, QString> codes = {}; // "title" -> "validation_required"
};

struct ImportReply
{
    qint64 written = 0;
    std::vector<ImportFailure> failures = {};
    bool isWhole = false; // the server said it has looked at every row
    QByteArray refusal = {}; // the error envelope that ended it early; empty otherwise
};

class ImportEndpoint
{
public:
    explicit ImportEndpoint(ApiClient &client)
        : m_client(client)
    {
    }

    /// `mode` "insert", or "update" and "upsert" by the field `key`. Errors: those of the request
    /// as a whole (unknown collection, not a superuser, transport).
    QFuture<Result<ImportReply>> send(const QString &collection,
                                      const std::vector<const JsonObject *> &rows,
                                      const QString &mode,
                                      const QString &key) const;

    /// The server's lines as a reply; lines it does not know are passed over.
    static ImportReply parse(const QByteArray &lines);

private:
    ApiClient &m_client;
};

} // namespace socle::studio
