// The grounds of the AI pages: bands with hairlines, and a form page that can stay at its end.
#pragma once

#include "studio/kit/FormPage.h"

#include <QWidget>

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

/// A form page whose content grows at the end, like a conversation.
class ColumnScroll : public FormPage
{
    Q_OBJECT

public:
    explicit ColumnScroll(int maxWidth, QWidget *parent = nullptr);

    bool isAtEnd() const;

    /// Stays at the end while content grows, as long as the user did not scroll away.
    void setFollowsEnd(bool follows) { m_followsEnd = follows; }

    void scrollToEnd();

private:
    bool m_followsEnd = false;
    bool m_wasAtEnd = true;
};

} // namespace socle::studio
