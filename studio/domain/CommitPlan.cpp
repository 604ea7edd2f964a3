#include "studio/domain/CommitPlan.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/FileItems.h"
#include "studio/domain/Merge.h"
#include "studio/domain/SchemaStore.h"

#include <QCoreApplication>
#include <QFileInfo>

#include <algorithm>
#include <functional>

namespace socle::studio {

namespace {

struct CommitPlanWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::CommitPlan)
};

constexpr qint64 kBodyReserve = 64 * 1024; // multipart boundaries and the envelope

QStringList textsOf(const Json &value)
{
    QStringList texts;
    if (value.isString()) {
        texts.append(toQString(value.text()));
    }
    for (const Json &item : value.array()) {
        texts.append(toQString(item.text()));
    }
    return texts;
}

bool isInvalid(const StagedRecord &record, const CollectionSchema &schema)
{
    if (record.kind == ChangeKind::Delete) {
        return false;
    }
    for (auto it = record.fields.begin(); it != record.fields.end(); ++it) {
        const fields::Field *field = schema.field(it.key());
        if (field == nullptr || !it->isIncluded) {
            continue;
        }
        if (field->isType(fields::kFile)) {
            if (std::any_of(it->files.begin(), it->files.end(), [field](const QString &path) {
                    return !localFileProblem(path, *field).isEmpty();
                })) {
                return true;
            }
            continue;
        }
        const Json *original = record.kind == ChangeKind::Insert ? nullptr : &it->base;
        if (validate(it->value, *field, original)) {
            return true;
        }
    }
    return false;
}

void addFiles(CommitStep &step, const QString &name, const StagedField &staged, bool isMultiple)
{
    for (const QString &path : staged.files) {
        // `name+` keeps what the record has, a plain name replaces it (records-api.md 2.10).
        const bool keeps = isMultiple && step.kind == ChangeKind::Update;
        step.files.append(FilePart{
            keeps ? QString(name + u'+') : name, QFileInfo(path).fileName(), {}, path, {}});
        step.bodyBytes += QFileInfo(path).size();
    }
}

CommitStep stepOf(const StagedRecord &record,
                  const CollectionSchema &schema,
                  const Capabilities &capabilities)
{
    CommitStep step;
    step.key = record.key;
    step.kind = record.kind;
    step.collectionName = schema.name;
    if (record.kind != ChangeKind::Insert && capabilities.has(Capability::Preconditions)) {
        step.ifMatch = record.etag;
    }
    if (record.kind == ChangeKind::Delete) {
        return step;
    }
    if (record.kind == ChangeKind::Insert) {
        step.sendsId = schema.acceptsGeneratedId() || record.fields.contains(QStringLiteral("id"));
        if (step.sendsId) {
            step.body.set("id", toUtf8(record.key.record));
        }
    }
    for (auto it = record.fields.begin(); it != record.fields.end(); ++it) {
        if (!it->isIncluded) {
            continue;
        }
        const fields::Field *field = schema.field(it.key());
        const bool isMultiple = field != nullptr && field->isMultiple();
        const bool onlyFiles = !it->files.isEmpty() && sameValue(it->value, it->base);
        if (record.kind == ChangeKind::Insert) {
            if (it->files.isEmpty()) {
                step.body.set(toUtf8(it.key()), it->value);
            }
        } else if (!onlyFiles && !(isMultiple == false && !it->files.isEmpty())) {
            appendChange(step.body, it.key(), isMultiple, it->base, it->value);
        }
        addFiles(step, it.key(), *it, isMultiple);
    }
    step.bodyBytes += static_cast<qint64>(Json(step.body).dump().size());
    return step;
}

/// Stable order in which every step comes after those it needs (`needs`: for each step the indices
/// of others). A circle is cut where it is met.
std::vector<CommitStep> ordered(std::vector<CommitStep> steps,
                                const std::vector<std::vector<std::size_t>> &needs)
{
    std::vector<CommitStep> result;
    result.reserve(steps.size());
    std::vector<bool> isSeen(steps.size(), false);
    const std::function<void(std::size_t)> visit = [&](std::size_t i) {
        if (isSeen[i]) {
            return;
        }
        isSeen[i] = true;
        for (const std::size_t j : needs[i]) {
            visit(j);
        }
        result.push_back(std::move(steps[i]));
    };
    for (std::size_t i = 0; i < steps.size(); ++i) {
        visit(i);
    }
    return result;
}

/// Where each record stands among the steps.
QHash<QString, std::size_t> placesOf(const std::vector<CommitStep> &steps)
{
    QHash<QString, std::size_t> places;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        places.insert(steps[i].key.record, i);
    }
    return places;
}

std::vector<CommitStep> insertsInOrder(std::vector<CommitStep> steps)
{
    const QHash<QString, std::size_t> places = placesOf(steps);
    std::vector<std::vector<std::size_t>> needs(steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
        for (const QString &id : std::as_const(steps[i].references)) {
            if (const auto place = places.find(id); place != places.end()) {
                needs[i].push_back(*place);
            }
        }
        std::sort(needs[i].begin(), needs[i].end());
    }
    return ordered(std::move(steps), needs);
}

/// A referring record goes before the one it refers to, else a required relation would block it.
std::vector<CommitStep> deletesInOrder(std::vector<CommitStep> steps,
                                       const QHash<RecordKey, const StagedRecord *> &byKey)
{
    const QHash<QString, std::size_t> places = placesOf(steps);
    std::vector<std::vector<std::size_t>> needs(steps.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
        for (const auto &[name, value] : byKey.value(steps[i].key)->base) {
            for (const QString &text : name == "id" ? QStringList() : textsOf(value)) {
                const auto place = places.find(text);
                if (place != places.end() && *place != i) {
                    needs[*place].push_back(i);
                }
            }
        }
    }
    return ordered(std::move(steps), needs);
}

} // namespace

