// JSON kept in a text column, read tolerantly: what cannot be parsed is null.
#pragma once

#include "shared/json/Json.h"

#include <string_view>

namespace socle::storage {

inline Json storedJson(std::string_view text)
{
    auto json = parseJson(text);
    return json ? json.takeValue() : Json();
}

} // namespace socle::storage
