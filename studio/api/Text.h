// The one crossing between the wire's UTF-8 and the studio's QString: a search for these two names
// shows every border.
#pragma once

#include <QString>
#include <QStringView>

#include <algorithm>
#include <string>
#include <string_view>

namespace socle::studio {

inline QString toQString(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

inline std::string toUtf8(QStringView text)
{
    const QByteArray bytes = text.toUtf8();
    return std::string(bytes.constData(), static_cast<std::size_t>(bytes.size()));
}

/// Bytes as a view, without copying; valid as long as `bytes` is.
inline std::string_view viewOf(const QByteArray &bytes)
{
    return {bytes.constData(), static_cast<std::size_t>(bytes.size())};
}

inline QByteArray toBytes(std::string_view text)
{
    return QByteArray(text.data(), static_cast<qsizetype>(text.size()));
}

/// A count for `%n` of tr(), which takes an int: what does not fit is shown as the largest one.
inline int pluralCount(qint64 count)
{
    return static_cast<int>(std::clamp<qint64>(count, 0, 2'000'000'000));
}

} // namespace socle::studio
