// One chat as a tree: editing a question or asking again makes a sibling, never a loss.
//
//   (root) ── user "a" ── assistant ── user "b" ── assistant
//                                  └── user "b, edited" ── assistant   <- the visible path
//
// Every parent remembers which of its children is shown; the newest one unless the user chose
// another. A plain value: the session (ChatSession.h) streams into it and stores it as JSON.
//
// Source: ai.md 5.2 (`parent` makes edit-and-branch a tree), studio.md 4.8.
#pragma once

#include "shared/json/Json.h"

#include <QHash>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace socle::studio {

/// What a message took: tokens, money (millionths of a US dollar), time. -1 and empty: not known.
struct ChatMeter
{
    qint64 inputTokens = -1;
    qint64 outputTokens = -1;
    std::optional<qint64> costMicroUsd = {};
    qint64 firstTokenMs = -1;
    qint64 totalMs = -1;
    bool isEstimated = false; // the provider did not count

    bool isEmpty() const { return inputTokens < 0 && outputTokens < 0 && totalMs < 0; }
};

struct ChatMessage
{
    enum class Role { User, Assistant };
    enum class State {
        Complete,
        Streaming,
        Stopped, // by the user; what came stays
        Cut, // the stream broke; what came stays and can be continued
        Failed, // nothing came
    };

    QString id = {};
    QString parent = {}; // empty: the beginning
    Role role = Role::User;
    State state = State::Complete;
    QString text = {};
    QString model = {}; // assistant: who answered
    bool isLocal = false; // answered by the built-in engine
    QString problem = {}; // Cut, Failed: the code's sentence
    QString problemDetail = {};
    QString problemCode = {}; // "provider_auth"
    ChatMeter meter = {};
};

class ChatTree
{
public:
    /// Adds below `message.parent`, gives it an id and shows it. Returns the id.
    QString append(ChatMessage message);
    const ChatMessage *find(const QString &id) const;
    ChatMessage *edit(const QString &id);
    /// The messages that are shown, in reading order.
    QStringList path() const;
    /// Last of path(), empty for an empty chat.
    QString leaf() const;
    /// `id` and its siblings, oldest first.
    QStringList variants(const QString &id) const;
    /// Shows this sibling and what follows it.
    void choose(const QString &id);
    /// Everything that was spent, hidden variants too. A cost is only there when every answer had
    /// one.
    ChatMeter total() const;
    /// Answers that have words.
    int answerCount() const;

    bool isEmpty() const { return m_messages.empty(); }

    const std::vector<ChatMessage> &messages() const { return m_messages; }

    Json toJson() const;
    /// Forgiving: what cannot be read is left out. An answer that was streaming comes back as cut
    /// (or failed, without text).
    static ChatTree fromJson(const Json &json);

private:
    QString shownChild(const QString &parent) const;

    std::vector<ChatMessage> m_messages; // in order of making
    QHash<QString, QString> m_shown; // parent -> chosen child
    int m_next = 1;
};

} // namespace socle::studio
