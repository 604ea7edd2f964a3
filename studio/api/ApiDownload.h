// One answer that is too long to hold: its bytes are handed on as they come (exports, files).
//
// Bulk lane, no retry, no deadline for the whole; a minute without a byte ends it, so a server that
// stopped or a network that went cannot hold it for ever. Delete it or abort() to stop. UI thread.
#pragma once

#include "studio/api/ApiClient.h"

#include <QTimer>

namespace socle::studio {

class ApiDownload : public QObject
{
    Q_OBJECT

public:
    static constexpr int kSilentMs = 60'000;

    /// Starts at once; signals come from the event loop.
    ApiDownload(ApiClient &client, ApiRequest request, QObject *parent = nullptr);
    ~ApiDownload() override;

    void abort();
    /// Another patience than kSilentMs.
    void setSilentMs(int milliseconds);

    qint64 received() const { return m_received; }

signals:
    void opened(const socle::studio::HeaderList &headers);
    void bytesReceived(const QByteArray &bytes);
    /// Once; `error` says why when it did not end well.
    void ended(bool hasError, const socle::studio::ApiError &error);

private:
    void finish(const TransportOutcome &outcome);

    ApiRequest m_request;
    TransportReply *m_reply = nullptr; // child
    QByteArray m_errorBody;
    qint64 m_received = 0;
    int m_status = 0;
    QTimer m_silence;
    bool m_isSilent = false;
};

} // namespace socle::studio
