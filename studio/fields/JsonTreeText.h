// JSON text to the items of a JsonTree and back, letter by letter. Inside JsonTree's files only.
#pragma once

#include "studio/kit/Theme.h"

#include <QString>
#include <Qt>

class QTreeWidgetItem;

namespace socle::studio {

inline constexpr int kJsonKind = Qt::UserRole; // "object", "array", "scalar"
inline constexpr int kJsonText = Qt::UserRole + 1; // the scalar as written
inline constexpr int kJsonFetched = Qt::UserRole + 2; // its branch was asked for
inline constexpr int kJsonForeign
    = Qt::UserRole + 3; // came with addBranch(): not part of the value

/// Fills `item` from a text that checkJson() found good.
void readJson(const QString &text, QTreeWidgetItem *item);
/// The value of `item` and what is below it, compact, without foreign branches.
void writeJson(QString &out, const QTreeWidgetItem *item);
/// The characters a JSON string stands for; other texts as they are.
QString plainJson(const QString &written);
/// The JSON string that stands for `plain`.
QString writtenJson(const QString &plain);
/// How a scalar is coloured.
Syntax jsonSyntaxOf(const QString &written);

} // namespace socle::studio
