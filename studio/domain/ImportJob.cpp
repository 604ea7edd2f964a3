#include "studio/domain/ImportJob.h"

#include "studio/api/BatchEndpoint.h"
#include "studio/api/ImportEndpoint.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ImportSource.h"
#include "studio/domain/SchemaStore.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QPointer>
#include <QThreadPool>

#include <algorithm>
#include <deque>

namespace socle::studio {

struct ImportJob::Impl
{
    Impl(ImportJob &owner, ApiClient &c, SchemaStore &s, Capabilities caps, ImportPlan p)
        : self(owner)
        , client(c)
        , schema(s)
        , capabilities(std::move(caps))
        , plan(std::move(p))
    {
        bytesTotal = QFileInfo(plan.path).size();
    }

    ImportJob &self;
    ApiClient &client;
    SchemaStore &schema;
    Capabilities capabilities;
    ImportPlan plan;
    CollectionPtr target;
    std::shared_ptr<ImportSource> source; // shared with the pool while it reads
    std::deque<std::vector<PreparedRow>> waiting; // one element a request
    std::vector<RowProblem> problems;
    std::unique_ptr<QFile> errorFile;
    QStringList columns;
    ApiError error;
    QElapsedTimer clock;
    State state = State::Ready;
    qint64 read = 0;
    qint64 written = 0;
    qint64 failed = 0;
    qint64 bytes = 0;
    qint64 bytesTotal = -1;
    int inFlight = 0;
    bool isReading = false;
    bool isAtEnd = false;

    void setState(State next)
    {
        if (state != next) {
            state = next;
            emit self.stateChanged(next);
        }
    }

    bool isOver() const
    {
        return state == State::Finished || state == State::Failed || state == State::Cancelled;
    }

    std::size_t waitingRows() const
    {
        std::size_t count = 0;
        for (const auto &rows : waiting) {
            count += rows.size();
        }
        return count;
    }

    bool isStreamed() const { return capabilities.has(Capability::ImportStream); }

    std::size_t rowsPerRequest() const
    {
        if (isStreamed()) {
            return static_cast<std::size_t>(kRowsPerStream);
        }
        return capabilities.batch.isEnabled
            ? static_cast<std::size_t>(std::clamp(capabilities.batch.maxRequests, 1, 200))
            : 1;
    }

    void fail(const ApiError &what)
    {
        error = what;
        setState(State::Failed);
    }

    void begin()
    {
        clock.start();
        setState(State::Running);
        if (!plan.collectionId.isEmpty()) {
            target = schema.find(plan.collectionId);
            if (target == nullptr) {
                fail(apiError(notFound("The collection does not exist.")));
                return;
            }
            openSource();
            return;
        }
        if (plan.isDryRun) {
            takeTarget(plan.newCollection);
            return;
        }
        onResult(CollectionsEndpoint(client).create(plan.newCollection),
                 &self,
                 [this](Result<Json> created) {
                     if (!created) {
                         fail(apiError(created.error()));
                         return;
                     }
                     plan.collectionId = toQString((*created)["id"].text());
                     schema.refresh();
                     takeTarget(*created);
                 });
    }

    void takeTarget(const Json &json)
    {
        auto parsed = CollectionSchema::fromJson(json);
        if (!parsed) {
            fail(apiError(parsed.error()));
            return;
        }
        target = std::make_shared<const CollectionSchema>(parsed.takeValue());
        openSource();
    }

    void openSource()
    {
        if (!plan.errorFile.isEmpty()) {
            errorFile = std::make_unique<QFile>(plan.errorFile);
            if (!errorFile->open(QIODevice::WriteOnly | QIODevice::Truncate)) {
                fail(apiError(invalidInput("The file for failed rows cannot be written.")));
                return;
            }
        }
        source = std::make_shared<ImportSource>();
        source->converter = std::make_unique<RowConverter>(*target, plan);
        const QPointer<ImportJob> job(&self);
        QThreadPool::globalInstance()->start(
            [job, shared = source, path = plan.path, options = plan.source] {
                auto reader = openRowReader(path, options);
                std::optional<Error> failure;
                if (reader) {
                    shared->reader = reader.takeValue();
                } else {
                    failure = reader.takeError();
                }
                QMetaObject::invokeMethod(qApp, [job, failure] {
                    if (job == nullptr) {
                        return;
                    }
                    if (failure) {
                        job->m_impl->fail(apiError(*failure));
                    } else {
                        job->m_impl->pump();
                    }
                });
            });
    }

    /// Reads ahead while there is room, sends while there are rows; called whenever something
    /// ended.
    void pump()
    {
        if (isOver() || source == nullptr || source->converter == nullptr) {
            return;
        }
        if (state == State::Running && !isReading && !isAtEnd
            && waitingRows() < static_cast<std::size_t>(kMaxWaiting)) {
            readAhead();
        }
        while (state == State::Running && inFlight < kMaxInFlight && !waiting.empty()) {
            std::vector<PreparedRow> rows = std::move(waiting.front());
            waiting.pop_front();
            send(std::move(rows));
        }
        if (isAtEnd && !isReading && waiting.empty() && inFlight == 0 && state == State::Running) {
            finish();
        }
    }

