// Records of a collection into a file, however many there are (studio.md 4.3.12).
//
// Where the server streams exports the answer goes to the file as it comes: one consistent
// snapshot. Elsewhere, and for labels of relations or chosen records, it reads pages by a keyset on
// the id, so records added meanwhile cannot shift them; the view's order pages instead. Memory
// stays flat: one page, or one network buffer. The file appears under its name only when it is
// whole. An answer that never comes ends it with a reason. UI thread.
#pragma once

#include "studio/api/ApiClient.h"
#include "studio/api/Capabilities.h"
#include "studio/domain/CollectionSchema.h"
#include "studio/domain/ExportRows.h"

#include <QObject>

#include <memory>

namespace socle::studio {

class SchemaStore;

struct ExportPlan
{
    QString collectionId = {};
    QString filter = {};
    QString sort = {}; // the view's order, for keepsOrder
    QStringList ids = {}; // only these records; empty: all that match
    QStringList fields = {}; // in this order; empty: all
    ExportFormat format = ExportFormat::Csv;
    ExportShape shape = {};
    bool hasHeader = true; // names of the columns, in formats that may leave them out
    bool keepsOrder = false; // pages in the order of `sort`; a record met twice is written once
    bool hasFiles = false; // a zip archive: the rows and, below files/, what the records store
    QString path = {};
    qint64 total = -1; // how many are expected, for the progress
};

class ExportJob : public QObject
{
    Q_OBJECT

public:
    enum class State { Ready, Running, Paused, Finished, Failed, Cancelled };
    Q_ENUM(State)
    static constexpr int kPage = 500;
    static constexpr int kIdChunk = 40;

    ExportJob(ApiClient &client,
              SchemaStore &schema,
              const Capabilities &capabilities,
              ExportPlan plan,
              QObject *parent = nullptr);
    ~ExportJob() override;

    /// Whether the server will stream it (it cannot be paused then).
    static bool isStreamed(const ExportPlan &plan, const Capabilities &capabilities);

    void start();
    void pause();
    void resume();
    void cancel();

    State state() const;
    qint64 rows() const;
    qint64 bytes() const;
    qint64 files() const; // stored files in the archive so far
    qint64 missingFiles() const; // that the server did not give
    const ExportPlan &plan() const;
    /// Of a failed job.
    QString reason() const;

signals:
    void progress();
    void stateChanged(socle::studio::ExportJob::State state);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::studio
