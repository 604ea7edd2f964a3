// The import on a stub transport: steps, mapping, what stands in the way, failures.
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Button.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/views/import/ImportRun.h"
#include "studio/views/import/ImportView.h"
#include "studio/views/import/StepsPopover.h"
#include "tests/studio/domain/Fixtures.h"
#include "tests/support/KitApplication.h"
#include "tests/support/ShellRecorder.h"
#include "tests/support/TestSuite.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDropEvent>
#include <QFile>
#include <QGuiApplication>
#include <QMimeData>
#include <QStandardPaths>

using namespace socle;
using namespace socle::studio;

class TestImportView : public QObject
{
    Q_OBJECT

    test::TempDir m_folder;
    StubTransport *m_stub = nullptr;
    std::unique_ptr<ConnectionContext> m_context;
    std::unique_ptr<ShellRecorder> m_shell;
    ImportView *m_view = nullptr;

    QString write(const char *name, const QByteArray &text)
    {
        const QString path = QString::fromStdString((m_folder / name).string());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly)) {
            qFatal("no room for fixtures");
        }
        file.write(text);
        return path;
    }

    template <typename T> T *part(const char *name)
    {
        return m_view->findChild<T *>(QLatin1String(name));
    }

private slots:

    void init()
    {
        auto transport = std::make_unique<StubTransport>();
        m_stub = transport.get();
        ConnectionProfile profile;
        profile.address = QStringLiteral("http://x");
        m_context = std::make_unique<ConnectionContext>(profile, std::move(transport), nullptr);
        VERIFY_OK(m_context->schema().assign(sampleCollections()));
        m_shell = std::make_unique<ShellRecorder>();
        m_view = new ImportView(*m_context, *m_shell, {});
        m_shell->host(m_view);
    }

    void cleanup()
    {
        m_shell.reset();
        m_context.reset();
    }

    void beginsWithAPlaceToDrop()
    {
        QVERIFY(part<Button>("import.choose")->isVisible());
        QVERIFY(!part<Button>("import.start")->isVisible());
    }

    void readsAFile_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("description");
        QTest::newRow("csv") << QByteArray("people.csv")
                             << QByteArray("name;age\nAda;36\nGrace;85\n")
                             << QStringLiteral("Semicolon separated, UTF-8");
        QTest::newRow("json in an object")
            << QByteArray("p.json") << QByteArray(R"({"people":[{"name":"Ada"},{"name":"Grace"}]})")
            << QStringLiteral("JSON list \"people\"");
        QTest::newRow("json lines")
            << QByteArray("p.jsonl") << QByteArray("{\"name\":\"Ada\"}\n{\"name\":\"Grace\"}\n")
            << QStringLiteral("JSON lines");
    }

    void readsAFile()
    {
        QFETCH(QByteArray, name);
        QFETCH(QByteArray, text);
        QFETCH(QString, description);
        m_view->addFiles({write(name.constData(), text)});
        QTRY_VERIFY(m_view->drafts().front().isRead);
        const QString words = m_view->drafts().front().description();
        QVERIFY2(words.startsWith(description), qPrintable(words));
        QVERIFY2(words.contains(QStringLiteral("2 rows")), qPrintable(words));
        QCOMPARE(part<DataGrid>("import.preview")->model()->rowCount(), 2);
        QVERIFY(part<Button>("import.start")->isEnabled());
    }

    void aChosenDelimiterReadsAgain()
    {
        m_view->addFiles({write("a.csv", "a;b,c\n1;2,3\n")});
        QTRY_VERIFY(m_view->drafts().front().isRead);
        auto *delimiter = part<Select>("import.delimiter");
        emit delimiter->currentChanged(QStringLiteral("|"));
        QTRY_COMPARE(m_view->drafts().front().columns.size(), 1u);
    }

    void saysWhyAFileCannotBeRead()
    {
        m_view->addFiles({write("empty.csv", "")});
        QTRY_VERIFY(!m_view->drafts().front().problem.isEmpty());
        QVERIFY(!part<Button>("import.start")->isEnabled());
    }

    void saysWhereAFileBreaks_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("row");
        QTest::newRow("it ends inside a row")
            << QByteArray(R"([{"name":"Ada"},{"name":)") << QStringLiteral("Row 2 cannot be read");
        QTest::newRow("a row is no JSON")
            << QByteArray(R"([{"name":"Ada"},{"name":"Grace"},{"name" 1},{"name":"Joan"}])")
            << QStringLiteral("Row 3 cannot be read");
        QTest::newRow("its list does not end")
            << QByteArray(R"([{"name":"Ada"})") << QStringLiteral("Row 2 cannot be read");
        QTest::newRow("it is whole") << QByteArray(R"([{"name":"Ada"}])") << QString();
    }

    /// Before anything runs: at the file, and beside the button that goes on.
    void saysWhereAFileBreaks()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, row);
        m_view->addFiles({write("broken.json", text)});
        QTRY_VERIFY(m_view->drafts().front().isRead);
        const QString words = part<QWidget>("import.file.1")->accessibleName();
        QCOMPARE(words.contains(QStringLiteral("cannot be read")), !row.isEmpty());
        QVERIFY2(words.contains(row), qPrintable(words));
        QCOMPARE(part<Text>("import.note")->text().isEmpty(), row.isEmpty());
        QVERIFY(part<Button>("import.start")->isEnabled()); // what was read may be taken
    }

    void fileNamesBecomeCollections()
    {
        QCOMPARE(
            ImportDraft::nameFor(QStringLiteral("/x/iso_3166-2.json"), m_context->schema(), {}),
            QStringLiteral("iso_3166_2"));
        QCOMPARE(ImportDraft::nameFor(QStringLiteral("/x/books.csv"), m_context->schema(), {}),
                 QStringLiteral("books_2"));
    }

    void refusesWhatCannotRun()
    {
        m_view->addFiles({write("p.csv", "name,age\nAda,36\n")});
        QTRY_VERIFY(m_view->drafts().front().isRead);
        part<Button>("import.start")->click();
        auto *name = part<TextField>("import.name");
        auto *start = part<Button>("import.start");
        QCOMPARE(name->text(), QStringLiteral("p"));
        QVERIFY(start->isEnabled());
        name->selectAll();
        QTest::keyClicks(name, QStringLiteral("books"));
        QVERIFY(!start->isEnabled());
        name->selectAll();
        QTest::keyClicks(name, QStringLiteral("people"));
        QVERIFY(start->isEnabled());
        auto *field = part<TextField>("import.map.2.field");
        field->selectAll();
        QTest::keyClicks(field, QStringLiteral("name"));
        QVERIFY(!start->isEnabled()); // two columns for one field
        part<QCheckBox>("import.map.2")->click();
        QVERIFY(start->isEnabled());
        m_context->setLocked(true);
        m_view->goToStep(0);
        m_view->goToStep(1);
        QVERIFY(!start->isEnabled());
    }

    void makesTheCollectionThatWasDescribed()
    {
        m_stub->on("POST", QStringLiteral("/api/collections"), [](const TransportRequest &request) {
            Json created = *parseJson(viewOf(request.body));
            created.asObject().set("id", "cnew");
            return StubAnswer::json(created);
        });
        int rows = 0;
        m_stub->on("POST",
                   QStringLiteral("/api/collections/people/records"),
                   [&rows](const TransportRequest &) {
                       ++rows;
                       return rows == 2 ? StubAnswer::error(
                                  400,
                                  "Failed to create record.",
                                  R"({"name":{"code":"c","message":"Value must be unique."}})")
                                        : StubAnswer::json(QByteArray(R"({"id":"x"})"));
                   });
        m_view->addFiles({write("people.csv", "name,age,note\nAda,36,a\nGrace,85,b\nMary,92,c\n")});
        QTRY_VERIFY(m_view->drafts().front().isRead);
        part<Button>("import.start")->click();
        part<QCheckBox>("import.map.3")->click(); // without the note
        emit part<Select>("import.map.2.type")->currentChanged(QStringLiteral("text"));
        part<Button>("import.start")->click();
        QCOMPARE(m_view->runs().size(), 1u);
        QTRY_VERIFY(m_view->runs().front()->isEnded());
        const Json sent = *parseJson(
            viewOf(m_stub->requests("POST", QStringLiteral("/api/collections")).front().body));
        QCOMPARE(sent["name"].text(), std::string_view("people"));
        QCOMPARE(sent["fields"].array().size(), 4u); // name, age, created, updated
        QCOMPARE(sent["fields"].array()[1]["type"].text(), std::string_view("text"));
        const ImportRun &run = *m_view->runs().front();
        QCOMPARE(run.summary(), QStringLiteral("2 rows imported, 1 failed"));
        part<Button>("import.run.1.failed")->click();
        auto *failed = part<DataGrid>("import.failed");
        QVERIFY(failed->isVisible());
        QCOMPARE(failed->model()->rowCount(), 1);
        QCOMPARE(failed->model()->index(0, 2).data().toString(),
                 QStringLiteral("Value must be unique."));
        part<Button>("import.run.1.open")->click();
        QCOMPARE(m_shell->openedCollections, QStringList{QStringLiteral("people")});
    }

    void checksWithoutWriting()
    {
        ViewTarget target;
        target.collection = QStringLiteral("books");
        m_view->navigate(target);
        m_view->addFiles({write("check.csv", "title,price\nOne,cheap\nTwo,2\nThree,dear\n,4\n")});
        QTRY_VERIFY(m_view->drafts().front().isRead);
        part<Button>("import.start")->click();
        part<Button>("import.next")->click();
        QCOMPARE(m_view->step(), 2);
        m_shell->shot(QStringLiteral("import-rules"));
        part<Button>("import.next")->click();
        QCOMPARE(m_view->step(), 3);
        auto *causes = part<DataGrid>("import.check.causes");
        QTRY_COMPARE(causes->model()->rowCount(), 2);
        QCOMPARE(part<Text>("import.check.summary")->text(),
                 QStringLiteral("1 row fits, 3 do not"));
        QCOMPARE(causes->model()->index(0, 2).data().toString(), QStringLiteral("2"));
        QCOMPARE(causes->model()->index(0, 3).data().toString(), QStringLiteral("1, 3"));
        m_shell->shot(QStringLiteral("import-check"));
        // One cell is corrected in place, the other row of the cause left out.
        auto *rows = part<DataGrid>("import.check.rows");
        QCOMPARE(rows->model()->rowCount(), 2);
        QVERIFY(rows->model()->setData(rows->model()->index(0, 2), QStringLiteral("1.5")));
        part<Button>("import.check.again")->click();
        QTRY_COMPARE(causes->model()->rowCount(), 2);
        QTRY_COMPARE(rows->model()->rowCount(), 1);
        part<Button>("import.check.leaveOut")->click();
        QTRY_COMPARE(causes->model()->rowCount(), 1);
        QCOMPARE(m_view->drafts().front().leftOut.size(), 1);
        QCOMPARE(m_view->drafts().front().edits.size(), 1);
        QVERIFY(m_stub->requests("POST", QStringLiteral("/api/collections/books/records")).empty());
    }

    void updatesNeedAKey()
    {
        ViewTarget target;
        target.collection = QStringLiteral("books");
        m_view->navigate(target);
        m_view->addFiles({write("update.csv", "title,price\nOne,1\n")});
        QTRY_VERIFY(m_view->drafts().front().isRead);
        part<Button>("import.start")->click();
        part<Button>("import.next")->click();
        emit part<Segmented>("import.mode")->currentChanged(QStringLiteral("update"));
        QCOMPARE(m_view->drafts().front().plan().mode, ImportMode::Update);
        QCOMPARE(m_view->drafts().front().plan().keyField, QStringLiteral("title"));
        emit part<Segmented>("import.onError")->currentChanged(QStringLiteral("stop"));
        QCOMPARE(m_view->drafts().front().plan().onError, OnRowError::Stop);
        QVERIFY(part<Button>("import.start")->isEnabled());
    }

    void changesAColumnOnItsWay()
    {
        m_view->addFiles({write("steps.csv", "name,born\n ada ,24.12.1815\nGrace,9.12.1906\n")});
        QTRY_VERIFY(m_view->drafts().front().isRead);
        part<Button>("import.start")->click();
        // Dates that are no ISO dates come with the change that makes them some.
        const auto &columns = m_view->drafts().front().columns;
        QCOMPARE(columns.at(1).newType, QStringLiteral("date"));
        QCOMPARE(columns.at(1).steps.size(), 1u);
        auto *steps = part<Button>("import.map.1.steps");
        steps->click();
        auto *popover = steps->findChild<StepsPopover *>();
        QVERIFY(popover != nullptr);
        popover->findChild<Button *>(QStringLiteral("import.steps.add"))->click();
        auto *kind = popover->findChild<Select *>(QStringLiteral("import.steps.kind.1"));
        QVERIFY(kind != nullptr);
        emit kind->currentChanged(QString::number(static_cast<int>(ImportStep::Kind::Upper)));
        QCOMPARE(m_view->drafts().front().columns.at(0).steps.size(), 1u);
        QCOMPARE(steps->text(), QStringLiteral("Upper case"));
        popover->close();
    }

    void aRelationIsFoundByName()
    {
        ViewTarget target;
        target.collection = QStringLiteral("books");
        m_view->navigate(target);
        m_view->addFiles({write("related.csv", "title,author\nOne,Ada\n")});
        QTRY_VERIFY(m_view->drafts().front().isRead);
        part<Button>("import.start")->click();
        QCOMPARE(m_view->drafts().front().columns.at(1).matchBy, QStringLiteral("name"));
        auto *create = part<QCheckBox>("import.map.2.create");
        QVERIFY(create->isEnabled());
        create->click();
        QVERIFY(m_view->drafts().front().plan().columns.at(1).createsMissing);
        m_shell->shot(QStringLiteral("import-relation"));
    }

    void takesRowsOfTheClipboard()
    {
        QGuiApplication::clipboard()->setText(QStringLiteral("name\tage\nAda\t36\n"));
        part<Button>("import.paste")->click();
        QCOMPARE(m_view->drafts().size(), 1u);
        QTRY_VERIFY(m_view->drafts().front().isRead);
        QCOMPARE(m_view->drafts().front().preview.source.delimiter, '\t');
        QCOMPARE(m_view->drafts().front().columns.size(), 2u);
    }

    void offersToGoOnWithABrokenImport()
    {
        QStandardPaths::setTestModeEnabled(true);
        auto transport = std::make_unique<StubTransport>();
        transport->on("POST",
                      QStringLiteral("/api/collections/books/records"),
                      StubAnswer::json(QByteArray(R"({"id":"x"})")));
        ConnectionContext context(
            m_context->profile(), std::move(transport), std::make_unique<MemoryDraftStore>());
        VERIFY_OK(context.schema().assign(sampleCollections()));
        ImportPlan plan;
        plan.path = write("broken.csv", "title\nOne\nTwo\nThree\n");
        plan.collectionId = QStringLiteral("cbooks");
        plan.columns = {{.column = QStringLiteral("title"), .field = QStringLiteral("title")}};
        auto entry = ImportJournal::begin(plan, QStringLiteral("broken.csv"));
        VERIFY_OK(entry);
        entry->confirmed = 1;
        entry->target = QStringLiteral("books");
        ImportJournal(*context.drafts()).save(*entry);
        auto *view = new ImportView(context, *m_shell, {});
        m_shell->host(view);
        Button *resume = nullptr; // the list is made anew, and its old lines go a moment later
        QTRY_VERIFY((resume = view->findChild<Button *>(QStringLiteral("import.earlier.1.resume")))
                    && resume->isVisibleTo(view));
        m_shell->shot(QStringLiteral("import-earlier"));
        resume->click();
        QCOMPARE(view->runs().size(), 1u);
        QTRY_VERIFY(view->runs().front()->isEnded());
        QCOMPARE(view->runs().front()->job().state(), ImportJob::State::Finished);
        QCOMPARE(view->runs().front()->job().rowsWritten(), qint64{3});
        QVERIFY(view->runs().front()->undoObstacle().isEmpty() == false); // no created stamp
        ImportJournal(*context.drafts()).remove(*view->runs().front()->job().entry());
        delete view;
    }

    void goesOnWithoutItsTab()
    {
        StubAnswer slow = StubAnswer::json(QByteArray(R"({"id":"x"})"));
        slow.delayMs = 20;
        m_stub->on("POST", QStringLiteral("/api/collections/books/records"), slow);
        ViewTarget target;
        target.collection = QStringLiteral("books");
        m_view->navigate(target);
        m_view->addFiles({write("books.json", R"([{"title":"One"},{"title":"Two"}])")});
        QTRY_VERIFY(m_view->drafts().front().isRead);
        part<Button>("import.start")->click();
        part<Button>("import.start")->click();
        const QPointer<ImportRun> run = m_view->runs().front();
        delete m_view;
        m_view = nullptr;
        QVERIFY(run != nullptr);
        QTRY_COMPARE(
            m_stub->requests("POST", QStringLiteral("/api/collections/books/records")).size(), 2u);
        QTRY_VERIFY2(run == nullptr, qPrintable(run == nullptr ? QString() : run->summary()));
    }

    void everyControlHasItsName()
    {
        m_view->addFiles({write("p.csv", "name,age\nAda,36\n")});
        QTRY_VERIFY(m_view->drafts().front().isRead);
        m_view->goToStep(1);
        for (const QWidget *widget : m_view->findChildren<QWidget *>()) {
            if (widget->isVisible() && (widget->focusPolicy() & Qt::TabFocus) != 0
                && widget->objectName().isEmpty()) {
                QFAIL(qPrintable(QStringLiteral("no objectName: %1 in %2")
                                     .arg(QLatin1String(widget->metaObject()->className()),
                                          widget->parentWidget()->objectName())));
            }
        }
    }
};
SOCLE_TEST_SUITE(TestImportView)
#include "TestImportView.moc"
