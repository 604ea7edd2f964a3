// See Migration.h.
#include "backend/files/Migration.h"

#include "backend/runtime/Random.h"
#include "shared/core/Text.h"

#include <algorithm>
#include <map>
#include <system_error>
#include <utility>

namespace socle::files {

namespace fs = std::filesystem;

namespace {

using Sizes = std::map<std::string, std::uint64_t, std::less<>>;

/// The temporary name of a write that is under way: "name.<number>.tmp".
bool isHalfWritten(std::string_view key)
{
    constexpr std::string_view kTemporary = ".tmp";
    if (!endsWith(key, kTemporary)) {
        return false;
    }
    key.remove_suffix(kTemporary.size());
    const auto dot = key.rfind('.');
    const std::string_view number = key.substr(dot == std::string_view::npos ? 0 : dot + 1);
    return dot != std::string_view::npos && !number.empty()
        && number.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

/// A second name for the bytes, which a store may take: the source stays where it is.
Result<LocalBlob> secondName(const LocalBlob &source, const fs::path &folder)
{
    std::error_code failure;
    fs::create_directories(folder, failure);
    LocalBlob copy(folder / ("move_" + runtime::systemRandom().recordId()),
                   source.meta(),
                   LocalBlob::Ownership::Copy);
    fs::create_hard_link(source.path(), copy.path(), failure);
    if (failure) {
        fs::copy_file(source.path(), copy.path(), failure);
    }
    if (failure) {
        return Error{.kind = ErrorKind::Unavailable,
                     .message = "cannot copy " + source.path().string() + ": " + failure.message()};
    }
    return copy;
}

Error differs(const std::string &key)
{
    return {.kind = ErrorKind::Internal,
            .message = "the copy of " + key + " differs from its source"};
}

class Mover
{
public:
    Mover(const MigrationOrder &order, MigrationReport &report)
        : m_order(order)
        , m_report(report)
    {
    }

    Result<void> move(const BlobInfo &blob, const Sizes &present)
    {
        auto source = m_order.from->fetch(blob.key);
        if (!source) {
            return vanished(source.error());
        }
        // What came over the network is compared with what the store says it sent.
        if (source->isCopy() && !SOCLE_TRY(m_order.from->holds(blob.key, source->path()))) {
            return differs(blob.key);
        }
        const auto there = present.find(blob.key);
        const bool isCandidate = there != present.end() && there->second == blob.size;
        if (isCandidate && SOCLE_TRY(m_order.to->holds(blob.key, source->path()))) {
            ++m_report.present;
        } else {
            SOCLE_TRY(copy(blob, *source));
            ++m_report.copied;
            m_report.bytes += blob.size;
        }
        if (!SOCLE_TRY(m_order.from->exists(blob.key))) {
            // Deleted while we looked away: it goes here, too.
            discard(m_order.to->remove(blob.key), "whoever deleted it may have been faster");
            return {};
        }
        if (m_order.keepsSource) {
            return {};
        }
        if (const auto removed = m_order.from->remove(blob.key);
            !removed && removed.error().kind != ErrorKind::NotFound) {
            return removed.error();
        }
        return {};
    }

private:
    Result<void> copy(const BlobInfo &blob, const LocalBlob &source)
    {
        LocalBlob taken = SOCLE_TRY(secondName(source, m_order.workFolder));
        SOCLE_TRY(m_order.to->take(blob.key, taken.path(), source.meta()));
        if (!SOCLE_TRY(m_order.to->holds(blob.key, source.path()))) {
            discard(m_order.to->remove(blob.key), "the source is still there");
            return differs(blob.key);
        }
        return {};
    }

    Result<void> vanished(const Error &error)
    {
        if (error.kind != ErrorKind::NotFound) {
            return error;
        }
        ++m_report.gone;
        return {};
    }

    const MigrationOrder &m_order;
    MigrationReport &m_report;
};

} // namespace

Result<MigrationReport> migrate(const MigrationOrder &order,
                                FunctionRef<bool(const MigrationReport &)> step)
{
    MigrationReport report;
    std::vector<std::pair<std::vector<BlobInfo>, Sizes>> rounds;
    for (const std::string &prefix : order.prefixes) {
        auto blobs = SOCLE_TRY(order.from->list(prefix));
        std::erase_if(blobs, [](const BlobInfo &blob) { return isHalfWritten(blob.key); });
        report.total += static_cast<std::int64_t>(blobs.size());
        Sizes present;
        if (!blobs.empty()) {
            for (BlobInfo &blob : SOCLE_TRY(order.to->list(prefix))) {
                present.emplace(std::move(blob.key), blob.size);
            }
        }
        rounds.emplace_back(std::move(blobs), std::move(present));
    }
    Mover mover(order, report);
    for (const auto &[blobs, present] : rounds) {
        for (const BlobInfo &blob : blobs) {
            if (!step(report)) {
                return Error{.kind = ErrorKind::Cancelled};
            }
            SOCLE_TRY(mover.move(blob, present));
        }
    }
    step(report);
    return report;
}

} // namespace socle::files
