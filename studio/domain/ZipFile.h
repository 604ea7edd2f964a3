// The little of the zip format that a spreadsheet file needs: one entry after the other written as
// a stream, and entries read as a stream. The only place of the studio that knows zlib.
//
// On disk: for each entry a local header (signature 04034b50, sizes zero, flag bit 3), deflated
// bytes, a data descriptor (08074b50, CRC, sizes); then the central directory (02014b50) and its
// end (06054b50). No zip64: an entry beyond 4 GB is refused. Not thread safe.
#pragma once

#include "shared/core/Result.h"

#include <QByteArray>
#include <QIODevice>

#include <memory>
#include <vector>

namespace socle::studio {

/// Makes the bytes of an archive; the caller writes them in the order they come.
class ZipWriter
{
public:
    ZipWriter();
    ~ZipWriter();

    /// Ends the entry before, if there is one, and begins another.
    QByteArray begin(const QByteArray &name);
    QByteArray add(const QByteArray &bytes);
    /// Ends the last entry and the archive.
    QByteArray finish();

    /// Bytes handed out so far; beyond kMostBytes the archive cannot be read.
    quint64 written() const;
    static constexpr quint64 kMostBytes = 0xffff0000;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// Reads one archive. `device` must be open, seekable, and outlive this.
class ZipReader
{
public:
    /// Errors: not a zip archive, or one this does not read (zip64, encrypted).
    static Result<ZipReader> open(QIODevice &device);

    bool contains(const QByteArray &name) const;
    /// An entry as a sequential device, inflated as it is read. Errors: no such entry, or a way of
    /// packing nobody uses.
    Result<std::unique_ptr<QIODevice>> entry(const QByteArray &name) const;

private:
    struct Entry
    {
        QByteArray name;
        quint16 method = 0;
        quint32 packed = 0;
        quint32 header = 0; // offset of the local header
    };

    QIODevice *m_device = nullptr;
    std::vector<Entry> m_entries;
};

} // namespace socle::studio
