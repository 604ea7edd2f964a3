#include "studio/views/ai/MessageWidget.h"

#include "studio/kit/Button.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Pill.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/kit/Theme.h"
#include "studio/views/ai/AiWords.h"
#include "studio/views/ai/MessageText.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace socle::studio {

MessageWidget::MessageWidget(const ChatMessage &message, QWidget *parent)
    : QWidget(parent)
    , m_id(message.id)
    , m_isUser(message.role == ChatMessage::Role::User)
    , m_body(new QVBoxLayout)
    , m_who(new Text({}, TextRole::BaseStrong))
    , m_local(new Pill(tr("built in"), Tone::Info))
    , m_words(new MessageText)
    , m_waiting(new Text(tr("Waiting for the first word…"), TextRole::Base, Color::TextMuted))
    , m_meter(new Text({}, TextRole::Small, Color::TextMuted))
    , m_problem(new Text({}, TextRole::BaseMedium, Color::Danger))
    , m_detail(new Text({}, TextRole::Small, Color::TextMuted))
    , m_problemRow(new QWidget)
    , m_retry(new Button(u"refresh"_s, tr("Retry"), ButtonVariant::Secondary))
    , m_continue(new Button(u"play"_s, tr("Continue"), ButtonVariant::Secondary))
    , m_actions(new QWidget)
    , m_position(new Text({}, TextRole::Small, Color::TextMuted))
{
    const QString root = u"ai.message."_s + m_id;
    setObjectName(root);
    auto *row = new QHBoxLayout(this);
    const int side = m_isUser ? space::k4 : 0;
    row->setContentsMargins(side, m_isUser ? space::k4 : 0, side, m_isUser ? space::k4 : 0);
    row->setSpacing(space::k4);
    auto *tile = new IconTile(m_isUser ? u"user"_s : u"sparkles"_s,
                              m_isUser ? Tone::Neutral : Tone::Accent);
    row->addWidget(tile, 0, Qt::AlignTop);
    m_body->setSpacing(space::k2);
    m_body->setContentsMargins(0, space::k1, 0, 0);
    row->addLayout(m_body, 1);

    auto *head = new QHBoxLayout;
    head->setSpacing(space::k3);
    head->addWidget(m_who);
    head->addWidget(m_local);
    head->addStretch();
    if (m_isUser) {
        head->addWidget(m_actions); // beside the name: a question stays as small as its words
    }
    m_body->addLayout(head);
    m_words->setObjectName(root + u".text"_s);
    m_words->setAccessibleName(m_isUser ? tr("Your message") : tr("Answer"));
    m_body->addWidget(m_words);
    m_body->addWidget(m_waiting);

    m_problemRow->setObjectName(root + u".problem"_s);
    auto *problemLine = new QHBoxLayout(m_problemRow);
    problemLine->setContentsMargins(0, space::k2, 0, space::k2);
    problemLine->setSpacing(space::k3);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    m_problem->setOverflow(Text::Overflow::Wrap);
    m_detail->setOverflow(Text::Overflow::Wrap);
    texts->addWidget(m_problem);
    texts->addWidget(m_detail);
    problemLine->addLayout(texts, 1);
    m_continue->setObjectName(root + u".continue"_s);
    m_continue->setAccessibleName(tr("Continue this answer"));
    m_retry->setObjectName(root + u".retry"_s);
    m_retry->setAccessibleName(tr("Ask again"));
    problemLine->addWidget(m_continue, 0, Qt::AlignTop);
    problemLine->addWidget(m_retry, 0, Qt::AlignTop);
    m_body->addWidget(m_problemRow);
    connect(m_retry, &QPushButton::clicked, this, [this] { emit retryRequested(m_id); });
    connect(m_continue, &QPushButton::clicked, this, [this] { emit continueRequested(m_id); });
    makeActions();
}

IconButton *MessageWidget::action(const QString &icon,
                                  const QString &verb,
                                  const QString &name,
                                  QHBoxLayout *row)
{
    auto *button = new IconButton(icon, name);
    button->setControlSize(ControlSize::Small);
    button->setRole(Color::TextSubtle);
    button->setObjectName(u"ai.message."_s + m_id + u'.' + verb);
    row->addWidget(button);
    return button;
}

void MessageWidget::makeActions()
{
    auto *row = new QHBoxLayout(m_actions);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_meter->setObjectName(u"ai.meter."_s + m_id);
    m_meter->setOverflow(Text::Overflow::Elide);
    row->addWidget(m_meter, 1);
    if (m_isUser) {
        row->addStretch(1);
    }
    m_previous = action(u"chevron-left"_s, u"previous"_s, tr("Previous variant"), row);
    row->addWidget(m_position);
    m_next = action(u"chevron-right"_s, u"next"_s, tr("Next variant"), row);
    m_copy = action(u"copy"_s, u"copy"_s, tr("Copy"), row);
    if (m_isUser) {
        m_edit = action(u"pencil"_s, u"edit"_s, tr("Edit and ask again"), row);
        connect(m_edit, &QToolButton::clicked, this, &MessageWidget::beginEdit);
    } else {
        m_regenerate = action(u"refresh"_s, u"regenerate"_s, tr("Another answer"), row);
        connect(
            m_regenerate, &QToolButton::clicked, this, [this] { emit regenerateRequested(m_id); });
    }
    connect(m_previous, &QToolButton::clicked, this, [this] { emit variantRequested(m_id, -1); });
    connect(m_next, &QToolButton::clicked, this, [this] { emit variantRequested(m_id, 1); });
    connect(m_copy, &QToolButton::clicked, this, [this] { emit copyRequested(m_id); });
    if (!m_isUser) {
        m_body->addWidget(m_actions);
    }
}

