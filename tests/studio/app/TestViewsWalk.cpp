// Some views, filled, in the real window: each control has a name for tests and for screen readers,
// nothing is clipped or overlaps, and words stand out from their ground in all four themes.
//
// The states are those of the screenshots; TestLayoutLint walks all of them with long words and
// mirrored, studio_shots --lint in every language, density and scale.
#include "studio/app/shots/Lint.h"
#include "studio/app/shots/Shots.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"
#include "tests/studio/app/LintWalk.h"
#include "tests/studio/app/Wire.h"

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

namespace {

const QStringList kStates{u"home/list"_s,
                          u"home/new-project"_s,
                          u"data/staged"_s,
                          u"schema/sheet"_s,
                          u"ai/providers"_s,
                          u"logs/populated"_s,
                          u"settings/appearance"_s};

/// With long words and mirrored: where most stands beside each other.
const QStringList kTight{u"data/staged"_s,
                         u"data/filterBuilder"_s,
                         u"data/bulk"_s,
                         u"data/columns"_s,
                         u"data/statistics"_s,
                         u"data/formDeleted"_s};

} // namespace

class TestViewsWalk : public QObject
{
    Q_OBJECT

private slots:

    void initTestCase() { REQUIRE_SERVER(); }

    void everyViewHolds()
    {
        QTemporaryDir folder;
        qputenv("HOME", (folder.path() + u"/home"_s).toUtf8());
        QDir().mkpath(folder.path() + u"/home/Socle"_s);
        QStringList faults;
        {
            Stage stage(folder.path(), QSize(1440, 900));
            for (const Shot &shot : allShots()) {
                const QString name = shot.view + u'/' + shot.state;
                if (!kStates.contains(name)) {
                    continue;
                }
                auto &window = static_cast<MainWindow &>(shot.arrange(stage).window());
                for (const QString &theme : {u"dark"_s, u"hc-light"_s, u"hc-dark"_s, u"light"_s}) {
                    window.connections().workspace().setPreference(u"appearance.theme"_s, theme);
                    const QImage picture = photograph(window).toImage();
                    for (const QString &fault : lintContrast(window, picture)) {
                        faults << name + u' ' + theme + u": "_s + fault;
                    }
                }
                for (const QString &fault : lintLayout(window) + lintNames(window)) {
                    faults << name + u": "_s + fault;
                }
            }
            faults += stage.problems();
        }
        QVERIFY2(faults.isEmpty(), qPrintable(u'\n' + faults.join(u'\n')));
    }

    void longWordsAndMirroredHold_data()
    {
        QTest::addColumn<QString>("locale");
        QTest::newRow("long words") << u"en_XA"_s;
        QTest::newRow("mirrored") << u"ar_XB"_s;
    }

    void longWordsAndMirroredHold()
    {
        QFETCH(QString, locale);
        const QStringList faults
            = lintWalk(locale, {100}, [](const QString &state) { return kTight.contains(state); });
        QVERIFY2(faults.isEmpty(), qPrintable(u'\n' + faults.join(u'\n')));
    }
};

SOCLE_TEST_SUITE(TestViewsWalk)
#include "TestViewsWalk.moc"
