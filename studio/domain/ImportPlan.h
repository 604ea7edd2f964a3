// What an import is asked to do, as a plain value: source, target, columns with their steps, rules.
//
// It can be written as JSON and read again, so a run that broke goes on after a restart with the
// same choices. Pure. Source: studio.md 4.3.11.
#pragma once

#include "shared/json/Json.h"
#include "studio/domain/RowReader.h"

#include <QHash>
#include <QSet>
#include <QString>
#include <QStringList>

#include <vector>

namespace socle::studio {

/// One change of a column's text on its way; they run in order.
struct ImportStep
{
    enum class Kind {
        Trim,
        Lower,
        Upper,
        Title, // First Letters
        Split, // by `first`, part number `second` (1 and up; -1: the last); without: a list
        Replace, // `first` by `second`
        ReplacePattern, // the same with a regular expression
        DateFormat, // `first`: "dd.MM.yyyy"
        Decimal, // "1.234,5" -> "1234.5"; `first`: the decimal sign
        Constant, // `first`, whatever was there
        Expression, // "{title} - {author}", columns by name
        Lookup, // `first`: "a=b; c=d"
    };

    Kind kind = Kind::Trim;
    QString first = {};
    QString second = {};

    bool operator==(const ImportStep &) const = default;
};

struct ImportColumn
{
    QString column = {}; // of the source; empty: a field filled by its steps alone
    QString field = {}; // target; empty: left out
    std::vector<ImportStep> steps = {};
    QString matchBy = {}; // of a relation: the field of the other collection; empty: its id
    bool createsMissing = false; // a record with just that field is made where none matches
};

enum class OnRowError { Skip, Stop, Collect /* into the file of failed rows */ };
enum class ImportMode { Insert, Update, Upsert /* both by ImportPlan::keyField */ };

struct ImportPlan
{
    QString path = {};
    SourceOptions source = {};
    QString collectionId = {}; // existing target; empty: create `newCollection`
    Json newCollection = {}; // {"name":…,"type":"base","fields":[…]}
    std::vector<ImportColumn> columns = {};
    ImportMode mode = ImportMode::Insert;
    QString keyField = QStringLiteral("id"); // Update, Upsert
    OnRowError onError = OnRowError::Collect;
    bool emptyIsMissing = true; // empty cells are not sent
    bool isDryRun = false; // reads and checks everything, writes nothing
    QString errorFile = {}; // CSV of failed rows with a reason column; empty: none
    QHash<qint64, QHash<QString, QString>> edits = {}; // row number -> column -> text instead
    QSet<qint64> leftOut = {}; // row numbers
    QByteArray seed = {}; // of the ids made here: the same rows get the same ids; empty: made anew

    Json toJson() const;
    static ImportPlan fromJson(const Json &json);
};

/// The id row `ordinal` of a run gets: 15 of [a-z0-9], the same whenever it is asked for.
QString importRecordId(const QByteArray &seed, qint64 ordinal);

} // namespace socle::studio
