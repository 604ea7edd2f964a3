// One message of a chat: who, what, what it took, and what can be done with it.
//
// Object names: ai.message.<id>, ai.message.<id>.copy|edit|regenerate|previous|next|retry|continue,
// ai.meter.<id>.
#pragma once

#include "studio/domain/ChatTree.h"

#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace socle::studio {

class Button;
class IconButton;
class MessageText;
class Pill;
class Text;
class TextArea;

class MessageWidget : public QWidget
{
    Q_OBJECT

public:
    explicit MessageWidget(const ChatMessage &message, QWidget *parent = nullptr);

    const QString &id() const { return m_id; }

    /// `at` of `count` variants, from 0. `isBusy`: some answer streams, branching waits.
    void show(const ChatMessage &message, int at, int count, bool isBusy);
    void beginEdit();

    MessageText *words() const { return m_words; }

signals:
    void copyRequested(const QString &id);
    void regenerateRequested(const QString &id);
    void editRequested(const QString &id, const QString &text);
    void retryRequested(const QString &id);
    void continueRequested(const QString &id);
    void variantRequested(const QString &id, int step);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeActions();
    void makeEditor();
    void endEdit(bool send);
    IconButton *action(const QString &icon,
                       const QString &verb,
                       const QString &name,
                       QHBoxLayout *row);

    const QString m_id;
    const bool m_isUser;
    QVBoxLayout *m_body;
    Text *m_who;
    Pill *m_local;
    MessageText *m_words;
    Text *m_waiting;
    Text *m_meter;
    Text *m_problem;
    Text *m_detail;
    QWidget *m_problemRow;
    Button *m_retry;
    Button *m_continue;
    QWidget *m_actions;
    Text *m_position;
    IconButton *m_previous = nullptr;
    IconButton *m_next = nullptr;
    IconButton *m_edit = nullptr;
    IconButton *m_regenerate = nullptr;
    IconButton *m_copy = nullptr;
    QWidget *m_editor = nullptr;
    TextArea *m_editText = nullptr;
};

} // namespace socle::studio
