// QtTest prints neither std::string nor our types; these overloads let QCOMPARE show them.
#pragma once

#include "shared/core/Error.h"
#include "shared/json/Json.h"

#include <QTest>

#include <string>

namespace QTest {

template <> inline char *toString(const std::string &text)
{
    return qstrdup(text.c_str());
}

template <> inline char *toString(const std::string_view &text)
{
    return qstrdup(std::string(text).c_str());
}

template <> inline char *toString(const socle::Json &json)
{
    return qstrdup(json.dump().c_str());
}

template <> inline char *toString(const socle::ErrorKind &kind)
{
    return qstrdup(std::to_string(static_cast<int>(kind)).c_str());
}

} // namespace QTest

Q_DECLARE_METATYPE(std::string)
Q_DECLARE_METATYPE(socle::Json)
