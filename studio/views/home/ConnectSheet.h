// Connect to a server: the address is checked while it is typed, then the sign-in that server
// offers.
//
// Object names:
// home.connectSheet.address|found|certificate|collection|name|identity|password|environment|accept.
//
// Source: studio.md 3.12 (3), 3.2.
#pragma once

#include "studio/kit/Sheet.h"
#include "studio/platform/ConnectionProfile.h"
#include "studio/views/home/ServerProbe.h"

#include <memory>

class QTimer;

namespace socle::studio {

class ApiClient;
class Connections;
class FieldRow;
class Segmented;
class StatusDot;
class Text;
class TextField;

class ConnectSheet : public Sheet
{
    Q_OBJECT

public:
    ConnectSheet(Connections &connections, QWidget *window);
    ~ConnectSheet() override;

    void setAddress(const QString &address);
    /// From a socle-studio://connect link: fills in, does nothing by itself.
    void prefill(const QString &address, const QString &name, const QString &identity);

private:
    void addressChanged();
    void showFound(const QUrl &address, const ProbeResult &result);
    void check();
    QString signInCollection() const;
    void showCertificate();
    void connectNow();
    void finish();
    void refuse(const QString &reason);
    void updateAccept();

    Connections &m_connections;
    ServerProbe *const m_probe;
    QTimer *const m_typing;
    TextField *const m_address;
    FieldRow *const m_addressRow;
    StatusDot *const m_found;
    Button *const m_certificate;
    TextField *const m_collection;
    QWidget *const m_signIn;
    TextField *const m_name;
    TextField *const m_identity;
    TextField *const m_password;
    FieldRow *const m_passwordRow;
    Segmented *const m_environment;
    Button *m_accept = nullptr;
    std::unique_ptr<ApiClient> m_client; // for the one sign-in that proves the password
    QUrl m_url;
    ProbeResult m_result;
    QByteArray m_pinned; // of the address now in question
    bool m_environmentIsOwn = false;
    bool m_nameIsOwn = false;
};

} // namespace socle::studio
