// Somebody who is no superuser connects: the studio shows what that account can read, says why
// there is no more, and what it edits is committed by its rules.
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/ReachedCollections.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/FieldRow.h"
#include "studio/shell/CollectionTree.h"
#include "studio/shell/Workbench.h"
#include "tests/studio/app/Keys.h"
#include "tests/studio/app/ServerProgram.h"
#include "tests/studio/app/StudioApplication.h"

#include <QAbstractButton>

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

class TestAccount : public QObject
{
    Q_OBJECT

    static void picture(const RunningStudio &studio, const QString &name)
    {
        if (const QString folder = qEnvironmentVariable("SOCLE_SHOTS"); !folder.isEmpty()) {
            for (const QString &theme : {u"dark"_s, u"light"_s}) {
                studio.window->connections().workspace().setPreference(u"appearance.theme"_s,
                                                                       theme);
                Pilot::rest(300);
                studio.window->grab().save(u"%1/account-%2-%3-%4.png"_s.arg(
                    folder, QString::fromLatin1(QTest::currentDataTag()), name, theme));
            }
        }
    }

private slots:

    void initTestCase() { REQUIRE_SERVER(); }

    void seesWhatItCanReach_data() { addServerPrograms(); }

    void seesWhatItCanReach()
    {
        QFETCH(QString, program);
        ServerProgram server;
        QVERIFY(server.start(program));
        QCOMPARE(server.seed(), QString());

        RunningStudio studio;
        QVERIFY(studio.start());
        studio.window->resize(1440, 900);
        Pilot &pilot = *studio.pilot;
        QVERIFY(
            connectTo(studio, server.address(), u"users"_s, QLatin1String(ServerProgram::kReader)));
        ConnectionContext &context = studio.session()->context();
        QVERIFY(!context.isSuperuser());
        SchemaStore &schema = context.schema();

        // Its own collection is all that is known at first; what needs more says so.
        QVERIFY(schema.isGuessed());
        QVERIFY(schema.find(u"users") != nullptr);
        QVERIFY(schema.find(u"users")->isAuth());
        QCOMPARE(schema.collections().size(), std::size_t{1});
        QVERIFY(pilot.await(u"shell.tree.hint"_s));
        for (const QString &view : {u"schema"_s, u"logs"_s, u"backups"_s, u"server"_s}) {
            QWidget *item = pilot.find(u"shell.rail."_s + view);
            QVERIFY2(item != nullptr && !item->isEnabled(), qPrintable(view));
            QVERIFY2(item->toolTip().contains(u"superuser"_s), qPrintable(item->toolTip()));
        }
        picture(studio, u"first"_s);

        // By name: what is not there, what is locked, what can be read.
        const auto open = [&](const QString &name) {
            return pilot.click(u"shell.tree.new"_s) && pilot.type(u"shell.reach.name"_s, name)
                && pilot.click(u"shell.reach.accept"_s);
        };
        const auto error = [&] {
            const QWidget *field = pilot.find(u"shell.reach.name"_s);
            const auto *row
                = field == nullptr ? nullptr : qobject_cast<FieldRow *>(field->parentWidget());
            return row == nullptr ? QString() : row->error();
        };
        QVERIFY(open(u"nothing_here"_s));
        QVERIFY(pilot.until(u"the refusal"_s, [&] { return !error().isEmpty(); }));
        QCOMPARE(error(), u"There is no collection called nothing_here"_s);
        QVERIFY(pilot.type(u"shell.reach.name"_s, u"ledger"_s));
        QVERIFY(pilot.click(u"shell.reach.accept"_s));
        QVERIFY(pilot.until(u"the second refusal"_s, [&] { return !error().isEmpty(); }));
        QCOMPARE(error(), u"ledger is there, but only superusers may list it"_s);
        picture(studio, u"refused"_s);
        QVERIFY(pilot.type(u"shell.reach.name"_s, u"titles"_s));
        QVERIFY(pilot.click(u"shell.reach.accept"_s));

        // Its fields are those its records show, and what they point to came along.
        QVERIFY(pilot.until(u"the collection"_s, [&] {
            return schema.find(u"titles") != nullptr && schema.find(u"authors") != nullptr;
        }));
        const CollectionPtr titles = schema.find(u"titles");
        const QHash<QString, QString> types{{u"title"_s, u"text"_s},
                                            {u"summary"_s, u"editor"_s},
                                            {u"pages"_s, u"number"_s},
                                            {u"lent"_s, u"bool"_s},
                                            {u"contact"_s, u"email"_s},
                                            {u"link"_s, u"url"_s},
                                            {u"published"_s, u"date"_s},
                                            {u"author"_s, u"relation"_s},
                                            {u"meta"_s, u"json"_s},
                                            {u"place"_s, u"geoPoint"_s},
                                            {u"updated"_s, u"autodate"_s}};
        for (auto it = types.begin(); it != types.end(); ++it) {
            const fields::Field *field = titles->field(it.key());
            QVERIFY2(field != nullptr, qPrintable(it.key()));
            QCOMPARE(QString::fromStdString(field->type), it.value());
        }
        QCOMPARE(CollectionSchema::relationTarget(*titles->field(u"author")),
                 schema.find(u"authors")->id);
        Keys keys(studio);
        QVERIFY(pilot.until(u"its rows"_s, [&] {
            const auto *grid = qobject_cast<DataGrid *>(pilot.find(u"data.grid"_s));
            return grid != nullptr && grid->model()->rowCount() == 40;
        }));
        picture(studio, u"titles"_s);

        // What it edits is committed as itself.
        QVERIFY(keys.toGrid());
        QVERIFY(keys.edit(0, u"title"_s, u"Read by a reader"_s));
        pilot.press(Qt::Key_S, Qt::ControlModifier);
        QVERIFY(pilot.until(u"the commit"_s, [&] {
            return server.door()
                       .get(
                           u"/api/collections/titles/records?filter=title='Read%20by%20a%20reader'"_s)
                       .body[u"totalItems"_s]
                       .toInt()
                == 1;
        }));

        // It is still there the next time, and leaves on demand.
        QCOMPARE(context.reached().opened(), QStringList{u"titles"_s});
        context.reached().forget(u"titles"_s);
        QVERIFY(context.reached().opened().isEmpty());
    }
};

SOCLE_TEST_SUITE(TestAccount)
#include "TestAccount.moc"
