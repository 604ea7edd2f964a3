#include "studio/domain/ZipFile.h"

#include <QtEndian>

#include <algorithm>
#include <limits>
#include <zlib.h>

namespace socle::studio {

namespace {

constexpr int kRawDeflate = -15; // window bits: no zlib header
constexpr qsizetype kBuffer = 64 * 1024;
constexpr quint32 kLocal = 0x04034b50;
constexpr quint32 kDescriptor = 0x08074b50;
constexpr quint32 kCentral = 0x02014b50;
constexpr quint32 kEnd = 0x06054b50;
constexpr quint16 kVersion = 20;
constexpr quint16 kSizesFollow = 0x0008;
constexpr quint16 kUtf8Names = 0x0800;
constexpr quint16 kStored = 0;
constexpr quint16 kDeflated = 8;
constexpr quint16 kFirstDay = 0x0021; // 1 January 1980: the same rows give the same bytes

template <typename T> void putNumber(QByteArray &to, T value)
{
    char bytes[sizeof(T)];
    qToLittleEndian(value, bytes);
    to.append(bytes, sizeof(T));
}

template <typename T> T get(const QByteArray &from, qsizetype at)
{
    return at + static_cast<qsizetype>(sizeof(T)) <= from.size()
        ? qFromLittleEndian<T>(from.constData() + at)
        : T(0);
}

Bytef *bytesOf(const char *text) { return reinterpret_cast<Bytef *>(const_cast<char *>(text)); }

/// The packed bytes of one entry, inflated as they are read.
class EntryDevice final : public QIODevice
{
public:
    EntryDevice(QIODevice &archive, qint64 at, quint32 packed, bool isStored)
        : m_archive(archive)
        , m_at(at)
        , m_left(packed)
        , m_isStored(isStored)
    {
        m_isOpen = inflateInit2(&m_stream, kRawDeflate) == Z_OK;
        QIODevice::open(ReadOnly | Unbuffered);
    }

    ~EntryDevice() override { inflateEnd(&m_stream); }

    bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 most) override
    {
        if (!m_isOpen) {
            return -1;
        }
        if (m_isStored) {
            const QByteArray chunk = take(most);
            std::copy(chunk.begin(), chunk.end(), data);
            return chunk.size();
        }
        m_stream.next_out = bytesOf(data);
        m_stream.avail_out = static_cast<uInt>(std::min<qint64>(most, kBuffer));
        const uInt wanted = m_stream.avail_out;
        while (m_stream.avail_out == wanted && !m_isOver) {
            if (m_stream.avail_in == 0) {
                m_chunk = take(kBuffer);
                m_stream.next_in = bytesOf(m_chunk.constData());
                m_stream.avail_in = static_cast<uInt>(m_chunk.size());
            }
            const int state = inflate(&m_stream, Z_NO_FLUSH);
            m_isOver = state == Z_STREAM_END || m_chunk.isEmpty();
            if (state != Z_OK && state != Z_STREAM_END && state != Z_BUF_ERROR) {
                setErrorString(QStringLiteral("damaged"));
                return -1;
            }
        }
        return static_cast<qint64>(wanted - m_stream.avail_out);
    }

    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray take(qint64 most)
    {
        m_archive.seek(m_at);
        const QByteArray chunk = m_archive.read(std::min<qint64>(most, m_left));
        m_at += chunk.size();
        m_left -= static_cast<quint32>(chunk.size());
        return chunk;
    }

    QIODevice &m_archive;
    qint64 m_at;
    quint32 m_left;
    bool m_isStored;
    bool m_isOpen = false;
    bool m_isOver = false;
    QByteArray m_chunk;
    z_stream m_stream{};
};

} // namespace

struct ZipWriter::Impl
{
    struct Entry
    {
        QByteArray name;
        quint32 crc = 0;
        quint64 size = 0;
        quint64 packed = 0;
        quint32 header = 0;
    };

    std::vector<Entry> entries;
    z_stream stream{};
    quint64 written = 0;
    bool isInEntry = false;

    QByteArray pack(const QByteArray &bytes, int flush)
    {
        QByteArray packed;
        stream.next_in = bytesOf(bytes.constData());
        stream.avail_in = static_cast<uInt>(bytes.size());
        do {
            const qsizetype at = packed.size();
            packed.resize(at + kBuffer);
            stream.next_out = bytesOf(packed.data() + at);
            stream.avail_out = static_cast<uInt>(kBuffer);
            deflate(&stream, flush);
            packed.resize(at + kBuffer - static_cast<qsizetype>(stream.avail_out));
        } while (stream.avail_out == 0);
        return packed;
    }

    QByteArray endEntry()
    {
        if (!std::exchange(isInEntry, false)) {
            return {};
        }
        Entry &entry = entries.back();
        QByteArray bytes = pack({}, Z_FINISH);
        deflateEnd(&stream);
        entry.packed += static_cast<quint64>(bytes.size());
        putNumber(bytes, kDescriptor);
        putNumber(bytes, entry.crc);
        putNumber(bytes, static_cast<quint32>(entry.packed));
        putNumber(bytes, static_cast<quint32>(entry.size));
        written += static_cast<quint64>(bytes.size());
        return bytes;
    }
};

ZipWriter::ZipWriter()
    : m_impl(std::make_unique<Impl>())
{
}

ZipWriter::~ZipWriter()
{
    if (m_impl->isInEntry) {
        deflateEnd(&m_impl->stream);
    }
}

quint64 ZipWriter::written() const { return m_impl->written; }

