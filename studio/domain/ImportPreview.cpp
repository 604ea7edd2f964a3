// What an import shows before it runs: first rows, types of the columns, names that fit.
#include "studio/api/Text.h"
#include "studio/domain/ImportJob.h"

#include <QSet>
#include <QThreadPool>

#include <algorithm>
#include <functional>

namespace socle::studio {

namespace {

constexpr int kPreviewRows = 200;
constexpr int kInferredRows = 100'000;
constexpr qsizetype kShortestAlike = 4; // letters of a name that may be a part of another

QString plainName(const QString &name)
{
    QString plain = name.toLower();
    plain.remove(u'_').remove(u' ').remove(u'-').remove(u'.');
    return plain;
}

} // namespace

QFuture<Result<ImportPreview>> previewSource(const QString &path, const SourceOptions &options)
{
    const Pending<ImportPreview> pending;
    QThreadPool::globalInstance()->start([pending, path, options] {
        ImportPreview preview;
        auto reader = openRowReader(path, options, &preview.source);
        if (!reader) {
            pending.settle(reader.takeError());
            return;
        }
        TypeInference inference;
        while (preview.rowCount < kInferredRows) {
            auto row = (*reader)->next();
            if (!row) {
                if (preview.rows.empty()) {
                    pending.settle(row.takeError());
                    return;
                }
                preview.problem = toQString(row.error().message);
                break;
            }
            if (!*row) {
                preview.isWhole = true;
                break;
            }
            ++preview.rowCount;
            inference.add((*reader)->columns(), **row);
            if (preview.rows.size() < static_cast<std::size_t>(kPreviewRows)) {
                preview.rows.push_back(std::move(**row));
            }
        }
        preview.source.listName = (*reader)->listName();
        preview.columnNames = (*reader)->columns();
        preview.columns = inference.columns(preview.isWhole);
        preview.sourceBytes = (*reader)->size();
        pending.settle(std::move(preview));
    });
    return pending.future();
}

std::vector<ImportColumn> matchColumns(const QStringList &columns,
                                       const CollectionSchema &collection)
{
    std::vector<ImportColumn> result;
    for (const QString &column : columns) {
        result.push_back({.column = column});
    }
    QSet<QString> used;
    // The same name first; what is left, where one name holds the other ("Author name", author).
    const auto match = [&](const std::function<bool(const QString &, const QString &)> &fits) {
        for (ImportColumn &column : result) {
            for (const fields::Field &field : collection.fields) {
                const QString name = toQString(field.name);
                if (column.field.isEmpty() && !used.contains(name) && !field.isType("autodate")
                    && fits(plainName(name), plainName(column.column))) {
                    column.field = name;
                    used.insert(name);
                }
            }
        }
    };
    match([](const QString &field, const QString &column) { return field == column; });
    match([](const QString &field, const QString &column) {
        return std::min(field.size(), column.size()) >= kShortestAlike
            && (field.startsWith(column) || column.startsWith(field) || field.endsWith(column)
                || column.endsWith(field));
    });
    return result;
}

ImportPlan planNewCollection(const QString &path, const QString &name, const ImportPreview &preview)
{
    ImportPlan plan;
    plan.path = path;
    JsonArray list;
    for (const InferredColumn &column : preview.columns) {
        plan.columns.push_back(
            {.column = column.column, .field = column.fieldName, .steps = column.steps});
        Json json = fields::toJson(column.field());
        json.asObject().erase("id"); // the server derives it
        list.push_back(std::move(json));
    }
    plan.newCollection
        = JsonObject{{"name", toUtf8(name)}, {"type", "base"}, {"fields", std::move(list)}};
    return plan;
}

} // namespace socle::studio
