// Every action of every view against somebody else's server: each works, or is disabled and says
// why in one line. Nothing asks the server for what it does not have.
//
// With SOCLE_SHOTS (a folder) a picture is taken after each step.
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/Sheet.h"
#include "studio/kit/Text.h"
#include "studio/shell/Workbench.h"
#include "tests/studio/app/Keys.h"
#include "tests/studio/app/ServerProgram.h"

#include <QAction>
#include <QDialog>
#include <QMenu>
#include <QPainter>
#include <QRegularExpression>
#include <QTimer>

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

namespace {

constexpr int kStepMs = 350; // a request to loopback and its paint
constexpr int kClosings = 6; // popover over sheet over sheet
constexpr int kStuckMs = 600; // a dialog or menu with a loop of its own

const QRegularExpression kRaw(
    u"\\{\"|\"status\":|QNetwork|SQLITE|std::|HTTP/1|Something went wrong"_s);

/// What a peer may be asked although it has none of it: the one question that tells it apart.
const QString kWhoAreYou = u"/api/socle"_s;

} // namespace

class TestPeerWalk : public QObject
{
    Q_OBJECT

    /// Closes whatever the last step opened.
    static void dismiss(RunningStudio &studio)
    {
        for (int i = 0; i < kClosings; ++i) {
            if (QWidget *popup = QApplication::activePopupWidget()) {
                popup->close();
            } else if (auto *dialog = qobject_cast<QDialog *>(QApplication::activeModalWidget())) {
                dialog->reject();
            } else {
                const QList<Sheet *> sheets = studio.window->findChildren<Sheet *>();
                for (Sheet *sheet : sheets) {
                    if (sheet->isVisible()) {
                        sheet->reject();
                    }
                }
            }
            Pilot::rest(10);
        }
    }

    static void picture(const RunningStudio &studio, const QString &name)
    {
        const QString folder = qEnvironmentVariable("SOCLE_SHOTS");
        if (folder.isEmpty()) {
            return;
        }
        QPixmap shot = studio.window->grab();
        if (QWidget *popup = QApplication::activePopupWidget()) {
            QPainter painter(&shot);
            painter.drawPixmap(popup->mapToGlobal(QPoint()) - studio.window->mapToGlobal(QPoint()),
                               popup->grab());
        }
        shot.save(
            u"%1/walk-%2-%3.png"_s.arg(folder, QString::fromLatin1(QTest::currentDataTag()), name));
    }

    /// Labels in sight that no person should read.
    static QStringList rawTexts(const MainWindow &window)
    {
        QStringList found;
        for (const Text *label : window.findChildren<Text *>()) {
            if (label->isVisible() && label->text().contains(kRaw)) {
                found << label->objectName() + u": "_s + label->text();
            }
        }
        return found;
    }

    /// Requests answered with an error since `from`.
    static QStringList refusedSince(ConnectionContext &context, const QDateTime &from)
    {
        QStringList found;
        for (const RequestSummary &one : context.client().recentRequests()) {
            const bool isOurs = one.startedAt >= from;
            // A record without what it must have is refused by the server, and says so at the
            // record.
            const bool isKnown = (one.path == kWhoAreYou && one.status == 404)
                || (one.status == 400 && one.purpose.startsWith(u"commit"_s));
            if (isOurs && one.status >= 400 && !isKnown) {
                found << u"%1 %2 -> %3 (%4)"_s.arg(
                    one.method, one.path, QString::number(one.status), one.purpose);
            }
        }
        return found;
    }

private slots:

    void initTestCase() { REQUIRE_SERVER(); }

    void everyActionHolds_data() { addServerPrograms(); }

