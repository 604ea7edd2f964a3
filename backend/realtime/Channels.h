// Channels: rooms of connected clients who see each other (presence) and pass messages on
// (broadcast). In memory only; who may enter is asked before (ChannelRules.h).
//
// All functions from any thread. Members are told while the mutex is held, so that everybody sees
// joins, leaves and messages of a channel in one order; telling only queues bytes.
// Source: socle-api.md 9.
#pragma once

#include "shared/core/Result.h"

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>

namespace socle::realtime {

inline constexpr std::size_t kMaxChannelsOfMember = 100;
inline constexpr std::size_t kMaxMembersOfChannel = 5000;

/// Somebody who can be in channels. `tell` must not wait; its texts are JSON.
class ChannelMember
{
public:
    virtual ~ChannelMember() = default;
    virtual void tell(std::string_view json) = 0;
};

/// How others see a member.
struct MemberCard
{
    std::string id = {}; // public, unlike the client's id
    std::string user = "null"; // JSON: {"collection":"users","id":"u1"} or null
};

class Channels
{
public:
    /// Enters a channel, or changes card and state of who is in it. The newcomer is told of all
    /// members, the others of the newcomer. Error: Conflict (too many).
    Result<void> join(std::string_view channel,
                      const std::shared_ptr<ChannelMember> &member,
                      MemberCard card,
                      std::string state);
    /// Error: NotFound when the member is not in the channel; the same for setState().
    Result<void> leave(std::string_view channel, const ChannelMember &member);
    Result<void> setState(std::string_view channel, const ChannelMember &member, std::string state);
    void leaveAll(const ChannelMember &member);

    /// To everyone in the channel except `sender`; how many were told. `payload` is JSON.
    std::size_t publish(std::string_view channel,
                        const ChannelMember &sender,
                        const MemberCard &card,
                        std::string_view event,
                        std::string_view payload);

    std::size_t memberCount(std::string_view channel) const;

private:
    struct Seat
    {
        std::shared_ptr<ChannelMember> member; // shared: with its connection
        MemberCard card;
        std::string state; // JSON
    };

    using Channel = std::map<const ChannelMember *, Seat>;

    static std::string describe(const Seat &seat);
    static std::string presence(std::string_view channel,
                                std::string_view joined,
                                std::string_view left,
                                std::size_t members);
    void remove(const std::string &name, const ChannelMember &member);

    mutable std::mutex m_mutex; // guards what follows; a member's queue is locked inside it
    std::unordered_map<std::string, Channel> m_channels;
    std::unordered_map<const ChannelMember *, std::set<std::string>> m_joined;
};

} // namespace socle::realtime
