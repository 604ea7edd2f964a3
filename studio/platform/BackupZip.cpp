#include "studio/platform/BackupZip.h"

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <zip.h>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr qint64 kZipBlock = 1024 * 1024;

struct BackupZipWords
{
    Q_DECLARE_TR_FUNCTIONS(BackupZip)
};

Error zipError(ErrorKind kind, const QString &message)
{
    return Error{.kind = kind, .message = message.toStdString()};
}

/// A name that stays inside: relative, without "..", with plain slashes.
bool isInside(const QString &name)
{
    return !name.isEmpty() && !name.startsWith(u'/') && !name.contains(u'\\')
        && QDir::cleanPath(name) == name && !name.startsWith(u".."_s);
}

bool belongs(const QString &name)
{
    static const QStringList databases{
        u"data.db"_s, u"data.db-wal"_s, u"auxiliary.db"_s, u"auxiliary.db-wal"_s};
    return databases.contains(name) || name.startsWith(u"storage/"_s);
}

} // namespace

struct BackupZip::Impl
{
    zip_t *archive = nullptr;
    std::vector<Entry> entries;
    QStringList leftBehind;

    ~Impl()
    {
        if (archive != nullptr) {
            zip_discard(archive);
        }
    }
};

BackupZip::BackupZip(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl))
{
}

BackupZip::BackupZip(BackupZip &&) noexcept = default;
BackupZip &BackupZip::operator=(BackupZip &&) noexcept = default;
BackupZip::~BackupZip() = default;

Result<BackupZip> BackupZip::open(const QString &path)
{
    auto impl = std::make_unique<Impl>();
    int code = 0;
    impl->archive = zip_open(QFile::encodeName(path).constData(), ZIP_RDONLY, &code);
    if (impl->archive == nullptr) {
        return zipError(ErrorKind::InvalidInput, BackupZipWords::tr("This zip cannot be read"));
    }
    bool hasDatabase = false;
    const zip_int64_t count = zip_get_num_entries(impl->archive, 0);
    for (zip_int64_t i = 0; i < count; ++i) {
        zip_stat_t stat;
        zip_stat_init(&stat);
        if (zip_stat_index(impl->archive, static_cast<zip_uint64_t>(i), 0, &stat) != 0
            || (stat.valid & ZIP_STAT_NAME) == 0) {
            continue;
        }
        const QString name = QString::fromUtf8(stat.name);
        if (name.endsWith(u'/')) {
            continue;
        }
        if (!isInside(name) || !belongs(name)) {
            impl->leftBehind << name;
            continue;
        }
        if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0
            && stat.encryption_method != ZIP_EM_NONE) {
            return zipError(ErrorKind::InvalidInput,
                            BackupZipWords::tr("This zip is protected with a password"));
        }
        hasDatabase = hasDatabase || name == u"data.db"_s;
        impl->entries.push_back({static_cast<quint64>(i), name, static_cast<qint64>(stat.size)});
    }
    if (!hasDatabase) {
        return zipError(ErrorKind::InvalidInput,
                        BackupZipWords::tr("This is no backup: there is no data.db in it"));
    }
    return BackupZip(std::move(impl));
}

const std::vector<BackupZip::Entry> &BackupZip::entries() const { return m_impl->entries; }

QStringList BackupZip::leftBehind() const { return m_impl->leftBehind; }

Result<void> BackupZip::extract(const Entry &entry,
                                const QString &target,
                                const std::function<bool(qint64)> &block) const
{
    QDir().mkpath(QFileInfo(target).path());
    QFile out(target);
    if (!out.open(QIODevice::WriteOnly)) {
        return zipError(
            ErrorKind::Unavailable,
            BackupZipWords::tr("%1 cannot be written: %2").arg(target, out.errorString()));
    }
    const auto damaged = [&entry] {
        return zipError(ErrorKind::InvalidInput,
                        BackupZipWords::tr("The backup is damaged at %1").arg(entry.name));
    };
    zip_file_t *in = zip_fopen_index(m_impl->archive, entry.index, 0);
    if (in == nullptr) {
        return damaged();
    }
    QByteArray bytes(kZipBlock, '\0');
    Result<void> outcome;
    while (true) {
        const zip_int64_t got
            = zip_fread(in, bytes.data(), static_cast<zip_uint64_t>(bytes.size()));
        if (got < 0) {
            outcome = damaged(); // the checksum of the entry is compared at its end
            break;
        }
        if (got == 0) {
            break;
        }
        if (out.write(bytes.constData(), got) != got) {
            outcome = zipError(
                ErrorKind::Unavailable,
                BackupZipWords::tr("%1 cannot be written: %2").arg(target, out.errorString()));
            break;
        }
        if (!block(got)) {
            outcome = zipError(ErrorKind::Cancelled, BackupZipWords::tr("Cancelled"));
            break;
        }
    }
    zip_fclose(in);
    return outcome;
}

} // namespace socle::studio
