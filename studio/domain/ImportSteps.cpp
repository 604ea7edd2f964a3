#include "studio/domain/ImportSteps.h"

#include "shared/core/Number.h"
#include "studio/api/Text.h"

#include <QCoreApplication>
#include <QDateTime>

namespace socle::studio {

namespace {

struct ImportStepsWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::ImportSteps)
};

Error stepRefused(const QString &why) { return invalidInput(toUtf8(why)); }

QString titled(const QString &text)
{
    QString result = text.toLower();
    bool isStart = true;
    for (QChar &c : result) {
        c = isStart ? c.toUpper() : c;
        isStart = !c.isLetterOrNumber() && c != u'\'';
    }
    return result;
}

QString splitPart(const ImportStep &step, const QString &text)
{
    const QStringList parts = text.split(step.first.isEmpty() ? QStringLiteral(",") : step.first);
    if (step.second.trimmed().isEmpty()) { // a list, as fields of several values take it
        QStringList trimmed;
        for (const QString &part : parts) {
            trimmed.append(part.trimmed());
        }
        return trimmed.join(u',');
    }
    const int number = step.second.toInt();
    return parts.value(number < 0 ? parts.size() + number : number - 1).trimmed();
}

QString expanded(const QString &pattern, const std::function<QString(const QString &)> &cell)
{
    static const QRegularExpression name(QStringLiteral("\\{([^{}]+)\\}"));
    QString result;
    qsizetype at = 0;
    for (auto it = name.globalMatch(pattern); it.hasNext();) {
        const QRegularExpressionMatch match = it.next();
        result += pattern.mid(at, match.capturedStart() - at) + cell(match.captured(1).trimmed());
        at = match.capturedEnd();
    }
    return result + pattern.mid(at);
}

QHash<QString, QString> tableOf(const QString &text)
{
    QHash<QString, QString> table;
    static const QRegularExpression ends(QStringLiteral("[;\n]"));
    for (const QString &pair : text.split(ends, Qt::SkipEmptyParts)) {
        const qsizetype at = pair.indexOf(u'=');
        if (at > 0) {
            table.insert(pair.left(at).trimmed(), pair.mid(at + 1).trimmed());
        }
    }
    return table;
}

} // namespace

QString plainNumber(const QString &text, QChar decimal)
{
    const QChar group = decimal == u',' ? u'.' : u',';
    QString plain = text.trimmed();
    plain.remove(u' ').remove(QChar::Nbsp).remove(u'\'').remove(group);
    plain.replace(decimal, u'.');
    return parseNumber(toUtf8(plain)) ? plain : QString();
}

QString plainDate(const QString &text, const QString &format)
{
    const QString trimmed = text.trimmed();
    QDateTime time = QDateTime::fromString(trimmed, format);
    if (!time.isValid()) {
        const QDate day = QDate::fromString(trimmed, format);
        time = day.isValid() ? QDateTime(day, QTime(0, 0)) : QDateTime();
    }
    if (!time.isValid()) {
        return {};
    }
    return QDateTime(time.date(), time.time(), Qt::UTC)
        .toString(QStringLiteral("yyyy-MM-dd hh:mm:ss.zzz'Z'"));
}

ImportSteps::ImportSteps(const std::vector<ImportStep> &steps)
{
    for (const ImportStep &step : steps) {
        Prepared prepared{.step = step};
        if (step.kind == ImportStep::Kind::ReplacePattern) {
            prepared.pattern
                = QRegularExpression(step.first, QRegularExpression::UseUnicodePropertiesOption);
        } else if (step.kind == ImportStep::Kind::Lookup) {
            prepared.table = tableOf(step.first);
        }
        m_steps.push_back(std::move(prepared));
    }
}

bool ImportSteps::isSelfSufficient() const
{
    return !m_steps.empty()
        && (m_steps.front().step.kind == ImportStep::Kind::Constant
            || m_steps.front().step.kind == ImportStep::Kind::Expression);
}

Result<QString> ImportSteps::applyOne(const Prepared &prepared,
                                      const QString &text,
                                      const std::function<QString(const QString &)> &cell)
{
    const ImportStep &step = prepared.step;
    switch (step.kind) {
    case ImportStep::Kind::Trim:
        return text.trimmed();
    case ImportStep::Kind::Lower:
        return text.toLower();
    case ImportStep::Kind::Upper:
        return text.toUpper();
    case ImportStep::Kind::Title:
        return titled(text);
    case ImportStep::Kind::Split:
        return splitPart(step, text);
    case ImportStep::Kind::Replace:
        return step.first.isEmpty() ? text : QString(text).replace(step.first, step.second);
    case ImportStep::Kind::ReplacePattern:
        if (!prepared.pattern.isValid()) {
            return stepRefused(ImportStepsWords::tr("The pattern is not valid: %1")
                                   .arg(prepared.pattern.errorString()));
        }
        return QString(text).replace(prepared.pattern, step.second);
    case ImportStep::Kind::DateFormat: {
        if (text.trimmed().isEmpty()) {
            return text;
        }
        QString date = plainDate(text, step.first);
        if (date.isEmpty()) {
            return stepRefused(
                ImportStepsWords::tr("'%1' is not a date of the form %2").arg(text, step.first));
        }
        return date;
    }
    case ImportStep::Kind::Decimal: {
        if (text.trimmed().isEmpty()) {
            return text;
        }
        QString number = plainNumber(text, step.first.isEmpty() ? QChar(u',') : step.first.front());
        if (number.isEmpty()) {
            return stepRefused(ImportStepsWords::tr("'%1' is not a number").arg(text));
        }
        return number;
    }
    case ImportStep::Kind::Constant:
        return step.first;
    case ImportStep::Kind::Expression:
        return expanded(step.first, cell);
    case ImportStep::Kind::Lookup:
        return prepared.table.value(text.trimmed(), text);
    }
    return text;
}

Result<QString> ImportSteps::apply(const QString &text,
                                   const std::function<QString(const QString &)> &cell) const
{
    QString now = text;
    for (const Prepared &prepared : m_steps) {
        now = SOCLE_TRY(applyOne(prepared, now, cell));
    }
    return now;
}

} // namespace socle::studio
