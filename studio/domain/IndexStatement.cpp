#include "studio/domain/IndexStatement.h"

#include <QRegularExpression>

namespace socle::studio {

namespace {

QString trimmedName(QStringView text)
{
    static constexpr QStringView kQuotes = u"`\"'[] \t\r\n";
    qsizetype from = 0;
    qsizetype to = text.size();
    while (from < to && kQuotes.contains(text.at(from))) {
        ++from;
    }
    while (to > from && kQuotes.contains(text.at(to - 1))) {
        --to;
    }
    return text.mid(from, to - from).toString();
}

/// Position of the parenthesis that closes the one at `open`, -1 when there is none; quotes
/// respected.
qsizetype closingParenthesis(const QString &text, qsizetype open)
{
    int depth = 0;
    QChar quote;
    for (qsizetype i = open; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (!quote.isNull()) {
            quote = c == quote ? QChar() : quote;
        } else if (c == u'`' || c == u'"' || c == u'\'') {
            quote = c;
        } else if (c == u'(') {
            ++depth;
        } else if (c == u')' && --depth == 0) {
            return i;
        }
    }
    return -1;
}

QStringList splitColumns(const QString &text)
{
    QStringList parts;
    int depth = 0;
    QChar quote;
    qsizetype from = 0;
    for (qsizetype i = 0; i <= text.size(); ++i) {
        const QChar c = i < text.size() ? text.at(i) : QChar(u',');
        if (!quote.isNull()) {
            quote = c == quote ? QChar() : quote;
        } else if (c == u'`' || c == u'"' || c == u'\'') {
            quote = c;
        } else if (c == u'(') {
            ++depth;
        } else if (c == u')') {
            --depth;
        }
        if (c == u',' && depth == 0 && quote.isNull()) {
            if (const QString part = text.mid(from, i - from).trimmed(); !part.isEmpty()) {
                parts.append(part);
            }
            from = i + 1;
        }
    }
    return parts;
}

struct Column
{
    QString name; // without quotes
    QString rest; // " COLLATE NOCASE DESC", may be empty
};

Column columnParts(const QString &text)
{
    static const QRegularExpression tail(
        QStringLiteral(R"(^(.*?)((?:\s+COLLATE\s+\w+)?(?:\s+(?:ASC|DESC))?)$)"),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption);
    const auto match = tail.match(text.trimmed());
    return {trimmedName(match.captured(1)), match.captured(2).simplified()};
}

} // namespace

std::optional<IndexStatement> IndexStatement::parse(const QString &sql)
{
    static const QRegularExpression head(
        QStringLiteral(
            R"(^\s*CREATE\s+(UNIQUE\s+)?INDEX\s+(IF\s+NOT\s+EXISTS\s+)?(\S+)\s+ON\s+([^\s(]+)\s*\()"),
        QRegularExpression::CaseInsensitiveOption);
    const auto match = head.match(sql);
    if (!match.hasMatch()) {
        return std::nullopt;
    }
    const qsizetype open = match.capturedEnd(0) - 1;
    const qsizetype close = closingParenthesis(sql, open);
    if (close < 0) {
        return std::nullopt;
    }
    IndexStatement index;
    index.isUnique = !match.captured(1).isEmpty();
    index.ifNotExists = !match.captured(2).isEmpty();
    index.name = trimmedName(match.captured(3));
    index.table = trimmedName(match.captured(4));
    for (const QString &column : splitColumns(sql.mid(open + 1, close - open - 1))) {
        const Column parts = columnParts(column);
        index.columns.append(parts.rest.isEmpty() ? parts.name : parts.name + u' ' + parts.rest);
    }
    static const QRegularExpression condition(QStringLiteral(R"(^\s*WHERE\s+(.+?)[\s;]*$)"),
                                              QRegularExpression::CaseInsensitiveOption
                                                  | QRegularExpression::DotMatchesEverythingOption);
    const QString tail = sql.mid(close + 1);
    if (const auto where = condition.match(tail); where.hasMatch()) {
        index.where = where.captured(1);
    } else if (!tail.trimmed().isEmpty() && tail.trimmed() != u";") {
        return std::nullopt;
    }
    if (index.name.isEmpty() || index.columns.isEmpty()) {
        return std::nullopt;
    }
    return index;
}

QString IndexStatement::toSql() const
{
    QStringList written;
    for (const QString &column : columns) {
        const Column parts = columnParts(column);
        const bool isExpression = parts.name.contains(u'(') || parts.name.contains(u' ');
        const QString quoted = isExpression ? parts.name : u'`' + parts.name + u'`';
        written.append(parts.rest.isEmpty() ? quoted : quoted + u' ' + parts.rest);
    }
    const QString list = written.size() == 1
        ? written.first()
        : QStringLiteral("\n  ") + written.join(QStringLiteral(",\n  ")) + u'\n';
    QString sql = QStringLiteral("CREATE ");
    sql += isUnique ? QStringLiteral("UNIQUE INDEX ") : QStringLiteral("INDEX ");
    sql += ifNotExists ? QStringLiteral("IF NOT EXISTS ") : QString();
    sql += u'`' + name + QStringLiteral("` ON `") + table + QStringLiteral("` (") + list + u')';
    return where.isEmpty() ? sql : sql + QStringLiteral(" WHERE ") + where;
}

QStringList IndexStatement::columnNames() const
{
    QStringList names;
    for (const QString &column : columns) {
        if (const QString plain = columnParts(column).name;
            !plain.contains(u'(') && !plain.contains(u' ')) {
            names.append(plain);
        }
    }
    return names;
}

bool IndexStatement::mentions(QStringView column) const
{
    const QStringList names = columnNames();
    return std::any_of(names.begin(), names.end(), [column](const QString &one) {
        return one.compare(column, Qt::CaseInsensitive) == 0;
    });
}

void IndexStatement::renameColumn(const QString &from, const QString &to)
{
    for (QString &column : columns) {
        const Column parts = columnParts(column);
        if (parts.name.compare(from, Qt::CaseInsensitive) == 0) {
            column = parts.rest.isEmpty() ? to : to + u' ' + parts.rest;
        }
    }
    where.replace(u'`' + from + u'`', u'`' + to + u'`');
}

bool mentionsAny(const QString &sql, const QStringList &columns)
{
    const auto index = IndexStatement::parse(sql);
    return index && std::any_of(columns.begin(), columns.end(), [&index](const QString &column) {
               return index->mentions(column);
           });
}

} // namespace socle::studio
