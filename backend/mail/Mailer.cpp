#include "backend/mail/Mailer.h"

#include "backend/mail/MimeText.h"
#include "backend/mail/PlainText.h"
#include "backend/mail/Sendmail.h"
#include "backend/outbound/Smtp.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/Deadline.h"
#include "backend/runtime/Random.h"
#include "backend/runtime/WorkerPool.h"

#include <utility>

namespace socle::mail {

namespace {

constexpr std::size_t kThreads = 4;
constexpr std::size_t kMaxQueued = 1000;
// The answer that queued a mail leaves first, also on a busy machine: its time must not tell that
// there is one to make.
constexpr int kNiceness = 10;
constexpr std::size_t kUniqueLength = 24;

Error refused(std::string why)
{
    return Error{.kind = ErrorKind::Unavailable, .message = std::move(why)};
}

/// Calls `done` exactly once, also when the job is dropped unrun.
class Answer
{
public:
    explicit Answer(Mailer::Done done)
        : m_done(std::move(done))
    {
    }

    Answer(Answer &&) noexcept = default;
    Answer &operator=(Answer &&) = delete;

    ~Answer()
    {
        if (m_done) {
            give(refused("the mail was dropped: the server stops or its queue is full"));
        }
    }

    void give(Result<void> outcome)
    {
        if (Mailer::Done done = std::exchange(m_done, {})) {
            done(std::move(outcome));
        }
    }

private:
    Mailer::Done m_done;
};

} // namespace

struct Mailer::Impl
{
    explicit Impl(MailerParts given)
        : parts(std::move(given))
        , pool(
              {.name = "mail", .threads = kThreads, .maxQueued = kMaxQueued, .niceness = kNiceness})
    {
    }

    Way way() const
    {
        if (parts.smtp()) {
            return Way::Smtp;
        }
        return parts.mailbox != nullptr ? Way::Mailbox : Way::Sendmail;
    }

    Result<void> deliver(const Message &message, std::chrono::milliseconds limit)
    {
        const std::string unique
            = parts.random->fromAlphabet(runtime::kAlphanumeric, kUniqueLength);
        const auto smtp = parts.smtp();
        if (!smtp && parts.mailbox != nullptr) {
            parts.mailbox->add({.id = unique,
                                .created = parts.clock->now(),
                                .message = message,
                                .text = plainTextOf(message.html)});
            return {};
        }
        const std::string mime = mimeText(message, parts.clock->now(), unique);
        if (smtp) {
            return outbound::sendSmtp(
                *smtp, {.from = message.senderAddress, .to = message.to, .mime = mime}, limit);
        }
        const std::string program = parts.sendmail.empty() ? findSendmail() : parts.sendmail;
        if (program.empty()) {
            return refused("failed to locate a sendmail executable path");
        }
        return runSendmail(program, message.senderAddress, message.to, mime, limit);
    }

    /// Sends, notes and answers. On one of the mailer's threads.
    void run(const Message &message,
             std::chrono::steady_clock::time_point queued,
             std::chrono::milliseconds limit,
             Answer &answer)
    {
        const auto waited = std::chrono::duration_cast<std::chrono::milliseconds>(
            parts.clock->steadyNow() - queued);
        Result<void> outcome = waited < limit
            ? deliver(message, limit - waited)
            : Result<void>(refused("the mail waited too long for its turn"));
        if (parts.note) {
            parts.note(message.kind, way(), outcome ? std::string_view() : outcome.error().message);
        }
        answer.give(std::move(outcome));
    }

    const MailerParts parts;
    runtime::WorkerPool pool; // last: its threads use everything above
};

Mailer::Mailer(MailerParts parts)
    : m_impl(std::make_unique<Impl>(std::move(parts)))
{
}

Mailer::~Mailer() { stop(std::chrono::milliseconds(0)); }

void Mailer::stop(std::chrono::milliseconds grace) { m_impl->pool.stop(grace); }

void Mailer::send(Message message, Done done, std::chrono::milliseconds limit)
{
    const auto started = m_impl->parts.clock->steadyNow();
    Answer answer(std::move(done));
    const bool isTaken = m_impl->pool.post(
        [impl = m_impl.get(),
         message = std::move(message),
         limit,
         started,
         answer = std::move(answer)]() mutable { impl->run(message, started, limit, answer); });
    (void)isTaken; // when it was not, the answer has been given as the task was destroyed
}

void Mailer::sendMade(Maker make, std::chrono::milliseconds limit)
{
    const bool isTaken = m_impl->pool.post([impl = m_impl.get(),
                                            make = std::move(make),
                                            limit,
                                            started = m_impl->parts.clock->steadyNow()]() mutable {
        if (std::optional<Outgoing> made = make()) {
            Answer answer(std::move(made->done));
            impl->run(made->message, started, limit, answer);
        }
    });
    (void)isTaken; // nobody waits for it
}

} // namespace socle::mail
