// The fold beside a chat: system prompt, temperature, longest answer. Changes count from the next
// message on.
//
// Object names: ai.system, ai.temperature, ai.maxTokens.
#pragma once

#include "studio/domain/ChatSession.h"
#include "studio/views/ai/PageFrame.h"

namespace socle::studio {

class FieldRow;
class NumberField;
class TextArea;

class ChatSettings : public Band
{
    Q_OBJECT

public:
    explicit ChatSettings(QWidget *parent = nullptr);

    void setOptions(const ChatOptions &options);
    /// System text is the superuser's (ai.md 5.2); `reason` is said when it cannot be used.
    void setSystemAllowed(bool allowed, const QString &reason);

signals:
    /// The model is not part of it and stays empty.
    void optionsEdited(const socle::studio::ChatOptions &options);

private:
    ChatOptions options() const;

    TextArea *const m_system;
    NumberField *const m_temperature;
    NumberField *const m_maxTokens;
    FieldRow *m_systemRow = nullptr;
};

} // namespace socle::studio
