#include "studio/views/import/ImportDraft.h"

#include "studio/api/Text.h"
#include "studio/domain/SchemaStore.h"

#include <QCoreApplication>
#include <QFileInfo>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

struct ImportDraftWords
{
    Q_DECLARE_TR_FUNCTIONS(ImportDraft)
};

bool isLegalName(const QString &name)
{
    static const QRegularExpression legal(u"^[A-Za-z][A-Za-z0-9_]*$"_s);
    return legal.match(name).hasMatch();
}

} // namespace

QString encodingLabel(const QByteArray &encoding)
{
    return encoding == "ISO-8859-1" ? u"Latin-1"_s : QString::fromLatin1(encoding);
}

QString delimiterLabel(char delimiter)
{
    switch (delimiter) {
    case ',':
        return ImportDraftWords::tr("Comma");
    case ';':
        return ImportDraftWords::tr("Semicolon");
    case '\t':
        return ImportDraftWords::tr("Tab");
    case '|':
        return ImportDraftWords::tr("Bar");
    default:
        return QString(QLatin1Char(delimiter));
    }
}

QString ImportDraft::fileName() const { return QFileInfo(path).fileName(); }

QString ImportDraft::description() const
{
    QStringList parts;
    switch (preview.source.format) {
    case SourceFormat::Csv:
        parts << ImportDraftWords::tr("%1 separated, %2")
                     .arg(delimiterLabel(preview.source.delimiter),
                          encodingLabel(preview.source.encoding));
        break;
    case SourceFormat::JsonArray:
        parts << (preview.source.listName.isEmpty()
                      ? ImportDraftWords::tr("JSON list")
                      : ImportDraftWords::tr("JSON list \"%1\"").arg(preview.source.listName));
        break;
    case SourceFormat::JsonLines:
        parts << ImportDraftWords::tr("JSON lines");
        break;
    case SourceFormat::Xlsx:
        parts << ImportDraftWords::tr("Workbook, first sheet");
        break;
    }
    const int rows = pluralCount(preview.rowCount);
    parts << (preview.isWhole ? ImportDraftWords::tr("%Ln rows", nullptr, rows)
                              : ImportDraftWords::tr("more than %Ln rows", nullptr, rows));
    parts << ImportDraftWords::tr(
        "%Ln columns", nullptr, static_cast<int>(preview.columnNames.size()));
    if (preview.sourceBytes >= 0) {
        parts << QLocale().formattedDataSize(
            preview.sourceBytes, 1, QLocale::DataSizeTraditionalFormat);
    }
    return parts.join(u"  ·  "_s);
}

QString ImportDraft::breakage() const
{
    return preview.problem.isEmpty()
        ? QString()
        : ImportDraftWords::tr("Row %1 cannot be read: %2")
              .arg(QLocale().toString(preview.rowCount + 1), preview.problem);
}

void ImportDraft::take(ImportPreview read)
{
    std::vector<ColumnChoice> fresh;
    for (const InferredColumn &inferred : read.columns) {
        const auto old = std::find_if(columns.begin(), columns.end(), [&](const ColumnChoice &c) {
            return c.inferred.column == inferred.column;
        });
        if (old != columns.end()) {
            ColumnChoice kept = *old;
            kept.inferred = inferred;
            fresh.push_back(std::move(kept));
        } else {
            fresh.push_back({.inferred = inferred,
                             .isIncluded = true,
                             .newName = inferred.fieldName,
                             .newType = inferred.type,
                             .existing = {},
                             .steps = inferred.steps});
        }
    }
    columns = std::move(fresh);
    preview = std::move(read);
    isRead = true;
    problem.clear();
}

void ImportDraft::aimAt(const CollectionSchema &target, const SchemaStore *schema)
{
    makesCollection = false;
    collectionId = target.id;
    const std::vector<ImportColumn> matched = matchColumns(preview.columnNames, target);
    QStringList taken;
    for (ColumnChoice &column : columns) {
        const auto match = std::find_if(matched.begin(), matched.end(), [&](const ImportColumn &m) {
            return m.column == column.inferred.column;
        });
        column.existing = match == matched.end() ? QString() : match->field;
        taken.append(column.existing);
    }
    // By content: the one column of addresses and the one free field for them belong together.
    for (ColumnChoice &column : columns) {
        if (!column.existing.isEmpty()) {
            continue;
        }
        const bool isTelling = column.inferred.type == u"email"_s
            || column.inferred.type == u"url"_s || column.inferred.type == u"date"_s
            || column.inferred.type == u"bool"_s || column.inferred.type == u"json"_s;
        const auto alike = std::count_if(columns.begin(), columns.end(), [&](const auto &other) {
            return other.existing.isEmpty() && other.inferred.type == column.inferred.type;
        });
        QStringList free;
        for (const fields::Field &field : target.fields) {
            const QString name = toQString(field.name);
            if (toQString(field.type) == column.inferred.type && !taken.contains(name)) {
                free.append(name);
            }
        }
        if (isTelling && alike == 1 && free.size() == 1) {
            column.existing = free.first();
            taken.append(free.first());
        }
    }
    for (ColumnChoice &column : columns) {
        if (schema != nullptr) {
            proposeMatch(column, target, *schema);
        }
    }
}

