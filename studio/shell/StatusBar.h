// The line at the bottom: state and address, short results, live state, latency, density, language.
// Every item is a button.
//
// Object names: shell.status.<item>.
//
// Source: studio.md 3.7; mockups.
#pragma once

#include "studio/kit/Theme.h"

#include <QAbstractButton>
#include <QHash>
#include <QWidget>

class QHBoxLayout;
class QTimer;

namespace socle::studio {

class Text;

class StatusItem : public QAbstractButton
{
    Q_OBJECT

public:
    StatusItem(const QString &name, const QString &toolTip, QWidget *parent);

    void setStatus(const QString &text);
    /// A dot before the text, in the colour of `tone`.
    void setDot(Tone tone);
    void clearDot();
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Tone m_tone = Tone::Neutral;
    bool m_hasDot = false;
};

class StatusBar : public QWidget
{
    Q_OBJECT

public:
    explicit StatusBar(QWidget *parent = nullptr);

    /// On Home: "1 local server running", "41 MB".
    void showHome(int runningServers, qint64 residentBytes);
    void showConnection(Tone tone,
                        const QString &state,
                        const QString &address,
                        const QString &server);
    QString stateText() const;
    void setLive(const QString &text);
    void setLatency(int milliseconds);
    /// In the middle, for some seconds.
    void showMessage(const QString &text);

signals:
    void connectionClicked();
    void networkClicked();
    void densityClicked();
    void languageClicked();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void updatePreferences();

    StatusItem *const m_state;
    StatusItem *const m_address;
    StatusItem *const m_server;
    Text *const m_message;
    QTimer *const m_messageTime;
    StatusItem *const m_live;
    StatusItem *const m_latency;
    StatusItem *const m_density;
    StatusItem *const m_language;
};

} // namespace socle::studio
