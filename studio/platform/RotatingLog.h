// process.log: what a server printed, in at most five files of two megabytes (process.log,
// process.1.log, ...).
//
// Private to studio/platform. Written on the UI thread: one line is one small append.
#pragma once

#include <QFile>
#include <QString>

namespace socle::studio {

class RotatingLog
{
public:
    static constexpr qint64 kMaxBytes = 2 * 1024 * 1024;
    static constexpr int kFiles = 5;

    /// An empty folder keeps nothing.
    void setFolder(const QString &folder);
    void write(const QString &line);

private:
    void rotate();
    QString path(int number) const;

    QString m_folder;
    QFile m_file;
};

} // namespace socle::studio