    void everyActionHolds()
    {
        QFETCH(QString, program);
        ServerProgram server;
        QVERIFY(server.start(program));
        QCOMPARE(server.seed(), QString());

        RunningStudio studio;
        QVERIFY(studio.start());
        studio.window->resize(1440, 900);
        Pilot &pilot = *studio.pilot;
        QVERIFY(connectTo(
            studio, server.address(), u"_superusers"_s, QLatin1String(ServerProgram::kOwner)));
        ConnectionContext &context = studio.session()->context();
        Workbench *bench = studio.window->workbench();
        QStringList faults;

        // Menus and dialogs with loops of their own end by themselves.
        QTimer stuck;
        connect(&stuck, &QTimer::timeout, this, [&studio, &stuck] {
            if (qobject_cast<QMenu *>(QApplication::activePopupWidget()) != nullptr
                || qobject_cast<QDialog *>(QApplication::activeModalWidget()) != nullptr) {
                dismiss(studio);
            }
            stuck.start(kStuckMs);
        });
        stuck.start(kStuckMs);

        const auto visit = [&](const QString &view, const QString &collection) {
            dismiss(studio);
            View *opened = bench->open(ViewTarget{view, collection, {}, {}}, OpenMode::Lasting);
            Pilot::rest(2 * kStepMs);
            return opened;
        };

        struct Stop
        {
            QString view;
            QString collection;
        };

        const QList<Stop> stops{{u"data"_s, u"titles"_s},
                                {u"data"_s, u"long_titles"_s},
                                {u"data"_s, u"users"_s},
                                {u"schema"_s, u"titles"_s},
                                {u"users"_s, u"users"_s},
                                {u"logs"_s, {}},
                                {u"backups"_s, {}},
                                {u"server"_s, {}},
                                {u"changes"_s, {}},
                                {u"import"_s, u"titles"_s},
                                {u"ai"_s, {}}};
        for (const Stop &stop : stops) {
            const QString place
                = stop.collection.isEmpty() ? stop.view : stop.view + u'-' + stop.collection;
            const QDateTime arrival = QDateTime::currentDateTimeUtc();
            View *view = visit(stop.view, stop.collection);
            QVERIFY2(view != nullptr, qPrintable(place));
            QVERIFY(pilot.until(u"the first answer of "_s + place,
                                [&] { return view->state() != View::State::Loading; }));
            if (view->state() == View::State::Error) {
                faults << place + u": error page"_s;
            }
            picture(studio, place);
            for (const QString &one : refusedSince(context, arrival)) {
                faults << place + u": "_s + one;
            }
            if (auto *grid = view->findChild<DataGrid *>(); grid != nullptr && grid->isVisible()) {
                grid->setFocus();
                grid->setCurrentIndex(grid->model()->index(1, 1));
                Pilot::rest(kStepMs);
            }
            QStringList names;
            for (const QAction *action : view->viewActions()) {
                names << action->objectName();
            }
            for (const QString &name : std::as_const(names)) {
                const QList<QAction *> all = view->viewActions();
                const auto found = std::find_if(all.begin(), all.end(), [&](const QAction *one) {
                    return one->objectName() == name;
                });
                if (found == all.end()) {
                    continue; // it was about what is gone now
                }
                QAction *action = *found;
                const QString at = place + u' ' + name;
                if (!action->isEnabled()) {
                    const QString text = QString(action->text()).remove(u'&');
                    if (action->toolTip().isEmpty() || action->toolTip() == text
                        || action->toolTip() == text + u"…"_s) {
                        faults << at + u": disabled, and does not say why"_s;
                    }
                    continue;
                }
                const QDateTime before = QDateTime::currentDateTimeUtc();
                action->trigger();
                Pilot::rest(kStepMs);
                picture(studio, place + u'-' + name.section(u'.', 2));
                for (const QString &raw : rawTexts(*studio.window)) {
                    faults << at + u": "_s + raw;
                }
                for (const QString &one : refusedSince(context, before)) {
                    faults << at + u": "_s + one;
                }
                dismiss(studio);
                if (bench->currentView() != view) {
                    bench->bringForward(view);
                    Pilot::rest(20);
                }
            }
        }
        for (const QString &fault : std::as_const(faults)) {
            qWarning("%s", qPrintable(fault)); // one by one: a long message would be cut
        }
        QCOMPARE(faults.size(), 0);
    }
};

SOCLE_TEST_SUITE(TestPeerWalk)
#include "TestPeerWalk.moc"
