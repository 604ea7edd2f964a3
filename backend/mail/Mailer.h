// Sends mails on threads of its own: by SMTP when the settings say so, else through the machine's
// sendmail, or, on a development server, into a mailbox in memory (auth-api.md 7, admin-api.md
// A2.4).
//
// send() never waits. Whoever needs the outcome gets it by callback, on one of the mailer's
// threads.
#pragma once

#include "backend/mail/Mailbox.h"
#include "backend/mail/Message.h"
#include "backend/outbound/Smtp.h"
#include "shared/core/Result.h"
#include "shared/core/UniqueFunction.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace socle::runtime {
class Clock;
class Random;
} // namespace socle::runtime

namespace socle::mail {

enum class Way { Smtp, Sendmail, Mailbox };

struct MailerParts
{
    /// Where mails go by SMTP; nothing: SMTP is off. Asked with every mail.
    std::function<std::optional<outbound::SmtpServer>()> smtp = {};
    const runtime::Clock *clock = nullptr;
    runtime::Random *random = nullptr;
    /// Told of each mail once it is over: its kind, where it went, what was wrong ("": it has
    /// left). May be empty; on the mailer's threads. Never told of the address, the subject or the
    /// text: templates put codes into all of them.
    std::function<void(std::string_view kind, Way way, std::string_view fault)> note = {};
    /// Development: takes what would go to sendmail. Null in production.
    Mailbox *mailbox = nullptr;
    std::string sendmail = {}; // "": looked for
};

class Mailer
{
public:
    using Done = UniqueFunction<void(Result<void>)>;

    /// A mail, and who hears what became of it.
    struct Outgoing
    {
        Message message = {};
        Done done = {};
    };

    /// Makes a mail when its turn has come; nothing: there is none to send.
    using Maker = UniqueFunction<std::optional<Outgoing>()>;

    static constexpr std::chrono::milliseconds kUsualLimit{30000};

    /// What the parts point to outlives the mailer.
    explicit Mailer(MailerParts parts);
    ~Mailer(); // stop()
    Mailer(const Mailer &) = delete;
    Mailer &operator=(const Mailer &) = delete;

    /// Queues `message`; `done` is called exactly once, from one of the mailer's threads, or at
    /// once from the calling one when nothing more is taken. Errors: Unavailable, whose `message`
    /// says why and names no secret. Any thread.
    void send(Message message, Done done = {}, std::chrono::milliseconds limit = kUsualLimit);

    /// Queues the making of a mail: `make` runs on one of the mailer's threads, where it may read
    /// and wait. For answers that must not tell whether there was anything to send: they are given
    /// before anybody looks. Dropped unmade when nothing more is taken. Any thread.
    void sendMade(Maker make, std::chrono::milliseconds limit = kUsualLimit);

    /// Finishes what is queued for at most `grace`; what is left is dropped and answered so.
    void stop(std::chrono::milliseconds grace);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::mail
