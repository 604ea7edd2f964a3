// See FileExport.h.
#include "backend/api/FileExport.h"

#include "backend/storage/Database.h"

#include <chrono>

namespace socle::api {

namespace {

constexpr std::size_t kBufferBytes = 65536;
constexpr std::int64_t kTellEvery = 256; // records
constexpr std::chrono::hours kFileTimeLimit{24};

} // namespace

Result<std::int64_t> exportToFile(storage::Database &database,
                                  const ExportOrder &order,
                                  std::FILE *out,
                                  const runtime::StopToken &stop,
                                  FunctionRef<void(std::int64_t records)> progress)
{
    std::optional<FieldsPicker> picker;
    if (!order.fields.empty()) {
        picker = SOCLE_TRY(FieldsPicker::parse(order.fields));
    }
    ExportWriter lines(order.format, exportColumnsOf(order));
    std::string buffer;
    bool isWritten = true;
    std::int64_t count = 0;
    const auto flush = [&] {
        isWritten = std::fwrite(buffer.data(), 1, buffer.size(), out) == buffer.size() && isWritten;
        buffer.clear();
    };
    lines.start(buffer);
    auto outcome = database.read(
        [&](storage::ReadTransaction &transaction) -> Result<void> {
            return records::exportRecords(transaction,
                                          order.collection,
                                          order.query,
                                          order.context,
                                          [&](const std::string &json) {
                                              lines.add(buffer, picker ? picker->pick(json) : json);
                                              if (buffer.size() >= kBufferBytes) {
                                                  flush();
                                              }
                                              if (++count % kTellEvery == 0) {
                                                  progress(count);
                                              }
                                              return isWritten ? storage::Next::Continue
                                                               : storage::Next::Stop;
                                          });
        },
        {.deadline = runtime::Deadline::in(kFileTimeLimit), .stop = stop});
    if (!outcome && outcome.error().message.empty()
        && outcome.error().kind == ErrorKind::InvalidInput) {
        return invalidInput("The filter or the sort cannot be understood.");
    }
    SOCLE_TRY(std::move(outcome));
    lines.finish(buffer);
    flush();
    if (!isWritten || std::fflush(out) != 0) {
        return Error{.kind = ErrorKind::Unavailable,
                     .message = "The file cannot be written: the disk is full or gone."};
    }
    return count;
}

} // namespace socle::api