void ImportDraft::proposeMatch(ColumnChoice &column,
                               const CollectionSchema &target,
                               const SchemaStore &schema)
{
    static const QRegularExpression id(u"^[a-z0-9]{15}$"_s);
    column.matchBy.clear();
    column.createsMissing = false;
    const fields::Field *field = target.field(column.existing);
    if (field == nullptr) {
        return;
    }
    // A date's form helps a date; a text keeps its own.
    const bool helps = toQString(field->type) == column.inferred.type;
    if (column.steps == column.inferred.steps || column.steps.empty()) {
        column.steps = helps ? column.inferred.steps : std::vector<ImportStep>();
    }
    const CollectionPtr other = schema.find(CollectionSchema::relationTarget(*field));
    const QStringList &samples = column.inferred.samples;
    const bool areIds = std::all_of(samples.begin(), samples.end(), [](const QString &sample) {
        return id.match(sample).hasMatch();
    });
    if (other != nullptr && !areIds && other->labelField() != u"id"_s) {
        column.matchBy = other->labelField();
    }
}

int ImportDraft::includedColumns() const
{
    return static_cast<int>(
        std::count_if(columns.begin(), columns.end(), [this](const ColumnChoice &c) {
            return makesCollection ? c.isIncluded : !c.existing.isEmpty();
        }));
}

QString ImportDraft::obstacle(const SchemaStore &schema, const QStringList &otherNewNames) const
{
    if (!isRead) {
        return problem.isEmpty() ? ImportDraftWords::tr("The file is still being read") : problem;
    }
    if (makesCollection) {
        if (newName.isEmpty()) {
            return ImportDraftWords::tr("The new collection needs a name");
        }
        if (!isLegalName(newName)) {
            return ImportDraftWords::tr(
                "The name of a collection begins with a letter, then letters, digits and _");
        }
        if (schema.find(newName) != nullptr
            || otherNewNames.contains(newName, Qt::CaseInsensitive)) {
            return ImportDraftWords::tr("There is a collection %1 already").arg(newName);
        }
    } else if (schema.find(collectionId) == nullptr) {
        return ImportDraftWords::tr("Choose the collection the rows go to");
    }
    const bool needsKey = !makesCollection && mode != ImportMode::Insert;
    if (needsKey && std::none_of(columns.begin(), columns.end(), [this](const ColumnChoice &c) {
            return c.existing == keyField;
        })) {
        return ImportDraftWords::tr("Records are found by %1, but no column goes there")
            .arg(keyField);
    }
    if (includedColumns() == 0) {
        return ImportDraftWords::tr("No column is chosen");
    }
    QStringList seen;
    for (const ColumnChoice &column : columns) {
        const QString target
            = makesCollection ? (column.isIncluded ? column.newName : QString()) : column.existing;
        if (makesCollection && column.isIncluded && !isLegalName(target)) {
            return ImportDraftWords::tr("The field for %1 needs a name of letters, digits and _")
                .arg(column.inferred.column);
        }
        if (!target.isEmpty() && seen.contains(target, Qt::CaseInsensitive)) {
            return ImportDraftWords::tr("Two columns go to the field %1").arg(target);
        }
        seen << target;
    }
    return {};
}

ImportPlan ImportDraft::plan() const
{
    ImportPlan plan;
    plan.path = path;
    plan.source = options;
    plan.emptyIsMissing = emptyIsMissing;
    plan.onError = onError;
    plan.mode = makesCollection ? ImportMode::Insert : mode;
    plan.keyField = keyField;
    plan.edits = edits;
    plan.leftOut = leftOut;
    for (const ColumnChoice &column : columns) {
        const QString target
            = makesCollection ? (column.isIncluded ? column.newName : QString()) : column.existing;
        plan.columns.push_back({.column = column.inferred.column,
                                .field = target,
                                .steps = column.steps,
                                .matchBy = makesCollection ? QString() : column.matchBy,
                                .createsMissing = column.createsMissing});
    }
    if (!makesCollection) {
        plan.collectionId = collectionId;
        return plan;
    }
    JsonArray list;
    for (const ColumnChoice &column : columns) {
        if (!column.isIncluded) {
            continue;
        }
        InferredColumn wanted = column.inferred;
        wanted.fieldName = column.newName;
        wanted.type = column.newType;
        Json json = fields::toJson(wanted.field());
        json.asObject().erase("id"); // the server derives it
        list.push_back(std::move(json));
    }
    // As in every collection made by hand: when a record came and when it last changed.
    list.push_back(JsonObject{
        {"name", "created"}, {"type", "autodate"}, {"onCreate", true}, {"onUpdate", false}});
    list.push_back(JsonObject{
        {"name", "updated"}, {"type", "autodate"}, {"onCreate", true}, {"onUpdate", true}});
    plan.newCollection
        = JsonObject{{"name", toUtf8(newName)}, {"type", "base"}, {"fields", std::move(list)}};
    return plan;
}

QString ImportDraft::nameFor(const QString &path,
                             const SchemaStore &schema,
                             const QStringList &taken)
{
    QString name = TypeInference::fieldNameFor(QFileInfo(path).completeBaseName(), {});
    if (!isLegalName(name)) {
        name.prepend(u"import_"_s);
    }
    QString unique = name;
    for (int n = 2; schema.find(unique) != nullptr || taken.contains(unique, Qt::CaseInsensitive);
         ++n) {
        unique = name + u'_' + QString::number(n);
    }
    return unique;
}

QStringList ImportDraft::typesFor(const ColumnChoice &column)
{
    QStringList types{
        u"text"_s, u"number"_s, u"bool"_s, u"date"_s, u"email"_s, u"url"_s, u"json"_s, u"editor"_s};
    if (!column.inferred.options.isEmpty()) {
        types.insert(1, u"select"_s);
    }
    return types;
}

} // namespace socle::studio
