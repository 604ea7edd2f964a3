// How the studio starts and ends besides the usual: safe start, links from outside, running work
// and a full disk at quit, and what privacy mode leaves to be read.
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/TaskList.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/Sheet.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/shell/Workbench.h"
#include "tests/studio/app/ServerProgram.h"
#include "tests/studio/app/StudioApplication.h"
#include "tests/support/SmallDisk.h"

#include <QAbstractButton>
#include <QApplication>
#include <QScopeGuard>
#include <QUrl>

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

class TestStart : public QObject
{
    Q_OBJECT

    ServerProgram m_server;

    bool connect(RunningStudio &studio) const
    {
        return connectTo(
            studio, m_server.address(), u"_superusers"_s, QLatin1String(ServerProgram::kOwner));
    }

    static QString shownTexts(const QWidget &root)
    {
        QStringList all;
        for (const Text *text : root.findChildren<Text *>()) {
            if (text->isVisible()) {
                all << text->text();
            }
        }
        return all.join(u'\n');
    }

    static void closePopup()
    {
        if (QWidget *popup = QApplication::activePopupWidget()) {
            popup->close();
        }
    }

    /// What a camera could read of the known addresses: every visible label, button and field that
    /// is not behind the veil. Tables blur their cells themselves and are not looked into.
    static QStringList readable(const QString &address)
    {
        const QStringList secrets{QLatin1String(ServerProgram::kOwner),
                                  QLatin1String(ServerProgram::kReader),
                                  u"desk@library.example"_s,
                                  address,
                                  QUrl(address).authority()};
        QStringList found;
        const QWidgetList widgets = QApplication::allWidgets();
        for (const QWidget *widget : widgets) {
            bool isVeiled = !widget->isVisible();
            for (const QWidget *up = widget; up != nullptr && !isVeiled; up = up->parentWidget()) {
                isVeiled = Privacy::isGuarded(up);
            }
            if (isVeiled) {
                continue;
            }
            QStringList texts{widget->toolTip(), widget->windowTitle(), widget->accessibleName()};
            for (const char *property : {"text", "plainText", "title", "description"}) {
                texts << widget->property(property).toString();
            }
            for (const QString &secret : secrets) {
                for (const QString &text : std::as_const(texts)) {
                    if (text.contains(secret)) {
                        found << u"%1 (%2): %3"_s.arg(
                            widget->objectName(),
                            QLatin1String(widget->metaObject()->className()),
                            text.left(120));
                    }
                }
            }
        }
        found.removeDuplicates();
        return found;
    }

private slots:

    void initTestCase()
    {
        REQUIRE_SERVER();
        QVERIFY(m_server.start(*findBackendProgram()));
        QCOMPARE(m_server.seed(), QString());
    }

    void aSafeStartRestoresNothing()
    {
        QTemporaryDir root;
        {
            RunningStudio studio;
            QVERIFY(studio.start(root.path()));
            QVERIFY(connect(studio));
            studio.window->workbench()->openCollection(u"titles"_s, OpenMode::Lasting);
            studio.window->workbench()->storeState();
            studio.window->close(); // stores what was open; a remote server has nothing to end
            Pilot::rest(200);
        }
        // What is to be left alone is there.
        {
            RunningStudio usual;
            QVERIFY(usual.start(root.path()));
            QVERIFY(usual.window->workbench() != nullptr);
        }
        Options options;
        options.workspaceFolder = root.path() + u"/workspace"_s;
        options.isSafe = true;
        auto safe = Wiring::make(options);
        VERIFY_OK(safe);
        const std::unique_ptr<Wiring> wiring = safe.takeValue();
        wiring->start(options);
        MainWindow &window = wiring->window();
        Pilot pilot(window);
        QVERIFY(pilot.await(u"home.list"_s));
        QVERIFY(window.workbench() == nullptr);
        QVERIFY(window.connections().sessions().isEmpty());
        QVERIFY2(shownTexts(window).contains(u"Safe start"_s), qPrintable(shownTexts(window)));
        bool offers = false;
        for (const QAbstractButton *button : window.findChildren<QAbstractButton *>()) {
            offers = offers || (button->isVisible() && button->text() == u"Reset window state"_s);
        }
        QVERIFY(offers);
    }

    void aLinkFromOutsideOnlyFillsTheSheet()
    {
        RunningStudio studio;
        QVERIFY(studio.start());
        const auto profiles = studio.window->connections().workspace().connections().size();
        studio.window->showMinimized();
        studio.wiring->raise({u"socle-studio://connect?address=%1&name=Library&identity=%2"_s.arg(
            QString::fromLatin1(QUrl::toPercentEncoding(m_server.address())),
            QLatin1String(ServerProgram::kOwner))});
        QVERIFY(!studio.window->isMinimized());
        const auto text = [&](const QString &part) {
            const auto *field
                = qobject_cast<TextField *>(studio.pilot->await(u"home.connectSheet."_s + part));
            return field == nullptr ? QString() : field->text();
        };
        QCOMPARE(text(u"address"_s), m_server.address());
        QCOMPARE(text(u"name"_s), u"Library"_s);
        QCOMPARE(text(u"identity"_s), QLatin1String(ServerProgram::kOwner));
        QCOMPARE(text(u"password"_s), QString());
        Pilot::rest(500); // whatever it does by itself
        QVERIFY(studio.window->connections().sessions().isEmpty());
        QCOMPARE(studio.window->connections().workspace().connections().size(), profiles);
    }

