// A toolbar that does not fit shows some of its buttons by their icon alone, so that no word is cut
// (studio.md 8.2.7): narrow panes, long languages, 160 %.
//
// What the row needs is asked of its layout with every word shown, so the answer does not depend on
// what is folded at the moment and the row cannot swing between two states.
#pragma once

#include "studio/kit/Button.h"

#include <QList>
#include <QObject>

namespace socle::studio {

/// A button that can give up its word. Folded it needs an icon and a tooltip that says the word;
/// the text stays what a screen reader reads.
class FoldingButton : public Button
{
    Q_OBJECT

public:
    using Button::Button;

    /// Nothing happens to a button without an icon.
    void setFolded(bool folded);

    bool isFolded() const { return m_folded && !iconName().isEmpty(); }

    QSize fullSize() const { return Button::sizeHint(); }

    QSize foldedSize() const;
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    bool m_folded = false;
};

class FoldingRow : public QObject
{
    Q_OBJECT

public:
    /// `buttons` lose their words in this order, each of them only when the ones before were not
    /// enough. Belongs to `row`, which has a layout.
    FoldingRow(QWidget *row, QList<FoldingButton *> buttons);

    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fold();

    QWidget *const m_row;
    const QList<FoldingButton *> m_buttons;
};

} // namespace socle::studio
