#include "studio/views/ai/AiWords.h"

#include "shared/filter/Tokenizer.h"
#include "studio/api/Text.h"
#include "studio/domain/SchemaStore.h"

#include <QCoreApplication>
#include <QLocale>

namespace socle::studio {

namespace {

QString tr(const char *text, int n = -1)
{
    return QCoreApplication::translate("AiWords", text, nullptr, n);
}

/// "%n message(s)" needs a translation to bend; without one the forms are chosen here.
QString counted(int n, const char *one, const char *many)
{
    return n == 1 ? tr(one) : tr(many).arg(QLocale().toString(n));
}

QString dash() { return QStringLiteral("—"); }

std::optional<Syntax> syntaxOf(filter::TokenKind kind, std::string_view word)
{
    switch (kind) {
    case filter::TokenKind::Blank:
    case filter::TokenKind::OpenParenthesis:
    case filter::TokenKind::CloseParenthesis:
    case filter::TokenKind::Comma:
        return std::nullopt;
    case filter::TokenKind::Comment:
        return Syntax::Comment;
    case filter::TokenKind::Identifier:
        if (word == "true" || word == "false" || word == "null") {
            return Syntax::Keyword;
        }
        return word.substr(0, 1) == "@" ? Syntax::Macro : Syntax::Field;
    case filter::TokenKind::Function:
        return Syntax::Function;
    case filter::TokenKind::Number:
        return Syntax::Number;
    case filter::TokenKind::Text:
        return Syntax::String;
    case filter::TokenKind::Sign:
    case filter::TokenKind::Join:
        return Syntax::Operator;
    case filter::TokenKind::Invalid:
        return Syntax::Error;
    }
    return std::nullopt;
}

} // namespace

QString consentText(const AiLeaves &leaves)
{
    const QString records = leaves.records == 0
        ? tr("No records.")
        : counted(leaves.records, "1 record.", "%1 records.");
    if (leaves.isLocal()) {
        return tr("Nothing leaves this server: the built-in engine reads your text and looks in "
                  "your records itself.");
    }
    QStringList parts{tr("your text")};
    if (leaves.messages > 1) {
        parts << counted(leaves.messages, "1 message", "%1 messages");
    }
    if (leaves.schemaCollections > 0) {
        parts << counted(
            leaves.schemaCollections, "schema of 1 collection", "schema of %1 collections");
    }
    parts << counted(
        static_cast<int>(std::max<qint64>(leaves.tokens, 1)), "about 1 token", "about %1 tokens");
    const QString where = leaves.network == QStringLiteral("private")
        ? tr("to %1 on this network").arg(leaves.model)
        : tr("to %1").arg(leaves.model);
    QString text = tr("Sends: %1, %2. %3").arg(parts.join(QStringLiteral(", ")), where, records);
    if (leaves.costMicroUsd) {
        text += u' ' + tr("At most %1.").arg(costText(leaves.costMicroUsd));
    }
    return text;
}

QString costText(std::optional<qint64> microUsd)
{
    if (!microUsd) {
        return dash();
    }
    if (*microUsd == 0) {
        return QStringLiteral("$0");
    }
    const double dollars = static_cast<double>(*microUsd) / 1e6;
    const int decimals = dollars >= 1 ? 2 : dollars >= 0.01 ? 3 : dollars >= 0.0001 ? 4 : 6;
    return u'$' + QLocale().toString(dollars, 'f', decimals);
}

QString durationText(qint64 ms)
{
    if (ms < 0) {
        return dash();
    }
    if (ms < 1000) {
        return tr("%1 ms").arg(ms);
    }
    if (ms < 60'000) {
        return tr("%1 s").arg(QLocale().toString(static_cast<double>(ms) / 1000, 'f', 1));
    }
    return tr("%1 min %2 s").arg(ms / 60'000).arg(ms % 60'000 / 1000);
}

QString meterText(const ChatMeter &meter)
{
    if (meter.isEmpty()) {
        return {};
    }
    const QLocale locale;
    QStringList parts;
    if (meter.inputTokens >= 0 || meter.outputTokens >= 0) {
        const QString about = meter.isEstimated ? QStringLiteral("~") : QString();
        parts << tr("%1 in").arg(about + locale.toString(std::max<qint64>(meter.inputTokens, 0)))
              << tr("%1 out").arg(about + locale.toString(std::max<qint64>(meter.outputTokens, 0)))
              << costText(meter.costMicroUsd);
    }
    if (meter.firstTokenMs >= 0) {
        parts << tr("first token %1").arg(durationText(meter.firstTokenMs));
    }
    if (meter.totalMs >= 0) {
        parts << tr("total %1").arg(durationText(meter.totalMs));
    }
    return parts.join(QStringLiteral("  ·  "));
}

QString totalText(const ChatMeter &total, int answers)
{
    if (answers == 0) {
        return tr("No answers yet");
    }
    const QLocale locale;
    return QStringList{counted(answers, "1 answer", "%1 answers"),
                       tr("%1 tokens in").arg(locale.toString(total.inputTokens)),
                       tr("%1 out").arg(locale.toString(total.outputTokens)),
                       tr("cost %1").arg(costText(total.costMicroUsd))}
        .join(QStringLiteral("  ·  "));
}

QStringList exampleQuestions(const SchemaStore &schema)
{
    CollectionPtr chosen;
    const auto wordOf = [](const CollectionPtr &collection) {
        return QString(collection->name).replace(u'_', u' ');
    };
    // The first collection of the user's own; else users, which every server has.
    for (const CollectionPtr &collection : schema.collections()) {
        if (!collection->isSystem && collection->type == CollectionType::Base && !chosen) {
            chosen = collection;
        }
    }
    if (!chosen) {
        chosen = schema.find(u"users");
    }
    if (!chosen) {
        return {tr("How many users are there?")};
    }
    const QString name = wordOf(chosen);
    QStringList examples{tr("How many %1 are there?").arg(name)};
    // Not translated: the built-in engine reads English.
    QString dateWord;
    QString numberField;
    QString option;
    for (const fields::Field &field : chosen->fields) {
        if (field.hidden) {
            continue;
        }
        if (field.type == "select" && option.isEmpty()) {
            const Json json = fields::toJson(field);
            const JsonArray &values = json["values"].array();
            option = values.empty() ? QString() : toQString(values.front().text());
        }
        if ((field.type == "date" || field.type == "autodate") && dateWord.isEmpty()) {
            dateWord = toQString(field.name);
        }
        if (field.type == "number" && numberField.isEmpty()) {
            numberField = toQString(field.name);
        }
    }
    if (!dateWord.isEmpty()) {
        examples << tr("The 5 newest %1").arg(name);
    }
    if (!numberField.isEmpty()) {
        examples << tr("Top 5 %1 by %2").arg(name, numberField);
    }
    if (!option.isEmpty() && examples.size() < 3) {
        examples << tr("How many %1 are %2?").arg(name, option);
    }
    for (const CollectionPtr &collection : schema.collections()) {
        if (examples.size() >= 3) {
            break;
        }
        if (!collection->isSystem && collection->name != chosen->name) {
            examples << tr("How many %1 are there?").arg(wordOf(collection));
        }
    }
    return examples.mid(0, 3);
}

QString providerStateText(const AiProvider &provider)
{
    if (!provider.isEnabled) {
        return tr("Off");
    }
    if (provider.breaker == QStringLiteral("open")) {
        return tr("Failing, paused");
    }
    if (provider.breaker == QStringLiteral("halfOpen")) {
        return tr("Trying again");
    }
    return tr("On");
}

QVector<CodeSpan> aiFilterSpans(const QString &text)
{
    const std::string utf8 = toUtf8(text);
    QVector<CodeSpan> spans;
    int at = 0; // UTF-16; tokens come without gaps
    for (const filter::Token &token : filter::tokenize(utf8)) {
        const std::string_view word
            = std::string_view(utf8).substr(token.start, token.end - token.start);
        const int length = static_cast<int>(toQString(word).size());
        if (const auto syntax = syntaxOf(token.kind, word)) {
            spans.append({at, length, *syntax});
        }
        at += length;
    }
    return spans;
}

} // namespace socle::studio