    void quittingAsksOnceWhileTasksRun()
    {
        RunningStudio studio;
        QVERIFY(studio.start());
        QVERIFY(connect(studio));
        Task *task = studio.session()->context().tasks().add(u"Import books"_s);
        QTRY_COMPARE(task->state(), Task::State::Running);
        studio.window->close();
        auto *sheet = studio.pilot->await(u"shell.quit"_s);
        QVERIFY(sheet != nullptr);
        QVERIFY2(shownTexts(*sheet).contains(u"Import books"_s), qPrintable(shownTexts(*sheet)));
        studio.window->close(); // asked already
        QCOMPARE(studio.window->findChildren<Sheet *>(u"shell.quit"_s).size(), 1);
        QVERIFY(studio.pilot->click(u"shell.quit.stay"_s));
        QVERIFY(studio.window->isVisible());
        Pilot::rest(50);
        task->succeed(u"Done"_s);
        studio.window->close(); // nothing runs any more
        QTRY_VERIFY(!studio.window->isVisible());
    }

    void aFullDiskIsSaidWhileItLasts()
    {
        SmallDisk disk("4m");
        if (!disk.isReal()) {
            QSKIP("no disk of its own can be mounted here");
        }
        RunningStudio studio;
        QVERIFY(studio.start(disk.path()));
        QVERIFY(connect(studio));
        Workspace &workspace = studio.window->connections().workspace();
        QVERIFY(workspace.flush());
        disk.fill();
        workspace.putDraft(
            {u"c"_s, u"staged/books/b1"_s, u"staged"_s, QByteArray(200'000, 'w'), {}});
        QTRY_VERIFY(shownTexts(*studio.window).contains(u"cannot store what you do"_s));
        studio.window->close();
        QVERIFY(studio.pilot->await(u"shell.unstored"_s));
        QVERIFY(studio.window->isVisible());
        QVERIFY(studio.pilot->click(u"shell.unstored.stay"_s));
        disk.free();
        QTRY_VERIFY_WITH_TIMEOUT(
            !shownTexts(*studio.window).contains(u"cannot store what you do"_s), 10'000);
    }

    /// Addresses, of people and of servers, in sight and not blurred, wherever one looks.
    void privacyModeLeavesNothingToRead()
    {
        RunningStudio studio;
        QVERIFY(studio.start());
        QVERIFY(connect(studio));
        const QString title = studio.window->windowTitle();
        studio.pilot->trigger(u"act.app.privacy"_s);
        const auto off = qScopeGuard([] { Privacy::current().setOn(false); });
        QVERIFY(studio.window->windowTitle() != title);
        Workbench &bench = *studio.window->workbench();
        const auto check = [&](const QString &where) {
            Pilot::rest(400); // a request and its paint
            const QStringList found = readable(m_server.address());
            QVERIFY2(found.isEmpty(), qPrintable(where + u":\n"_s + found.join(u'\n')));
        };
        bench.openCollection(u"users"_s, OpenMode::Lasting);
        check(u"a table of accounts"_s);
        bench.open(RecordRef{u"titles"_s, {}}, OpenMode::Lasting);
        bench.setInspectorVisible(true);
        check(u"a table with an e-mail field"_s);
        bench.open({u"users"_s, {}, {}, {}}, OpenMode::Lasting);
        check(u"users"_s);
        for (const QString &page : {u"application"_s, u"mail"_s}) {
            bench.open({u"server"_s, {}, {}, {{u"page"_s, page}}}, OpenMode::Lasting);
            check(page);
        }
        studio.pilot->trigger(u"act.app.details"_s);
        check(u"details of the connection"_s);
        closePopup();
        studio.pilot->trigger(u"act.app.switch"_s);
        check(u"the switcher"_s);
        closePopup();
        studio.window->showHome();
        check(u"home"_s);
        studio.wiring->raise({u"socle-studio://connect?address=%1&identity=%2"_s.arg(
            QString::fromLatin1(QUrl::toPercentEncoding(m_server.address())),
            QLatin1String(ServerProgram::kOwner))});
        check(u"the connect sheet"_s);
    }

    /// A sheet lies over the window: it goes with the connection it looks at.
    void aSheetGoesWithItsConnection()
    {
        RunningStudio studio;
        QVERIFY(studio.start());
        QVERIFY(connect(studio));
        studio.pilot->trigger(u"act.app.network"_s);
        const QPointer<QWidget> sheet = studio.pilot->await(u"shell.network"_s);
        QVERIFY(sheet != nullptr);
        studio.window->connections().stop(studio.session()->profile().id);
        QTRY_VERIFY(sheet == nullptr);
        QVERIFY(studio.window->workbench() == nullptr);
    }
};

SOCLE_TEST_SUITE(TestStart)
#include "TestStart.moc"