void MessageWidget::show(const ChatMessage &message, int at, int count, bool isBusy)
{
    using State = ChatMessage::State;
    const bool isStreaming = message.state == State::Streaming;
    m_who->setText(m_isUser                      ? tr("You")
                       : message.model.isEmpty() ? tr("Assistant")
                                                 : message.model);
    m_local->setVisible(message.isLocal);
    if (m_isUser) {
        if (m_words->source() != message.text) {
            m_words->setPlainWords(message.text);
        }
    } else {
        m_words->setMarkdownText(message.text);
    }
    m_words->setVisible(!message.text.isEmpty() && m_editor == nullptr);
    m_waiting->setVisible(isStreaming && message.text.isEmpty());
    const bool isStopped = message.state == State::Stopped;
    m_problem->setText(isStopped ? tr("Stopped.") : message.problem);
    m_problem->setColor(isStopped || message.problemCode == u"length"_s ? Color::TextMuted
                                                                        : Color::Danger);
    m_detail->setText(isStopped ? QString() : message.problemDetail);
    m_detail->setVisible(!m_detail->text().isEmpty());
    m_problemRow->setVisible(!m_problem->text().isEmpty() && !isStreaming);
    const bool canContinue = !message.text.isEmpty();
    m_continue->setVisible(canContinue);
    m_retry->setVisible(message.state == State::Failed || message.state == State::Cut);
    m_continue->setEnabled(!isBusy);
    m_retry->setEnabled(!isBusy);

    m_meter->setText(m_isUser || isStreaming || message.state == State::Failed
                         ? QString()
                         : meterText(message.meter));
    m_meter->setAccessibleName(tr("Tokens, cost and time: %1").arg(m_meter->text()));
    m_meter->setVisible(!m_isUser);
    m_actions->setVisible(!isStreaming && m_editor == nullptr);
    const bool hasVariants = count > 1;
    m_previous->setVisible(hasVariants);
    m_next->setVisible(hasVariants);
    m_position->setVisible(hasVariants);
    m_position->setText(u"%1 / %2"_s.arg(at + 1).arg(count));
    m_previous->setEnabled(at > 0 && !isBusy);
    m_next->setEnabled(at + 1 < count && !isBusy);
    m_copy->setVisible(!message.text.isEmpty());
    if (m_edit != nullptr) {
        m_edit->setEnabled(!isBusy);
    }
    if (m_regenerate != nullptr) {
        m_regenerate->setEnabled(!isBusy);
        m_regenerate->setVisible(message.state != State::Failed);
    }
    setAccessibleName(m_who->text());
}

void MessageWidget::makeEditor()
{
    m_editor = new QWidget;
    auto *column = new QVBoxLayout(m_editor);
    column->setContentsMargins(0, space::k2, 0, space::k2);
    column->setSpacing(space::k3);
    m_editText = new TextArea;
    m_editText->setObjectName(u"ai.message."_s + m_id + u".editor"_s);
    m_editText->setAccessibleName(tr("Your message, edited"));
    m_editText->setLineRange(2, 10);
    m_editText->installEventFilter(this);
    column->addWidget(m_editText);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(space::k3);
    auto *note
        = new Text(tr("The message before stays as a variant."), TextRole::Small, Color::TextMuted);
    buttons->addWidget(note, 1);
    auto *cancel = new Button(tr("Cancel"), ButtonVariant::Ghost);
    cancel->setObjectName(u"ai.message."_s + m_id + u".cancelEdit"_s);
    auto *send = new Button(tr("Ask again"), ButtonVariant::Primary);
    send->setObjectName(u"ai.message."_s + m_id + u".sendEdit"_s);
    buttons->addWidget(cancel);
    buttons->addWidget(send);
    column->addLayout(buttons);
    connect(cancel, &QPushButton::clicked, this, [this] { endEdit(false); });
    connect(send, &QPushButton::clicked, this, [this] { endEdit(true); });
    m_body->insertWidget(m_body->indexOf(m_words) + 1, m_editor);
}

void MessageWidget::beginEdit()
{
    if (m_editor != nullptr || !m_isUser) {
        return;
    }
    makeEditor();
    m_editText->setPlainText(m_words->source());
    m_words->hide();
    m_actions->hide();
    m_editText->setFocus();
    m_editText->selectAll();
}

void MessageWidget::endEdit(bool send)
{
    if (m_editor == nullptr) {
        return;
    }
    const QString text = m_editText->toPlainText();
    m_editor->hide();
    m_editor->deleteLater();
    m_editor = nullptr;
    m_editText = nullptr;
    m_words->show();
    m_actions->show();
    m_edit->setFocus();
    if (send) {
        emit editRequested(m_id, text); // may delete this widget
    }
}

bool MessageWidget::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_editText && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (isReturn && key->modifiers().testFlag(Qt::ControlModifier)) {
            endEdit(true);
            return true;
        }
        if (key->key() == Qt::Key_Escape) {
            endEdit(false);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void MessageWidget::paintEvent(QPaintEvent *)
{
    if (m_isUser) {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        drawRounded(
            &painter, rect(), radius::kXl, colorOf(Color::SurfaceAlt), colorOf(Color::Border));
    }
}

} // namespace socle::studio
