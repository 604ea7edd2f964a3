// A floating panel anchored to something: pickers, editors, column managers. Closes with Esc or a
// click outside.
#pragma once

#include <QWidget>

class QVBoxLayout;

namespace socle::studio {

class Popover : public QWidget
{
    Q_OBJECT

public:
    enum class Side { Below, Above };

    explicit Popover(QWidget *parent);

    QVBoxLayout *body() const { return m_body; }

    /// Padding of the body; 8 by default, 0 for lists.
    void setPadding(int pixels);
    /// Shows it 8 px below (or above, when there is no room) the leading edge of `anchor`.
    void showFor(QWidget *anchor, Side side = Side::Below);
    /// The same for a rectangle in `widget` coordinates (a cell).
    void showForRect(QWidget *widget, const QRect &rect, Side side = Side::Below);
    /// Deletes itself when closed (default false).
    void setDeleteOnClose(bool on);

signals:
    void closed();

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool focusNextPrevChild(bool next) override;
    void hideEvent(QHideEvent *event) override;

private:
    QVBoxLayout *m_body;
};

} // namespace socle::studio
