// What a commit would write, before it does: a tree of changes, before and after, ticks
// (studio.md 4.3.9).
//
// An unticked change stays staged and is not sent. Problems stand first. Object names: review.tree,
// review.diff, review.commit, review.revert.
#pragma once

#include "shared/fields/Field.h"
#include "studio/domain/RecordKey.h"
#include "studio/kit/Sheet.h"

class QTextBrowser;
class QTreeWidget;
class QTreeWidgetItem;

namespace socle::studio {

class ConnectionContext;
class Text;
struct StagedRecord;

class ReviewSheet : public Sheet
{
    Q_OBJECT

public:
    /// Starts on the changes of `collectionId`; those of other collections are below.
    ReviewSheet(ConnectionContext &context, const QString &collectionId, QWidget *window);

signals:
    void commitRequested();

private:
    void rebuild();
    void addRecord(QTreeWidgetItem *parent, const StagedRecord &record);
    void itemTicked(QTreeWidgetItem *item);
    void showCurrent();
    void showPlan();
    void revertCurrent();
    QString diffOf(const StagedRecord &record) const;
    QString wordsOfValue(const Json &value, const fields::Field &field) const;

    ConnectionContext &m_context;
    QString m_collectionId;
    QTreeWidget *const m_tree;
    QTextBrowser *const m_diff;
    Text *const m_note;
    Button *m_revert = nullptr;
    Button *m_commit = nullptr;
    bool m_isBuilding = false;
};

/// `before` and `after` as rich text with the changed words marked in the colours of the theme.
QString markedDiff(const QString &before, const QString &after, bool showsAfter);

} // namespace socle::studio
