// The column manager: search, eyes, pins, order, presets; and what else a table looks like: filter
// row, row height (studio.md 4.3.3).
//
// Rows move by their grip, with their arrows or Alt+Shift+Up/Down. Object names:
// data.columns.search, .show.<name>, .pin.<name>, .up.<name>, .down.<name>, .all, .required,
// .filled, .last, .default, .filterRow, .density.
#pragma once

#include "studio/kit/Popover.h"
#include "studio/views/data/ColumnLayout.h"

#include <optional>

class QVBoxLayout;

namespace socle::studio {

class Button;
class SearchField;

class ColumnsPopover : public Popover
{
    Q_OBJECT

public:
    ColumnsPopover(CollectionPtr collection,
                   const QStringList &names,
                   const ColumnLayout &layout,
                   QWidget *parent);

    /// Columns with a value in what is seen; the preset "Non-empty" shows only these.
    void setFilled(const QSet<QString> &names) { m_filled = names; }

    /// What was shown before; the preset "Last used" goes back to it. Without one it is disabled.
    void setLastUsed(const std::optional<ColumnLayout> &layout);

signals:
    void layoutChanged(const socle::studio::ColumnLayout &layout);
    void defaultRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QWidget *makePresets();
    QWidget *makeLook();
    void show(const QSet<QString> &hidden);
    void rebuild();
    QWidget *makeRow(const QString &name, int at, int count);
    void move(const QString &name, int step);
    void moveTo(const QString &name, int to);
    void setHidden(const QString &name, bool hidden);

    CollectionPtr m_collection;
    QStringList m_names;
    ColumnLayout m_layout;
    QSet<QString> m_filled;
    std::optional<ColumnLayout> m_last;
    Button *m_lastButton = nullptr;
    SearchField *const m_search;
    QVBoxLayout *const m_rows;
};

} // namespace socle::studio
