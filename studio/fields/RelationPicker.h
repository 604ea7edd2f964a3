// Chooses records of another collection: search as you type, the chosen ones on top, one or several
// with a limit.
//
// Searches the target's text fields through its API (`~`), 180 ms after the last key, newest answer
// wins. Shown inside a Popover or a sheet; keyboard: Up, Down, Enter chooses, Space toggles in a
// multiple one, Ctrl+Enter opens the record. UI thread.
#pragma once

#include "studio/domain/CollectionSchema.h"
#include "studio/fields/EditorContext.h"

#include <QHash>
#include <QStringList>
#include <QWidget>

#include <memory>

namespace socle::studio {

/// A related record as the picker and the chips show it.
struct RelatedRecord
{
    QString id = {};
    QString label = {}; // value of the target's label field, or the id
    QString detail = {}; // second line: e-mail, name, id
};

/// Up and Down walk, Enter chooses (again: that was all), Backspace takes out, Space looks at the
/// record, Ctrl+Enter opens it, Alt+Shift+Up and Down or the hand change the order of the chosen.
class RelationPicker : public QWidget
{
    Q_OBJECT

public:
    /// `target` may be null (unknown collection): then only ids can be entered.
    RelationPicker(CollectionPtr target, const EditorContext &context, QWidget *parent = nullptr);
    ~RelationPicker() override;

    /// 1: single. Several: at least `minimum` (shown only), at most `maximum`.
    void setLimits(int minimum, int maximum);
    void setSelected(const QStringList &ids);
    QStringList selected() const;
    /// What the picker knows of an id; label = id when unknown.
    RelatedRecord record(const QString &id) const;
    /// Label known beforehand (expanded records of a grid).
    void addKnown(const RelatedRecord &record);
    /// Asks for what is typed now, at once.
    void searchNow();
    void setSearchText(const QString &text);
    /// Ids of the rows shown, top down.
    QStringList shownIds() const;
    void focusSearch();

    QSize sizeHint() const override;

signals:
    void selectionChanged(const QStringList &ids);
    /// A single choice was made, or Enter on a chosen row of a multiple picker: the popover may
    /// close.
    void accepted();
    void cancelled();
    void openRequested(const QString &id);
    /// The list shows an answer.
    void resultsShown();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

/// Filter text that finds `text` in a target collection: id, label field and every other text-like
/// field, joined with ||.
QString relationSearchFilter(const CollectionSchema &target, const QString &text);
/// Label and second line of a record of the target.
RelatedRecord relatedRecordOf(const CollectionSchema &target, const JsonObject &record);

} // namespace socle::studio
