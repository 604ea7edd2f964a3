// The panel beside the rail: filter, collections in sections, "New collection".
//
// Single click opens the preview tab, double click or Enter a lasting one, middle click one in the
// background. Object names: shell.tree, shell.tree.filter, shell.tree.new.
//
// Source: studio.md 3.4.
#pragma once

#include "studio/shell/ViewTarget.h"

#include <QListView>
#include <QWidget>

namespace socle::studio {

class Button;
class CollectionNews;
class CollectionTreeModel;
class ConnectionContext;
class SearchField;
class Text;
class Workspace;

class CollectionTree : public QWidget
{
    Q_OBJECT

public:
    CollectionTree(ConnectionContext &context, Workspace &workspace, QWidget *parent = nullptr);

    void focusFilter();
    void setCurrentCollection(const QString &name);
    /// Lying over the content of a narrow window: with an edge of its own.
    void setFloating(bool floats);

    CollectionTreeModel *model() const { return m_model; }

signals:
    void openRequested(const QString &collection, socle::studio::OpenMode mode);
    /// Another view of the same collection: "schema", "rules", "api".
    void viewRequested(const QString &viewId, const QString &collection);
    void newCollectionRequested();
    /// `collection` is empty when the file becomes a new one.
    void importRequested(const QString &collection);
    /// A row was pulled; the drag is run by who knows where it may go.
    void dragRequested(const QString &collection);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void showMenu(const QPoint &position);
    void askForGroup(const QStringList &collections);
    bool dragFilter(QEvent *event);
    void dropOnRow(const QString &name, const QModelIndex &row);
    void updateHint();
    void askForVisibleCounts();
    QString collectionAt(const QModelIndex &index) const;

    CollectionTreeModel *const m_model;
    SearchField *const m_filter;
    QListView *const m_list;
    Text *const m_hint; // what to do while there is nothing
    ConnectionContext &m_context;
    CollectionNews *const m_news;
    Button *const m_new;
    bool m_isFloating = false;
    QString m_pressed; // collection under the left button
    QPoint m_pressedAt;
};

} // namespace socle::studio
