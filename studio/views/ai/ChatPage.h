// The chat playground: toolbar with the model, the messages, the composer, the meter of the whole
// chat.
//
// Object names: ai.chat, ai.model, ai.newChat, ai.settings, ai.offline, ai.example.<n>, ai.meter;
// MessageWidget.h and ChatComposer.h name the rest.
#pragma once

#include "studio/domain/ChatSession.h"

#include <QHash>
#include <QWidget>

class QVBoxLayout;

namespace socle::studio {

class AiDesk;
class Banner;
class ChatComposer;
class ChatSettings;
class ColumnScroll;
class IconButton;
class MessageWidget;
class SchemaStore;
class Select;
class Shell;
class Text;
class TextField;

class ChatPage : public QWidget
{
    Q_OBJECT

public:
    ChatPage(AiDesk &desk,
             ChatSession &session,
             const SchemaStore &schema,
             Shell &shell,
             QWidget *parent = nullptr);

    void focusComposer();
    void newChat();
    void setFoldOpen(bool open);
    bool isFoldOpen() const;

signals:
    void providersRequested();
    void foldChanged();

private:
    QWidget *makeToolbar();
    QWidget *makeEmpty();
    void showModels();
    void chooseModel(const QString &key);
    void askModelName();
    void rebuild();
    void updateMessage(const QString &id);
    void updateBanner();
    void updateFooter();
    void updateConsent();
    void fillExamples();

    AiDesk &m_desk;
    ChatSession &m_session;
    const SchemaStore &m_schema;
    Shell &m_shell;
    Select *m_model;
    IconButton *m_fold;
    Banner *m_offline;
    ColumnScroll *m_scroll;
    QWidget *m_messages;
    QVBoxLayout *m_list;
    QWidget *m_empty = nullptr;
    QVBoxLayout *m_examples = nullptr;
    QStringList m_exampleTexts;
    ChatComposer *m_composer;
    ChatSettings *m_settings;
    Text *m_total;
    QHash<QString, MessageWidget *> m_widgets;
};

} // namespace socle::studio
