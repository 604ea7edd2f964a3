// A folder on a disk of its own that can be full or read-only, for what must survive both.
//
// A mount where the tests may make one (root in a container); otherwise isReal() is false and the
// case says that it was not tried.
#pragma once

#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include <sys/mount.h>

class SmallDisk
{
public:
    explicit SmallDisk(const char *size = "1m")
    {
        const QByteArray path = m_folder.path().toUtf8();
        const QByteArray options = QByteArray("size=") + size;
        m_isReal = ::mount("tmpfs", path.constData(), "tmpfs", 0, options.constData()) == 0;
    }

    ~SmallDisk()
    {
        if (m_isReal) {
            ::umount2(m_folder.path().toUtf8().constData(), MNT_DETACH);
        }
    }

    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;

    bool isReal() const { return m_isReal; }

    QString path() const { return m_folder.path(); }

    /// Takes every byte that is left.
    void fill()
    {
        QFile file(m_folder.filePath(QStringLiteral("filler")));
        if (file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered)) {
            const QByteArray block(4096, 'x');
            while (file.write(block) > 0) { }
        }
    }

    void free() { QFile::remove(m_folder.filePath(QStringLiteral("filler"))); }

    bool setReadOnly(bool isReadOnly)
    {
        const unsigned long readOnly = isReadOnly ? static_cast<unsigned long>(MS_RDONLY) : 0;
        return ::mount(nullptr,
                       m_folder.path().toUtf8().constData(),
                       nullptr,
                       MS_REMOUNT | readOnly,
                       nullptr)
            == 0;
    }

private:
    QTemporaryDir m_folder;
    bool m_isReal = false;
};
