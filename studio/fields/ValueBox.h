// A box that looks like an input and shows pills or chips that wrap: select, relation and file in
// forms. Opening it is its owner's business.
#pragma once

#include "studio/kit/CellUi.h"
#include "studio/kit/TextField.h"

#include <QAbstractButton>
#include <QVector>

namespace socle::studio {

class ValueBox : public QAbstractButton
{
    Q_OBJECT

public:
    explicit ValueBox(QWidget *parent = nullptr);

    /// Pills, Chips or Thumbnails; an empty list shows the placeholder.
    void setItems(CellContent::Kind kind, const QVector<CellItem> &items);
    void setPlaceholder(const QString &text);
    /// Chevron at the trailing edge; without it the box is for reading only.
    void setOpens(bool opens);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    bool hasHeightForWidth() const override { return true; }

    int heightForWidth(int width) const override;

signals:
    /// Click, Enter, Space, Down or Alt+Down.
    void openRequested();
    /// Delete or Backspace.
    void clearRequested();
    /// A printable key: opens with this text as search.
    void typed(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    QVector<QRectF> place(int width, int *height) const;
    int lineHeight() const;

    CellContent::Kind m_kind = CellContent::Kind::Pills;
    QVector<CellItem> m_items;
    QString m_placeholder;
    bool m_opens = true;
};

} // namespace socle::studio
