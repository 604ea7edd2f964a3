#include "studio/domain/StagingDraft.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/CollectionSchema.h"

#include <array>

namespace socle::studio {

namespace {

constexpr std::array<std::string_view, 3> kKinds{"insert", "update", "delete"};

bool isSecret(const QString &name, const CollectionSchema *schema)
{
    const fields::Field *field = schema != nullptr ? schema->field(name) : nullptr;
    return field != nullptr ? field->isType(fields::kPassword)
                            : name.startsWith(QStringLiteral("password"));
}

/// Members of a record that no write may contain.
bool isServerOwned(std::string_view name)
{
    return name == "collectionId" || name == "collectionName" || name == "expand"
        || name == "@etag";
}

} // namespace

QByteArray writeStagedDraft(const StagedRecord &record, const CollectionSchema *schema)
{
    JsonObject staged;
    for (auto it = record.fields.begin(); it != record.fields.end(); ++it) {
        // passwordConfirm and oldPassword accompany a password without being fields themselves
        if (isSecret(it.key(), schema) || it.key() == QStringLiteral("passwordConfirm")
            || it.key() == QStringLiteral("oldPassword")) {
            continue;
        }
        JsonObject field{{"base", it->base}, {"value", it->value}};
        if (!it->files.isEmpty()) {
            JsonArray files;
            for (const QString &path : it->files) {
                files.push_back(toUtf8(path));
            }
            field.set("files", std::move(files));
        }
        staged.set(toUtf8(it.key()), std::move(field));
    }
    const Json json = JsonObject{{"collection", toUtf8(record.key.collection)},
                                 {"record", toUtf8(record.key.record)},
                                 {"kind", kKinds[static_cast<std::size_t>(record.kind)]},
                                 {"stamp", toUtf8(record.baseStamp)},
                                 {"etag", toUtf8(record.etag)},
                                 {"base", record.base},
                                 {"partial", record.isBasePartial},
                                 {"order", static_cast<std::int64_t>(record.order)},
                                 {"fields", std::move(staged)}};
    return toBytes(json.dump());
}

Result<StagedRecord> readStagedDraft(const QByteArray &bytes)
{
    const Json json = SOCLE_TRY(parseJson(viewOf(bytes)));
    StagedRecord record;
    record.key = {toQString(json["collection"].text()), toQString(json["record"].text())};
    if (record.key.collection.isEmpty() || record.key.record.isEmpty()) {
        return invalidInput("The draft names no record.");
    }
    for (std::size_t i = 0; i < kKinds.size(); ++i) {
        if (json["kind"].text() == kKinds[i]) {
            record.kind = static_cast<ChangeKind>(i);
        }
    }
    record.baseStamp = toQString(json["stamp"].text());
    record.etag = toQString(json["etag"].text());
    record.base = json["base"].object();
    record.isBasePartial = json["partial"].toBool();
    record.order = json["order"].toInt();
    for (const auto &[name, field] : json["fields"].object()) {
        StagedField staged;
        staged.base = field["base"];
        staged.value = field["value"];
        for (const Json &path : field["files"].array()) {
            staged.files.append(toQString(path.text()));
        }
        record.fields.insert(toQString(name), std::move(staged));
    }
    return record;
}

StagedRecord inverseOf(const StagedRecord &written, const CommitOutcome &outcome)
{
    StagedRecord inverse;
    inverse.key = written.key;
    if (written.kind == ChangeKind::Insert && !outcome.newId.isEmpty()) {
        inverse.key.record = outcome.newId;
    }
    if (outcome.record) {
        inverse.base = outcome.record->values;
        inverse.base.erase("expand");
        inverse.etag = outcome.record->etag;
    }
    switch (written.kind) {
    case ChangeKind::Insert:
        inverse.kind = ChangeKind::Delete;
        break;
    case ChangeKind::Update:
        inverse.kind = ChangeKind::Update;
        for (auto it = written.fields.begin(); it != written.fields.end(); ++it) {
            if (it->isIncluded && it->files.isEmpty()) {
                inverse.fields.insert(it.key(), StagedField{.base = it->value, .value = it->base});
            }
        }
        break;
    case ChangeKind::Delete:
        inverse.kind = ChangeKind::Insert;
        for (const auto &[name, value] : written.base) {
            if (!isServerOwned(name)) {
                inverse.fields.insert(toQString(name), StagedField{.value = value});
            }
        }
        break;
    }
    return inverse;
}

} // namespace socle::studio
