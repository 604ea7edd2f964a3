// A monkey at the studio: random clicks, keys, words and actions from a seed, against a real
// server.
//
// What must hold whatever it does: the studio lives, its event loop is not blocked, no label shows
// a raw error, and what is staged at the end is staged after the next start.
//
//   SOCLE_MONKEY_ACTIONS=10000 SOCLE_MONKEY_SEED=7 tests/TestStudioWalks TestMonkey
//
// Run by name; tests/crash/monkey.py plays long rounds. Source: studio.md 8.2.
#include "studio/app/shots/Door.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/Text.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/Workbench.h"
#include "tests/studio/app/Wire.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAction>
#include <QApplication>
#include <QDesktopServices>
#include <QDialog>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonObject>
#include <QLineEdit>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QTimer>

#include <ctime>

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

namespace {

constexpr int kActions = 120;
constexpr quint32 kSeed = 20260314;
constexpr int kTurnMs = 3;
constexpr int kRows = 40;
constexpr double kLongestMs = 50; // release builds
constexpr int kStuckMs = 400; // a dialog or a menu with a loop of its own is sent away
constexpr int kOnDiskMs = 1500; // a draft is on disk within a second

const QRegularExpression kRaw(
    u"\\{\"|\"status\":|QNetwork|SQLITE|sqlite|std::|HTTP/1|0x[0-9a-f]{6}|Segmentation"_s);

/// Ends the studio, or leaves it: not what is tried here.
const QRegularExpression kForbidden(
    u"quit|closeWindow|newWindow|stopServer|home\\.row|\\.stop$|fullScreen|topbar\\.connection|remove|trash"_s,
    QRegularExpression::CaseInsensitiveOption);

double threadMs()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

} // namespace

/// Takes links instead of the desktop.
class LinkEater : public QObject
{
    Q_OBJECT

public slots:

    void eat(const QUrl &) { }
};

class TestMonkey : public QObject
{
    Q_OBJECT

    QTemporaryDir m_root;
    LinkEater m_links;
    QRandomGenerator m_random;
    QStringList m_did; // the last ones, for the report
    double m_longest = 0;
    QString m_longestAt;
    QElapsedTimer m_sinceAction;

    static QString nameOf(const QObject &object)
    {
        return object.objectName().isEmpty() ? QString::fromLatin1(object.metaObject()->className())
                                             : object.objectName();
    }

    int below(qsizetype count)
    {
        return static_cast<int>(m_random.bounded(static_cast<int>(count)));
    }

    QWidget *place(MainWindow &window)
    {
        QWidget *popup = QApplication::activePopupWidget();
        return popup != nullptr ? popup : &window;
    }

    template <typename T> T *oneOf(QWidget &root)
    {
        QList<T *> all = root.findChildren<T *>();
        all.removeIf([](const T *each) {
            const auto *widget = static_cast<const QWidget *>(each);
            return !widget->isVisible() || !widget->isEnabled() || widget->visibleRegion().isEmpty()
                || widget->objectName().contains(kForbidden);
        });
        return all.isEmpty() ? nullptr : all[below(all.size())];
    }

    /// Does one thing and says what.
    QString act(MainWindow &window)
    {
        QWidget &root = *place(window);
        const int dice = below(100);
        if (dice < 30) {
            if (auto *button = oneOf<QAbstractButton>(root)) {
                const QString name = u"click "_s + nameOf(*button);
                QTest::mouseClick(button, Qt::LeftButton);
                return name;
            }
        } else if (dice < 48) {
            if (auto *view = oneOf<QAbstractItemView>(root)) {
                const QSize size = view->viewport()->size();
                const QPoint at(below(std::max(1, size.width())),
                                below(std::max(1, size.height())));
                const QString name = u"cell of "_s + nameOf(*view);
                QTest::mouseClick(view->viewport(), Qt::LeftButton, Qt::NoModifier, at);
                if (dice < 36) {
                    QTest::mouseDClick(view->viewport(), Qt::LeftButton, Qt::NoModifier, at);
                }
                return name;
            }
        } else if (dice < 66) {
            return press(window);
        } else if (dice < 76) {
            if (auto *field = oneOf<QLineEdit>(root)) {
                field->setFocus();
                const QString name = u"words into "_s + nameOf(*field);
                QTest::keyClicks(field, words());
                return name;
            }
        } else if (dice < 92) {
            return trigger(window);
        } else {
            const QSize sizes[] = {{1440, 900}, {960, 600}, {1100, 700}, {1920, 1100}};
            window.resize(sizes[below(4)]);
            return u"resize"_s;
        }
        return u"nothing"_s;
    }

