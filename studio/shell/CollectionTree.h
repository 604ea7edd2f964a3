// The panel beside the rail: filter, collections in sections, the chosen one's fields, "New
// collection".
//
// Single click opens the preview tab, double click or Enter a lasting one, middle click one in the
// background. Object names: shell.tree, shell.tree.filter, shell.tree.new.
//
// Source: studio.md 3.4.
#pragma once

#include "studio/domain/CollectionSchema.h"
#include "studio/shell/ViewTarget.h"

#include <QListView>
#include <QWidget>

#include <functional>

class QMenu;

namespace socle::studio {

class Button;
class CollectionFields;
class CollectionNews;
class CollectionTreeModel;
class ConnectionContext;
class IconButton;
class SearchField;
class Text;
class Workspace;

class CollectionTree : public QWidget
{
    Q_OBJECT

public:
    CollectionTree(ConnectionContext &context, Workspace &workspace, QWidget *parent = nullptr);

    void focusFilter();
    /// `viewId`: the saved view of it that is open, if any.
    void setCurrentCollection(const QString &name, const QString &viewId = {});
    void setFieldsShown(bool isShown);
    bool areFieldsShown() const;
    /// Lying over the content of a narrow window: with an edge of its own.
    void setFloating(bool floats);

    CollectionTreeModel *model() const { return m_model; }

    /// Asked by the menus: why a view cannot be opened, empty when it can.
    void setRefusals(std::function<QString(const QString &viewId)> refusals)
    {
        m_refusals = std::move(refusals);
    }

signals:
    void openRequested(const QString &collection, socle::studio::OpenMode mode);
    /// Another view of the same collection: "schema", "rules", "api".
    void viewRequested(const QString &viewId, const QString &collection);
    void newCollectionRequested();
    /// `collection` is empty when the file becomes a new one.
    void importRequested(const QString &collection);
    void savedViewRequested(const QString &collection,
                            const QString &viewId,
                            socle::studio::OpenMode mode);
    void newRecordRequested(const QString &collection);
    void exportRequested(const QString &collection);
    /// One line for the status bar.
    void said(const QString &line);
    /// A row was pulled; the drag is run by who knows where it may go.
    void dragRequested(const QString &collection);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    // CollectionTreeMenu.cpp
    enum class Needs { Nothing, Writes, Superuser };
    QAction *addTo(QMenu *menu,
                   const QString &id,
                   const QString &text,
                   std::function<void()> run,
                   Needs needs = Needs::Nothing);
    void addViewTo(QMenu *menu, const QString &viewId, const QString &text, const QString &name);
    void fillReachedMenu(QMenu *menu, const CollectionPtr &collection);
    void openByName();
    void showMenu(const QPoint &position);
    void fillSectionMenu(QMenu *menu, const QModelIndex &section);
    void fillViewMenu(QMenu *menu, const QModelIndex &view);
    void fillCollectionMenu(QMenu *menu, const QModelIndex &row);
    void fillGroupMenu(QMenu *menu, const QString &name);
    void duplicate(const CollectionPtr &collection);
    void askForGroup(const QStringList &collections);
    void askForName(const QString &group);

    void openRow(const QModelIndex &index, OpenMode mode);
    bool treeKey(const QKeyEvent &key);
    void showCurrent();
    bool dragFilter(QEvent *event);
    void dropOnRow(const QString &name, const QModelIndex &row);
    void updateHint();
    void updateNew();
    void askForVisibleCounts();
    QString collectionAt(const QModelIndex &index) const;

    CollectionTreeModel *const m_model;
    SearchField *const m_filter;
    QListView *const m_list;
    Text *const m_hint; // what to do while there is nothing
    CollectionFields *const m_fields;
    IconButton *const m_fieldsButton;
    ConnectionContext &m_context;
    Workspace &m_workspace;
    CollectionNews *const m_news;
    Button *const m_new;
    QString m_current; // name of the collection of the tab in front
    QString m_currentView; // and its saved view
    std::function<QString(const QString &viewId)> m_refusals;
    bool m_isFloating = false;
    QString m_pressed; // collection under the left button
    QPoint m_pressedAt;
};

} // namespace socle::studio
