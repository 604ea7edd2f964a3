// Who cannot see or cannot hold a mouse: every control that takes the focus has a role and shows
// that it has it, and no icon stands there without a word.
//
// All states of the screenshots in which nothing fails; run by name, as it takes a minute.
#include "studio/app/shots/Lint.h"
#include "studio/app/shots/Shots.h"
#include "studio/shell/MainWindow.h"
#include "tests/studio/app/Wire.h"
#include "tests/support/KitApplication.h"

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

class TestAccess : public QObject
{
    Q_OBJECT

private slots:

    void initTestCase() { REQUIRE_SERVER(); }

    void everyControlIsReached()
    {
        QTemporaryDir folder;
        qputenv("HOME", (folder.path() + u"/home"_s).toUtf8());
        QDir().mkpath(folder.path() + u"/home/Socle"_s);
        QStringList faults;
        {
            Stage stage(folder.path(), QSize(1440, 900));
            for (const Shot &shot : allShots()) {
                if (shot.state == u"loading"_s || shot.state == u"offline"_s
                    || shot.state == u"failed"_s) {
                    continue; // nothing of their own to reach
                }
                auto &window = static_cast<MainWindow &>(shot.arrange(stage).window());
                for (const QString &fault : lintRoles(window) + lintFocus(window)) {
                    faults << shot.view + u'/' + shot.state + u": "_s + fault;
                }
            }
        }
        faults.sort();
        for (const QString &fault : std::as_const(faults)) {
            qWarning("%s", qPrintable(fault)); // a message is cut, a list is not
        }
        QCOMPARE(faults.size(), 0);
    }
};

SOCLE_TEST_SUITE(TestAccess)
#include "TestAccess.moc"
