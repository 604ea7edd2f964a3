// A bucket on loopback that checks signatures by itself: what an S3 service does with a request, in
// little.
#pragma once

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace socle::test {

class S3Server
{
public:
    static constexpr std::string_view kAccessKey = "AKIATEST";
    static constexpr std::string_view kSecret = "s3cr3t/with+signs";
    static constexpr std::string_view kRegion = "eu-test-1";
    static constexpr std::string_view kBucket = "bucket";

    struct Object
    {
        std::string bytes;
        std::map<std::string, std::string> headers; // lower-case names
    };

    S3Server();
    ~S3Server();

    std::string endpoint() const { return "http://127.0.0.1:" + std::to_string(m_port); }

    std::map<std::string, Object> objects() const;

    int refused() const { return m_refused.load(); } // requests whose signature was wrong

    void setPageSize(std::size_t size) { m_pageSize = size; } // of lists

private:
    struct Request;

    void serve(int socket);
    std::string answer(const Request &request);
    std::string list(const std::map<std::string, std::string> &query) const;

    int m_listener = -1;
    int m_port = 0;
    std::atomic<int> m_refused = 0;
    std::atomic<std::size_t> m_pageSize = 1000;
    mutable std::mutex m_mutex; // guards m_objects
    std::map<std::string, Object> m_objects; // by key, decoded
    std::thread m_thread;
};

} // namespace socle::test
