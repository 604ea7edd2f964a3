// The bar along the top: which connection, back and forward, the field that opens the palette,
// running work, messages.
//
// Object names: shell.topbar.connection|back|forward|search|tasks|bell.
//
// Source: studio.md 3.1, 3.2, 3.16, 3.17; mockups/browser-light.png.
#pragma once

#include "studio/kit/Theme.h"

#include <QAbstractButton>
#include <QString>
#include <QWidget>

class QAction;
class QHBoxLayout;

namespace socle::studio {

class Button;
class IconButton;
class Kbd;
class Pill;
class StatusDot;
class Text;

/// The button with the connection's name: state dot, name, environment; "Connections" on Home.
class ConnectionPill : public QAbstractButton
{
    Q_OBJECT

public:
    explicit ConnectionPill(QWidget *parent = nullptr);

    void showHome();
    void showConnection(const QString &name,
                        const QString &environment,
                        Tone environmentTone,
                        Tone state,
                        const QString &stateText);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_environment;
    Tone m_environmentTone = Tone::Neutral;
    Tone m_state = Tone::Neutral;
    bool m_isHome = true;
};

/// Looks like a search field, is a button: the palette opens over it.
class SearchButton : public QAbstractButton
{
    Q_OBJECT

public:
    explicit SearchButton(QWidget *parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    /// Pixels of the key caps at the trailing end, with the air around them.
    int keysWidth() const;

    QWidget *m_keys;
};

class TopBar : public QWidget
{
    Q_OBJECT

public:
    explicit TopBar(QWidget *parent = nullptr);

    ConnectionPill *connectionPill() const { return m_pill; }

    QWidget *tasksButton() const;
    QWidget *lockButton() const;
    QWidget *bellButton() const;

    void setHome(bool isHome);
    void bindHistory(QAction *back, QAction *forward);
    /// "Import 62%"; an empty text hides the pill. In danger's colours for work on production.
    void setTaskText(const QString &text, bool isProduction);
    void setUnread(bool hasUnread);
    /// The lock beside the connection: shown where writes are guarded or locked by hand.
    void setLock(bool isShown, bool isLocked, const QString &text);

signals:
    void connectionClicked();
    void lockClicked();
    void searchClicked();
    void tasksClicked();
    void bellClicked();

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void placeSearch();

    ConnectionPill *const m_pill;
    Button *const m_lock;
    IconButton *const m_back;
    IconButton *const m_forward;
    SearchButton *const m_search;
    IconButton *const m_tasks;
    Pill *const m_taskText;
    bool m_isHome = false;
    IconButton *const m_bell;
};

} // namespace socle::studio
