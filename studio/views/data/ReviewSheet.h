// What a commit would write, before it does: a tree of changes, before and after, ticks
// (studio.md 4.3.9).
//
// An unticked change stays staged and is not sent. Problems stand first. Object names: review.tree,
// review.mode, review.diff, review.edit, review.revert, review.copyAs, review.turnOn,
// review.commit.
#pragma once

#include "studio/domain/RecordKey.h"
#include "studio/kit/Sheet.h"

class QLayout;
class QTreeWidget;
class QTreeWidgetItem;

namespace socle::studio {

class ConnectionContext;
class ReviewDiff;
class Text;
struct StagedRecord;

class ReviewSheet : public Sheet
{
    Q_OBJECT

public:
    /// Starts on the changes of `collectionId`; those of other collections are below.
    ReviewSheet(ConnectionContext &context, const QString &collectionId, QWidget *window);

    /// What "Copy as" copies; `form` is a RequestForm.
    QString copyText(int form) const;

signals:
    void commitRequested();
    /// The sheet has closed: the record, and its field unless that is empty, wants to be edited.
    void editRequested(const socle::studio::RecordKey &key, const QString &field);

private:
    void rebuild();
    void addRecord(QTreeWidgetItem *parent, const StagedRecord &record);
    void itemTicked(QTreeWidgetItem *item);
    void showCurrent();
    void showPlan();
    QLayout *makeTools();
    RecordKey currentKey() const;
    void revertCurrent();
    void editCurrent();
    void openCopyMenu();
    void turnBatchOn();

    ConnectionContext &m_context;
    QString m_collectionId;
    QTreeWidget *const m_tree;
    ReviewDiff *const m_diff;
    Text *const m_note;
    Button *m_edit = nullptr;
    Button *m_revert = nullptr;
    Button *m_copy = nullptr;
    Button *m_turnOn = nullptr;
    Button *m_commit = nullptr;
    bool m_isBuilding = false;
};

} // namespace socle::studio
