// The violet note beside an open cell editor: what the server's value became meanwhile
// (studio.md 4.3.16). The editor itself is not touched.
#pragma once

#include <QWidget>

namespace socle::studio {

class Text;

class LiveNote : public QWidget
{
    Q_OBJECT

public:
    /// `viewport` of the grid.
    explicit LiveNote(QWidget *viewport);

    /// Below the cell, or above it at the bottom of the viewport; said to screen readers too.
    void showBeside(const QRect &cell, const QString &words);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Text *const m_words;
};

} // namespace socle::studio
