// One answer that is too long to hold: its bytes are handed on as they come (exports, files).
//
// Bulk lane, no retry, no deadline: the receiver decides when to give up. Delete it or abort() to
// stop. UI thread.
#pragma once

#include "studio/api/ApiClient.h"

namespace socle::studio {

class ApiDownload : public QObject
{
    Q_OBJECT

public:
    /// Starts at once; signals come from the event loop.
    ApiDownload(ApiClient &client, ApiRequest request, QObject *parent = nullptr);
    ~ApiDownload() override;

    void abort();

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
};

} // namespace socle::studio
