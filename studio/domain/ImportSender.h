// Rows of an import on their way to the server: streamed in bundles where it takes them, as batches
// where it has those on, else one by one. Says of every row what became of it (studio.md 4.3.11).
//
// UI thread.
#pragma once

#include "studio/api/ApiClient.h"
#include "studio/api/Capabilities.h"
#include "studio/domain/CollectionSchema.h"
#include "studio/domain/ImportFiles.h"
#include "studio/domain/ImportRows.h"

#include <QObject>

#include <functional>
#include <memory>
#include <optional>

namespace socle::studio {

struct RowFate
{
    enum class Kind {
        Again, // not judged: it goes again
        Written,
        Refused,
    };

    Kind kind = Kind::Again;
    QString id = {}; // of a record the server named
    QString message = {};
    QMap<QString, QString> fields = {}; // of a refused one: field -> message
    QMap<QString, QString> codes = {};
};

/// Why a row was refused, field by field; the row as a whole when the server names none.
std::vector<RowProblem> problemsOf(const PreparedRow &row, const RowFate &fate);

struct SendOutcome
{
    std::vector<RowFate> fates = {}; // one a row
    std::optional<ApiError> broken = {}; // the network's fault: try later
    std::optional<ApiError> fatal = {}; // nothing more can be sent this way
};

class ImportSender : public QObject
{
public:
    static constexpr int kRowsPerStream = 500;
    static constexpr int kMostPerBatch = 200;

    /// References outlive this; `plan` too.
    ImportSender(ApiClient &client,
                 const Capabilities &capabilities,
                 const CollectionPtr &target,
                 const ImportPlan &plan,
                 QObject *parent = nullptr);

    /// How many rows may travel together; a row with files travels alone.
    std::size_t rowsPerRequest() const;

    /// Whether updates must know the record's id before they are sent.
    static bool resolvesKeys(const ImportPlan &plan,
                             const Capabilities &capabilities,
                             const CollectionSchema &target);

    /// `then` comes from the event loop.
    void send(const std::vector<PreparedRow> &rows, std::function<void(SendOutcome)> then);

private:
    void sendStreamed(const std::vector<PreparedRow> &rows, std::function<void(SendOutcome)> then);
    void sendBatch(const std::vector<PreparedRow> &rows, std::function<void(SendOutcome)> then);
    void sendOne(const PreparedRow &row,
                 const QList<FilePart> &files,
                 std::function<void(SendOutcome)> then);

    ApiClient &m_client;
    const Capabilities &m_capabilities;
    const CollectionPtr m_target;
    const ImportPlan &m_plan;
    ImportFiles m_files;
};

} // namespace socle::studio
