// Who answers a chat: the interface of every adapter, and the handle of one call.
//
// A call is asynchronous: nobody's thread waits for a model. Events and the end come on a thread of the provider's; the end
// comes exactly once, after the last event, also when the call is cancelled.
#pragma once

#include "backend/ai/AiError.h"
#include "backend/ai/Message.h"
#include "shared/core/UniqueFunction.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace socle::ai {

struct ChatCallbacks
{
    UniqueFunction<void(ChatEvent)> onEvent = {};
    UniqueFunction<void(std::optional<AiError>)> onDone = {}; // nothing: the call succeeded
};

/// One call under way. Letting go of the handle does not end the call; cancel() does, from any thread.
class ChatCall
{
public:
    virtual ~ChatCall() = default;
    virtual void cancel() = 0;
};

class ChatProvider
{
public:
    virtual ~ChatProvider() = default;
    virtual std::shared_ptr<ChatCall> chat(ChatRequest request, ChatCallbacks callbacks) = 0;
};

} // namespace socle::ai
