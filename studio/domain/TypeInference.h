// Which field type a column of foreign data wants to be, how sure that is, and which values would
// break it.
//
// A type is proposed when every non-empty sample fits it; the order is bool, number, date, email,
// url, JSON, select, text.
#pragma once

#include "shared/fields/Field.h"
#include "shared/json/Json.h"
#include "studio/domain/ImportPlan.h"
#include "studio/domain/RowReader.h"

#include <QMap>
#include <QString>
#include <QStringList>

#include <vector>

namespace socle::studio {

struct InferredColumn
{
    QString column = {}; // as in the source
    QString fieldName = {}; // legal field name made from it
    QString type = {}; // "number"
    double confidence = 0; // 0..1: share of non-empty samples that fit
    QStringList breakers = {}; // up to 5 values that do not fit `type`
    QStringList options = {}; // values of a select
    bool isMultiple = false; // arrays of text in JSON sources
    bool isRequired = false; // never empty in the samples
    bool isUnique = false; // no value twice in the samples
    qint64 longest = 0; // characters
    std::vector<ImportStep> steps = {}; // what makes its values fit: a date format, a decimal comma
    QStringList samples = {}; // up to 3 different values

    /// The field to create.
    fields::Field field() const;
};

/// Feed sample rows, then ask. Keeps counts and at most a few hundred distinct values a column.
class TypeInference
{
public:
    void add(const QStringList &columns, const SourceRow &row);
    /// A single choice is proposed only when `sawAll` rows: an unseen value would be refused.
    std::vector<InferredColumn> columns(bool sawAll = true) const;

    qint64 rowCount() const { return m_rows; }

    /// "Birth date (UTC)" -> "birth_date_utc": a legal, unused field name.
    static QString fieldNameFor(const QString &column, const QStringList &taken);

private:
    struct Column;
    std::vector<std::shared_ptr<Column>> m_columns; // shared: Column is incomplete here
    qint64 m_rows = 0;
};

} // namespace socle::studio
