#include "studio/domain/ImportJob.h"

#include "studio/api/CollectionsEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/ImportLedger.h"
#include "studio/domain/ImportLookups.h"
#include "studio/domain/ImportSender.h"
#include "studio/domain/ImportSource.h"
#include "studio/domain/SchemaStore.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFileInfo>
#include <QPointer>
#include <QThreadPool>

#include <algorithm>
#include <deque>
#include <numeric>

namespace socle::studio {

struct ImportJob::Impl
{
    ImportJob &self;
    ApiClient &client;
    SchemaStore &schema;
    Capabilities capabilities;
    ImportPlan plan;
    CollectionPtr target = {};
    std::shared_ptr<ImportSource> source = {}; // shared with the pool while it reads
    std::unique_ptr<ImportLookups> lookups = {};
    std::unique_ptr<ImportSender> sender = {};
    ImportLedger ledger = {};
    std::deque<std::vector<PreparedRow>> waiting = {}; // one element a request
    std::shared_ptr<ImportChunk> unresolved = {}; // its lookups broke; shared: callbacks are copied
    std::vector<RowProblem> problems = {};
    std::vector<FailedRow> failedRows = {};
    QStringList columns = {};
    ApiError error = {};
    QElapsedTimer clock = {}; // of the stretch that runs now
    qint64 restedMs = 0; // of the stretches before
    State state = State::Ready;
    qint64 read = 0;
    qint64 written = 0;
    qint64 failed = 0;
    qint64 before = 0; // written before a restart
    qint64 bytes = 0;
    qint64 bytesTotal = -1;
    qint64 seenBefore = 0; // rows up to here may be there from the run that broke; 0: none broke
    int inFlight = 0;
    bool isOpen = false; // the source
    bool isReading = false;
    bool isAtEnd = false;

    bool isOver() const
    {
        return state == State::Finished || state == State::Failed || state == State::Cancelled;
    }

    void setState(State next)
    {
        if (state == next) {
            return;
        }
        if (state == State::Running && clock.isValid()) {
            restedMs += clock.elapsed();
        }
        state = next;
        clock.start();
        if (!isOver()) {
            ledger.settle(true);
        }
        endLedger();
        emit self.stateChanged(next);
    }

    /// What is under way still comes back, and what it made belongs into the list.
    void endLedger()
    {
        if (isOver() && inFlight == 0) {
            ledger.end(state == State::Finished ? ImportEntry::Phase::Finished
                                                : ImportEntry::Phase::Stopped);
        }
    }

    std::size_t waitingRows() const
    {
        return std::accumulate(waiting.begin(),
                               waiting.end(),
                               std::size_t{0},
                               [](std::size_t sum, const auto &rows) { return sum + rows.size(); });
    }

    void fail(const ApiError &what)
    {
        error = what;
        setState(State::Failed);
    }

    void begin()
    {
        setState(State::Running);
        const QString newName = toQString(plan.newCollection["name"].text());
        if (plan.collectionId.isEmpty() && seenBefore > 0) {
            const CollectionPtr made = schema.find(newName); // made before it broke
            plan.collectionId = made == nullptr ? QString() : made->id;
        }
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
                     if (ImportEntry *entry = ledger.entry()) {
                         entry->plan.collectionId = plan.collectionId;
                     }
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
        if (auto opened = ledger.open(plan.errorFile); !opened) {
            fail(apiError(opened.error()));
            return;
        }
        source = std::make_shared<ImportSource>();
        source->converter = std::make_unique<RowConverter>(*target, plan);
        lookups = std::make_unique<ImportLookups>(
            client, schema, target, plan, ImportSender::resolvesKeys(plan, capabilities, *target));
        sender = std::make_unique<ImportSender>(client, capabilities, target, plan);
        const qint64 confirmed = ledger.entry() != nullptr ? ledger.entry()->confirmed : 0;
        const QPointer<ImportJob> job(&self);
        QThreadPool::globalInstance()->start(
            [job, shared = source, path = plan.path, options = plan.source, confirmed] {
                const std::optional<Error> failure
                    = openImportSource(*shared, path, options, confirmed);
                QMetaObject::invokeMethod(qApp, [job, failure] {
                    if (job == nullptr) {
                        return;
                    }
                    if (failure) {
                        job->m_impl->fail(apiError(*failure));
                    } else {
                        job->m_impl->isOpen = true;
                        job->m_impl->pump();
                    }
                });
            });
    }

