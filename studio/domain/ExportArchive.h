// An export with its files: rows gather in a temporary file, then a zip archive is made of them and
// of every file the records store (studio.md 4.3.12).
//
//   books.csv                     the rows
//   files/<record id>/<name>      what the records store
//   missing.txt                   files the server did not give, one a line; only when there are
//   any
// Files are fetched one after the other and packed as they come: flat memory. UI thread.
#pragma once

#include "studio/api/ApiClient.h"
#include "studio/domain/CollectionSchema.h"
#include "studio/domain/ZipFile.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTemporaryFile>

#include <functional>

class QSaveFile;

namespace socle::studio {

class ApiDownload;
struct Record;

class ExportArchive : public QObject
{
public:
    /// `rowsName` is the entry of the rows.
    ExportArchive(ApiClient &client, const QString &rowsName);
    ~ExportArchive() override;

    bool isOpen() const;
    bool addRows(const QByteArray &text);
    /// Remembers the files of a record.
    void note(const CollectionSchema &collection, const Record &record);
    /// Makes the archive; goes on while `goesOn()`. `done` gets the problem, empty when all is
    /// well.
    void pack(QSaveFile &target,
              std::function<bool()> goesOn,
              std::function<void()> progress,
              std::function<void(const QString &problem)> done);

    qint64 files() const { return m_files; }

    qint64 missing() const { return m_missing.count('\n'); }

private:
    void packRows();
    void nextFile();
    void fetch(const QByteArrayList &file);
    bool write(const QByteArray &bytes);
    void finish();

    ApiClient &m_client;
    const QString m_rowsName;
    QTemporaryFile m_rows;
    QTemporaryFile m_list; // collection, record, name, one file a line
    ZipWriter m_zip;
    QSaveFile *m_target = nullptr;
    std::function<bool()> m_goesOn;
    std::function<void()> m_progress;
    std::function<void(const QString &)> m_done;
    ApiDownload *m_download = nullptr; // child
    QByteArray m_missing;
    QString m_token;
    QElapsedTimer m_tokenAge;
    qint64 m_files = 0;
};

} // namespace socle::studio
