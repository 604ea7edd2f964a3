// Alt+Left and Alt+Right in views without a place of their own in the tree: the pages of the
// settings, the filters of the logs.
#include "studio/shell/View.h"
#include "tests/studio/app/DeskWalk.h"

#include <QLineEdit>

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

class TestBackForward : public DeskWalk
{
    Q_OBJECT

    View *view() { return m_keys.bench()->currentView(); }

    void back() { pilot().press(Qt::Key_Left, Qt::AltModifier); }

    void forward() { pilot().press(Qt::Key_Right, Qt::AltModifier); }

private slots:

    void pagesOfTheSettings()
    {
        pilot().press(Qt::Key_Comma, Qt::ControlModifier);
        QVERIFY(pilot().await(u"settings.pages.appearance"_s));
        const auto isOn = [&](const QString &page) {
            return pilot().until(page, [&] {
                return view() != nullptr && view()->saveState()[u"page"_s].toString() == page;
            });
        };
        QVERIFY(pilot().click(u"settings.pages.appearance"_s));
        QVERIFY(isOn(u"appearance"_s));
        QVERIFY(pilot().click(u"settings.pages.keys"_s));
        QVERIFY(isOn(u"keys"_s));
        back();
        QVERIFY(isOn(u"appearance"_s));
        QVERIFY(view()->canGoForward());
        forward();
        QVERIFY(isOn(u"keys"_s));
        QVERIFY(!view()->canGoForward());
    }

    void filtersOfTheLogs()
    {
        pilot().press(Qt::Key_0, Qt::AltModifier);
        QVERIFY(pilot().await(u"logs.filter"_s));
        const auto says = [&](const QString &words) {
            return pilot().until(u"the filter \"%1\""_s.arg(words), [&] {
                const auto *field = qobject_cast<QLineEdit *>(pilot().find(u"logs.filter"_s));
                return field != nullptr && field->text() == words;
            });
        };
        QVERIFY(pilot().type(u"logs.filter"_s, u"records"_s));
        QVERIFY(pilot().until(u"the way back"_s, [&] { return view()->canGoBack(); }));
        back();
        QVERIFY(says({}));
        QVERIFY(pilot().until(u"the way on"_s, [&] { return view()->canGoForward(); }));
        forward();
        QVERIFY(says(u"records"_s));
    }
};

SOCLE_TEST_SUITE(TestBackForward)
#include "TestBackForward.moc"