    /// Reads ahead while there is room, sends while there are rows; called whenever something
    /// ended.
    void pump()
    {
        if (isOver() || !isOpen) {
            return;
        }
        if (state == State::Running && unresolved != nullptr) {
            resolve(std::exchange(unresolved, nullptr));
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
            setState(State::Finished);
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
                    job->m_impl->resolve(chunk);
                }
            });
        });
    }

    void resolve(const std::shared_ptr<ImportChunk> &chunk)
    {
        if (!lookups->isNeeded() || chunk->rows.empty()) {
            accept(*chunk);
            return;
        }
        lookups->resolve(chunk, [this, chunk](const std::optional<ApiError> &broken) {
            if (isOver()) {
                return;
            }
            if (!broken) {
                accept(*chunk);
            } else if (broken->failure != TransportFailure::None || broken->isTransient()) {
                unresolved = chunk;
                rest(*broken);
            } else {
                fail(*broken);
            }
        });
    }

    void accept(ImportChunk &chunk)
    {
        isReading = false;
        if (isOver()) {
            return;
        }
        isAtEnd = chunk.isLast;
        columns = chunk.columns;
        ledger.setColumns(columns);
        ledger.setRead(chunk.lastOrdinal);
        read = chunk.lastOrdinal;
        bytes = chunk.position;
        bytesTotal = chunk.size;
        const bool stops
            = !chunk.failedRows.empty() && plan.onError == OnRowError::Stop && !plan.isDryRun;
        const QString reason = stops ? chunk.failedRows.front().reason : QString();
        for (FailedRow &row : chunk.failedRows) {
            ++failed;
            ledger.failed(row.ordinal, row.source, row.reason);
            if (plan.isDryRun && failedRows.size() < static_cast<std::size_t>(kMaxProblems)) {
                failedRows.push_back(std::move(row));
            }
        }
        for (RowProblem &problem : chunk.problems) {
            note(std::move(problem));
        }
        if (plan.isDryRun) {
            written += static_cast<qint64>(chunk.rows.size()); // would be
        } else {
            distribute(chunk.rows);
        }
        ledger.settle();
        emit self.progress();
        if (chunk.error) {
            fail(apiError(*chunk.error));
        } else if (stops) {
            fail(apiError(invalidInput(toUtf8(reason))));
        } else {
            pump();
        }
    }

    /// Into requests; a row with files travels alone.
    void distribute(std::vector<PreparedRow> &rows)
    {
        const std::size_t most = sender->rowsPerRequest();
        bool isAlone = true;
        for (PreparedRow &row : rows) {
            const bool hasFiles = !row.files.empty();
            if (isAlone || hasFiles || waiting.empty() || waiting.back().size() >= most) {
                waiting.emplace_back();
                ledger.begin(row.ordinal);
            }
            isAlone = hasFiles;
            waiting.back().push_back(std::move(row));
        }
    }

    void note(RowProblem problem)
    {
        if (problems.size() < static_cast<std::size_t>(kMaxProblems)) {
            problems.push_back(std::move(problem));
        }
    }

    void send(std::vector<PreparedRow> rows)
    {
        ++inFlight;
        auto sent = std::make_shared<std::vector<PreparedRow>>(
            std::move(rows)); // shared: callbacks are copied
        for (PreparedRow &row : *sent) {
            ++row.attempts;
        }
        sender->send(*sent, [this, sent](const SendOutcome &outcome) {
            --inFlight;
            judge(*sent, outcome);
            if (isOver()) {
                endLedger();
            } else {
                ledger.settle();
            }
            emit self.progress();
            pump();
        });
    }

    void judge(std::vector<PreparedRow> &rows, const SendOutcome &outcome)
    {
        const qint64 first = rows.front().ordinal;
        if (outcome.broken) {
            waiting.push_front(std::move(rows));
            rest(*outcome.broken);
            return;
        }
        if (outcome.fatal) {
            if (!isOver()) {
                fail(*outcome.fatal);
            }
            return;
        }
        // What goes again keeps its order; a row that was refused parts it.
        std::vector<std::vector<PreparedRow>> again;
        bool isParted = true;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            const RowFate &fate = outcome.fates[i];
            if (fate.kind == RowFate::Kind::Again) {
                if (std::exchange(isParted, false)) {
                    again.emplace_back();
                }
                again.back().push_back(std::move(rows[i]));
                continue;
            }
            isParted = true;
            if (fate.kind == RowFate::Kind::Written || isThereAlready(rows[i], fate)) {
                ++written;
                ledger.created(rows[i].id.isEmpty() ? fate.id : rows[i].id);
            } else {
                refuse(rows[i], fate);
            }
        }
        for (auto part = again.rbegin(); part != again.rend(); ++part) {
            ledger.begin(part->front().ordinal);
            waiting.push_front(std::move(*part));
        }
        ledger.close(first);
    }

    /// Sent before and the answer was lost: its own id being taken means the row is there. How far
    /// a broken run got is known roughly (the journal lags behind), so the row's number decides
    /// only where the file brought the id.
    bool isThereAlready(const PreparedRow &row, const RowFate &fate) const
    {
        const bool mayBeThere = row.hasMadeId ? seenBefore > 0 : row.ordinal <= seenBefore;
        return (row.attempts > 1 || mayBeThere) && !row.id.isEmpty()
            && fate.codes.value(QStringLiteral("id")) == QStringLiteral("validation_not_unique");
    }

    void refuse(const PreparedRow &row, const RowFate &fate)
    {
        ++failed;
        std::vector<RowProblem> reasons = problemsOf(row, fate);
        const QString text = joinedReasons(reasons);
        for (RowProblem &reason : reasons) {
            note(std::move(reason));
        }
        ledger.failed(row.ordinal, row.source, text);
        if (plan.onError == OnRowError::Stop && !isOver()) {
            waiting.clear();
            fail(apiError(invalidInput(toUtf8(text))));
        }
    }

    /// The network's fault: nothing is lost, the job pauses and tells why.
    void rest(const ApiError &what)
    {
        error = what;
        if (!isOver()) {
            setState(State::Paused);
        }
    }
};

