// Records of a collection into a file, however many there are (studio.md 4.3.12).
//
// Where the server streams exports the answer goes to the file as it comes: one consistent
// snapshot. Elsewhere, and for labels of relations or chosen records, it reads pages by a keyset on
// the id, so records added meanwhile cannot shift them. Memory stays flat: one page, or one network
// buffer. The file appears under its name only when it is whole. UI thread.
#pragma once

#include "studio/api/ApiClient.h"
#include "studio/api/Capabilities.h"
#include "studio/domain/CollectionSchema.h"

#include <QObject>

#include <memory>

namespace socle::studio {

class SchemaStore;

enum class ExportFormat { Csv, Tsv, Json, JsonLines, Xlsx };

struct ExportPlan
{
    QString collectionId = {};
    QString filter = {};
    QStringList ids = {}; // only these records; empty: all that match
    QStringList fields = {}; // in this order; empty: all
    ExportFormat format = ExportFormat::Csv;
    bool hasLabels = false; // relations as the names of their records instead of ids
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

/// The values of one record in the order of `fields`, relations as labels where wanted. Pure.
std::vector<Json> exportValues(const JsonObject &record,
                               const QStringList &fields,
                               const CollectionSchema &collection,
                               bool hasLabels,
                               const SchemaStore &schema);
/// One record as a line of a text format; without the line end. Pure.
QByteArray exportLine(const JsonObject &record,
                      const QStringList &fields,
                      const CollectionSchema &collection,
                      ExportFormat format,
                      bool hasLabels,
                      const SchemaStore &schema);
QByteArray exportHeader(const QStringList &fields, ExportFormat format);
/// "csv", "tsv", "json", "ndjson", "xlsx": extension and wire word.
QString exportExtension(ExportFormat format);

} // namespace socle::studio
