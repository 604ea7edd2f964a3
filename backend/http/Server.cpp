// See Server.h. The I/O threads, their acceptors, and an orderly end.
#include "backend/http/Session.h"
#include "backend/runtime/Clock.h"
#include "backend/runtime/WorkerPool.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <thread>

namespace socle::http {

namespace {

using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
using Endpoint = asio::ip::tcp::endpoint;

thread_local const IoThread *currentThread = nullptr;

std::string addressText(asio::ip::address address)
{
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    }
    return address.to_string();
}

boost::system::error_code bindTo(Acceptor &acceptor, const Endpoint &endpoint, bool shares)
{
    boost::system::error_code fault;
    acceptor.open(endpoint.protocol(), fault);
    if (!fault) {
        acceptor.set_option(Acceptor::reuse_address(true), fault);
    }
    if (!fault && shares) {
        acceptor.set_option(ReusePort(true), fault);
    }
    if (!fault && endpoint.address().is_v6()) {
        acceptor.set_option(asio::ip::v6_only(false), fault);
    }
    if (!fault) {
        acceptor.bind(endpoint, fault);
    }
    if (!fault) {
        acceptor.listen(4096, fault);
    }
    return fault;
}

Error cannotListen(const ServerOptions &options, const boost::system::error_code &fault)
{
    const std::string where = options.host + ":" + std::to_string(options.port);
    std::string why = fault.message();
    if (fault == asio::error::address_in_use) {
        why = "the port is in use by another program";
    } else if (fault == asio::error::access_denied) {
        why = "ports below 1024 need special permission";
    }
    return Error{.kind = ErrorKind::Unavailable,
                 .message = "Cannot listen on " + where + ": " + why + "."};
}

Result<Endpoint> resolve(const ServerOptions &options)
{
    if (options.host.empty() || options.host == "*") {
        return Endpoint(asio::ip::tcp::v4(), options.port);
    }
    std::string host = options.host;
    if (host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    }
    boost::system::error_code fault;
    const auto address = asio::ip::make_address(host, fault);
    if (!fault) {
        return Endpoint(address, options.port);
    }
    asio::io_context context;
    asio::ip::tcp::resolver resolver(context);
    const auto found = resolver.resolve(host, std::to_string(options.port), fault);
    if (fault || found.empty()) {
        return Error{.kind = ErrorKind::Unavailable,
                     .message = "Cannot listen on " + options.host + ": the name is unknown."};
    }
    for (const auto &entry : found) {
        if (entry.endpoint().address().is_v4()) {
            return entry.endpoint();
        }
    }
    return found.begin()->endpoint();
}

Task acceptLoop(std::shared_ptr<IoThread> thread, Acceptor &acceptor)
{
    while (!thread->isStopping) {
        Socket socket(thread->context);
        Endpoint remote;
        auto accepting = acceptor.async_accept(socket, remote, asio::as_tuple(kAwait));
        const auto [fault] = co_await std::move(accepting);
        if (fault == asio::error::operation_aborted || !acceptor.is_open()) {
            co_return;
        }
        if (fault) {
            // Out of descriptors: a pause, or the loop eats a core until somebody leaves.
            asio::basic_waitable_timer<Steady, asio::wait_traits<Steady>, Executor> pause(
                thread->context);
            pause.expires_after(std::chrono::milliseconds(50));
            auto waiting = pause.async_wait(asio::as_tuple(kAwait));
            co_await std::move(waiting);
            continue;
        }
        if (thread->server.connections.load() >= thread->server.limits.connections) {
            continue; // the socket closes here
        }
        boost::system::error_code ignored;
        socket.non_blocking(true, ignored);
        socket.set_option(asio::ip::tcp::no_delay(true), ignored);
        auto session
            = std::make_shared<Session>(thread, std::move(socket), addressText(remote.address()));
        auto life = session->run();
        asio::co_spawn(thread->context, std::move(life), asio::detached);
    }
}

class AsioServer final : public Server
{
public:
    AsioServer(Handler &handler, const ServerLimits &limits)
        : m_state{.handler = handler, .limits = limits}
    {
    }

    ~AsioServer() override
    {
        if (!m_isStopped) {
            stop(std::chrono::milliseconds(0));
        }
    }

