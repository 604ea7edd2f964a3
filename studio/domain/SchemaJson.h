// Reading a collection as the wire has it. For the files about schema drafts.
#pragma once

#include "studio/api/Text.h"

#include <QStringList>

namespace socle::studio {

inline QString textOf(const Json &json, std::string_view member)
{
    return toQString(json[member].text());
}

inline QStringList textList(const Json &list)
{
    QStringList result;
    for (const Json &item : list.array()) {
        result.append(toQString(item.text()));
    }
    return result;
}

/// The field of a collection with this id; null when there is none.
inline const Json *fieldById(const Json &collection, std::string_view id)
{
    for (const Json &field : collection["fields"].array()) {
        if (field["id"].text() == id) {
            return &field;
        }
    }
    return nullptr;
}

} // namespace socle::studio
