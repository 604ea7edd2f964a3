// The middle of a sheet: as tall as its content, and where the window is too small for the least of
// it (large text, long languages, small windows) it scrolls instead of squeezing its rows.
#pragma once

#include <QScrollArea>

class QVBoxLayout;

namespace socle::studio {

class SheetBody : public QScrollArea
{
    Q_OBJECT

public:
    explicit SheetBody(QWidget *parent);

    /// Content goes here.
    QVBoxLayout *column() const { return m_column; }

    bool hasHeightForWidth() const override { return true; }

    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    int leastHeight(int width) const;
    void placeContent();
    /// The bar stands in the margin beside the content, which keeps its width.
    void standBack(int bar);

    QWidget *m_content;
    QVBoxLayout *m_column;
    int m_taken = 0; // pixels of that margin
};

} // namespace socle::studio
