// Where a rich document keeps its structure: properties of its formats, shared by the way in and
// the way out. Inside studio/fields only.
#pragma once

#include <QTextFormat>

namespace socle::studio {

enum RichProperty {
    kRichTag = QTextFormat::UserProperty + 1, // QString
    kRichAttributes, // QStringList: name, value, …
    kRichPath, // QVariantList of QStringList: name, id, attribute name, value, …
    kRichMarks, // QVariantList of QStringList: name, attribute name, value, …
    kRichImage, // QStringList: attributes of an image
};

} // namespace socle::studio
