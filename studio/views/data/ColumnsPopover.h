// The column manager: search, eyes, pins, order (studio.md 4.3.3).
//
// Rows move with their arrows or Alt+Shift+Up/Down. Object names: data.columns.search,
// .show.<name>, .pin.<name>, .up.<name>, .down.<name>, .all, .required.
#pragma once

#include "studio/kit/Popover.h"
#include "studio/views/data/ColumnLayout.h"

class QVBoxLayout;

namespace socle::studio {

class SearchField;

class ColumnsPopover : public Popover
{
    Q_OBJECT

public:
    ColumnsPopover(CollectionPtr collection,
                   const QStringList &names,
                   const ColumnLayout &layout,
                   QWidget *parent);

signals:
    void layoutChanged(const socle::studio::ColumnLayout &layout);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void rebuild();
    QWidget *makeRow(const QString &name, int at, int count);
    void move(const QString &name, int step);
    void setHidden(const QString &name, bool hidden);

    CollectionPtr m_collection;
    QStringList m_names;
    ColumnLayout m_layout;
    SearchField *const m_search;
    QVBoxLayout *const m_rows;
};

} // namespace socle::studio
