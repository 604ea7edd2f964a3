// A modal question or form: a child widget of the window over a scrim, never a window of its own,
// never an event loop.
//
// It traps focus, closes with Esc, gives focus back where it was, and deletes itself after closing.
// Asynchronous: connect to accepted() and closed().
#pragma once

#include "studio/kit/Button.h"

#include <QPointer>
#include <QWidget>

#include <functional>

class QVBoxLayout;
class QHBoxLayout;

namespace socle::studio {

class Text;
class IconButton;
class SheetBody;

class Sheet : public QWidget
{
    Q_OBJECT

public:
    enum class Placement { Center, Trailing, Full };

    /// `window` is any widget of the window to cover.
    explicit Sheet(QWidget *window, const QString &title = {});

    void setTitle(const QString &title);
    void setSubtitle(const QString &subtitle);
    void setPlacement(Placement placement);
    /// Width of the panel; 480 by default, cut to the window.
    void setPanelWidth(int pixels);

    /// Content goes here.
    QVBoxLayout *body() const;

    /// Leading end of the footer (checkbox, note); hidden while empty.
    QHBoxLayout *footerLeading() const { return m_footerLeading; }

    /// Adds a footer button at the trailing end, in reading order. It does nothing by itself.
    Button *addButton(const QString &text, ButtonVariant variant);
    /// Cancel (ghost) and the given verb (primary or danger); they call close() and accept().
    Button *addStandardButtons(const QString &acceptText,
                               ButtonVariant variant = ButtonVariant::Primary);

    /// Asked before Esc, the scrim or the cross close it; return false to stay (unsaved text).
    /// Default: always.
    void setCloseGuard(std::function<bool()> guard);

public slots:
    void open();
    /// Emits accepted(), then closes.
    void accept();
    /// Closes without accepting (guard is asked).
    void reject();

signals:
    void accepted();
    void closed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool focusNextPrevChild(bool next) override;

private:
    void placePanel();
    void finish();

    QWidget *m_panel;
    Text *m_title;
    Text *m_subtitle;
    IconButton *m_close;
    SheetBody *m_middle;
    QWidget *m_footer;
    QHBoxLayout *m_footerLeading;
    QHBoxLayout *m_footerButtons;
    QPointer<QWidget> m_focusBefore;
    std::function<bool()> m_guard;
    Placement m_placement = Placement::Center;
    int m_panelWidth;
    bool m_done = false;
};

} // namespace socle::studio