int CommitPlan::stepCount() const
{
    int count = 0;
    for (const CommitGroup &group : groups) {
        count += static_cast<int>(group.steps.size());
    }
    return count;
}

int CommitPlan::requestCount() const
{
    int count = 0;
    for (const CommitGroup &group : groups) {
        count += group.isBatch ? 1 : static_cast<int>(group.steps.size());
    }
    return count;
}

QString CommitPlan::notAtomicText() const
{
    switch (notAtomic) {
    case NotAtomic::No:
        return {};
    case NotAtomic::BatchOff:
        return CommitPlanWords::tr("Not atomic: this server has batch requests off");
    case NotAtomic::TooMany:
        return CommitPlanWords::tr("Not atomic: more changes than one batch may hold");
    case NotAtomic::TooLarge:
        return CommitPlanWords::tr("Not atomic: larger than one batch may be");
    }
    return {};
}

CommitPlan CommitPlan::make(const std::vector<const StagedRecord *> &records,
                            const SchemaStore &schema,
                            const Capabilities &capabilities)
{
    CommitPlan plan;
    plan.capabilities = capabilities;
    std::vector<CommitStep> inserts;
    std::vector<CommitStep> updates;
    std::vector<CommitStep> deletes;
    QHash<QString, const StagedRecord *> newRecords; // temporary id -> insert
    QHash<RecordKey, const StagedRecord *> byKey;
    for (const StagedRecord *record : records) {
        if (!record->isIncluded) {
            continue;
        }
        const CollectionPtr collection = schema.find(record->key.collection);
        if (collection == nullptr || record->hasConflict() || isInvalid(*record, *collection)) {
            plan.blocked.push_back(record->key);
            continue;
        }
        CommitStep step = stepOf(*record, *collection, capabilities);
        byKey.insert(record->key, record);
        switch (record->kind) {
        case ChangeKind::Insert:
            newRecords.insert(record->key.record, record);
            inserts.push_back(std::move(step));
            break;
        case ChangeKind::Update:
            if (!step.body.empty() || !step.files.isEmpty()) {
                updates.push_back(std::move(step));
            }
            break;
        case ChangeKind::Delete:
            deletes.push_back(std::move(step));
            break;
        }
    }
    const auto findReferences = [&newRecords](CommitStep &step) {
        for (const auto &[name, value] : step.body) {
            if (name == "id") {
                continue;
            }
            for (const QString &text : textsOf(value)) {
                if (newRecords.contains(text) && text != step.key.record) {
                    step.references.insert(text);
                }
            }
        }
    };
    std::for_each(inserts.begin(), inserts.end(), findReferences);
    std::for_each(updates.begin(), updates.end(), findReferences);

    inserts = insertsInOrder(std::move(inserts));
    deletes = deletesInOrder(std::move(deletes), byKey);

    std::vector<CommitStep> all = std::move(inserts);
    std::move(updates.begin(), updates.end(), std::back_inserter(all));
    std::move(deletes.begin(), deletes.end(), std::back_inserter(all));
    if (all.empty()) {
        return plan;
    }
    if (!capabilities.batch.isEnabled || all.size() == 1) {
        plan.notAtomic = all.size() > 1 ? NotAtomic::BatchOff : NotAtomic::No;
        plan.groups.push_back({std::move(all), false});
        return plan;
    }

    const auto maxSteps = static_cast<std::size_t>(std::max(1, capabilities.batch.maxRequests));
    const qint64 maxBytes = capabilities.batch.maxBodySize - kBodyReserve;
    QSet<QString> unknownIds; // inserts of the current group whose id only the server knows
    qint64 bytes = 0;
    for (CommitStep &step : all) {
        const bool isFull = !plan.groups.empty() && plan.groups.back().steps.size() >= maxSteps;
        const bool isHeavy = !plan.groups.empty() && bytes + step.bodyBytes > maxBytes;
        const bool needsId = step.references.intersects(unknownIds);
        if (plan.groups.empty() || isFull || isHeavy || needsId) {
            if (!plan.groups.empty()) {
                plan.notAtomic = isHeavy ? NotAtomic::TooLarge : NotAtomic::TooMany;
            }
            plan.groups.push_back({{}, true});
            unknownIds.clear();
            bytes = 0;
        }
        bytes += step.bodyBytes;
        if (step.kind == ChangeKind::Insert && !step.sendsId) {
            unknownIds.insert(step.key.record);
        }
        plan.groups.back().steps.push_back(std::move(step));
    }
    for (CommitGroup &group : plan.groups) {
        const bool isTooLarge = group.steps.size() == 1 && group.steps.front().bodyBytes > maxBytes;
        group.isBatch = group.steps.size() > 1;
        if (isTooLarge) {
            plan.notAtomic = NotAtomic::TooLarge;
        }
    }
    return plan;
}

BatchRequest toRequest(const CommitStep &step)
{
    BatchRequest request;
    const QString base
        = QStringLiteral("/api/collections/") + step.collectionName + QStringLiteral("/records");
    switch (step.kind) {
    case ChangeKind::Insert:
        request.method = "POST";
        request.url = base;
        break;
    case ChangeKind::Update:
        request.method = "PATCH";
        request.url = base + u'/' + step.key.record;
        break;
    case ChangeKind::Delete:
        request.method = "DELETE";
        request.url = base + u'/' + step.key.record;
        break;
    }
    request.body = step.body;
    request.files = step.files;
    request.ifMatch = step.ifMatch;
    return request;
}

} // namespace socle::studio
