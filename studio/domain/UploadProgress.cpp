#include "studio/domain/UploadProgress.h"

#include <QFileInfo>

#include <algorithm>
#include <numeric>

namespace socle::studio {

QList<qint64> sizesOf(const QList<FilePart> &files)
{
    QList<qint64> sizes;
    for (const FilePart &file : files) {
        sizes.append(file.path.isEmpty() ? file.bytes.size() : QFileInfo(file.path).size());
    }
    return sizes;
}

UploadedFile uploadedFile(const QList<FilePart> &files,
                          const QList<qint64> &sizes,
                          qint64 sent,
                          qint64 total)
{
    if (files.isEmpty() || total <= 0) {
        return {};
    }
    const qint64 ofFiles = std::accumulate(sizes.begin(), sizes.end(), qint64(0));
    qint64 rest = sent - std::max<qint64>(0, total - ofFiles); // what is before them is small
    if (rest < 0) {
        return {};
    }
    for (int i = 0; i < files.size(); ++i) {
        const bool isLast = i + 1 == files.size();
        if (rest <= sizes.at(i) || isLast) {
            const double share = sizes.at(i) > 0
                ? static_cast<double>(rest) / static_cast<double>(sizes.at(i))
                : 1;
            return {files.at(i).path, files.at(i).fileName, std::min(1.0, share), i};
        }
        rest -= sizes.at(i);
    }
    return {};
}

} // namespace socle::studio
