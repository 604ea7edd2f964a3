// A CREATE INDEX statement as its parts, for the index editor and for renames (admin-api.md A1.6).
//
// Reading is as tolerant as the server's; what it cannot read stays text. Columns keep collation
// and direction in their text, so nothing is lost by a round trip.
#pragma once

#include <QString>
#include <QStringList>

#include <optional>

namespace socle::studio {

struct IndexStatement
{
    QString name = {};
    QString table = {};
    QStringList columns = {}; // "title", "title COLLATE NOCASE DESC", "lower(title)"
    QString where = {};
    bool isUnique = false;
    bool ifNotExists = false;

    /// Nothing when the text is no index statement with a name and at least one column.
    static std::optional<IndexStatement> parse(const QString &sql);
    /// The server's canonical form.
    QString toSql() const;
    /// Names of plain columns, without collation and direction; expressions are left out.
    QStringList columnNames() const;
    bool mentions(QStringView column) const;
    /// Replaces a plain column's name, here and in back-quoted form in the condition.
    void renameColumn(const QString &from, const QString &to);
};

/// Whether a statement names one of these columns; false for text that is no statement.
bool mentionsAny(const QString &sql, const QStringList &columns);

} // namespace socle::studio
