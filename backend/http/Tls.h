// TLS over a connected, non-blocking socket: OpenSSL on the descriptor itself, so that sessions
// wait and time out the same way with and without it. Private to http/.
#pragma once

#include "shared/core/Result.h"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

// OpenSSL's own names, so that its headers stay in Tls.cpp.
struct ssl_ctx_st;
struct ssl_st;

namespace socle::http {

/// Certificate and key of a server; shared by its sessions.
class TlsContext
{
public:
    /// PEM files: the certificate with its chain, the private key. TLS 1.2 and up. Error:
    /// Unavailable with one sentence for the terminal.
    static Result<std::shared_ptr<TlsContext>> load(const std::string &certificateFile,
                                                    const std::string &keyFile);

    explicit TlsContext(ssl_ctx_st *context)
        : m_context(context)
    {
    }

    ~TlsContext();
    TlsContext(const TlsContext &) = delete;
    TlsContext &operator=(const TlsContext &) = delete;

    ssl_ctx_st *handle() const { return m_context; }

private:
    ssl_ctx_st *const m_context;
};

/// One connection. On its session's I/O thread only.
class TlsChannel
{
public:
    enum class Outcome { Done, WantsRead, WantsWrite, Closed };

    TlsChannel(const TlsContext &context, int descriptor);
    ~TlsChannel(); // says goodbye without waiting
    TlsChannel(const TlsChannel &) = delete;
    TlsChannel &operator=(const TlsChannel &) = delete;

    /// One step of the handshake.
    Outcome accept();
    /// Fills `buffer` as far as there is something; `count` bytes. Done also with less than asked.
    Outcome read(char *buffer, std::size_t size, std::size_t &count);
    /// Decrypted bytes wait inside: the socket need not become readable for them.
    bool hasPending() const;
    /// Sends a beginning of `bytes`; `count` of them. After WantsWrite the same bytes come again.
    Outcome write(std::string_view bytes, std::size_t &count);

private:
    Outcome outcomeOf(int result);

    ssl_st *const m_ssl;
    bool m_isBroken = false;
};

} // namespace socle::http
