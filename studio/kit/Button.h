// Push buttons in four weights. A view has at most one Primary; Ghost is for toolbars and quiet
// dialog buttons.
#pragma once

#include "studio/kit/Tokens.h"

#include <QPushButton>

class QMenu;

namespace socle::studio {

enum class ButtonVariant { Primary, Secondary, Ghost, Danger };
enum class ControlSize { Small, Medium, Large };

/// Height in pixels of a control at the current scale: 24, 28 or 32. Medium follows the density.
int controlHeight(ControlSize size);

class Button : public QPushButton
{
    Q_OBJECT

public:
    explicit Button(const QString &text = {},
                    ButtonVariant variant = ButtonVariant::Secondary,
                    QWidget *parent = nullptr);
    Button(const QString &iconName,
           const QString &text,
           ButtonVariant variant,
           QWidget *parent = nullptr);

    ButtonVariant variant() const { return m_variant; }

    ControlSize controlSize() const { return m_size; }

    const QString &iconName() const { return m_iconName; }

    void setVariant(ButtonVariant variant);
    void setControlSize(ControlSize size);
    void setIconName(const QString &meaning);
    /// A small key hint inside the button ("Ctrl S"); display only.
    void setShortcutHint(const QString &keys);
    /// Shows a spinner in place of the icon and ignores clicks; the width stays.
    void setBusy(bool busy);

    bool isBusy() const { return m_busy; }

    /// Text, tooltip, enabled state, icon meaning (its data() when a string) and trigger from an
    /// action.
    void bindAction(QAction *action);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool hitButton(const QPoint &pos) const override;
    void timerEvent(QTimerEvent *event) override;

private:
    /// Without colours to tell it by: words that can be pressed.
    bool hasOwnEdge() const;

    ButtonVariant m_variant;
    ControlSize m_size = ControlSize::Medium;
    QString m_iconName;
    QString m_shortcutHint;
    bool m_busy = false;
    int m_timer = 0;
    int m_angle = 0;
};

/// A button with a second, menu-opening half.
class SplitButton : public QWidget
{
    Q_OBJECT

public:
    SplitButton(const QString &iconName,
                const QString &text,
                ButtonVariant variant,
                QWidget *parent = nullptr);

    void setMenu(QMenu *menu);

    Button *mainButton() const { return m_main; }

    Button *menuButton() const { return m_arrow; }

signals:
    void clicked();

private:
    Button *m_main;
    Button *m_arrow;
};

} // namespace socle::studio
