// The one door to records: list, view, create, update, remove, for every surface and every caller.
//
// Each function checks the collection's rule for the caller of the request, in the order of
// records-api.md 2.4-2.8, so that the first thing wrong decides the answer. What comes before
// (unknown collection, body, rate limit) belongs to the surface. Reads write JSON straight from the
// rows; writes work on Record values.
//
// Thread: reads on any thread with a ReadTransaction; writes on the writer. The store itself is
// immutable after wiring: addListener() and addObserver() belong to start-up.
#pragma once

#include "backend/records/ChangeListener.h"
#include "backend/records/Record.h"
#include "backend/records/RecordInput.h"
#include "backend/records/UploadStage.h"
#include "backend/schema/Catalogue.h"
#include "shared/core/Result.h"
#include "shared/core/UniqueFunction.h"
#include "shared/protocol/Paging.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace socle::runtime {
class Clock;
class Random;
} // namespace socle::runtime

namespace socle::storage {
class ReadTransaction;
class WriteTransaction;
} // namespace socle::storage

namespace socle::rules {
struct RequestContext;
}

namespace socle::files {
class BucketFiles;
class RemovalGate;
} // namespace socle::files

namespace socle::records {

struct ListQuery
{
    protocol::Paging paging = {};
    std::string filter = {};
    std::string sort = {};
    std::string expand = {};
    bool withEtags = false; // each item carries "@etag" (socle-api.md 2)
};

struct Viewed
{
    std::string json = {};
    std::uint64_t etag = 0; // 64-bit hash of the stored row
};

/// A password that has to be hashed before a write can run, and an old one that has to be verified.
struct PasswordWork
{
    struct Hash
    {
        std::string plain;
        int cost;
    };

    std::vector<Hash> hashes = {};
    bool needsOldPassword
        = false; // read the stored hash with passwordHash(), verify `oldPassword` of the body

    bool empty() const { return hashes.empty() && !needsOldPassword; }
};

struct ResolvedInput;

class RecordStore
{
public:
    /// The references outlive the store. `storageRoot` is `<dir>/storage`.
    RecordStore(const runtime::Clock &clock,
                runtime::Random &random,
                std::filesystem::path storageRoot);
    ~RecordStore();

    void addListener(ChangeListener &listener) { m_listeners.push_back(&listener); }

    void addObserver(ChangeObserver &observer) { m_observers.push_back(&observer); }

    /// Removes files after a commit or rollback; without one the writer does it itself. At
    /// start-up.
    void setFileRemover(FileRemover remover) { m_remover = std::move(remover); }

    /// While somebody holds the gate (a backup), files of deleted records stay. At start-up; the
    /// gate outlives the store.
    void setRemovalGate(files::RemovalGate &gate) { m_gate = &gate; }

    /// What else is wrong with a new password of an auth record; nothing when it may be set. Runs
    /// on the writer: quick. At start-up.
    using PasswordCheck = std::function<std::optional<FieldError>(std::string_view plain)>;

    void setPasswordCheck(PasswordCheck check) { m_passwordCheck = std::move(check); }

    /// Is this the account of somebody without an address? Asked when a change leaves it without
    /// one. At start-up.
    using GuestQuestion
        = std::function<Result<bool>(storage::ReadTransaction &transaction, const Record &account)>;

    void setGuestQuestion(GuestQuestion question) { m_isGuest = std::move(question); }

    /// The same as far as it takes long or waits for the network; for a record id, "" for a new
    /// record. The surfaces ask it on a worker before the write, while `isOn`. At start-up.
    using SlowPasswordCheck = std::function<std::optional<FieldError>(
        const schema::Collection &, std::string_view recordId, std::string_view plain)>;

    void setSlowPasswordCheck(std::function<bool()> isOn, SlowPasswordCheck check)
    {
        m_isSlowCheckOn = std::move(isOn);
        m_slowPasswordCheck = std::move(check);
    }

    bool checksPasswordsSlowly() const { return m_isSlowCheckOn && m_isSlowCheckOn(); }

    std::optional<FieldError> slowPasswordFault(const schema::Collection &collection,
                                                std::string_view recordId,
                                                std::string_view plain) const
    {
        return m_slowPasswordCheck(collection, recordId, plain);
    }

    /// Told of files that were stored and removed, after the commit. At start-up; it outlives the
    /// store's last write.
    void setBucket(files::BucketFiles *bucket) { m_bucket = bucket; }

    /// All files of a deleted collection. After its commit, any thread.
    void removeFilesOf(std::string_view collectionId) const;

    /// The list envelope `{"items":[…],"page":…}` of the records that the caller may list.
    ///
    /// Errors: Forbidden (locked rule, superuser-only tokens), InvalidInput (filter, sort, rule
    /// that does not compile). Source: records-api.md 2.4.
    Result<std::string> list(storage::ReadTransaction &transaction,
                             const schema::CollectionPtr &collection,
                             const ListQuery &query,
                             const rules::RequestContext &request) const;

