#include "studio/domain/ChatSession.h"

#include "studio/api/Text.h"
#include "studio/domain/DraftStore.h"

#include <QTimeZone>
#include <QTimer>

namespace socle::studio {

namespace {

constexpr int kStoreWhileStreamingMs = 1000;
const QString kKind = QStringLiteral("chat");

void add(qint64 &sum, qint64 before)
{
    if (before > 0) {
        sum = std::max<qint64>(sum, 0) + before;
    }
}

} // namespace

ChatSession::ChatSession(ApiClient &client,
                         DraftStore *drafts,
                         const QString &draftId,
                         QObject *parent)
    : QObject(parent)
    , m_ai(client)
    , m_drafts(drafts)
    , m_draftId(draftId)
    , m_repaint(new QTimer(this))
    , m_consentTimer(new QTimer(this))
{
    m_repaint->setSingleShot(true);
    m_repaint->setInterval(kRepaintMs);
    connect(m_repaint, &QTimer::timeout, this, [this] {
        emit messageChanged(m_running);
        if (m_stored.hasExpired(kStoreWhileStreamingMs)) {
            store();
            m_stored.restart();
        }
    });
    m_consentTimer->setSingleShot(true);
    m_consentTimer->setInterval(kConsentDelayMs);
    connect(m_consentTimer, &QTimer::timeout, this, &ChatSession::checkConsent);
    restore();
}

ChatSession::~ChatSession()
{
    if (isBusy()) {
        store(); // comes back as cut
    }
}

void ChatSession::setOptions(const ChatOptions &options)
{
    if (options == m_options) {
        return;
    }
    m_options = options;
    store();
    emit optionsChanged();
    m_consentTimer->start();
}

void ChatSession::setComposer(const QString &text)
{
    if (text == m_composer) {
        return;
    }
    m_composer = text;
    if (m_drafts != nullptr) {
        const QString id = m_draftId + QStringLiteral("/composer");
        if (text.isEmpty()) {
            m_drafts->remove(id);
        } else {
            m_drafts->put({.id = id, .kind = kKind, .value = text.toUtf8()});
        }
    }
    m_consentTimer->start();
}

void ChatSession::send(const QString &text)
{
    const QString asked = text.trimmed();
    if (asked.isEmpty() || isBusy()) {
        return;
    }
    const QString question = m_tree.append({.parent = m_tree.leaf(), .text = asked});
    setComposer({});
    addAnswer(question);
}

void ChatSession::regenerate(const QString &answerId)
{
    const ChatMessage *answer = m_tree.find(answerId);
    if (answer != nullptr && answer->role == ChatMessage::Role::Assistant && !isBusy()) {
        addAnswer(answer->parent);
    }
}

void ChatSession::editAndSend(const QString &questionId, const QString &text)
{
    const ChatMessage *question = m_tree.find(questionId);
    const QString asked = text.trimmed();
    if (question == nullptr || question->role != ChatMessage::Role::User || asked.isEmpty()
        || isBusy()) {
        return;
    }
    addAnswer(m_tree.append({.parent = question->parent, .text = asked}));
}

void ChatSession::retry(const QString &answerId)
{
    ChatMessage *answer = m_tree.edit(answerId);
    if (answer == nullptr || answer->role != ChatMessage::Role::Assistant || isBusy()) {
        return;
    }
    if (!answer->text.isEmpty()) {
        regenerate(answerId); // what came once stays, as a variant
        return;
    }
    m_before = {};
    ask(answerId, pathTo(answer->parent), false);
}

void ChatSession::continueAnswer(const QString &answerId)
{
    const ChatMessage *answer = m_tree.find(answerId);
    if (answer == nullptr || answer->role != ChatMessage::Role::Assistant || answer->text.isEmpty()
        || isBusy()) {
        return;
    }
    m_before = answer->meter;
    ask(answerId, pathTo(answerId), true);
}

void ChatSession::addAnswer(const QString &questionId)
{
    const QString answer
        = m_tree.append({.parent = questionId, .role = ChatMessage::Role::Assistant});
    m_before = {};
    emit pathChanged();
    ask(answer, pathTo(questionId), false);
}

QStringList ChatSession::pathTo(const QString &id) const
{
    QStringList ids;
    for (const ChatMessage *message = m_tree.find(id); message != nullptr;
         message = m_tree.find(message->parent)) {
        ids.prepend(message->id);
    }
    return ids;
}

JsonObject ChatSession::body(const QStringList &history, const QString &extra) const
{
    JsonArray messages;
    if (!m_options.system.trimmed().isEmpty()) {
        messages.emplace_back(
            JsonObject{{"role", "system"}, {"content", toUtf8(m_options.system)}});
    }
    for (const QString &id : history) {
        const ChatMessage *message = m_tree.find(id);
        if (message == nullptr || message->text.isEmpty()) {
            continue; // an answer that never came
        }
        messages.emplace_back(
            JsonObject{{"role", message->role == ChatMessage::Role::User ? "user" : "assistant"},
                       {"content", toUtf8(message->text)}});
    }
    if (!extra.isEmpty()) {
        messages.emplace_back(JsonObject{{"role", "user"}, {"content", toUtf8(extra)}});
    }
    JsonObject body;
    if (!m_options.model.isEmpty()) {
        body.set("model", toUtf8(m_options.model));
    }
    body.set("messages", std::move(messages));
    if (m_options.temperature) {
        body.set("temperature", *m_options.temperature);
    }
    if (m_options.maxTokens) {
        body.set("maxTokens", *m_options.maxTokens);
    }
    body.set("timezone", toUtf8(QString::fromLatin1(QTimeZone::systemTimeZoneId())));
    return body;
}

void ChatSession::ask(const QString &answerId, const QStringList &history, bool continues)
{
    ChatMessage *answer = m_tree.edit(answerId);
    answer->state = ChatMessage::State::Streaming;
    answer->problem.clear();
    answer->problemDetail.clear();
    answer->problemCode.clear();
    answer->meter = {};
    m_running = answerId;
    m_clock.start();
    m_stored.start();
    // The words go to the model, not to the user: they are not translated.
    const QString more = continues
        ? QStringLiteral(
            "Continue exactly where your last message stopped. Do not repeat anything.")
        : QString();
    m_stream = m_ai.chat(body(history, more), this);
    connect(m_stream, &AiStream::textAdded, this, [this](const QString &delta) {
        ChatMessage *message = m_tree.edit(m_running);
        if (message->meter.firstTokenMs < 0) {
            message->meter.firstTokenMs = m_clock.elapsed();
        }
        message->text += delta;
        if (!m_repaint->isActive()) {
            m_repaint->start();
        }
    });
    connect(m_stream, &AiStream::eventReceived, this, &ChatSession::readEvent);
    connect(m_stream, &AiStream::failed, this, &ChatSession::fail);
    connect(m_stream, &AiStream::finished, this, [this] {
        m_tree.edit(m_running)->state = ChatMessage::State::Complete;
        settle();
    });
    store();
    emit messageChanged(answerId);
    emit busyChanged();
}

void ChatSession::readEvent(const QString &type, const QString &json)
{
    ChatMessage *message = m_tree.edit(m_running);
    if (message == nullptr || type == QStringLiteral("delta")) {
        return;
    }
    const auto parsed = parseJson(toUtf8(json));
    if (!parsed) {
        return;
    }
    const Json &data = *parsed;
    if (type == QStringLiteral("start")) {
        message->model = toQString(data["model"].text());
        message->isLocal = data["engine"].text() == "local";
        emit messageChanged(m_running);
    } else if (type == QStringLiteral("usage")) {
        message->meter.inputTokens = data["inputTokens"].toInt();
        message->meter.outputTokens = data["outputTokens"].toInt();
        message->meter.isEstimated = data["estimated"].toBool();
        message->meter.costMicroUsd.reset();
        if (data["costMicroUsd"].isNumber()) {
            message->meter.costMicroUsd = data["costMicroUsd"].toInt();
        }
    } else if (type == QStringLiteral("done")) {
        message->isLocal = data["meta"]["engine"].text() == "local";
        if (data["finishReason"].text() == "length") {
            message->problem = tr("The answer reached its length limit.");
            message->problemCode = QStringLiteral("length");
        }
    }
}

void ChatSession::fail(const ApiError &error)
{
    ChatMessage *message = m_tree.edit(m_running);
    message->state = message->text.isEmpty() ? ChatMessage::State::Failed : ChatMessage::State::Cut;
    message->problemCode = aiErrorCode(error);
    if (error.failure == TransportFailure::Closed && !message->text.isEmpty()) {
        message->problem = tr("The answer was cut off.");
        message->problemDetail = tr("What came so far is kept.");
    } else {
        message->problem = error.status > 0 ? error.message : error.title();
        message->problemDetail = aiErrorDetail(error);
        if (message->problemDetail.isEmpty()) {
            message->problemDetail = error.nextStep();
        }
    }
    settle();
}

void ChatSession::stop()
{
    if (!isBusy()) {
        return;
    }
    m_stream->stop();
    m_tree.edit(m_running)->state = ChatMessage::State::Stopped;
    settle();
}

void ChatSession::settle()
{
    ChatMessage *message = m_tree.edit(m_running);
    message->meter.totalMs = m_clock.elapsed();
    // A continued answer counts what both parts took.
    if (!m_before.isEmpty()) {
        add(message->meter.inputTokens, m_before.inputTokens);
        add(message->meter.outputTokens, m_before.outputTokens);
        add(message->meter.totalMs, m_before.totalMs);
        message->meter.firstTokenMs = m_before.firstTokenMs;
        if (m_before.costMicroUsd && message->meter.costMicroUsd) {
            *message->meter.costMicroUsd += *m_before.costMicroUsd;
        }
    }
    m_repaint->stop();
    m_stream->disconnect(this);
    m_stream->deleteLater();
    m_stream = nullptr;
    const QString id = std::exchange(m_running, {});
    store();
    emit messageChanged(id);
    emit busyChanged();
    m_consentTimer->start();
}

void ChatSession::showVariant(const QString &id, int step)
{
    const QStringList variants = m_tree.variants(id);
    const qsizetype at = variants.indexOf(id) + step;
    if (isBusy() || at < 0 || at >= variants.size() || !variants.contains(id)) {
        return;
    }
    m_tree.choose(variants.at(at));
    store();
    emit pathChanged();
    m_consentTimer->start();
}

void ChatSession::clear()
{
    stop();
    m_tree = {};
    setComposer({});
    store();
    emit pathChanged();
    m_consentTimer->start();
}

void ChatSession::checkConsent()
{
    if (!m_serverHasAi) {
        return;
    }
    // Nothing typed yet: the line says what even an empty question would carry along.
    const QString typed = m_composer.trimmed().isEmpty() ? QStringLiteral(" ") : m_composer;
    onResult(m_ai.leaves(body(m_tree.path(), typed)), this, [this](Result<AiLeaves> leaves) {
        if (leaves) {
            m_consent = leaves.takeValue();
        } else {
            m_consent.reset(); // sending will say why
        }
        emit consentChanged();
    });
}

void ChatSession::store() const
{
    if (m_drafts == nullptr) {
        return;
    }
    JsonObject options{{"model", toUtf8(m_options.model)}, {"system", toUtf8(m_options.system)}};
    if (m_options.temperature) {
        options.set("temperature", *m_options.temperature);
    }
    if (m_options.maxTokens) {
        options.set("maxTokens", *m_options.maxTokens);
    }
    const Json value = JsonObject{{"options", std::move(options)}, {"tree", m_tree.toJson()}};
    m_drafts->put({.id = m_draftId, .kind = kKind, .value = toBytes(value.dump())});
}

void ChatSession::restore()
{
    if (m_drafts != nullptr) {
        for (const StoredDraft &draft : m_drafts->all(kKind)) {
            if (draft.id == m_draftId + QStringLiteral("/composer")) {
                m_composer = QString::fromUtf8(draft.value);
            } else if (draft.id == m_draftId) {
                const auto json = parseJson(viewOf(draft.value));
                if (!json) {
                    continue;
                }
                const Json &options = (*json)["options"];
                m_options.model = toQString(options["model"].text());
                m_options.system = toQString(options["system"].text());
                if (options["temperature"].isNumber()) {
                    m_options.temperature = options["temperature"].toDouble();
                }
                if (options["maxTokens"].isNumber()) {
                    m_options.maxTokens = static_cast<int>(options["maxTokens"].toInt());
                }
                m_tree = ChatTree::fromJson((*json)["tree"]);
            }
        }
    }
    m_consentTimer->start();
}

} // namespace socle::studio
