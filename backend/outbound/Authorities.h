// Whose certificates are believed: the machine's list, or the file that SSL_CERT_FILE names, as for
// every program with OpenSSL. For mail servers and providers inside a company.
#pragma once

#include <cstdlib>

namespace socle::outbound {

/// Path of a PEM file to use instead of the machine's list; null: that list.
inline const char *authoritiesFile()
{
    const char *file = std::getenv("SSL_CERT_FILE");
    return file != nullptr && *file != '\0' ? file : nullptr;
}

} // namespace socle::outbound
