#include "studio/views/ai/ChatComposer.h"

#include "studio/kit/Button.h"
#include "studio/kit/Card.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"

#include <QBoxLayout>
#include <QKeyEvent>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// The text area inside the card: the card has the border and the focus mark.
class FlatTextArea : public TextArea
{
public:
    FlatTextArea()
    {
        setFrameShape(QFrame::NoFrame);
        setLineRange(2, 8);
    }
};

} // namespace

ChatComposer::ChatComposer(QWidget *parent)
    : QWidget(parent)
    , m_consent(new Text({}, TextRole::Small, Color::TextMuted))
    , m_card(new Card)
    , m_text(new FlatTextArea)
    , m_keys(new Kbd(u"Ctrl Enter"_s))
    , m_hint(new Text(tr("to send"), TextRole::Small, Color::TextSubtle))
    , m_send(new Button(u"send"_s, tr("Send"), ButtonVariant::Primary))
    , m_stop(new Button(u"stop"_s, tr("Stop"), ButtonVariant::Secondary))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k3);
    m_consent->setObjectName(u"ai.consent"_s);
    m_consent->setOverflow(Text::Overflow::Wrap);
    column->addWidget(m_consent);

    m_card->body()->setContentsMargins(space::k3, space::k2, space::k3, space::k3);
    m_card->body()->setSpacing(space::k2);
    m_text->setObjectName(u"ai.composer"_s);
    m_text->setAccessibleName(tr("Message"));
    m_text->setPlaceholderText(tr("Ask something"));
    m_text->installEventFilter(this);
    m_card->body()->addWidget(m_text);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::k3);
    row->addSpacing(space::k2);
    row->addWidget(m_keys);
    row->addWidget(m_hint);
    row->addStretch();
    m_stop->setObjectName(u"ai.stop"_s);
    m_stop->setAccessibleName(tr("Stop the answer"));
    m_stop->setShortcutHint(u"Esc"_s);
    m_send->setObjectName(u"ai.send"_s);
    m_send->setAccessibleName(tr("Send the message"));
    row->addWidget(m_stop);
    row->addWidget(m_send);
    m_card->body()->addLayout(row);
    column->addWidget(m_card);

    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        updateSend();
        emit textEdited(text());
    });
    connect(m_send, &QPushButton::clicked, this, &ChatComposer::sendRequested);
    connect(m_stop, &QPushButton::clicked, this, &ChatComposer::stopRequested);
    setBusy(false);
}

QString ChatComposer::text() const { return m_text->toPlainText(); }

void ChatComposer::setText(const QString &text)
{
    if (text == m_text->toPlainText()) {
        return;
    }
    const QSignalBlocker quiet(m_text);
    m_text->setPlainText(text);
    m_text->moveCursor(QTextCursor::End);
    m_text->updateGeometry();
    updateSend();
}

void ChatComposer::setConsent(const QString &text) { m_consent->setText(text); }

void ChatComposer::setBusy(bool busy)
{
    const bool hadFocus = m_stop->hasFocus();
    m_isBusy = busy;
    m_stop->setVisible(busy);
    m_send->setVisible(!busy);
    m_keys->setKeys(busy ? u"Esc"_s : u"Ctrl Enter"_s);
    m_hint->setText(busy ? tr("to stop") : tr("to send"));
    m_stop->setShortcutHint({});
    if (hadFocus) {
        m_text->setFocus();
    }
    updateSend();
}

void ChatComposer::setBlocked(const QString &reason)
{
    m_blocked = reason;
    m_text->setReadOnly(!reason.isEmpty());
    updateSend();
}

void ChatComposer::focusText() { m_text->setFocus(Qt::ShortcutFocusReason); }

void ChatComposer::updateSend()
{
    m_send->setEnabled(!m_isBusy && m_blocked.isEmpty() && !text().trimmed().isEmpty());
    m_send->setToolTip(m_blocked);
}

bool ChatComposer::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text) {
        if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
            m_card->setSelected(event->type() == QEvent::FocusIn);
        }
        if (event->type() == QEvent::KeyPress) {
            const auto *key = static_cast<QKeyEvent *>(event);
            const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
            if (isReturn && key->modifiers().testFlag(Qt::ControlModifier)) {
                if (m_send->isEnabled()) {
                    emit sendRequested();
                }
                return true;
            }
            if (key->key() == Qt::Key_Escape && m_isBusy) {
                emit stopRequested();
                return true;
            }
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace socle::studio
