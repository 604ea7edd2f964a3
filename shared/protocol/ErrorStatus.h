// The one table between error kinds and HTTP statuses, with the protocol's default texts (records-api.md 1.9). The server
// reads it one way, the studio the other.
#pragma once

#include "shared/core/Error.h"

#include <string_view>

namespace socle::protocol {

int statusOf(ErrorKind kind);
ErrorKind kindOfStatus(int status); // the nearest kind; 4xx without a row is InvalidInput, 5xx Internal
std::string_view defaultMessage(ErrorKind kind);

} // namespace socle::protocol
