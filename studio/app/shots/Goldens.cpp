#include "studio/app/shots/Goldens.h"

#include "studio/app/shots/PictureCompare.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

struct GoldenState
{
    const char *view;
    const char *state;
};

/// Rules and SQL join when those views are there.
constexpr std::array kGoldenStates{
    GoldenState{"home", "list"},
    GoldenState{"data", "populated"},
    GoldenState{"data", "staged"},
    GoldenState{"data", "review"},
    GoldenState{"schema", "sheet"},
    GoldenState{"schema", "cards"},
    GoldenState{"schema", "review"},
    GoldenState{"ai", "answered"},
    GoldenState{"logs", "populated"},
    GoldenState{"settings", "appearance"},
};

} // namespace

bool isGolden(const QString &view, const QString &state)
{
    return std::any_of(kGoldenStates.begin(), kGoldenStates.end(), [&](const GoldenState &each) {
        return view == QLatin1String(each.view) && state == QLatin1String(each.state);
    });
}

Goldens::Goldens(QDir earlier, QDir out)
    : m_earlier(std::move(earlier))
    , m_out(std::move(out))
{
}

PictureMark Goldens::judge(const QString &file, const QImage &now)
{
    PictureMark mark;
    const QString difference = file.chopped(4) + kDifferenceEnd;
    m_out.remove(difference); // of an earlier comparison
    if (const QImage before(m_earlier.filePath(file)); before.isNull()) {
        mark = {PictureMark::Kind::New, u"no earlier picture"_s, {}};
    } else {
        const PictureComparison found = comparePictures(before, now);
        const QString share = QString::number(found.share * 100, 'f', 2);
        if (found.isResized) {
            mark = {PictureMark::Kind::Differs,
                    u"%1 x %2 before, %3 x %4 now"_s.arg(before.width())
                        .arg(before.height())
                        .arg(now.width())
                        .arg(now.height()),
                    {}};
        } else if (!found.isSame()) {
            mark = {PictureMark::Kind::Differs, share + u" % of the pixels differ"_s, difference};
            if (!found.difference.save(m_out.filePath(difference))) {
                mark.difference.clear();
            }
        } else if (found.share > 0) {
            mark.words = share + u" % of the pixels differ, which is tolerated"_s;
        }
    }
    m_differing += mark.kind == PictureMark::Kind::Differs ? 1 : 0;
    m_marks.insert(file, mark);
    return mark;
}

} // namespace socle::studio
