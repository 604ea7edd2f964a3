// JSON as a tree one can open, change, search and take paths from (studio.md 4.3.4, 4.3.13).
//
// Scalars keep the letters they were written in: a 20-digit number comes back as it was. Editing:
// F2 or double click changes a key or value, Delete takes out, Insert adds, the menu switches the
// type, Ctrl+V puts JSON from the clipboard in place of a value. Object name: the owner's. UI
// thread.
#pragma once

#include <QRegularExpression>
#include <QTreeWidget>

#include <functional>

namespace socle::studio {

class JsonTree : public QTreeWidget
{
    Q_OBJECT

public:
    explicit JsonTree(QWidget *parent = nullptr);

    /// False when `text` is no JSON; the tree then stays as it is.
    bool setJson(const QString &text);
    /// Compact; "" for a tree that was never filled.
    QString json() const;

    void setEditable(bool editable);

    bool isEditable() const { return m_isEditable; }

    /// Shows only branches with a key or value that matches, opened; an empty pattern shows all.
    /// Returns how many matched.
    int search(const QRegularExpression &pattern);
    /// "meta.stock[2]" of an item; keys that are no words stand in brackets and quotes.
    static QString pathOf(const QTreeWidgetItem *item);

    QString currentPath() const { return pathOf(currentItem()); }

    /// Items that stand for something more (relations): asked once per item when it is opened; call
    /// addBranch() with the answer.
    void setBranchSource(std::function<bool(const QString &path, const QString &value)> hasMore,
                         std::function<void(QTreeWidgetItem *item, const QString &value)> fetch);
    void addBranch(QTreeWidgetItem *item, const QString &json);

signals:
    /// Somebody changed the tree.
    void edited();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void openMenu(QTreeWidgetItem *item, const QPoint &at);
    void setType(QTreeWidgetItem *item, const QString &type);
    void takeOut(QTreeWidgetItem *item);
    void addChild(QTreeWidgetItem *item);
    void pasteInto(QTreeWidgetItem *item);
    void copyPath(QTreeWidgetItem *item);
    void itemEdited(QTreeWidgetItem *item, int column);
    void showItem(QTreeWidgetItem *item);
    void renumber(QTreeWidgetItem *parent);

    std::function<bool(const QString &, const QString &)> m_hasMore;
    std::function<void(QTreeWidgetItem *, const QString &)> m_fetch;
    bool m_isEditable = false;
    bool m_isShowing = false;
};

} // namespace socle::studio
