// What one file is going to become: how it is read, where its rows go, and what each column turns
// into.
//
// A plain value the pages of the import edit; plan() makes of it what ImportJob runs. Choices
// survive another reading of the same file (another delimiter): they hang on the column's name.
//
// Source: studio.md 4.3.11.
#pragma once

#include "studio/domain/ImportJob.h"

#include <QString>
#include <QStringList>

#include <vector>

namespace socle::studio {

struct ColumnChoice
{
    InferredColumn inferred = {};
    bool isIncluded = true;
    QString newName = {}; // field of a new collection
    QString newType = {};
    QString existing = {}; // field of an existing collection; empty: left out
    std::vector<ImportStep> steps = {};
    QString matchBy = {}; // a relation by this field of the other collection; empty: by id
    bool createsMissing = false;
};

struct ImportDraft
{
    QString path = {};
    SourceOptions options = {};
    ImportPreview preview = {};
    bool isRead = false;
    QString problem = {}; // why it could not be read

    bool makesCollection = true;
    QString newName = {};
    QString collectionId = {}; // existing target
    std::vector<ColumnChoice> columns = {};
    bool emptyIsMissing = true;
    OnRowError onError = OnRowError::Collect;
    ImportMode mode = ImportMode::Insert;
    QString keyField = QStringLiteral("id");
    QHash<qint64, QHash<QString, QString>> edits = {}; // as in ImportPlan
    QSet<qint64> leftOut = {};

    QString fileName() const;
    /// "JSON list \"3166-2\" · 5,127 rows · 412 KB". Translated.
    QString description() const;
    /// Where the file breaks behind the rows that were read; empty when it does not.
    QString breakage() const;
    /// Takes a reading of the file; choices of columns that are still there stay.
    void take(ImportPreview read);
    /// Rows go into an existing collection: columns are matched to its fields by name, what is left
    /// by what it holds; relations by the label of their collection, when `schema` knows it.
    void aimAt(const CollectionSchema &target, const SchemaStore *schema = nullptr);
    /// How a column's values name the records of a relation, and which changes make them fit.
    static void proposeMatch(ColumnChoice &column,
                             const CollectionSchema &target,
                             const SchemaStore &schema);
    /// What has to be settled before it can run ("The name is taken"); empty when nothing.
    /// Translated.
    QString obstacle(const SchemaStore &schema, const QStringList &otherNewNames) const;
    /// Columns that will be written.
    int includedColumns() const;
    ImportPlan plan() const;

    /// A legal collection name made from a file name, not in use: "iso_3166-2.json" ->
    /// "iso_3166_2".
    static QString nameFor(const QString &path,
                           const SchemaStore &schema,
                           const QStringList &taken);
    /// Types a column may be turned into.
    static QStringList typesFor(const ColumnChoice &column);
};

/// Name of an encoding as people know it.
QString encodingLabel(const QByteArray &encoding);
/// "Comma", "Tab". Translated.
QString delimiterLabel(char delimiter);

} // namespace socle::studio
