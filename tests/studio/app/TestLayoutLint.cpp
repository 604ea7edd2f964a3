// Every state of the screenshots with long words and mirrored, at the sizes of text between which
// the program must hold: nothing is cut off, nothing overlaps, nothing scrolls sideways.
//
// Run by name, as it takes minutes; TestViewsWalk does the same to some states in the suite.
// Source: studio.md 8.2 (7).
#include "tests/studio/app/LintWalk.h"
#include "tests/studio/app/Wire.h"

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

class TestLayoutLint : public QObject
{
    Q_OBJECT

private slots:

    void initTestCase() { REQUIRE_SERVER(); }

    void everyStateHolds_data()
    {
        QTest::addColumn<QString>("locale");
        QTest::newRow("long words") << u"en_XA"_s;
        QTest::newRow("mirrored") << u"ar_XB"_s;
    }

    void everyStateHolds()
    {
        QFETCH(QString, locale);
        const QStringList faults
            = lintWalk(locale, {80, 100, 160}, [](const QString &) { return true; });
        QVERIFY2(faults.isEmpty(), qPrintable(u'\n' + faults.join(u'\n')));
    }
};

SOCLE_TEST_SUITE(TestLayoutLint)
#include "TestLayoutLint.moc"
