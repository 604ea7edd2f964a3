// Who may join a channel and publish to it: the rows of `_channels` (socle-api.md 9).
//
// | Field       | Holds                                                                          |
// |-------------|--------------------------------------------------------------------------------|
// | name        | a name, or a pattern in which `*` stands for any characters and `?` for one     |
// | joinRule    | filter language over the row; empty: superusers only                            |
// | publishRule | the same                                                                        |
//
// A rule sees `@request.auth.*`, and as `@request.body.*` the channel's own name (`channel`) and
// what is sent (`state`, or `event` and `payload`). The row with the exact name decides, else the
// longest pattern that fits; without a row only superusers may do anything.
#pragma once

#include "shared/core/DateTime.h"
#include "shared/core/Result.h"
#include "shared/json/Json.h"

#include <string_view>

namespace socle::records {
class RecordStore;
}

namespace socle::rules {
struct Caller;
}

namespace socle::schema {
class Catalogue;
}

namespace socle::storage {
class ReadTransaction;
}

namespace socle::realtime {

inline constexpr std::string_view kChannelsCollection = "_channels";

enum class ChannelAction { Join, Publish };

struct ChannelRequest
{
    ChannelAction action = ChannelAction::Join;
    std::string_view channel = {};
    const rules::Caller &caller;
    Json body = {}; // object, with `channel`
    DateTime now = {};
};

/// Errors: Forbidden, those of the read.
Result<void> requireChannel(storage::ReadTransaction &transaction,
                            const records::RecordStore &records,
                            const schema::Catalogue &catalogue,
                            const ChannelRequest &request);

/// True when `name` fits `pattern` (`*`, `?`). Linear in both.
bool fitsPattern(std::string_view pattern, std::string_view name);

} // namespace socle::realtime
