// Where the studio begins: three things to do, and the projects and servers of this user.
//
// States: empty (cards only, centred), filled (cards and list). A row shows a server starting and a
// failed start in place. Object names: home.new|open|connect|list|search|sample, home.row.<id>.
//
// Source: studio.md 3.12, 4.1; mockups/home-light.png.
#pragma once

#include "studio/shell/View.h"
#include "studio/views/home/Samples.h"

#include <QHash>

class QVBoxLayout;

namespace socle::studio {

class Card;
class Connections;
class MainWindow;
class IconButton;
class ProjectList;
class SearchField;
class Text;

class HomeView : public View
{
    Q_OBJECT

public:
    HomeView(Connections &connections, MainWindow &window);

    QList<QAction *> viewActions() const override { return m_actions; }

    void refresh() override;
    void activated() override;
    void deactivated() override;
    bool find() override;
    bool createNew() override;

    void showNewProject();
    void showOpenData(const QString &path = {});
    void showConnect(const QString &address = {},
                     const QString &name = {},
                     const QString &identity = {});
    /// The list as a file without secrets; known ones and folders of other machines are left out.
    void importBook(const QString &path);
    void exportBook(const QString &path);
    /// Name, group, environment and notes of one connection.
    void editEntry(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    QWidget *makeHeader();
    QWidget *makeCards();
    void fill();
    void makeBookActions();
    void measureSizes();
    void toggleKeepRunning(const QString &id);
    void removeEntry(const QString &id);
    void trashEntry(const QString &id);
    void showFolder(const QString &id);
    void showLog(const QString &id);
    void showListMenu();
    void chooseBook(bool isImport);
    /// The seeded project: opens the one there is, or makes it.
    void exploreSample();
    /// Plays `steps` once the server of this connection is ready, then opens `collection` (if any).
    void fillProject(const QString &id,
                     const QString &title,
                     std::vector<SampleStep> steps,
                     const QString &collection);

    Connections &m_connections;
    MainWindow &m_window;
    QList<QAction *> m_actions;
    QWidget *m_first = nullptr; // the card "New local project"
    SearchField *m_search = nullptr;
    QWidget *m_listPart = nullptr;
    IconButton *m_listMenu = nullptr;
    ProjectList *m_list = nullptr;
    QAction *m_import = nullptr;
    QAction *m_export = nullptr;
};

} // namespace socle::studio