    /// One record as JSON. Errors: Forbidden (locked rule), NotFound. Source: records-api.md 2.5.
    Result<Viewed> view(storage::ReadTransaction &transaction,
                        const schema::CollectionPtr &collection,
                        std::string_view id,
                        std::string_view expand,
                        const rules::RequestContext &request) const;

    /// Errors: Forbidden (locked rule), InvalidInput (view collection, rule, fields). Source:
    /// records-api.md 2.6.
    Result<Record> create(storage::WriteTransaction &transaction,
                          const schema::CollectionPtr &collection,
                          RecordInput input,
                          const rules::RequestContext &request) const;

    /// `ifMatch` is the raw If-Match header, absent when there was none (socle-api.md 2:
    /// PreconditionFailed). Errors: Forbidden, NotFound, InvalidInput, PreconditionFailed. Source:
    /// records-api.md 2.7.
    Result<Record> update(storage::WriteTransaction &transaction,
                          const schema::CollectionPtr &collection,
                          std::string_view id,
                          RecordInput input,
                          const rules::RequestContext &request,
                          const std::optional<std::string> &ifMatch = {}) const;

    /// Deletes the record and what hangs on it. Errors: Forbidden, NotFound, InvalidInput,
    /// PreconditionFailed. Source: records-api.md 2.8.
    Result<void> remove(storage::WriteTransaction &transaction,
                        const schema::CollectionPtr &collection,
                        std::string_view id,
                        const rules::RequestContext &request,
                        const std::optional<std::string> &ifMatch = {}) const;

    /// What the cpu pool has to do before create() or update() with this body; empty for most
    /// requests. Work that would be wasted (locked rule, confirmation differs) is left out.
    PasswordWork passwordWork(const schema::Collection &collection,
                              const JsonObject &body,
                              bool isUpdate,
                              const rules::RequestContext &request) const;
    /// Copies the uploads of `input` that may be stored beside the data, before create() or
    /// update() put them in place. Blocks for the disk: on a worker. `passed` is told of bytes that
    /// were read. Error: Unavailable (disk).
    Result<void> stage(
        const schema::Collection &collection,
        RecordInput &input,
        PassedBytes passed = [](std::string_view) {}) const;
    /// Stored hash of the auth field `password`, "" when there is no such record.
    Result<std::string> passwordHash(storage::ReadTransaction &transaction,
                                     const schema::Collection &collection,
                                     std::string_view id) const;

    // -- Without rules: for the server itself (auth, realtime, jobs)
    // ------------------------------------------------

    /// The record, whoever asks. Error: NotFound.
    Result<Record> find(storage::ReadTransaction &transaction,
                        const schema::CollectionPtr &collection,
                        std::string_view id) const;
    /// First record whose `field` equals `text`; nothing when there is none.
    Result<std::optional<Record>> findBy(storage::ReadTransaction &transaction,
                                         const schema::CollectionPtr &collection,
                                         std::string_view field,
                                         std::string_view text,
                                         bool ignoreCase = false) const;
    /// True when `rule` (non-empty) is satisfied for the stored record; false also when it does not
    /// compile.
    bool satisfies(storage::ReadTransaction &transaction,
                   const schema::Collection &collection,
                   std::string_view id,
                   std::string_view rule,
                   const rules::RequestContext &request) const;
    /// Saves a record as it is: listeners, observers, autodate and token rotation work, validation
    /// does not.
    Result<Record> insertUnchecked(storage::WriteTransaction &transaction,
                                   Record record,
                                   const rules::RequestContext &request) const;
    Result<Record> updateUnchecked(storage::WriteTransaction &transaction,
                                   const Record &before,
                                   Record after,
                                   const rules::RequestContext &request) const;
    /// Deletes with cascade, without a rule.
    Result<void> removeUnchecked(storage::WriteTransaction &transaction,
                                 const Record &record,
                                 const rules::RequestContext &request) const;

    /// The record as the caller of `request` sees it, with `expand`. Rows are read from
    /// `transaction`.
    Result<std::string> encode(storage::ReadTransaction &transaction,
                               const Record &record,
                               std::string_view expand,
                               const rules::RequestContext &request) const;

private:
    friend class RecordSaver;

    void checkNewPassword(const schema::Collection &collection,
                          const RecordInput &input,
                          const ResolvedInput &resolved,
                          FieldErrors &errors) const;
    void removeFolder(const std::filesystem::path &folder) const;
    void moveToTrash(const std::filesystem::path &folder) const;
    void removeFile(const std::filesystem::path &folder, const std::string &name) const;

    const runtime::Clock &m_clock;
    runtime::Random &m_random;
    std::filesystem::path m_storageRoot;
    std::vector<ChangeListener *> m_listeners;
    std::vector<ChangeObserver *> m_observers;
    FileRemover m_remover;
    PasswordCheck m_passwordCheck;
    GuestQuestion m_isGuest;
    std::function<bool()> m_isSlowCheckOn;
    SlowPasswordCheck m_slowPasswordCheck;
    files::RemovalGate *m_gate = nullptr;
    files::BucketFiles *m_bucket = nullptr;
};

} // namespace socle::records
