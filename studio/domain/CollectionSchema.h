// One collection as an immutable value: what grids, forms, rules and imports ask about it
// (admin-api.md A1.1).
//
// Fields are those of shared/fields, so the studio validates with the server's own code. The
// collection's JSON is kept whole, because auth options and what newer servers add must survive an
// edit.
#pragma once

#include "shared/core/Result.h"
#include "shared/fields/Field.h"
#include "shared/json/Json.h"

#include <QString>
#include <QStringList>

#include <memory>
#include <optional>
#include <vector>

namespace socle::studio {

enum class CollectionType { Base, Auth, View };

struct CollectionSchema
{
    QString id = {};
    QString name = {};
    CollectionType type = CollectionType::Base;
    bool isSystem = false;
    fields::FieldList fields = {};
    QStringList indexes = {}; // CREATE INDEX statements
    std::optional<QString> listRule = {}; // nullopt: superusers only; "": everyone
    std::optional<QString> viewRule = {};
    std::optional<QString> createRule = {};
    std::optional<QString> updateRule = {};
    std::optional<QString> deleteRule = {};
    QString viewQuery = {}; // view collections only
    QString updated = {}; // stamp of the collection itself
    Json json = {}; // as the server sent it

    static Result<CollectionSchema> fromJson(const Json &json);

    bool isView() const { return type == CollectionType::View; }

    bool isAuth() const { return type == CollectionType::Auth; }

    /// Exact name; null when absent.
    const fields::Field *field(QStringView fieldName) const;
    /// The field that names a record to people: first presentable one, else name, title, username,
    /// email…, else id.
    QString labelField() const;
    /// Autodate field that changes with every update, empty when there is none: "the update stamp".
    QString stampField() const;
    /// True when an index of one column (or one that begins with it) covers the field.
    bool isIndexed(QStringView fieldName) const;
    bool hasUniqueIndex(QStringView fieldName) const;
    /// True when the server accepts a client's 15 characters of [a-z0-9] as id.
    bool acceptsGeneratedId() const;
    /// Target collection id of a relation field, empty for others.
    static QString relationTarget(const fields::Field &field);
};

using CollectionPtr = std::shared_ptr<const CollectionSchema>;

/// A random record id: 15 of [a-z0-9] (records-api.md 2.12).
QString makeRecordId();

} // namespace socle::studio
