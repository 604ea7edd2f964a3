// A square button that is only an icon. It must have a tooltip, which is also its accessible name.
#pragma once

#include "studio/kit/Button.h"

#include <QToolButton>

namespace socle::studio {

class IconButton : public QToolButton
{
    Q_OBJECT

public:
    /// `toolTip` becomes the accessible name as well.
    IconButton(const QString &iconName, const QString &toolTip, QWidget *parent = nullptr);

    void setIconName(const QString &meaning);

    const QString &iconName() const { return m_iconName; }

    void setControlSize(ControlSize size);
    /// Colour of the icon at rest; checked and hover states follow by themselves.
    void setRole(Color role);
    /// A bordered button on surface, as tall as a text field.
    void setOutlined(bool outlined);
    /// A small dot at the corner (unread, dirty); an invalid role removes it.
    void setDot(bool shown, Color role = Color::Accent);
    void setToolTipAndName(const QString &text);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_iconName;
    ControlSize m_size = ControlSize::Medium;
    Color m_role = Color::TextMuted;
    Color m_dotRole = Color::Accent;
    bool m_outlined = false;
    bool m_hasDot = false;
};

} // namespace socle::studio
