#include "studio/domain/ImportJournal.h"

#include "studio/api/Text.h"

#include <QDir>
#include <QStandardPaths>
#include <QUuid>

#include <algorithm>

namespace socle::studio {

namespace {

const QString kKind = QStringLiteral("import");

QByteArray entryText(const ImportEntry &entry)
{
    return toBytes(Json(JsonObject{{"id", toUtf8(entry.id)},
                                   {"title", toUtf8(entry.title)},
                                   {"target", toUtf8(entry.target)},
                                   {"folder", toUtf8(entry.folder)},
                                   {"plan", entry.plan.toJson()},
                                   {"phase", static_cast<std::int64_t>(entry.phase)},
                                   {"confirmed", static_cast<std::int64_t>(entry.confirmed)},
                                   {"failed", static_cast<std::int64_t>(entry.failed)},
                                   {"failedBytes", static_cast<std::int64_t>(entry.failedBytes)},
                                   {"mayBeSent", static_cast<std::int64_t>(entry.mayBeSent)},
                                   {"expected", static_cast<std::int64_t>(entry.expected)},
                                   {"hasIds", entry.hasIds}})
                       .dump());
}

ImportEntry entryOf(const Json &json)
{
    ImportEntry entry;
    entry.id = toQString(json["id"].text());
    entry.title = toQString(json["title"].text());
    entry.target = toQString(json["target"].text());
    entry.folder = toQString(json["folder"].text());
    entry.plan = ImportPlan::fromJson(json["plan"]);
    entry.phase = static_cast<ImportEntry::Phase>(json["phase"].toInt());
    entry.confirmed = json["confirmed"].toInt();
    entry.failed = json["failed"].toInt();
    entry.failedBytes = json["failedBytes"].toInt();
    entry.mayBeSent = json["mayBeSent"].toInt();
    entry.expected = json["expected"].toInt();
    entry.hasIds = json["hasIds"].toBool();
    return entry;
}

} // namespace

Result<ImportEntry> ImportJournal::begin(const ImportPlan &plan, const QString &title)
{
    ImportEntry entry;
    entry.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    entry.title = title;
    entry.folder = QStandardPaths::writableLocation(QStandardPaths::AppDataLocation)
        + QStringLiteral("/imports/") + entry.id;
    if (!QDir().mkpath(entry.folder)) {
        return Error{.kind = ErrorKind::Unavailable,
                     .message
                     = "The folder for the import's files cannot be made: " + toUtf8(entry.folder)};
    }
    entry.plan = plan;
    entry.plan.seed = entry.id.toUtf8();
    if (plan.onError == OnRowError::Collect) {
        entry.plan.errorFile = entry.folder + QStringLiteral("/failed.csv");
    }
    return entry;
}

void ImportJournal::save(const ImportEntry &entry)
{
    m_store.put({kKind + u'/' + entry.id, kKind, entryText(entry)});
}

void ImportJournal::remove(const ImportEntry &entry)
{
    m_store.remove(kKind + u'/' + entry.id);
    if (entry.folder.contains(entry.id)) { // never a folder that is not its own
        QDir(entry.folder).removeRecursively();
    }
}

std::vector<ImportEntry> ImportJournal::entries()
{
    std::vector<ImportEntry> list;
    for (const StoredDraft &draft : m_store.all(kKind)) {
        const auto json = parseJson(viewOf(draft.value));
        if (json && json->isObject()) {
            list.push_back(entryOf(*json));
        }
    }
    auto ended = std::count_if(list.begin(), list.end(), [](const ImportEntry &entry) {
        return entry.phase != ImportEntry::Phase::Running;
    });
    for (auto it = list.begin(); it != list.end() && ended > kKept;) {
        if (it->phase == ImportEntry::Phase::Running) {
            ++it;
            continue;
        }
        remove(*it);
        it = list.erase(it);
        --ended;
    }
    return list;
}

} // namespace socle::studio
