// studio_data_shots: the data browser in each of its states, light and dark, as PNG, against a
// running server.
//
// studio_data_shots ADDRESS IDENTITY PASSWORD OUT [COLLECTION]   (QT_QPA_PLATFORM=offscreen)
//
// A program for people who look at the view; it is not run by the tests. It commits edits: give it
// a server of its own.
#include "studio/api/RecordsEndpoint.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FileItems.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/fields/FieldEditor.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Sheet.h"
#include "studio/kit/SocleStyle.h"
#include "studio/platform/ColorScheme.h"
#include "studio/platform/SecretStore.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Appearance.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/BulkSheet.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/layouts/LayoutPane.h"

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QDir>
#include <QLineEdit>
#include <QPainter>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>

using namespace Qt::StringLiterals;
using namespace socle::studio;

namespace {

struct Step
{
    QString name; // empty: no picture
    std::function<void()> run;
    int waitMs = 900;
};

void runNext(QVector<Step> steps, MainWindow *window, const QString &out)
{
    if (steps.isEmpty()) {
        QApplication::quit();
        return;
    }
    const Step step = steps.takeFirst();
    step.run();
    QTimer::singleShot(step.waitMs, window, [=] {
        if (!step.name.isEmpty()) {
            for (const auto &[kind, word] :
                 {std::pair(ThemeKind::Light, u"light"_s), std::pair(ThemeKind::Dark, u"dark"_s)}) {
                Theme::current().setKind(kind);
                QApplication::sendPostedEvents();
                QPixmap picture = window->grab();
                for (QWidget *top : QApplication::topLevelWidgets()) {
                    if (top != window && top->isVisible()
                        && top->windowFlags().testFlag(Qt::Popup)) {
                        QPainter painter(&picture);
                        painter.drawPixmap(window->mapFromGlobal(top->mapToGlobal(QPoint(0, 0))),
                                           top->grab());
                    }
                }
                picture.save(out + u"/data-"_s + step.name + u'-' + word + u".png"_s);
            }
            Theme::current().setKind(ThemeKind::Light);
            std::fprintf(stderr, "%s\n", qPrintable(step.name));
        }
        runNext(steps, window, out);
    });
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 5) {
        std::fprintf(stderr, "studio_data_shots ADDRESS IDENTITY PASSWORD OUT [COLLECTION]\n");
        return 2;
    }
    SocleStyle::install(application);
    const QString out = arguments.at(4);
    const QString collection = arguments.value(5, u"books"_s);
    QDir().mkpath(out);
    QTemporaryDir folder;
    auto workspace = Workspace::open(folder.path());
    if (!workspace) {
        return 1;
    }
    SecretStore secrets;
    ColorScheme desktop;
    Appearance appearance(**workspace, desktop);
    appearance.apply();
    Theme::current().setMotion(false);
    Theme::current().setKind(ThemeKind::Light);
    Connections connections(**workspace, secrets);
    ViewCatalogue catalogue{
        {u"data"_s,
         "Data",
         u"table"_s,
         u"Alt+2"_s,
         ViewDescriptor::Place::Rail,
         {},
         [](ConnectionContext &context, Shell &shell, const ViewTarget &target) -> View * {
             return new DataView(context, shell, target);
         }}};
    MainWindow window(connections, appearance, catalogue, false);
    window.resize(1440, 900);
    window.show();
    ConnectionProfile profile;
    profile.name = u"Bookshop"_s;
    profile.address = arguments.at(1);
    profile.identity = arguments.at(2);
    const QString id = connections.addRemote(profile, arguments.at(3));
    ConnectionSession *session = connections.open(id);
    session->signIn(arguments.at(2), arguments.at(3));

