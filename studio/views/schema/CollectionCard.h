// One collection on the map: header with type icon, name and count, then its fields; drafted
// changes in their colours.
//
// A button: click selects, double click or Enter opens. Painted whole, so that a map of many cards
// stays light. Object name schema.card.<name>.
//
// Source: studio.md 4.4.3; mockups/schema-light.png.
#pragma once

#include "studio/domain/SchemaDraft.h"

#include <QAbstractButton>

namespace socle::studio {

struct CardContent
{
    enum class Mark { None, Added, Removed };

    QString id; // of the collection or its draft
    QString name;
    CollectionType type = CollectionType::Base;
    bool isSystem = false;
    qint64 count = -1; // records, -1: not known
    Mark mark = Mark::None;
    std::vector<DraftField> fields;
};

class CollectionCard : public QAbstractButton
{
    Q_OBJECT

public:
    explicit CollectionCard(QWidget *parent);

    void setCard(const CardContent &content);

    const CardContent &card() const { return m_card; }

    void setCount(qint64 count);
    void setSelected(bool selected);

    /// The visible card inside the widget; around it is room for the shadow.
    QRect cardRect() const;
    /// Middle of a field's row, in widget coordinates; the header's for a field that is not listed.
    int fieldY(const QString &fieldId) const;

    QSize sizeHint() const override;

signals:
    void openRequested();
    void removeRequested();
    /// Arrow keys: to the neighbour in this direction.
    void moveRequested(Qt::Key key);

protected:
    void paintEvent(QPaintEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    int shownRows() const;
    void paintHeader(QPainter &painter, const QRectF &rect) const;
    void paintRow(QPainter &painter, const QRectF &rect, const DraftField &field) const;

    CardContent m_card;
    bool m_selected = false;
};

/// Icon meaning of a collection type.
QString collectionIcon(CollectionType type, bool isSystem);

} // namespace socle::studio
