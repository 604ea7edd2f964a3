#include "backend/outbound/Smtp.h"

#include "backend/outbound/Authorities.h"
#include "shared/core/Text.h"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>

namespace socle::outbound {

namespace {

constexpr long kConnectMs = 10000;

std::size_t readMime(char *buffer, std::size_t size, std::size_t count, void *context)
{
    auto &rest = *static_cast<std::string_view *>(context);
    const std::size_t bytes = std::min(size * count, rest.size());
    std::memcpy(buffer, rest.data(), bytes);
    rest.remove_prefix(bytes);
    return bytes;
}

// Reply lines of the server: the last one that refuses says why.
std::size_t onReply(char *data, std::size_t size, std::size_t count, void *context)
{
    const std::string_view line = trimmed({data, size * count});
    if (!line.empty() && (line.front() == '4' || line.front() == '5')) {
        static_cast<std::string *>(context)->assign(line.substr(0, 300));
    }
    return size * count;
}

bool isThisMachine(std::string_view host)
{
    return host == "localhost" || host == "127.0.0.1" || host == "::1";
}

std::string urlOf(const SmtpServer &server)
{
    const bool isV6 = server.host.find(':') != std::string::npos;
    const std::string host = isV6 ? "[" + server.host + "]" : server.host;
    const std::string name = server.localName.empty() ? "localhost" : server.localName;
    return (server.tls ? "smtps://" : "smtp://") + host + ":" + std::to_string(server.port) + "/"
        + percentEncode(name);
}

struct ListDeleter
{
    void operator()(curl_slist *list) const { curl_slist_free_all(list); }
};

Error failed(std::string why)
{
    return Error{.kind = ErrorKind::Unavailable, .message = std::move(why)};
}

/// A connection to the server, as far as both functions below set it up the same way.
class Connection
{
public:
    Connection(const SmtpServer &server, std::chrono::milliseconds limit);

    template <typename Option, typename Value> void set(Option option, Value value)
    {
        curl_easy_setopt(m_easy.get(), option, value);
    }

    Result<void> perform();

private:
    const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> m_easy;
    std::string m_refusal;
    std::array<char, CURL_ERROR_SIZE> m_words{};
};

Connection::Connection(const SmtpServer &server, std::chrono::milliseconds limit)
    : m_easy(curl_easy_init(), &curl_easy_cleanup)
{
    if (!m_easy) {
        return; // perform() says so
    }
    set(CURLOPT_URL, urlOf(server).c_str()); // curl keeps copies of texts
    set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    if (const char *file = authoritiesFile()) {
        set(CURLOPT_CAINFO, file);
    }
    set(CURLOPT_PROXY, "");
    set(CURLOPT_NETRC, static_cast<long>(CURL_NETRC_IGNORED));
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_ERRORBUFFER, m_words.data());
    set(CURLOPT_CONNECTTIMEOUT_MS, std::min<long>(kConnectMs, static_cast<long>(limit.count())));
    set(CURLOPT_TIMEOUT_MS, static_cast<long>(limit.count()));
    set(CURLOPT_HEADERFUNCTION, &onReply);
    set(CURLOPT_HEADERDATA, &m_refusal);
    set(
        CURLOPT_WRITEFUNCTION,
        +[](char *, std::size_t size, std::size_t count, void *) { return size * count; });
    // A stripped STARTTLS must not get the password in clear.
    const bool needsTls = !server.username.empty() && !isThisMachine(server.host);
    set(CURLOPT_USE_SSL,
        static_cast<long>(needsTls || server.tls ? CURLUSESSL_ALL : CURLUSESSL_TRY));
    if (!server.username.empty()) {
        const std::string options
            = "AUTH=" + (server.authMethod.empty() ? std::string("PLAIN") : server.authMethod);
        set(CURLOPT_USERNAME, server.username.c_str());
        set(CURLOPT_PASSWORD, server.password.c_str());
        set(CURLOPT_LOGIN_OPTIONS, options.c_str());
    }
}

Result<void> Connection::perform()
{
    if (!m_easy) {
        return failed("the SMTP client cannot be started");
    }
    const CURLcode code = curl_easy_perform(m_easy.get());
    if (code == CURLE_OK) {
        return {};
    }
    return failed(!m_refusal.empty()       ? m_refusal
                      : m_words[0] != '\0' ? std::string(m_words.data())
                                           : curl_easy_strerror(code));
}

} // namespace

Result<void> sendSmtp(const SmtpServer &server,
                      const Envelope &envelope,
                      std::chrono::milliseconds limit)
{
    static const CURLcode initialised = curl_global_init(CURL_GLOBAL_DEFAULT);
    (void)initialised;
    const std::string from = "<" + envelope.from + ">";
    const std::string to = "<" + envelope.to + ">";
    const std::unique_ptr<curl_slist, ListDeleter> recipients(
        curl_slist_append(nullptr, to.c_str()));
    std::string_view rest = envelope.mime;
    Connection connection(server, limit);
    connection.set(CURLOPT_MAIL_FROM, from.c_str());
    connection.set(CURLOPT_MAIL_RCPT, recipients.get());
    connection.set(CURLOPT_UPLOAD, 1L);
    connection.set(CURLOPT_READFUNCTION, &readMime);
    connection.set(CURLOPT_READDATA, &rest);
    connection.set(CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(envelope.mime.size()));
    return connection.perform();
}

Result<void> checkSmtp(const SmtpServer &server, std::chrono::milliseconds limit)
{
    Connection connection(server, limit);
    connection.set(CURLOPT_CONNECT_ONLY, 1L); // to this protocol that includes the sign-in
    return connection.perform();
}

} // namespace socle::outbound
