// Files a row of an import names: local paths (beside the source file when they are relative) and
// addresses of the web, as parts of its request (studio.md 4.3.11 (3)).
//
// Addresses are fetched without any header of the connection: the server's token never goes to
// another host. UI thread; nothing blocks.
#pragma once

#include "studio/api/OnResult.h"
#include "studio/api/Transport.h"
#include "studio/domain/ImportRows.h"

#include <QObject>

#include <functional>

namespace socle::studio {

class ImportFiles : public QObject
{
public:
    static constexpr qint64 kMostBytes = 64 * 1024 * 1024; // of one fetched file

    /// Relative paths start at the folder of `sourcePath`.
    explicit ImportFiles(const QString &sourcePath, QObject *parent = nullptr);

    /// The parts, or the reason why one is missing (with its path or address). `then` comes from
    /// the event loop.
    void collect(const std::vector<PendingFiles> &files,
                 std::function<void(Result<QList<FilePart>>)> then);

private:
    struct Gathering;
    void next(const std::shared_ptr<Gathering> &gathering);
    void fetch(const std::shared_ptr<Gathering> &gathering,
               const QString &field,
               const QString &address);

    QString m_folder;
    NetworkTransport m_network;
};

} // namespace socle::studio
