// Setting up an authenticator app for the superuser of this connection: scan, prove with a code,
// keep the recovery codes. Object names: users.authenticator.<part>.
//
// Source: studio.md 4.10, 3.14; design.md 10 (accounts.totp).
#pragma once

#include "studio/kit/Sheet.h"

#include <functional>

namespace socle::studio {

class ConnectionContext;

/// `done` is called when the app is proved; the sheet stays to show the recovery codes.
Sheet *authenticatorSheet(ConnectionContext &context, QWidget *window, std::function<void()> done);

} // namespace socle::studio