QByteArray ZipWriter::begin(const QByteArray &name)
{
    QByteArray bytes = m_impl->endEntry();
    m_impl->entries.push_back({.name = name, .header = static_cast<quint32>(m_impl->written)});
    m_impl->stream = {};
    deflateInit2(&m_impl->stream, Z_BEST_SPEED, Z_DEFLATED, kRawDeflate, 8, Z_DEFAULT_STRATEGY);
    m_impl->isInEntry = true;
    QByteArray header;
    putNumber(header, kLocal);
    putNumber(header, kVersion);
    putNumber(header, static_cast<quint16>(kSizesFollow | kUtf8Names));
    putNumber(header, kDeflated);
    putNumber(header, quint16(0)); // midnight
    putNumber(header, kFirstDay);
    putNumber(header, quint32(0)); // CRC and sizes follow the bytes
    putNumber(header, quint32(0));
    putNumber(header, quint32(0));
    putNumber(header, static_cast<quint16>(name.size()));
    putNumber(header, quint16(0));
    header += name;
    m_impl->written += static_cast<quint64>(header.size());
    return bytes + header;
}

QByteArray ZipWriter::add(const QByteArray &bytes)
{
    Impl::Entry &entry = m_impl->entries.back();
    entry.crc = static_cast<quint32>(
        ::crc32(entry.crc, bytesOf(bytes.constData()), static_cast<uInt>(bytes.size())));
    entry.size += static_cast<quint64>(bytes.size());
    QByteArray packed = m_impl->pack(bytes, Z_NO_FLUSH);
    entry.packed += static_cast<quint64>(packed.size());
    m_impl->written += static_cast<quint64>(packed.size());
    return packed;
}

QByteArray ZipWriter::finish()
{
    QByteArray bytes = m_impl->endEntry();
    const auto start = static_cast<quint32>(m_impl->written);
    QByteArray directory;
    for (const Impl::Entry &entry : m_impl->entries) {
        putNumber(directory, kCentral);
        putNumber(directory, kVersion);
        putNumber(directory, kVersion);
        putNumber(directory, static_cast<quint16>(kSizesFollow | kUtf8Names));
        putNumber(directory, kDeflated);
        putNumber(directory, quint16(0));
        putNumber(directory, kFirstDay);
        putNumber(directory, entry.crc);
        putNumber(directory, static_cast<quint32>(entry.packed));
        putNumber(directory, static_cast<quint32>(entry.size));
        putNumber(directory, static_cast<quint16>(entry.name.size()));
        putNumber(directory, quint16(0)); // no extra field, no comment, first disk, no attributes
        putNumber(directory, quint16(0));
        putNumber(directory, quint16(0));
        putNumber(directory, quint16(0));
        putNumber(directory, quint32(0));
        putNumber(directory, entry.header);
        directory += entry.name;
    }
    bytes += directory;
    putNumber(bytes, kEnd);
    putNumber(bytes, quint16(0));
    putNumber(bytes, quint16(0));
    putNumber(bytes, static_cast<quint16>(m_impl->entries.size()));
    putNumber(bytes, static_cast<quint16>(m_impl->entries.size()));
    putNumber(bytes, static_cast<quint32>(directory.size()));
    putNumber(bytes, start);
    putNumber(bytes, quint16(0));
    return bytes;
}

Result<ZipReader> ZipReader::open(QIODevice &device)
{
    constexpr qint64 kEndSize = 22;
    constexpr qint64 kLongestComment = 65535;
    const qint64 tailAt = std::max<qint64>(0, device.size() - kEndSize - kLongestComment);
    device.seek(tailAt);
    const QByteArray tail = device.readAll();
    const qsizetype end = tail.lastIndexOf("PK\x05\x06");
    if (end < 0) {
        return invalidInput("This is no spreadsheet file, or only a part of one.");
    }
    const auto count = get<quint16>(tail, end + 10);
    const auto size = get<quint32>(tail, end + 12);
    const auto at = get<quint32>(tail, end + 16);
    if (at == std::numeric_limits<quint32>::max()) {
        return invalidInput("This file is packed in a way that is not read here (zip64).");
    }
    device.seek(at);
    const QByteArray directory = device.read(size);
    ZipReader reader;
    reader.m_device = &device;
    qsizetype place = 0;
    for (int i = 0; i < count && get<quint32>(directory, place) == kCentral; ++i) {
        const auto nameSize = get<quint16>(directory, place + 28);
        reader.m_entries.push_back({directory.mid(place + 46, nameSize),
                                    get<quint16>(directory, place + 10),
                                    get<quint32>(directory, place + 20),
                                    get<quint32>(directory, place + 42)});
        place += 46 + nameSize + get<quint16>(directory, place + 30)
            + get<quint16>(directory, place + 32);
    }
    return reader;
}

bool ZipReader::contains(const QByteArray &name) const
{
    return std::any_of(m_entries.begin(), m_entries.end(), [&name](const Entry &entry) {
        return entry.name == name;
    });
}

Result<std::unique_ptr<QIODevice>> ZipReader::entry(const QByteArray &name) const
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(), [&name](const Entry &each) {
        return each.name == name;
    });
    if (found == m_entries.end()) {
        return notFound("The file has no part " + name.toStdString() + ".");
    }
    if (found->method != kStored && found->method != kDeflated) {
        return invalidInput("This file is packed in a way that is not read here.");
    }
    m_device->seek(found->header);
    const QByteArray header = m_device->read(30);
    if (get<quint32>(header, 0) != kLocal) {
        return invalidInput("The file is damaged.");
    }
    const qint64 at
        = qint64(found->header) + 30 + get<quint16>(header, 26) + get<quint16>(header, 28);
    return std::unique_ptr<QIODevice>(
        std::make_unique<EntryDevice>(*m_device, at, found->packed, found->method == kStored));
}

} // namespace socle::studio
