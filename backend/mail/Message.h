// One mail as the server writes it: to one address, an HTML body and, made from it, a text one.
#pragma once

#include <string>

namespace socle::mail {

struct Message
{
    std::string senderName = {};
    std::string senderAddress = {};
    std::string to = {}; // one address, without a display name
    std::string subject = {};
    std::string html = {};
    std::string kind = {}; // "verification": all that the log may say of it
};

} // namespace socle::mail
