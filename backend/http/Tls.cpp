// See Tls.h.
#include "backend/http/Tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>

namespace socle::http {

namespace {

constexpr std::size_t kMaxWrite = 1048576;

Error cannotLoad(const std::string &what, const std::string &file)
{
    const unsigned long code = ::ERR_get_error();
    const char *reason = code != 0 ? ::ERR_reason_error_string(code) : nullptr;
    ::ERR_clear_error();
    return Error{.kind = ErrorKind::Unavailable,
                 .message = "Cannot use the " + what + " " + file
                     + (reason != nullptr ? std::string(": ") + reason : std::string()) + "."};
}

} // namespace

Result<std::shared_ptr<TlsContext>> TlsContext::load(const std::string &certificateFile,
                                                     const std::string &keyFile)
{
    ::ERR_clear_error();
    SSL_CTX *const raw = ::SSL_CTX_new(::TLS_server_method());
    if (raw == nullptr) {
        return internalError("tls: no context");
    }
    auto context = std::make_shared<TlsContext>(raw);
    ::SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION);
    ::SSL_CTX_set_options(raw, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    ::SSL_CTX_set_mode(raw,
                       SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER
                           | SSL_MODE_RELEASE_BUFFERS);
    if (::SSL_CTX_use_certificate_chain_file(raw, certificateFile.c_str()) != 1) {
        return cannotLoad("certificate", certificateFile);
    }
    if (::SSL_CTX_use_PrivateKey_file(raw, keyFile.c_str(), SSL_FILETYPE_PEM) != 1
        || ::SSL_CTX_check_private_key(raw) != 1) {
        return cannotLoad("private key", keyFile);
    }
    return context;
}

TlsContext::~TlsContext() { ::SSL_CTX_free(m_context); }

TlsChannel::TlsChannel(const TlsContext &context, int descriptor)
    : m_ssl(::SSL_new(context.handle()))
{
    if (m_ssl == nullptr || ::SSL_set_fd(m_ssl, descriptor) != 1) {
        m_isBroken = true;
    }
}

TlsChannel::~TlsChannel()
{
    if (!m_isBroken && ::SSL_is_init_finished(m_ssl) == 1) {
        ::SSL_shutdown(m_ssl); // one try: what does not fit is not said
    }
    ::SSL_free(m_ssl);
    ::ERR_clear_error();
}

TlsChannel::Outcome TlsChannel::outcomeOf(int result)
{
    const int fault = ::SSL_get_error(m_ssl, result);
    ::ERR_clear_error();
    if (fault == SSL_ERROR_WANT_READ) {
        return Outcome::WantsRead;
    }
    if (fault == SSL_ERROR_WANT_WRITE) {
        return Outcome::WantsWrite;
    }
    m_isBroken = m_isBroken || fault != SSL_ERROR_ZERO_RETURN;
    return Outcome::Closed;
}

TlsChannel::Outcome TlsChannel::accept()
{
    if (m_isBroken) {
        return Outcome::Closed;
    }
    const int result = ::SSL_accept(m_ssl);
    return result == 1 ? Outcome::Done : outcomeOf(result);
}

TlsChannel::Outcome TlsChannel::read(char *buffer, std::size_t size, std::size_t &count)
{
    count = 0;
    while (!m_isBroken && count < size) {
        std::size_t got = 0;
        const int result = ::SSL_read_ex(m_ssl, buffer + count, size - count, &got);
        if (result != 1) {
            const Outcome outcome = outcomeOf(result);
            return count > 0 ? Outcome::Done : outcome; // a close is met again by the next read
        }
        count += got;
    }
    return m_isBroken && count == 0 ? Outcome::Closed : Outcome::Done;
}

bool TlsChannel::hasPending() const { return !m_isBroken && ::SSL_pending(m_ssl) > 0; }

TlsChannel::Outcome TlsChannel::write(std::string_view bytes, std::size_t &count)
{
    count = 0;
    if (m_isBroken) {
        return Outcome::Closed;
    }
    if (bytes.empty()) {
        return Outcome::Done;
    }
    const int result
        = ::SSL_write_ex(m_ssl, bytes.data(), std::min(bytes.size(), kMaxWrite), &count);
    return result == 1 ? Outcome::Done : outcomeOf(result);
}

} // namespace socle::http
