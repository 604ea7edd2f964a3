// What happens to a cell's text between the file and the field: trim, case, split, replace, date
// format, constant, expression, lookup (studio.md 4.3.11 (3)).
//
// A column's steps are prepared once and run for every row. Pure; pool thread.
#pragma once

#include "shared/core/Result.h"
#include "studio/domain/ImportPlan.h"

#include <QHash>
#include <QRegularExpression>
#include <QStringList>

#include <functional>

namespace socle::studio {

class ImportSteps
{
public:
    explicit ImportSteps(const std::vector<ImportStep> &steps);

    bool isEmpty() const { return m_steps.empty(); }

    /// Whether they need no cell of their own.
    bool isSelfSufficient() const;

    /// The text after all steps. `cell` gives the text of another column of the row. Errors:
    /// InvalidInput with what did not work ("'31.13.2024' is not a date of the form dd.MM.yyyy").
    Result<QString> apply(const QString &text,
                          const std::function<QString(const QString &column)> &cell) const;

private:
    struct Prepared
    {
        ImportStep step = {};
        QRegularExpression pattern = {};
        QHash<QString, QString> table = {};
    };

    static Result<QString> applyOne(const Prepared &prepared,
                                    const QString &text,
                                    const std::function<QString(const QString &column)> &cell);

    std::vector<Prepared> m_steps;
};

/// "1.234,50" with ',' as its sign -> "1234.50"; empty when it is no such number.
QString plainNumber(const QString &text, QChar decimal);
/// A date of the form, as the server writes dates; empty when it is none.
QString plainDate(const QString &text, const QString &format);

} // namespace socle::studio
