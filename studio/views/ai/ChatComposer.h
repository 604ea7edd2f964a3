// Where a message is written: consent line, text, Send or Stop. Ctrl+Enter sends, Esc stops.
//
// Object names: ai.consent, ai.composer, ai.send, ai.stop.
#pragma once

#include <QWidget>

namespace socle::studio {

class Button;
class Card;
class Kbd;
class Text;
class TextArea;

class ChatComposer : public QWidget
{
    Q_OBJECT

public:
    explicit ChatComposer(QWidget *parent = nullptr);

    QString text() const;
    /// Replaces the text without signalling.
    void setText(const QString &text);
    void setConsent(const QString &text);
    void setBusy(bool busy);
    /// With a reason it cannot be sent; empty: it can.
    void setBlocked(const QString &reason);
    void focusText();

signals:
    void textEdited(const QString &text);
    void sendRequested();
    void stopRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void updateSend();

    Text *const m_consent;
    Card *const m_card;
    TextArea *const m_text;
    Kbd *const m_keys;
    Text *const m_hint;
    Button *const m_send;
    Button *const m_stop;
    QString m_blocked;
    bool m_isBusy = false;
};

} // namespace socle::studio
