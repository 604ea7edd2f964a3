#include "backend/mail/Mailbox.h"

namespace socle::mail {

void Mailbox::add(KeptMail mail)
{
    const std::lock_guard lock(m_mutex);
    m_mails.push_front(std::move(mail));
    if (m_mails.size() > kMaxMails) {
        m_mails.pop_back();
    }
}

std::vector<KeptMail> Mailbox::mails() const
{
    const std::lock_guard lock(m_mutex);
    return {m_mails.begin(), m_mails.end()};
}

void Mailbox::clear()
{
    const std::lock_guard lock(m_mutex);
    m_mails.clear();
}

} // namespace socle::mail