    QString words()
    {
        const QString all[] = {u"a"_s,
                               u"price > 3"_s,
                               u"12*1.2"_s,
                               u"tomorrow 9:00"_s,
                               u"(("_s,
                               u"' OR 1=1 --"_s,
                               u"~ %_ \\ \"x\""_s, // keys are ASCII for QTest
                               u"-99999999999999999999"_s,
                               u"[1, 2"_s};
        return all[below(9)];
    }

    QString press(MainWindow &window)
    {
        const QKeySequence all[] = {{Qt::Key_Return},
                                    {Qt::Key_Escape},
                                    {Qt::Key_Tab},
                                    {Qt::Key_F2},
                                    {Qt::Key_Delete},
                                    {Qt::Key_Space},
                                    {Qt::Key_Down},
                                    {Qt::Key_Right},
                                    {Qt::Key_F6},
                                    {Qt::Key_F5},
                                    {Qt::Key_PageDown},
                                    {Qt::CTRL | Qt::Key_K},
                                    {Qt::CTRL | Qt::Key_N},
                                    {Qt::CTRL | Qt::Key_Z},
                                    {Qt::CTRL | Qt::SHIFT | Qt::Key_Z},
                                    {Qt::CTRL | Qt::Key_S},
                                    {Qt::CTRL | Qt::Key_W},
                                    {Qt::CTRL | Qt::Key_D},
                                    {Qt::CTRL | Qt::Key_A},
                                    {Qt::CTRL | Qt::Key_C},
                                    {Qt::CTRL | Qt::Key_V},
                                    {Qt::CTRL | Qt::Key_Delete},
                                    {Qt::CTRL | Qt::Key_Backslash},
                                    {Qt::CTRL | Qt::SHIFT | Qt::Key_S},
                                    {Qt::ALT | Qt::Key_Left}};
        const QKeyCombination keys = all[below(std::size(all))][0];
        QWidget *at = QApplication::activePopupWidget();
        if (at == nullptr || at->focusWidget() != nullptr) {
            at = at != nullptr                    ? at->focusWidget()
                : window.focusWidget() != nullptr ? window.focusWidget()
                                                  : &window;
        }
        QTest::keyClick(at, keys.key(), keys.keyboardModifiers());
        return u"key "_s + QKeySequence(keys).toString();
    }

    QString trigger(MainWindow &window)
    {
        QList<QAction *> all = window.findChildren<QAction *>();
        all.removeIf([](const QAction *each) {
            return !each->isEnabled() || !each->objectName().startsWith(u"act."_s)
                || each->objectName().contains(kForbidden);
        });
        if (all.isEmpty()) {
            return u"no action"_s;
        }
        QAction *action = all[below(all.size())];
        const QString name = action->objectName();
        action->trigger();
        return name;
    }

    /// Labels that show what a person should never read.
    static QStringList rawTexts()
    {
        QStringList found;
        const QWidgetList windows = QApplication::topLevelWidgets();
        for (const QWidget *window : windows) {
            for (const Text *label : window->findChildren<Text *>()) {
                if (label->isVisible() && label->text().contains(kRaw)) {
                    found << nameOf(*label) + u": "_s + label->text();
                }
            }
        }
        return found;
    }

    void sendAway()
    {
        if (!m_sinceAction.isValid() || m_sinceAction.elapsed() < kStuckMs) {
            return;
        }
        if (QWidget *popup = QApplication::activePopupWidget()) {
            popup->close();
        } else if (auto *dialog = qobject_cast<QDialog *>(QApplication::activeModalWidget())) {
            dialog->reject();
        }
    }

