#include "studio/domain/ChatTree.h"

#include "studio/api/Text.h"

#include <algorithm>
#include <array>

namespace socle::studio {

namespace {

// Names on disk, in the order of ChatMessage::State.
constexpr std::array<const char *, 5> kStates{"complete", "streaming", "stopped", "cut", "failed"};

ChatMessage::State stateOf(std::string_view name)
{
    for (std::size_t i = 0; i < kStates.size(); ++i) {
        if (name == kStates[i]) {
            return static_cast<ChatMessage::State>(i);
        }
    }
    return ChatMessage::State::Complete;
}

Json meterJson(const ChatMeter &meter)
{
    return JsonObject{
        {"in", std::int64_t{meter.inputTokens}},
        {"out", std::int64_t{meter.outputTokens}},
        {"cost", meter.costMicroUsd ? Json(std::int64_t{*meter.costMicroUsd}) : Json()},
        {"first", std::int64_t{meter.firstTokenMs}},
        {"total", std::int64_t{meter.totalMs}},
        {"estimated", meter.isEstimated}};
}

ChatMeter meterFromJson(const Json &json)
{
    ChatMeter meter{.inputTokens = json["in"].toInt(-1),
                    .outputTokens = json["out"].toInt(-1),
                    .firstTokenMs = json["first"].toInt(-1),
                    .totalMs = json["total"].toInt(-1),
                    .isEstimated = json["estimated"].toBool()};
    if (json["cost"].isNumber()) {
        meter.costMicroUsd = json["cost"].toInt();
    }
    return meter;
}

} // namespace

QString ChatTree::append(ChatMessage message)
{
    message.id = QString::number(m_next++);
    m_shown.insert(message.parent, message.id);
    m_messages.push_back(std::move(message));
    return m_messages.back().id;
}

const ChatMessage *ChatTree::find(const QString &id) const
{
    const auto found = std::find_if(m_messages.begin(),
                                    m_messages.end(),
                                    [&](const ChatMessage &message) { return message.id == id; });
    return found == m_messages.end() ? nullptr : &*found;
}

ChatMessage *ChatTree::edit(const QString &id) { return const_cast<ChatMessage *>(find(id)); }

QString ChatTree::shownChild(const QString &parent) const { return m_shown.value(parent); }

QStringList ChatTree::path() const
{
    QStringList ids;
    // A child is always made after its parent, so a chain is never longer than the list.
    for (QString id = shownChild({});
         !id.isEmpty() && ids.size() <= static_cast<qsizetype>(m_messages.size());
         id = shownChild(id)) {
        ids.append(id);
    }
    return ids;
}

QString ChatTree::leaf() const
{
    const QStringList ids = path();
    return ids.isEmpty() ? QString() : ids.constLast();
}

QStringList ChatTree::variants(const QString &id) const
{
    QStringList ids;
    if (const ChatMessage *message = find(id)) {
        for (const ChatMessage &other : m_messages) {
            if (other.parent == message->parent) {
                ids.append(other.id);
            }
        }
    }
    return ids;
}

void ChatTree::choose(const QString &id)
{
    if (const ChatMessage *message = find(id)) {
        m_shown.insert(message->parent, id);
    }
}

int ChatTree::answerCount() const
{
    return static_cast<int>(
        std::count_if(m_messages.begin(), m_messages.end(), [](const ChatMessage &message) {
            return message.role == ChatMessage::Role::Assistant && !message.text.isEmpty();
        }));
}

ChatMeter ChatTree::total() const
{
    ChatMeter sum{.inputTokens = 0, .outputTokens = 0, .costMicroUsd = 0, .totalMs = 0};
    bool anyCost = false;
    for (const ChatMessage &message : m_messages) {
        if (message.role != ChatMessage::Role::Assistant || message.meter.isEmpty()) {
            continue;
        }
        const ChatMeter &meter = message.meter;
        sum.inputTokens += std::max<qint64>(meter.inputTokens, 0);
        sum.outputTokens += std::max<qint64>(meter.outputTokens, 0);
        sum.totalMs += std::max<qint64>(meter.totalMs, 0);
        sum.isEstimated = sum.isEstimated || meter.isEstimated;
        anyCost = true;
        if (!meter.costMicroUsd) {
            sum.costMicroUsd.reset();
        } else if (sum.costMicroUsd) {
            *sum.costMicroUsd += *meter.costMicroUsd;
        }
    }
    if (!anyCost) {
        sum.costMicroUsd.reset();
    }
    return sum;
}

Json ChatTree::toJson() const
{
    JsonArray list;
    for (const ChatMessage &message : m_messages) {
        list.emplace_back(
            JsonObject{{"id", toUtf8(message.id)},
                       {"parent", toUtf8(message.parent)},
                       {"role", message.role == ChatMessage::Role::User ? "user" : "assistant"},
                       {"state", kStates[static_cast<std::size_t>(message.state)]},
                       {"text", toUtf8(message.text)},
                       {"model", toUtf8(message.model)},
                       {"local", message.isLocal},
                       {"problem", toUtf8(message.problem)},
                       {"detail", toUtf8(message.problemDetail)},
                       {"code", toUtf8(message.problemCode)},
                       {"meter", meterJson(message.meter)}});
    }
    JsonObject shown;
    for (auto it = m_shown.begin(); it != m_shown.end(); ++it) {
        shown.set(toUtf8(it.key()), toUtf8(it.value()));
    }
    return JsonObject{{"messages", std::move(list)}, {"shown", std::move(shown)}};
}

ChatTree ChatTree::fromJson(const Json &json)
{
    ChatTree tree;
    for (const Json &item : json["messages"].array()) {
        ChatMessage message{.id = toQString(item["id"].text()),
                            .parent = toQString(item["parent"].text()),
                            .role = item["role"].text() == "user" ? ChatMessage::Role::User
                                                                  : ChatMessage::Role::Assistant,
                            .state = stateOf(item["state"].text()),
                            .text = toQString(item["text"].text()),
                            .model = toQString(item["model"].text()),
                            .isLocal = item["local"].toBool(),
                            .problem = toQString(item["problem"].text()),
                            .problemDetail = toQString(item["detail"].text()),
                            .problemCode = toQString(item["code"].text()),
                            .meter = meterFromJson(item["meter"])};
        if (message.state == ChatMessage::State::Streaming) {
            message.state
                = message.text.isEmpty() ? ChatMessage::State::Failed : ChatMessage::State::Cut;
        }
        bool isNumber = false;
        const int number = message.id.toInt(&isNumber);
        const bool hasParent = message.parent.isEmpty() || tree.find(message.parent) != nullptr;
        if (!isNumber || !hasParent || tree.find(message.id) != nullptr) {
            continue;
        }
        tree.m_next = std::max(tree.m_next, number + 1);
        tree.m_shown.insert(message.parent, message.id);
        tree.m_messages.push_back(std::move(message));
    }
    for (const auto &[parent, child] : json["shown"].object()) {
        const ChatMessage *message = tree.find(toQString(child.text()));
        if (message != nullptr && message->parent == toQString(parent)) {
            tree.m_shown.insert(message->parent, message->id);
        }
    }
    return tree;
}

} // namespace socle::studio
