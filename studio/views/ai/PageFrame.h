// The grounds of the AI pages: bands with hairlines, and a scroll area with one centred column.
#pragma once

#include "studio/kit/Tokens.h"

#include <QScrollArea>
#include <QWidget>

class QVBoxLayout;

namespace socle::studio {

/// A widget painted in one ground colour, with a hairline at some of its edges.
class Band : public QWidget
{
    Q_OBJECT

public:
    enum Line { NoLine = 0, TopLine = 1, BottomLine = 2, LeadingLine = 4 };

    Band(Color ground, int lines, QWidget *parent = nullptr);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Color m_ground;
    const int m_lines;
};

/// A page that scrolls: its content is a column of at most `maxWidth`, centred, on surface.
class ColumnScroll : public QScrollArea
{
    Q_OBJECT

public:
    explicit ColumnScroll(int maxWidth, QWidget *parent = nullptr);

    QVBoxLayout *column() const { return m_column; }

    bool isAtEnd() const;

    /// Stays at the end while content grows, as long as the user did not scroll away.
    void setFollowsEnd(bool follows) { m_followsEnd = follows; }

    void scrollToEnd();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *m_column;
    bool m_followsEnd = false;
    bool m_wasAtEnd = true;
};

} // namespace socle::studio
