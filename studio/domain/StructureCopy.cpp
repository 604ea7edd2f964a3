#include "studio/domain/StructureCopy.h"

#include "studio/domain/IndexStatement.h"

namespace socle::studio {

namespace {

/// What cannot be read as a statement is left out: under its old name it would be refused.
JsonArray copiedIndexes(const Json &indexes, const QString &from, const QString &name)
{
    JsonArray copied;
    for (const Json &index : indexes.array()) {
        auto statement = IndexStatement::parse(toQString(index.text()));
        if (!statement) {
            continue;
        }
        statement->table = name;
        statement->name = statement->name.contains(from)
            ? QString(statement->name).replace(from, name)
            : statement->name + QStringLiteral("_") + name;
        copied.emplace_back(toUtf8(statement->toSql()));
    }
    return copied;
}

} // namespace

Json structureCopy(const Json &collection, const QString &name)
{
    JsonObject copy = collection.object();
    const QString from = toQString(collection["name"].text());
    for (const char *own : {"id", "created", "updated", "system"}) {
        copy.erase(own);
    }
    copy.set("name", toUtf8(name));
    copy.set("indexes", copiedIndexes(collection["indexes"], from, name));
    return copy;
}

QString copyName(const QString &name, const QStringList &taken)
{
    const QString first = name + QStringLiteral("_copy");
    QString free = first;
    for (int number = 2; taken.contains(free, Qt::CaseInsensitive); ++number) {
        free = first + QString::number(number);
    }
    return free;
}

} // namespace socle::studio
