// A horizontal band of the view on `surface` with hairlines: toolbar, message line, footer.
#pragma once

#include "studio/kit/Tokens.h"

#include <QWidget>

namespace socle::studio {

class Strip : public QWidget
{
    Q_OBJECT

public:
    enum Line { NoLine = 0, TopLine = 1, BottomLine = 2 };

    /// `height` of the design at scale 1; 0 leaves it to the layout.
    Strip(int height, int lines, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const int m_lines;
};

} // namespace socle::studio