    const auto view = [&] { return static_cast<DataView *>(window.workbench()->currentView()); };
    const auto grid = [&] { return view()->findChild<DataGrid *>(u"data.grid"_s); };
    const auto model = [&] { return view()->model(); };
    const auto act = [&](const QString &name) {
        for (QAction *action : view()->viewActions()) {
            if (action->objectName() == name) {
                action->trigger();
            }
        }
    };
    const auto set = [&](int row, const QString &field, const QVariant &value) {
        model()->setData(model()->index(row, model()->columnOf(field)), value);
    };
    const auto closePopups = [] {
        while (QWidget *popup = QApplication::activePopupWidget()) {
            popup->close();
        }
    };
    QVector<Step> steps{
        {{}, [&] {}, 2500},
        {u"filled"_s, [&] { window.workbench()->openCollection(collection); }, 2000},
        {u"selected"_s,
         [&] {
             grid()->setCurrentIndex(model()->index(3, model()->columnOf(u"price"_s)));
             window.workbench()->setInspectorVisible(true);
         }},
        {u"staged"_s,
         [&] {
             grid()->setFocus();
             session->context().staging().insert(
                 model()->collection()->id,
                 {{"title", "Invisible Cities"}, {"price", 13.74}, {"status", "published"}});
             set(3, u"price"_s, 14.5);
             set(5, u"status"_s, u"draft"_s);
             grid()->setCurrentIndex(model()->index(7, 1));
             act(u"act.data.delete"_s);
             grid()->setCurrentIndex(model()->index(3, model()->columnOf(u"price"_s)));
         }},
        {u"invalid"_s, [&] { set(6, u"title"_s, QString()); }},
        {u"review"_s,
         [&] {
             set(6, u"title"_s, u"The Memory of Police"_s);
             act(u"act.data.review"_s);
         }},
        {{}, [&] { window.findChild<Sheet *>(u"review"_s)->reject(); }},
        {u"form"_s, [&] { act(u"act.data.new"_s); }},
        {u"columns"_s, [&] { act(u"act.data.columns"_s); }},
        {u"sort"_s,
         [&] {
             closePopups();
             act(u"act.data.sort"_s);
         }},
        {u"builder"_s,
         [&] {
             closePopups();
             act(u"act.data.filter"_s);
         }},
        {u"ask"_s,
         [&] {
             closePopups();
             act(u"act.data.ask"_s);
         }},
        {u"askAnswer"_s,
         [&] {
             auto *popup = view()->findChild<QWidget *>(u"data.ask"_s);
             if (popup == nullptr) {
                 return; // a server that cannot be asked
             }
             popup->findChild<QLineEdit *>(u"data.ask.text"_s)
                 ->setText(u"published books above 12, newest first"_s);
             popup->findChild<QAbstractButton *>(u"data.ask.send"_s)->click();
         },
         2500},
        {u"filtered"_s,
         [&] {
             closePopups();
             window.workbench()->open(
                 ViewTarget{u"data"_s,
                            collection,
                            {},
                            {{u"filter"_s, u"status = 'published' && price >= 12"_s}}});
         }},
        {u"filterText"_s, [&] { act(u"act.data.filterText"_s); }},
        {{}, [&] { act(u"act.data.clearFilter"_s); }, 1500},
        {u"groups"_s, [&] { view()->setGrouping(u"status"_s); }, 1500},
        {u"headerMenu"_s,
         [&] {
             view()->setGrouping({});
             emit grid()->headerMenuRequested(
                 model()->columnOf(u"price"_s),
                 grid()->viewport()->mapToGlobal(QPoint(grid()->width() / 2, 0)));
         }},
        {u"peek"_s,
         [&] {
             closePopups();
             grid()->setCurrentIndex(model()->index(5, model()->columnOf(u"author"_s)));
             emit grid()->quickLookRequested(grid()->currentIndex());
         },
         2000},
        {u"bulk"_s,
         [&] {
             closePopups();
             grid()->selectionModel()->select(
                 QItemSelection(model()->index(2, 0), model()->index(8, 0)),
                 QItemSelectionModel::ClearAndSelect);
             act(u"act.data.bulk"_s);
         },
         1500},
        {u"bulkEdit"_s,
         [&] {
             if (auto *sheet = window.findChild<BulkSheet *>()) {
                 sheet->setOperation(u"price"_s, BulkOperation::Increase);
                 sheet->findChild<QLineEdit *>(u"data.bulk.text.price"_s)->setText(u"+10%"_s);
             }
         }},
        {u"export"_s,
         [&] {
             window.findChild<Sheet *>(u"data.bulk"_s)->reject();
             act(u"act.data.export"_s);
         }},
        {u"upload"_s,
         [&] {
             window.findChild<Sheet *>(u"data.export"_s)->reject();
             const QString path = QDir::temp().filePath(u"new-cover.png"_s);
             QPixmap cover(160, 240);
             cover.fill(colorOf(Color::InsBar));
             cover.save(path);
             set(3, u"cover"_s, localFileItem(path));
             grid()->setCurrentIndex(model()->index(3, model()->columnOf(u"cover"_s)));
         },
         1500},
        {u"board"_s, [&] { view()->setLayoutKind(u"board"_s); }, 2500},
        {u"calendar"_s, [&] { view()->setLayoutKind(u"calendar"_s); }, 2000},
        {u"gallery"_s, [&] { view()->setLayoutKind(u"gallery"_s); }, 3000},
        {u"map"_s, [&] { view()->setLayoutKind(u"map"_s); }, 2000},
        {u"chart"_s, [&] { view()->setLayoutKind(u"chart"_s); }, 2000},
        {u"chartRing"_s,
         [&] {
             view()->pane(u"chart"_s)->setOptions({{u"type"_s, u"ring"_s}});
         },
         1500},
        {u"layoutEmpty"_s,
         [&] {
             view()->setLayoutKind(u"table"_s);
             window.workbench()->openCollection(u"genres"_s);
             QTimer::singleShot(800, &window, [&] { view()->setLayoutKind(u"map"_s); });
         },
         2500},
        {{}, [&] { window.workbench()->openCollection(collection); }, 1500},
        {{},
         [&] {
             act(u"act.data.discard"_s);
             act(u"act.data.filterText"_s);
         }},
        {u"conflict"_s,
         [&] {
             set(2, u"price"_s, 77.0);
             grid()->setCurrentIndex(model()->index(2, model()->columnOf(u"price"_s)));
             const Record record = *model()->recordAt(2);
             RecordsEndpoint(session->context().client())
                 .update(collection, record.id, {{"price", record.value(u"price").toDouble() + 1}});
         },
         2500},
        {u"merge"_s,
         [&] {
             if (auto *merge = window.findChild<QAbstractButton *>(u"data.form.merge"_s)) {
                 merge->click();
             }
         }},
        {{},
         [&] {
             if (auto *accept = window.findChild<QAbstractButton *>(u"merge.accept"_s)) {
                 accept->click();
             }
         }},
        {u"committed"_s,
         [&] {
             set(4,
                 u"title"_s,
                 QString(model()->index(4, model()->columnOf(u"title"_s)).data().toString()
                         + u"."_s));
             view()->save();
         },
         2500},
        {u"filteredEmpty"_s,
         [&] {
             window.workbench()->open(ViewTarget{
                 u"data"_s, collection, {}, {{u"filter"_s, u"price > 1000 && title ~ 'zzz'"_s}}});
         }},
        {u"empty"_s, [&] { window.workbench()->openCollection(u"shops"_s); }, 1500},
        {u"error"_s,
         [&] {
             session->context().moveTo(QUrl(u"http://127.0.0.1:9"_s));
             window.workbench()->openCollection(u"genres"_s);
         },
         5000},
    };
    runNext(steps, &window, out);
    return QApplication::exec();
}
