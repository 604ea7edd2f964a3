// Finding a column by its name (Ctrl+Shift+L, studio.md 4.3.3): type, Enter, and the grid shows it.
//
// Object names: data.findColumn, data.findColumn.search, data.findColumn.list.
#pragma once

#include "studio/kit/Popover.h"

#include <QStringList>

class QListWidget;

namespace socle::studio {

class SearchField;

class FindColumnPopover : public Popover
{
    Q_OBJECT

public:
    FindColumnPopover(const QStringList &names, QWidget *parent);

    void focusSearch();

signals:
    void chosen(const QString &name);

private:
    void choose();

    SearchField *const m_search;
    QListWidget *const m_list;
};

} // namespace socle::studio
