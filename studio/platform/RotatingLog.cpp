#include "studio/platform/RotatingLog.h"

#include <QDateTime>
#include <QDir>

using namespace Qt::StringLiterals;

namespace socle::studio {

void RotatingLog::setFolder(const QString &folder)
{
    if (folder == m_folder) {
        return;
    }
    m_file.close();
    m_folder = folder;
    if (folder.isEmpty()) {
        return;
    }
    QDir().mkpath(folder);
    m_file.setFileName(path(0));
    m_file.open(QIODevice::Append);
}

void RotatingLog::write(const QString &line)
{
    if (!m_file.isOpen()) {
        return;
    }
    const QString stamp = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs);
    m_file.write((stamp + u' ' + line + u'\n').toUtf8());
    m_file.flush();
    if (m_file.size() >= kMaxBytes) {
        rotate();
    }
}

void RotatingLog::rotate()
{
    m_file.close();
    QFile::remove(path(kFiles - 1));
    for (int number = kFiles - 2; number >= 0; --number) {
        QFile::rename(path(number), path(number + 1));
    }
    m_file.open(QIODevice::Append);
}

QString RotatingLog::path(int number) const
{
    return number == 0 ? m_folder + u"/process.log"_s : m_folder + u"/process.%1.log"_s.arg(number);
}

} // namespace socle::studio
