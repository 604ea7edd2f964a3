// A bucket on loopback that checks signatures and digests by itself: what an S3 service does with a
// request, in little. Uploads in parts, ranges and removal of several are known; it can be made to
// fail.
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
        std::string tag = {};
    };

    S3Server();
    ~S3Server();

    std::string endpoint() const { return "http://127.0.0.1:" + std::to_string(m_port); }

    std::map<std::string, Object> objects() const;

    int refused() const { return m_refused.load(); } // requests whose signature was wrong

    /// Forgets what it stores, so that what one test leaves does not reach the next.
    void clear();

    void setPageSize(std::size_t size) { m_pageSize = size; } // of lists

    /// The next `count` requests that would change or send something are answered 503.
    void failNext(int count) { m_toFail = count; }

    void setFailsParts(bool fails) { m_failsParts = fails; } // of uploads in parts

    /// Objects that are stored from now on lose their last byte.
    void setLossy(bool isLossy) { m_isLossy = isLossy; }

    int requests() const { return m_requests.load(); }

    std::size_t unfinishedUploads() const;

private:
    struct Request;

    void serve(int socket);
    std::string answer(const Request &request);
    std::string list(const std::map<std::string, std::string> &query) const;
    std::string answerUpload(const Request &request,
                             const std::string &key,
                             const std::map<std::string, std::string> &query);
    std::string answerRemoval(const Request &request);
    void store(const std::string &key, Object object);

    struct Upload
    {
        std::map<std::string, std::string> headers;
        std::map<int, std::string> parts;
    };

    int m_listener = -1;
    int m_port = 0;
    std::atomic<int> m_refused = 0;
    std::atomic<int> m_requests = 0;
    std::atomic<int> m_toFail = 0;
    std::atomic<bool> m_failsParts = false;
    std::atomic<bool> m_isLossy = false;
    std::atomic<std::size_t> m_pageSize = 1000;
    mutable std::mutex m_mutex; // guards what follows but the thread
    std::map<std::string, Upload> m_uploads; // unfinished ones
    std::map<std::string, Object> m_objects; // by key, decoded
    std::thread m_thread;
};

} // namespace socle::test
