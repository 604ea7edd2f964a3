// One mail over SMTP, with libcurl: STARTTLS or TLS, PLAIN or LOGIN.
//
// Blocking: for threads that may wait (backend/mail has its own). The server is the operator's
// choice, so private addresses are fine here.
#pragma once

#include "shared/core/Result.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace socle::outbound {

struct SmtpServer
{
    std::string host = {};
    std::uint16_t port = 587;
    std::string username = {}; // empty: no sign-in
    std::string password = {};
    std::string authMethod = {}; // "PLAIN", "LOGIN"; empty: PLAIN
    bool tls = false; // TLS at once; else STARTTLS when it is offered
    std::string localName = {}; // EHLO name; empty: "localhost"
};

struct Envelope
{
    std::string from = {};
    std::string to = {};
    std::string_view mime = {}; // the whole message, CRLF line ends; lives during the call
};

/// A password goes over an unencrypted connection to this machine only. Certificates are checked.
/// Errors: Unavailable; its message has the server's words and no secret.
Result<void> sendSmtp(const SmtpServer &server,
                      const Envelope &envelope,
                      std::chrono::milliseconds limit);

/// Connects, greets and signs in, and leaves again without a message. Errors as sendSmtp().
Result<void> checkSmtp(const SmtpServer &server, std::chrono::milliseconds limit);

} // namespace socle::outbound
