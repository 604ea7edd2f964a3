#include "backend/storage/FileReader.h"

#include "backend/storage/sqlite/Connection.h"

#include <system_error>

namespace socle::storage {

namespace {

constexpr int kCacheKib = 8000;

} // namespace

FileReader::FileReader(std::unique_ptr<sqlite::Connection> connection)
    : m_connection(std::move(connection))
{
}

FileReader::~FileReader() = default;

Result<std::unique_ptr<FileReader>> FileReader::open(const std::filesystem::path &path,
                                                     const FileReaderOptions &options)
{
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(path, ignored)) {
        return Error{.kind = ErrorKind::Unavailable,
                     .message = "There is no file \"" + path.string() + "\"."};
    }
    sqlite::ConnectionOptions reading;
    reading.cacheKib = kCacheKib;
    auto connection = sqlite::Connection::open(path, reading);
    if (connection && !(*connection)->pragma("SELECT count(*) FROM sqlite_schema")) {
        // A log in a folder that cannot be written: without one the file is whole and can be read
        // as it is.
        std::filesystem::path log = path;
        log += "-wal";
        if (!std::filesystem::exists(log, ignored)) {
            reading.isImmutable = true;
            connection = sqlite::Connection::open(path, reading);
        }
    }
    if (!connection) {
        return connection.takeError();
    }
    (*connection)->setLimit({.slice = {}, .deadline = options.deadline, .stop = options.stop});
    return std::unique_ptr<FileReader>(new FileReader(connection.takeValue()));
}

Result<void> FileReader::read(FunctionRef<Result<void>(ReadTransaction &)> step)
{
    SOCLE_TRY(m_connection->run("BEGIN"));
    ReadTransaction transaction(*m_connection);
    Result<void> result = step(transaction);
    discard(m_connection->run("COMMIT"), "a snapshot has nothing to lose");
    return result;
}

Result<void> FileReader::run(std::string_view script,
                             FunctionRef<void(const StatementInfo &)> statement,
                             FunctionRef<Next(const Row &)> row)
{
    return m_connection->script(script, statement, row);
}

bool FileReader::isReadOnly(std::string_view script) { return m_connection->isReadOnly(script); }

} // namespace socle::storage