ImportJob::ImportJob(ApiClient &client,
                     SchemaStore &schema,
                     Capabilities capabilities,
                     ImportPlan plan,
                     QObject *parent)
    : QObject(parent)
    , m_impl(new Impl{.self = *this,
                      .client = client,
                      .schema = schema,
                      .capabilities = std::move(capabilities),
                      .plan = std::move(plan)})
{
    m_impl->bytesTotal = QFileInfo(m_impl->plan.path).size();
}

ImportJob::~ImportJob() = default;

void ImportJob::remember(DraftStore &store, const ImportEntry &entry)
{
    Impl &impl = *m_impl;
    impl.plan = entry.plan;
    impl.bytesTotal = QFileInfo(impl.plan.path).size();
    impl.seenBefore = entry.mayBeSent; // also when it broke before anything was confirmed
    impl.failed = entry.failed;
    impl.written = impl.before = entry.written();
    impl.read = entry.confirmed;
    impl.ledger.remember(store, entry);
}

void ImportJob::start()
{
    if (m_impl->state == State::Ready) {
        m_impl->begin();
    }
}

void ImportJob::pause()
{
    if (m_impl->state == State::Running) {
        m_impl->error = {};
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
    const bool isRunning = m_impl->state == State::Running && m_impl->clock.isValid();
    const qint64 ms = m_impl->restedMs + (isRunning ? m_impl->clock.elapsed() : 0);
    const qint64 rows = m_impl->written - m_impl->before;
    return ms > 0 ? static_cast<double>(rows) * 1000.0 / static_cast<double>(ms) : 0;
}

const std::vector<RowProblem> &ImportJob::problems() const { return m_impl->problems; }

const ApiError &ImportJob::error() const { return m_impl->error; }

QString ImportJob::collectionId() const { return m_impl->plan.collectionId; }

const ImportPlan &ImportJob::plan() const { return m_impl->plan; }

QMap<QString, qint64> ImportJob::recordsMade() const
{
    return m_impl->lookups == nullptr ? QMap<QString, qint64>() : m_impl->lookups->made();
}

const std::vector<FailedRow> &ImportJob::failedRows() const { return m_impl->failedRows; }

const QStringList &ImportJob::columns() const { return m_impl->columns; }

const ImportEntry *ImportJob::entry() const { return m_impl->ledger.entry(); }

} // namespace socle::studio
