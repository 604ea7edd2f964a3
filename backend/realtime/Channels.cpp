// See Channels.h.
#include "backend/realtime/Channels.h"

#include "shared/json/JsonWriter.h"

#include <utility>

namespace socle::realtime {

namespace {

Error notInChannel() { return notFound("The client is not in the channel."); }

Error full(std::string message)
{
    return Error{.kind = ErrorKind::Conflict, .message = std::move(message)};
}

} // namespace

std::string Channels::describe(const Seat &seat)
{
    std::string json;
    JsonWriter writer(json);
    writer.startObject();
    writer.member("id", seat.card.id);
    writer.key("user");
    writer.raw(seat.card.user);
    writer.key("state");
    writer.raw(seat.state);
    writer.endObject();
    return json;
}

std::string Channels::presence(std::string_view channel,
                               std::string_view joined,
                               std::string_view left,
                               std::size_t members)
{
    std::string json;
    JsonWriter writer(json);
    writer.startObject();
    writer.member("op", "presence");
    writer.member("channel", channel);
    writer.key("joined");
    writer.raw("[" + std::string(joined) + "]");
    writer.key("left");
    writer.raw("[" + std::string(left) + "]");
    writer.member("members", static_cast<std::int64_t>(members));
    writer.endObject();
    return json;
}

Result<void> Channels::join(std::string_view channel,
                            const std::shared_ptr<ChannelMember> &member,
                            MemberCard card,
                            std::string state)
{
    const std::lock_guard lock(m_mutex);
    const std::string name(channel);
    auto &joined = m_joined[member.get()];
    const bool isNew = joined.count(name) == 0;
    if (isNew && joined.size() >= kMaxChannelsOfMember) {
        return full("A client can be in no more than 100 channels.");
    }
    Channel &seats = m_channels[name];
    if (isNew && seats.size() >= kMaxMembersOfChannel) {
        return full("The channel is full.");
    }
    joined.insert(name);
    Seat &seat = seats[member.get()];
    seat = Seat{.member = member, .card = std::move(card), .state = std::move(state)};

    const std::string toOthers = presence(channel, describe(seat), {}, seats.size());
    std::string everybody;
    for (const auto &[key, other] : seats) {
        everybody += everybody.empty() ? "" : ",";
        everybody += describe(other);
        if (key != member.get()) {
            other.member->tell(toOthers);
        }
    }
    member->tell(presence(channel, everybody, {}, seats.size()));
    return {};
}

Result<void> Channels::leave(std::string_view channel, const ChannelMember &member)
{
    const std::lock_guard lock(m_mutex);
    const std::string name(channel);
    const auto joined = m_joined.find(&member);
    if (joined == m_joined.end() || joined->second.erase(name) == 0) {
        return notInChannel();
    }
    if (joined->second.empty()) {
        m_joined.erase(joined);
    }
    remove(name, member);
    return {};
}

Result<void> Channels::setState(std::string_view channel,
                                const ChannelMember &member,
                                std::string state)
{
    const std::lock_guard lock(m_mutex);
    const auto seats = m_channels.find(std::string(channel));
    const auto seat = seats != m_channels.end() ? seats->second.find(&member) : Channel::iterator();
    if (seats == m_channels.end() || seat == seats->second.end()) {
        return notInChannel();
    }
    seat->second.state = std::move(state);
    const std::string message = presence(channel, describe(seat->second), {}, seats->second.size());
    for (const auto &[key, other] : seats->second) {
        if (key != &member) {
            other.member->tell(message);
        }
    }
    return {};
}

void Channels::leaveAll(const ChannelMember &member)
{
    const std::lock_guard lock(m_mutex);
    const auto joined = m_joined.find(&member);
    if (joined == m_joined.end()) {
        return;
    }
    const auto names = std::move(joined->second);
    m_joined.erase(joined);
    for (const std::string &name : names) {
        remove(name, member);
    }
}

// The mutex is held by the caller.
void Channels::remove(const std::string &name, const ChannelMember &member)
{
    const auto seats = m_channels.find(name);
    const auto seat = seats->second.find(&member);
    const std::string gone = describe(seat->second);
    seats->second.erase(seat);
    if (seats->second.empty()) {
        m_channels.erase(seats);
        return;
    }
    const std::string message = presence(name, {}, gone, seats->second.size());
    for (const auto &[key, other] : seats->second) {
        other.member->tell(message);
    }
}

std::size_t Channels::publish(std::string_view channel,
                              const ChannelMember &sender,
                              const MemberCard &card,
                              std::string_view event,
                              std::string_view payload)
{
    std::string message;
    JsonWriter writer(message);
    writer.startObject();
    writer.member("op", "message");
    writer.member("channel", channel);
    writer.member("event", event);
    writer.key("payload");
    writer.raw(payload);
    writer.key("from");
    writer.startObject();
    writer.member("id", card.id);
    writer.key("user");
    writer.raw(card.user);
    writer.endObject();
    writer.endObject();

    const std::lock_guard lock(m_mutex);
    const auto seats = m_channels.find(std::string(channel));
    if (seats == m_channels.end()) {
        return 0;
    }
    std::size_t told = 0;
    for (const auto &[key, other] : seats->second) {
        if (key != &sender) {
            other.member->tell(message);
            ++told;
        }
    }
    return told;
}

std::size_t Channels::memberCount(std::string_view channel) const
{
    const std::lock_guard lock(m_mutex);
    const auto seats = m_channels.find(std::string(channel));
    return seats != m_channels.end() ? seats->second.size() : 0;
}

} // namespace socle::realtime