    Result<void> begin(const ServerOptions &options)
    {
        if (!options.tlsCertificate.empty() || !options.tlsKey.empty()) {
            m_state.tls = SOCLE_TRY(TlsContext::load(options.tlsCertificate, options.tlsKey));
        }
        auto endpoint = SOCLE_TRY(resolve(options));
        {
            // With SO_REUSEPORT a second server would quietly share the port: ask once without it.
            asio::io_context context;
            Acceptor probe(context);
            if (const auto fault = bindTo(probe, endpoint, false)) {
                return cannotListen(options, fault);
            }
        }
        const unsigned count = options.threads != 0
            ? options.threads
            : std::max(1U, std::thread::hardware_concurrency());
        for (unsigned i = 0; i < count; ++i) {
            auto thread = std::make_shared<IoThread>(m_state);
            auto acceptor = std::make_unique<Acceptor>(thread->context);
            if (const auto fault = bindTo(*acceptor, endpoint, true)) {
                return cannotListen(options, fault);
            }
            endpoint = acceptor->local_endpoint();
            m_threads.push_back(std::move(thread));
            m_acceptors.push_back(std::move(acceptor));
        }
        m_port = endpoint.port();
        for (std::size_t i = 0; i < m_threads.size(); ++i) {
            auto accepting = acceptLoop(m_threads[i], *m_acceptors[i]);
            asio::co_spawn(m_threads[i]->context, std::move(accepting), asio::detached);
            m_threads[i]->startTick();
            m_running.emplace_back([thread = m_threads[i], i] {
                runtime::nameThread("io-" + std::to_string(i));
                thread->run();
            });
        }
        return {};
    }

    std::uint16_t port() const override { return m_port; }

    std::size_t connectionCount() const override { return m_state.connections.load(); }

    bool stop(std::chrono::milliseconds grace) override
    {
        if (m_isStopped) {
            return true;
        }
        m_isStopped = true;
        for (std::size_t i = 0; i < m_threads.size(); ++i) {
            asio::post(m_threads[i]->context, [thread = m_threads[i], &acceptor = *m_acceptors[i]] {
                boost::system::error_code ignored;
                acceptor.close(ignored);
                thread->stopSessions();
            });
        }
        const bool wasOrderly = awaitEnd(grace);
        if (!wasOrderly) {
            for (const auto &thread : m_threads) {
                asio::post(thread->context, [thread] { thread->cutSessions(); });
            }
            awaitEnd(std::chrono::milliseconds(1000));
        }
        for (const auto &thread : m_threads) {
            thread->context.stop();
        }
        for (auto &running : m_running) {
            running.join();
        }
        return wasOrderly;
    }

private:
    bool awaitEnd(std::chrono::milliseconds limit)
    {
        std::unique_lock lock(m_state.endMutex);
        return m_state.ended.wait_for(
            lock, limit, [this] { return m_state.connections.load() == 0; });
    }

    ServerState m_state;
    std::vector<std::shared_ptr<IoThread>> m_threads;
    std::vector<std::unique_ptr<Acceptor>> m_acceptors;
    std::vector<std::thread> m_running;
    std::uint16_t m_port = 0;
    bool m_isStopped = false;
};

} // namespace

// -- IoThread
// ----------------------------------------------------------------------------------------------------------

void IoThread::run()
{
    currentThread = this;
    context.run();
    currentThread = nullptr;
}

bool IoThread::isCurrent() const { return currentThread == this; }

void IoThread::markReady(std::shared_ptr<Session> session)
{
    {
        const std::lock_guard lock(m_readyMutex);
        m_ready.push_back(std::move(session));
        if (m_ready.size() > 1) {
            return;
        }
    }
    asio::post(context, [this] { drainReady(); });
}

void IoThread::drainReady()
{
    std::vector<std::shared_ptr<Session>> ready;
    {
        const std::lock_guard lock(m_readyMutex);
        ready.swap(m_ready);
    }
    for (const auto &session : ready) {
        session->wake();
    }
}

std::string_view IoThread::date()
{
    const std::int64_t second = runtime::systemClock().now().milliseconds() / 1000;
    if (second != m_dateSecond) {
        m_dateSecond = second;
        m_date = httpDate(second);
    }
    return m_date;
}

void IoThread::startTick()
{
    const auto shortest = std::min({server.limits.headTimeout,
                                    server.limits.bodyTimeout,
                                    server.limits.writeTimeout,
                                    server.limits.idleTimeout});
    tick.expires_after(std::clamp<Steady::duration>(
        shortest / 4, std::chrono::milliseconds(10), std::chrono::seconds(1)));
    tick.async_wait([this](boost::system::error_code fault) {
        if (!fault) {
            checkDeadlines();
            startTick();
        }
    });
}

void IoThread::checkDeadlines()
{
    const auto now = Steady::now();
    for (Session *session : sessions) {
        session->checkDeadline(now); // cancels only; nothing resumes before we return
    }
}

void IoThread::stopSessions()
{
    isStopping = true;
    for (Session *session : sessions) {
        session->stopGently();
    }
}

void IoThread::cutSessions()
{
    std::vector<std::shared_ptr<Session>> all;
    for (Session *session : sessions) {
        all.push_back(session->shared_from_this());
    }
    for (const auto &session : all) {
        session->cut();
    }
}

Result<std::unique_ptr<Server>> Server::start(const ServerOptions &options, Handler &handler)
{
    auto server = std::make_unique<AsioServer>(handler, options.limits);
    SOCLE_TRY(server->begin(options));
    return std::unique_ptr<Server>(std::move(server));
}

} // namespace socle::http
