// The line above a record's pages: its id, where to go from it, what to do with it
// (studio.md 4.3.13). It stays while the form scrolls.
//
// Every button stands for an action of the data view; the line only shows them. Object names:
// data.form.head, data.form.id, data.form.copyId, data.form.<verb>. UI thread.
#pragma once

#include <QWidget>

class QAction;

namespace socle::studio {

class IconButton;
class Text;

class RecordHead : public QWidget
{
    Q_OBJECT

public:
    explicit RecordHead(QWidget *parent = nullptr);

    /// `isNew`: the id is made with the commit.
    void setRecord(const QString &id, bool isNew);
    /// A button for an action; `verb` names it.
    void addAction(QAction *action, const QString &verb);
    /// An entry of the last button's menu.
    void addMore(QAction *action);

signals:
    void copied(const QString &id);

private:
    Text *const m_id;
    IconButton *const m_copy;
    IconButton *const m_more;
    QString m_record;
    QList<QAction *> m_rest;
};

} // namespace socle::studio
