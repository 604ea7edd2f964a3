// The pictures of an earlier run, and what became of them in this one.
//
// Goldens are not kept in the repository: a set of them weighs several megabytes and every change
// of a token changes them all. A machine that watches (CI) keeps the folder of the last run that
// somebody looked at. Source: studio.md 8.3.
#pragma once

#include <QDir>
#include <QMap>
#include <QString>

class QImage;

namespace socle::studio {

/// End of the names of difference pictures.
inline const QString kDifferenceEnd = QStringLiteral(".diff.png");

struct PictureMark
{
    enum class Kind { Same, New, Differs };

    Kind kind = Kind::Same;
    QString words = {}; // "1.2 % of the pixels differ"
    QString difference = {}; // file name of the difference picture; empty: none
};

/// One of the states that are watched in every theme and direction; the others are looked at when
/// somebody changes them.
bool isGolden(const QString &view, const QString &state);

class Goldens
{
public:
    /// `earlier` holds the pictures of the earlier run, `out` gets the difference pictures.
    Goldens(QDir earlier, QDir out);

    /// Compares with the earlier picture of the same name and writes the difference beside the new
    /// one.
    PictureMark judge(const QString &file, const QImage &now);

    const QMap<QString, PictureMark> &marks() const { return m_marks; }

    int differing() const { return m_differing; }

private:
    QDir m_earlier;
    QDir m_out;
    QMap<QString, PictureMark> m_marks; // by file name
    int m_differing = 0;
};

} // namespace socle::studio
