// The panel at the trailing edge that follows the selection: a title, and the panel the current
// view handed over.
//
// Panels belong to their views; the inspector shows the one of the current tab and forgets panels
// that die. Pinned, it keeps the one it shows, whatever is selected and whichever tab is in front.
// Object name: shell.inspector.
//
// Source: studio.md 3.6.
#pragma once

#include <QHash>
#include <QPointer>
#include <QWidget>

class QVBoxLayout;

namespace socle::studio {

class IconButton;
class Text;
class View;

class Inspector : public QWidget
{
    Q_OBJECT

public:
    explicit Inspector(QWidget *parent = nullptr);

    /// The least it is usable with at the present size of text.
    static int leastWidth();

    /// `panel` nullptr takes the view's panel away.
    void setPanel(View *owner, QWidget *panel, const QString &title);
    void setCurrentView(View *view);
    void setPinned(bool isPinned);

    bool isPinned() const { return m_pinned != nullptr; }

    /// Whose panel is shown; null when none is.
    View *shownView() const { return m_shownView; }

    /// In its column the strip of the tabs goes on above it; floating over the content it has none.
    void setFloating(bool floats);

signals:
    void closeRequested();
    /// A second one is wanted, in a window of its own.
    void tearOffRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Entry
    {
        QPointer<QWidget> panel;
        QString title;
    };

    void showCurrent();

    Text *const m_title;
    QVBoxLayout *const m_place;
    Text *const m_nothing;
    QHash<const View *, Entry> m_entries;
    QPointer<QWidget> m_shown;
    IconButton *const m_pin;
    IconButton *const m_tearOff;
    View *m_current = nullptr; // of the tab in front
    View *m_pinned = nullptr; // whose panel stays
    View *m_shownView = nullptr;
    bool m_isFloating = false;
};

} // namespace socle::studio
