// The ground the cards lie on: layered placement along relations, and the relations themselves as
// orthogonal lines with crow's feet. Scrolls; deterministic for the same input.
//
// Object name schema.cards.
//
// Source: studio.md 4.4.3; mockups/schema-light.png.
#pragma once

#include "studio/views/schema/CollectionCard.h"

#include <QHash>
#include <QScrollArea>

namespace socle::studio {

class SchemaMap : public QScrollArea
{
    Q_OBJECT

public:
    explicit SchemaMap(QWidget *parent = nullptr);

    /// In the server's order; cards of the same id stay the same widget.
    void setCards(const std::vector<CardContent> &cards);
    void setCount(const QString &id, qint64 count);

    CollectionCard *cardOf(const QString &id) const { return m_cards.value(id); }

    void setSelected(const QString &id);

    const QString &selected() const { return m_selected; }

    /// Scrolls there and gives it the focus.
    void focusCard(const QString &id);

signals:
    void selectedChanged(const QString &id);
    void openRequested(const QString &id);
    void removeRequested(const QString &id);
    /// Double click on the ground.
    void newRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    struct Edge
    {
        QString from; // the collection that has the field
        QString field;
        QString to;
        bool isNew = false;
        bool isRemoved = false;
    };

    void arrange();
    QHash<QString, int> ranks() const;
    void paintGround(QPainter &painter) const;
    void paintEdge(QPainter &painter, const Edge &edge, int lane) const;
    void moveFocus(const QString &from, Qt::Key key);

    QWidget *const m_ground;
    QStringList m_order;
    QHash<QString, CollectionCard *> m_cards;
    std::vector<Edge> m_edges;
    QString m_selected;
};

} // namespace socle::studio
