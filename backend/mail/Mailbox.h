// Where mails of a development server go: the last hundred, in memory, for superusers to read.
//
// Links and codes in them sign people in, so they never reach a log or a file, and end with the
// process.
#pragma once

#include "backend/mail/Message.h"
#include "shared/core/DateTime.h"

#include <cstddef>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace socle::mail {

struct KeptMail
{
    std::string id = {};
    DateTime created = {};
    Message message = {};
    std::string text = {};
};

class Mailbox
{
public:
    // All functions: any thread.
    void add(KeptMail mail);
    std::vector<KeptMail> mails() const; // newest first
    void clear();

private:
    static constexpr std::size_t kMaxMails = 100;

    mutable std::mutex m_mutex; // guards m_mails; a leaf
    std::deque<KeptMail> m_mails;
};

} // namespace socle::mail
