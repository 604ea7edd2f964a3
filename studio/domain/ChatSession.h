// A chat that runs: sends, streams, stops, branches, and survives a restart.
//
//   idle --send/regenerate/edit/continue--> streaming --done--> idle
//                                               |--stop()--> idle, the answer is Stopped
//                                               |--stream broke--> idle, Cut (text kept) or Failed
//                                               (nothing came)
//
// One answer at a time. While it streams, messageChanged() comes at most 30 times a second whatever
// the server sends. The tree, the options and what stands in the composer are drafts (DraftStore):
// the tree whenever a message ends and once a second while it streams, the composer with every
// keystroke. Records are never sent from here.
//
// Source: studio.md 4.8, 2.6; ai.md 5.2, 2.8. UI thread.
#pragma once

#include "studio/api/AiEndpoint.h"
#include "studio/domain/ChatTree.h"

#include <QElapsedTimer>
#include <QObject>

class QTimer;

namespace socle::studio {

class DraftStore;

struct ChatOptions
{
    QString model = {}; // empty: the server's default
    QString system = {};
    std::optional<double> temperature = {}; // 0 to 2; empty: the model's own
    std::optional<int> maxTokens = {};

    bool operator==(const ChatOptions &other) const = default;
};

class ChatSession : public QObject
{
    Q_OBJECT

public:
    static constexpr int kRepaintMs = 34; // 30 a second at most
    static constexpr int kConsentDelayMs = 250;

    /// `drafts` may be null. `draftId` is the root of its draft ids ("chat/1"); what is stored
    /// there is restored at once.
    ChatSession(ApiClient &client,
                DraftStore *drafts,
                const QString &draftId,
                QObject *parent = nullptr);
    ~ChatSession() override;

    const ChatTree &tree() const { return m_tree; }

    const ChatOptions &options() const { return m_options; }

    const QString &composer() const { return m_composer; }

    bool isBusy() const { return m_stream != nullptr; }

    /// The answer that streams now, empty when idle.
    const QString &runningId() const { return m_running; }

    /// What the next send would let out; empty until the server said.
    const std::optional<AiLeaves> &consent() const { return m_consent; }

    void setOptions(const ChatOptions &options);
    /// False on a server without AI: what a question would carry along is not asked for there.
    void setServerHasAi(bool has) { m_serverHasAi = has; }

    void setComposer(const QString &text);
    /// Asks below the last message of the visible path and empties the composer. Blank text does
    /// nothing.
    void send(const QString &text);
    /// Another answer to the same question, beside this one.
    void regenerate(const QString &answerId);
    /// The question once more with other words: a branch, the old one stays.
    void editAndSend(const QString &questionId, const QString &text);
    /// Same question again in place of an answer that failed.
    void retry(const QString &answerId);
    /// Goes on where a cut or stopped answer ended; what comes is added to it.
    void continueAnswer(const QString &answerId);
    void stop();
    /// `step` -1 or +1 among the variants of a message.
    void showVariant(const QString &id, int step);
    /// Begins anew: messages and composer go, options stay.
    void clear();

signals:
    /// Other messages are shown than before.
    void pathChanged();
    void messageChanged(const QString &id);
    void busyChanged();
    void optionsChanged();
    void consentChanged();

private:
    void ask(const QString &answerId, const QStringList &history, bool continues);
    void addAnswer(const QString &questionId);
    QStringList pathTo(const QString &id) const;
    JsonObject body(const QStringList &history, const QString &extra) const;
    void readEvent(const QString &type, const QString &json);
    void fail(const ApiError &error);
    void settle();
    void checkConsent();
    void store() const;
    void restore();

    AiEndpoint m_ai;
    DraftStore *const m_drafts;
    const QString m_draftId;
    ChatTree m_tree;
    ChatOptions m_options;
    QString m_composer;
    QString m_running;
    AiStream *m_stream = nullptr; // child
    QTimer *const m_repaint;
    QTimer *const m_consentTimer;
    QElapsedTimer m_clock; // since the question went out
    QElapsedTimer m_stored;
    ChatMeter m_before; // of the part before "Continue"
    std::optional<AiLeaves> m_consent;
    bool m_serverHasAi = true;
};

} // namespace socle::studio