    bool open(RunningStudio &studio, const QString &id)
    {
        return studio.pilot->until(
            u"the project"_s,
            [&] {
                const ConnectionSession *session = studio.window->connections().open(id);
                return session != nullptr && session->phase() == ConnectionSession::Phase::Ready;
            },
            40'000);
    }

    bool seed(RunningStudio &studio)
    {
        ConnectionContext &context = studio.session()->context();
        Door door(QUrl(studio.session()->profile().address), context.client().token());
        QJsonArray fields;
        for (const QString &type : {u"text"_s, u"number"_s, u"bool"_s, u"date"_s, u"json"_s}) {
            fields << QJsonObject{{u"name"_s, QString(u"a_"_s + type)}, {u"type"_s, type}};
        }
        fields << QJsonObject{{u"name"_s, u"a_select"_s},
                              {u"type"_s, u"select"_s},
                              {u"maxSelect"_s, 1},
                              {u"values"_s, QJsonArray{u"one"_s, u"two"_s}}};
        const Door::Answer made
            = door.send("POST",
                        u"/api/collections"_s,
                        {{u"name"_s, u"things"_s}, {u"type"_s, u"base"_s}, {u"fields"_s, fields}});
        QByteArray rows;
        for (int i = 0; i < kRows; ++i) {
            rows += "{\"a_text\":\"Thing " + QByteArray::number(i)
                + "\",\"a_number\":" + QByteArray::number(i) + "}\n";
        }
        const Door::Answer filled = door.sendRows(u"/api/collections/things/import"_s, rows);
        studio.pilot->trigger(u"act.app.reloadSchema"_s);
        return made.isFine() && filled.isFine() && studio.pilot->until(u"the schema"_s, [&context] {
            return context.schema().find(u"things") != nullptr;
        });
    }

private slots:

    void initTestCase()
    {
        REQUIRE_SERVER();
        for (const QString &scheme : {u"http"_s, u"https"_s, u"mailto"_s, u"file"_s}) {
            QDesktopServices::setUrlHandler(scheme, &m_links, "eat");
        }
    }

    void cleanupTestCase()
    {
        for (const QString &scheme : {u"http"_s, u"https"_s, u"mailto"_s, u"file"_s}) {
            QDesktopServices::unsetUrlHandler(scheme);
        }
    }

    void nothingBreaks()
    {
        bool isGiven = false;
        const int given = qEnvironmentVariableIntValue("SOCLE_MONKEY_ACTIONS", &isGiven);
        const int actions = isGiven ? given : kActions;
        const int seed = qEnvironmentVariableIntValue("SOCLE_MONKEY_SEED", &isGiven);
        m_random.seed(isGiven ? static_cast<quint32>(seed) : kSeed);
        QString id;
        int staged = 0;
        {
            RunningStudio studio;
            QVERIFY(studio.start(m_root.path()));
            Connections &connections = studio.window->connections();
            const Result<QString> made = connections.createProject(m_root.path() + u"/p"_s, u"M"_s);
            VERIFY_OK(made);
            id = *made;
            QVERIFY(open(studio, id));
            QVERIFY(this->seed(studio));
            studio.window->workbench()->openCollection(u"things"_s, OpenMode::Lasting);
            QVERIFY(studio.pilot->await(u"data.grid"_s));
            QTimer away;
            connect(&away, &QTimer::timeout, this, &TestMonkey::sendAway);
            away.start(kStuckMs / 2);
            for (int i = 0; i < actions; ++i) {
                m_sinceAction.start();
                const double before = threadMs();
                const QString did = act(*studio.window);
                m_did << did;
                const double took = threadMs() - before;
                if (took > m_longest) {
                    m_longest = took;
                    m_longestAt = did;
                }
                QTest::qWait(kTurnMs);
                if (i % 10 == 0) {
                    const QStringList raw = rawTexts();
                    QVERIFY2(raw.isEmpty(),
                             qPrintable(raw.join(u'\n') + u"\nafter "_s
                                        + m_did.mid(m_did.size() - 12).join(u", "_s)));
                }
                QVERIFY2(studio.window->isVisible(), qPrintable(m_did.last()));
                if (studio.window->workbench() == nullptr) {
                    QVERIFY(open(studio, id)); // it went home
                }
            }
            away.stop();
            sendAway();
            QVERIFY(open(studio, id));
            Pilot::rest(kOnDiskMs);
            staged = studio.window->connections()
                         .session(id)
                         ->context()
                         .staging()
                         .totalCounts()
                         .total();
            bool hasEnded = false;
            connections.stopAll([&hasEnded] { hasEnded = true; });
            QVERIFY(studio.pilot->until(u"the server to end"_s, [&hasEnded] { return hasEnded; }));
        }
        qInfo("%d actions, longest turn %.0f ms of CPU (%s), %d staged at the end",
              actions,
              m_longest,
              qPrintable(m_longestAt),
              staged);
#ifdef NDEBUG
        QVERIFY2(m_longest <= kLongestMs, qPrintable(m_longestAt));
#endif
        RunningStudio next;
        QVERIFY(next.start(m_root.path()));
        QVERIFY(open(next, id));
        QTRY_COMPARE_WITH_TIMEOUT(
            next.window->connections().session(id)->context().staging().totalCounts().total(),
            staged,
            10'000);
        bool hasEnded = false;
        next.window->connections().stopAll([&hasEnded] { hasEnded = true; });
        QVERIFY(next.pilot->until(u"the server to end"_s, [&hasEnded] { return hasEnded; }));
    }
};

SOCLE_TEST_SUITE(TestMonkey)
#include "TestMonkey.moc"
