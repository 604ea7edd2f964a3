// The order of a grid: up to eight keys, first one strongest (studio.md 4.3.7).
//
// Object names: data.sort.field.<n>, .direction.<n>, .up.<n>, .remove.<n>, .add.
#pragma once

#include "studio/domain/CollectionSchema.h"
#include "studio/kit/Popover.h"

class QVBoxLayout;

namespace socle::studio {

class Button;
class Text;

class SortPopover : public Popover
{
    Q_OBJECT

public:
    static constexpr int kMaxKeys
        = 8; // protocol::kMaxSortItems counts the tiebreaker too; the design says eight

    SortPopover(CollectionPtr collection, const QStringList &sort, QWidget *parent);

signals:
    void sortChanged(const QStringList &sort);

private:
    void rebuild();
    QWidget *makeRow(int index);
    void change(const QStringList &sort);

    CollectionPtr m_collection;
    QStringList m_sort;
    QVBoxLayout *const m_rows;
    Text *const m_nothing;
    Button *const m_add;
};

} // namespace socle::studio
