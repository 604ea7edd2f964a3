// The keyboard map: out to a file and in again, keys that two actions would share, refused files.
#include "studio/platform/Workspace.h"
#include "studio/shell/Actions.h"
#include "studio/views/settings/KeyMapFile.h"
#include "studio/views/settings/KeyMapPage.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

#include <QAction>
#include <QJsonDocument>

using namespace Qt::StringLiterals;

namespace socle::studio {

class TestKeyMap : public QObject
{
    Q_OBJECT

    static void fill(Actions &actions)
    {
        const auto add = [&](const QString &id, const QString &keys) {
            actions.add({.id = u"act.app."_s + id,
                         .text = id,
                         .icon = {},
                         .keys = QKeySequence::listFromString(keys, QKeySequence::PortableText),
                         .subject = u"View"_s,
                         .help = {}},
                        [] {});
        };
        add(u"palette"_s, u"Ctrl+K"_s);
        add(u"larger"_s, u"Ctrl++; Ctrl+="_s);
        add(u"plain"_s, {});
        actions.setKeymap({});
    }

private slots:

    void goesOutAndComesIn()
    {
        QWidget window;
        Actions actions(&window);
        fill(actions);
        actions.setKeymap(
            {{u"act.app.palette"_s, u"Ctrl+Shift+P"_s}, {u"act.app.larger"_s, QString()}});
        const QByteArray file = keyMapFile(actions.all());
        const QJsonObject keys = QJsonDocument::fromJson(file)[u"keys"_s].toObject();
        QCOMPARE(keys[u"act.app.palette"_s].toString(), u"Ctrl+Shift+P"_s);
        QCOMPARE(keys.size(), 3);
        const auto read = readKeyMapFile(file, actions.all());
        VERIFY_OK(read);
        QVERIFY(read->conflicts.isEmpty());
        QCOMPARE(read->changed,
                 (QJsonObject{{u"act.app.palette"_s, u"Ctrl+Shift+P"_s},
                              {u"act.app.larger"_s, QString()}}));
        actions.setKeymap({});
    }

    void saysWhoWouldShareAKey()
    {
        QWidget window;
        Actions actions(&window);
        fill(actions);
        const auto read = readKeyMapFile(
            R"({"format":"socle-studio-keys","version":1,"keys":{"act.app.plain":"Ctrl+K; Alt+K","act.sql.run":"Ctrl+R"}})",
            actions.all());
        VERIFY_OK(read);
        QCOMPARE(read->conflicts.size(), 1);
        QVERIFY(read->conflicts.first().contains(u"palette"));
        QCOMPARE(read->changed,
                 (QJsonObject{{u"act.app.plain"_s, u"Alt+K"_s}, {u"act.sql.run"_s, u"Ctrl+R"_s}}));
    }

    void refusesOtherFiles_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("no JSON") << QByteArray("keys");
        QTest::newRow("another one's") << QByteArray(R"({"keys":{}})");
        QTest::newRow("newer") << QByteArray(
            R"({"format":"socle-studio-keys","version":2,"keys":{}})");
    }

    void refusesOtherFiles()
    {
        QFETCH(QByteArray, bytes);
        QVERIFY(!readKeyMapFile(bytes, {}));
    }

    void thePageTakesAMapIn()
    {
        const test::TempDir folder;
        auto workspace = Workspace::open(QString::fromStdString(folder.path().string()));
        VERIFY_OK(workspace);
        QWidget window;
        Actions actions(&window);
        fill(actions);
        KeyMapPage page(actions, **workspace);
        page.importMap("nonsense");
        QVERIFY(page.findChild<QWidget *>(u"settings.keys.said"_s) != nullptr);
        QVERIFY((*workspace)->preference(u"keymap"_s).toObject().isEmpty());
        page.importMap(
            R"({"format":"socle-studio-keys","version":1,"keys":{"act.app.plain":"Alt+K"}})");
        QCOMPARE((*workspace)->preference(u"keymap"_s).toObject(),
                 (QJsonObject{{u"act.app.plain"_s, u"Alt+K"_s}}));
    }
};

} // namespace socle::studio

using socle::studio::TestKeyMap;
SOCLE_TEST_SUITE(TestKeyMap)
#include "TestKeyMap.moc"
