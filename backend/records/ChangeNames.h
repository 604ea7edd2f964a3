// The word for a kind of change, as revisions and webhook events spell it.
#pragma once

#include "backend/records/ChangeListener.h"

#include <string_view>

namespace socle::records {

inline std::string_view actionName(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Created:
        return "create";
    case ChangeKind::Updated:
        return "update";
    case ChangeKind::Deleted:
        break;
    }
    return "delete";
}

} // namespace socle::records