    void readAhead()
    {
        isReading = true;
        const QPointer<ImportJob> job(&self);
        QThreadPool::globalInstance()->start([job, shared = source] {
            auto chunk = std::make_shared<ImportChunk>(
                readImportChunk(*shared)); // shared: invokeMethod copies its functor
            QMetaObject::invokeMethod(qApp, [job, chunk] {
                if (job != nullptr) {
                    job->m_impl->accept(*chunk);
                }
            });
        });
    }

    void accept(ImportChunk &chunk)
    {
        isReading = false;
        isAtEnd = chunk.isLast;
        columns = chunk.columns;
        read += chunk.rowsRead;
        bytes = chunk.position;
        bytesTotal = chunk.size;
        for (const auto &[row, reason] : chunk.failedRows) {
            ++failed;
            writeFailedRow(row, reason);
        }
        for (RowProblem &problem : chunk.problems) {
            note(std::move(problem));
        }
        if (plan.isDryRun) {
            written += static_cast<qint64>(chunk.rows.size()); // would be
        } else {
            for (PreparedRow &row : chunk.rows) {
                if (waiting.empty() || waiting.back().size() >= rowsPerRequest()) {
                    waiting.emplace_back();
                }
                waiting.back().push_back(std::move(row));
            }
        }
        emit self.progress();
        if (chunk.error) {
            fail(apiError(*chunk.error));
            return;
        }
        if (!chunk.failedRows.empty() && plan.onError == OnRowError::Stop && !plan.isDryRun) {
            isAtEnd = true; // rows before the bad one still go out
            stopAfter(apiError(invalidInput(toUtf8(chunk.failedRows.front().second))));
            return;
        }
        pump();
    }

    void stopAfter(const ApiError &what)
    {
        waiting.clear();
        fail(what);
    }

    void note(RowProblem problem)
    {
        if (problems.size() < static_cast<std::size_t>(kMaxProblems)) {
            problems.push_back(std::move(problem));
        }
    }

    void writeFailedRow(const SourceRow &row, const QString &reason)
    {
        if (errorFile == nullptr) {
            return;
        }
        if (errorFile->pos() == 0) {
            std::vector<std::optional<Json>> names;
            for (const QString &column : columns) {
                names.emplace_back(Json(toUtf8(column)));
            }
            errorFile->write(csvLine(names, columns.size(), QStringLiteral("reason")));
        }
        errorFile->write(csvLine(row.values, columns.size(), reason));
    }

    void send(std::vector<PreparedRow> rows)
    {
        ++inFlight;
        auto sent = std::make_shared<std::vector<PreparedRow>>(
            std::move(rows)); // shared: callbacks are copied
        for (PreparedRow &row : *sent) {
            ++row.attempts;
        }
        if (isStreamed()) {
            sendStreamed(sent);
            return;
        }
        if (sent->size() == 1 && plan.mode == ImportMode::Insert) {
            WriteOptions options;
            options.lane = Lane::Bulk;
            options.fields = QStringLiteral("id");
            options.purpose = QStringLiteral("import.row");
            onResult(RecordsEndpoint(client).create(target->name, sent->front().body, options),
                     &self,
                     [this, sent](Result<Record> result) {
                         --inFlight;
                         if (result) {
                             ++written;
                         } else {
                             const ApiError what = apiError(result.error());
                             if (what.failure != TransportFailure::None || what.isTransient()) {
                                 putBack(*sent, what);
                             } else {
                                 rowRefused(sent->front(), what.message, what.fields, what.codes);
                             }
                         }
                         emit self.progress();
                         pump();
                     });
            return;
        }
        std::vector<BatchRequest> requests;
        for (const PreparedRow &row : *sent) {
            BatchRequest request;
            request.method = plan.mode == ImportMode::Upsert ? "PUT" : "POST";
            request.url = QStringLiteral("/api/collections/") + target->name
                + QStringLiteral("/records?fields=id");
            request.body = row.body;
            requests.push_back(std::move(request));
        }
        onResult(BatchEndpoint(client).send(requests, QStringLiteral("import.batch")),
                 &self,
                 [this, sent](Result<BatchReply> reply) {
                     --inFlight;
                     if (reply) {
                         written += static_cast<qint64>(sent->size());
                     } else {
                         batchRefused(*sent, apiError(reply.error()));
                     }
                     emit self.progress();
                     pump();
                 });
    }

