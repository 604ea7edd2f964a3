// See the header.
#include "studio/kit/EmbeddedFonts.h"

#include <QFile>
#include <QFontDatabase>
#include <QtEndian>

#include <array>

namespace socle::studio {

namespace {

// Of an OpenType file: the directory begins at 12 with 16 bytes a table: tag, checksum, offset,
// length.
constexpr qsizetype kCountAt = 4;
constexpr qsizetype kDirectory = 12;
constexpr qsizetype kRecord = 16;
constexpr qsizetype kOffsetAt = 8;
constexpr qsizetype kLengthAt = 12;

/// Replaces a name by one of the same length, in both encodings a name table has.
void rename(
    QByteArray &bytes, qsizetype from, qsizetype size, QByteArrayView old, QByteArrayView own)
{
    const auto wide = [](QByteArrayView text) {
        QByteArray all;
        for (const char c : text) {
            all += '\0';
            all += c;
        }
        return all;
    };
    for (const auto &[search, put] :
         {std::pair(old.toByteArray(), own.toByteArray()), std::pair(wide(old), wide(own))}) {
        for (auto at = bytes.indexOf(search, from); at >= 0 && at + search.size() <= from + size;
             at = bytes.indexOf(search, at + put.size())) {
            bytes.replace(at, put.size(), put);
        }
    }
}

/// The font without substitutions, under another name of the same length.
QByteArray ownFont(QByteArray bytes, QByteArrayView old, QByteArrayView own)
{
    if (bytes.size() < kDirectory) {
        return bytes;
    }
    const auto count = qFromBigEndian<quint16>(bytes.constData() + kCountAt);
    for (int i = 0; i < count; ++i) {
        const qsizetype at = kDirectory + i * kRecord;
        if (at + kRecord > bytes.size()) {
            break;
        }
        const QByteArray tag = bytes.mid(at, 4);
        if (tag == "GSUB") {
            bytes.replace(at, 4, "GSUX"); // keeps the directory sorted, and nobody knows it
        } else if (tag == "name") {
            rename(bytes,
                   qFromBigEndian<quint32>(bytes.constData() + at + kOffsetAt),
                   qFromBigEndian<quint32>(bytes.constData() + at + kLengthAt),
                   old,
                   own);
        }
    }
    return bytes;
}

} // namespace

void registerFonts()
{
    static bool done = false;
    if (done) {
        return;
    }
    done = true;

    struct Embedded
    {
        const char *file;
        const char *name;
        const char *own;
    };

    constexpr std::array fonts{Embedded{"Inter-Regular.otf", "Inter", "Socle"},
                               Embedded{"Inter-Medium.otf", "Inter", "Socle"},
                               Embedded{"Inter-SemiBold.otf", "Inter", "Socle"},
                               Embedded{"Inter-Italic.otf", "Inter", "Socle"},
                               Embedded{"JetBrainsMono-Regular.ttf", "JetBrains", "SocleCode"},
                               Embedded{"JetBrainsMono-Bold.ttf", "JetBrains", "SocleCode"}};
    for (const Embedded &font : fonts) {
        QFile file(QStringLiteral(":/socle/fonts/") + QLatin1String(font.file));
        if (file.open(QIODevice::ReadOnly)) {
            QFontDatabase::addApplicationFontFromData(ownFont(file.readAll(), font.name, font.own));
        }
    }
}

} // namespace socle::studio
