// The fourteen field types with their icons and one line of use each, filtered while typing. Arrows
// move, Enter picks.
//
// Object names: schema.field.type.search, schema.field.type.<type>.
//
// Source: studio.md 4.4.1.
#pragma once

#include "studio/kit/Popover.h"

#include <QAbstractButton>

class QGridLayout;

namespace socle::studio {

class FieldUi;
class SearchField;

class TypePicker : public Popover
{
    Q_OBJECT

public:
    explicit TypePicker(QWidget *parent);

    void open(QWidget *anchor);

signals:
    void picked(const QString &type);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    class Tile;
    void filter(const QString &text);
    void setCurrent(int index);
    void pick();

    SearchField *const m_search;
    QGridLayout *const m_grid;
    QVector<Tile *> m_tiles;
    QVector<Tile *> m_shown;
    int m_current = 0;
};

} // namespace socle::studio
