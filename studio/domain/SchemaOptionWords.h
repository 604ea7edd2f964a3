// What a changed option of a field means, in words and for the records that exist. For SchemaDiff.
#pragma once

#include "studio/domain/SchemaDiff.h"

#include <QCoreApplication>

namespace socle::studio {

/// The translation context of the files about schema changes.
struct SchemaWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::SchemaDiff)
};

/// One changed option of a field: the words, and whether it asks more of records than before.
struct OptionChange
{
    QString text = {};
    Risk risk = Risk::Safe;
    QString countFilter = {};
};

/// The change of one member of a field.
OptionChange optionChange(const QString &key,
                          const Json &before,
                          const Json &after,
                          const CollectionNames &names);
/// Members that differ, without name, id and type.
QStringList changedMembers(const Json &before, const Json &after);
/// Filter of the records where a field of this type is empty (or is not); empty when no filter says
/// it.
QString emptyFilter(const QString &name, std::string_view type, bool isEmpty);
/// A value as a sentence has it: "on", "12", "a, b", "none".
QString plainWords(const Json &value);

} // namespace socle::studio
