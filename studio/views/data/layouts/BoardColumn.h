// One column of the board: its head, and its cards as a list view. Not for use outside the board.
#pragma once

#include "studio/views/data/layouts/BoardPane.h"

#include <QAbstractListModel>
#include <QListView>
#include <QStyledItemDelegate>

namespace socle::studio {

class IconButton;
class Pill;
class Text;

class CardModel : public QAbstractListModel
{
    Q_OBJECT

public:
    CardModel(BoardPane &pane, int column, QObject *parent);

    void setCards(std::vector<const Record *> cards);

    const Record *at(int row) const
    {
        return row >= 0 && row < static_cast<int>(m_cards.size())
            ? m_cards[static_cast<std::size_t>(row)]
            : nullptr;
    }

    /// Ids as they were set: safe while the records themselves are being exchanged.
    QString idAt(int row) const { return m_ids.value(row); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QStringList mimeTypes() const override;
    QMimeData *mimeData(const QModelIndexList &indexes) const override;

    Qt::DropActions supportedDropActions() const override { return Qt::CopyAction; }

    bool canDropMimeData(const QMimeData *data,
                         Qt::DropAction action,
                         int row,
                         int column,
                         const QModelIndex &parent) const override;
    bool dropMimeData(const QMimeData *data,
                      Qt::DropAction action,
                      int row,
                      int column,
                      const QModelIndex &parent) override;

private:
    BoardPane &m_pane;
    int m_column;
    QStringList m_ids;
    std::vector<const Record *> m_cards; // of the pane, set anew with every change there
};

class CardDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    CardDelegate(BoardPane &pane, QObject *parent)
        : QStyledItemDelegate(parent)
        , m_pane(pane)
    {
    }

    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    /// The file on top of a card; empty without one: the card has no cover then.
    QString coverOf(const JsonObject &values) const;
    void paintCover(QPainter *painter,
                    const QRectF &cover,
                    const Record &record,
                    const QString &name) const;

    BoardPane &m_pane;
};

class BoardColumn : public QWidget
{
    Q_OBJECT

public:
    BoardColumn(BoardPane &pane, int column);

    void show(const QString &title, Tone tone, qint64 count, const QString &sum);

    /// Only its head, on edge.
    void setFolded(bool folded);

    CardModel *model() const { return m_model; }

    QListView *list() const { return m_list; }

signals:
    void endReached();

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    BoardPane &m_pane;
    int m_column;
    Text *m_count;
    Pill *m_title;
    CardModel *m_model;
    QListView *m_list;
    IconButton *m_add;
    IconButton *m_fold;
    bool m_isFolded = false;
};

} // namespace socle::studio
