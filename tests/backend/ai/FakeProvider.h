// A scripted AI provider on loopback that speaks the OpenAI wire format byte by byte (ai.md 10.1).
//
// Each request takes the next step of the script: a canned answer, cut into pieces as the step says, or a fault. Requests are
// recorded; strict checks are the test's business.
#pragma once

#include <atomic>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace socle::test {

struct FakeStep
{
    int status = 200;
    std::string headers = {}; // extra lines, each with CRLF
    std::string contentType = "application/json";
    std::string body = {};
    std::size_t pieceBytes = 0; // 0: all at once
    int pieceDelayMs = 0;
    bool resetBeforeHead = false;
    bool hangBeforeHead = false; // until the client goes
    std::int64_t resetAfter = -1; // bytes of the body, then the connection breaks
    bool omitLength = true; // the end of the body is the end of the connection
};

class FakeProvider
{
public:
    explicit FakeProvider(std::vector<FakeStep> script);
    ~FakeProvider();

    std::string baseUrl() const; // http://127.0.0.1:PORT/v1
    std::string host() const; // 127.0.0.1:PORT
    std::vector<std::string> requests() const; // heads and bodies, in order
    bool clientLeft() const { return m_clientLeft; } // a hanging or streaming connection was closed by the client

    /// Streaming body of one answer in the given pieces of text, with usage and [DONE].
    static std::string streamOf(const std::vector<std::string> &deltas);
    static std::string answerOf(const std::string &text);

private:
    void serve(int socket);
    bool send(int socket, std::string_view bytes);

    std::vector<FakeStep> m_script;
    int m_listener = -1;
    int m_port = 0;
    std::atomic<bool> m_stopping = false;
    std::atomic<bool> m_clientLeft = false;
    std::size_t m_next = 0;
    mutable std::mutex m_mutex; // guards m_requests
    std::vector<std::string> m_requests;
    std::thread m_thread;
};

} // namespace socle::test