    /// One request, its rows judged one by one by the server: what failed holds back nothing.
    void sendStreamed(const std::shared_ptr<std::vector<PreparedRow>> &sent)
    {
        std::vector<const JsonObject *> bodies;
        for (const PreparedRow &row : *sent) {
            bodies.push_back(&row.body);
        }
        onResult(ImportEndpoint(client).send(target->name, bodies, plan.mode == ImportMode::Upsert),
                 &self,
                 [this, sent](Result<ImportReply> reply) {
                     --inFlight;
                     if (!reply) {
                         const ApiError what = apiError(reply.error());
                         if (what.failure != TransportFailure::None || what.isTransient()) {
                             putBack(*sent, what);
                         } else {
                             stopAfter(what);
                         }
                     } else {
                         written += reply->written;
                         for (const ImportFailure &failure : reply->failures) {
                             const auto at = static_cast<std::size_t>(failure.row - 1);
                             if (failure.row >= 1 && at < sent->size() && !isOver()) {
                                 rowRefused(
                                     (*sent)[at], failure.message, failure.fields, failure.codes);
                             }
                         }
                     }
                     emit self.progress();
                     pump();
                 });
    }

    /// All of it was rolled back: the bad row leaves, the parts before and after it go again.
    void batchRefused(std::vector<PreparedRow> &rows, const ApiError &what)
    {
        if (what.failure != TransportFailure::None || what.isTransient()) {
            putBack(rows, what);
            return;
        }
        const BatchFailure failure = BatchEndpoint::failureOf(what);
        if (failure.index < 0 || failure.index >= static_cast<int>(rows.size())) {
            stopAfter(what); // the batch as such: switched off, too large, timed out
            return;
        }
        const auto at = rows.begin() + failure.index;
        rowRefused(*at, failure.message, failure.fields, failure.codes);
        if (isOver()) {
            return;
        }
        std::vector<PreparedRow> after(std::make_move_iterator(at + 1),
                                       std::make_move_iterator(rows.end()));
        rows.erase(at, rows.end());
        if (!after.empty()) {
            waiting.push_front(std::move(after));
        }
        if (!rows.empty()) {
            waiting.push_front(std::move(rows));
        }
    }

    void rowRefused(const PreparedRow &row,
                    const QString &message,
                    const QMap<QString, QString> &fieldErrors,
                    const QMap<QString, QString> &codes)
    {
        // Sent twice because the first answer was lost: its own id being taken means it is there.
        const QString idCode = codes.value(QStringLiteral("id"));
        if (row.attempts > 1 && !row.id.isEmpty()
            && idCode == QStringLiteral("validation_not_unique")) {
            ++written;
            return;
        }
        ++failed;
        QStringList reasons;
        for (auto it = fieldErrors.begin(); it != fieldErrors.end(); ++it) {
            note({row.source.number, it.key(), it.value()});
            reasons.append(it.key() + u": " + it.value());
        }
        if (fieldErrors.isEmpty()) {
            note({row.source.number, {}, message});
            reasons.append(message);
        }
        writeFailedRow(row.source, reasons.join(u' '));
        if (plan.onError == OnRowError::Stop) {
            stopAfter(apiError(invalidInput(toUtf8(reasons.join(u' ')))));
        }
    }

    /// The network's fault: nothing is lost, the job pauses and tells why.
    void putBack(std::vector<PreparedRow> &rows, const ApiError &what)
    {
        error = what;
        waiting.push_front(std::move(rows));
        if (!isOver()) {
            setState(State::Paused);
        }
    }

    void finish()
    {
        if (errorFile != nullptr) {
            errorFile->close();
        }
        setState(State::Finished);
    }
};

ImportJob::ImportJob(ApiClient &client,
                     SchemaStore &schema,
                     Capabilities capabilities,
                     ImportPlan plan,
                     QObject *parent)
    : QObject(parent)
    , m_impl(
          std::make_unique<Impl>(*this, client, schema, std::move(capabilities), std::move(plan)))
{
}

ImportJob::~ImportJob() = default;

void ImportJob::start()
{
    if (m_impl->state == State::Ready) {
        m_impl->begin();
    }
}

void ImportJob::pause()
{
    if (m_impl->state == State::Running) {
        m_impl->setState(State::Paused);
    }
}

void ImportJob::resume()
{
    if (m_impl->state == State::Paused) {
        m_impl->setState(State::Running);
        m_impl->pump();
    }
}

void ImportJob::cancel()
{
    if (!m_impl->isOver()) {
        m_impl->waiting.clear();
        m_impl->setState(State::Cancelled);
    }
}

ImportJob::State ImportJob::state() const { return m_impl->state; }

qint64 ImportJob::rowsRead() const { return m_impl->read; }

qint64 ImportJob::rowsWritten() const { return m_impl->written; }

qint64 ImportJob::rowsFailed() const { return m_impl->failed; }

qint64 ImportJob::bytesRead() const { return m_impl->bytes; }

qint64 ImportJob::bytesTotal() const { return m_impl->bytesTotal; }

double ImportJob::rowsPerSecond() const
{
    const qint64 ms = m_impl->clock.isValid() ? m_impl->clock.elapsed() : 0;
    return ms > 0 ? static_cast<double>(m_impl->written) * 1000.0 / static_cast<double>(ms) : 0;
}

const std::vector<RowProblem> &ImportJob::problems() const { return m_impl->problems; }

const ApiError &ImportJob::error() const { return m_impl->error; }

QString ImportJob::collectionId() const { return m_impl->plan.collectionId; }

} // namespace socle::studio
