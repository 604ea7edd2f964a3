#include "studio/views/ai/AiWords.h"

#include "studio/api/Text.h"
#include "studio/domain/SchemaStore.h"

#include <QCoreApplication>
#include <QLocale>

namespace socle::studio {

namespace {

/// The context of these words for translators.
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(AiWords)
};

QString dash() { return QStringLiteral("—"); }

} // namespace

QString consentText(const AiLeaves &leaves)
{
    const QString records = leaves.records == 0 ? Words::tr("No records.")
                                                : Words::tr("%n records.", nullptr, leaves.records);
    if (leaves.isLocal()) {
        return Words::tr(
            "Nothing leaves this server: the built-in engine reads your text and looks in "
            "your records itself.");
    }
    QStringList parts{Words::tr("your text")};
    if (leaves.messages > 1) {
        parts << Words::tr("%n messages", nullptr, leaves.messages);
    }
    if (leaves.schemaCollections > 0) {
        parts << Words::tr("schema of %n collections", nullptr, leaves.schemaCollections);
    }
    parts << Words::tr(
        "about %Ln tokens", nullptr, pluralCount(std::max<qint64>(leaves.tokens, 1)));
    const QString where = leaves.network == QStringLiteral("private")
        ? Words::tr("to %1 on this network").arg(leaves.model)
        : Words::tr("to %1").arg(leaves.model);
    QString text
        = Words::tr("Sends: %1, %2. %3").arg(parts.join(QStringLiteral(", ")), where, records);
    if (leaves.costMicroUsd) {
        text += u' ' + Words::tr("At most %1.").arg(costText(leaves.costMicroUsd));
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
        return Words::tr("%1 ms").arg(ms);
    }
    if (ms < 60'000) {
        return Words::tr("%1 s").arg(QLocale().toString(static_cast<double>(ms) / 1000, 'f', 1));
    }
    return Words::tr("%1 min %2 s").arg(ms / 60'000).arg(ms % 60'000 / 1000);
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
        parts << Words::tr("%1 in").arg(about
                                        + locale.toString(std::max<qint64>(meter.inputTokens, 0)))
              << Words::tr("%1 out").arg(about
                                         + locale.toString(std::max<qint64>(meter.outputTokens, 0)))
              << costText(meter.costMicroUsd);
    }
    if (meter.firstTokenMs >= 0) {
        parts << Words::tr("first token %1").arg(durationText(meter.firstTokenMs));
    }
    if (meter.totalMs >= 0) {
        parts << Words::tr("total %1").arg(durationText(meter.totalMs));
    }
    return parts.join(QStringLiteral("  ·  "));
}

QString totalText(const ChatMeter &total, int answers)
{
    if (answers == 0) {
        return Words::tr("No answers yet");
    }
    const QLocale locale;
    return QStringList{Words::tr("%n answers", nullptr, answers),
                       Words::tr("%1 tokens in").arg(locale.toString(total.inputTokens)),
                       Words::tr("%1 out").arg(locale.toString(total.outputTokens)),
                       Words::tr("cost %1").arg(costText(total.costMicroUsd))}
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
        return {Words::tr("How many users are there?")};
    }
    const QString name = wordOf(chosen);
    QStringList examples{Words::tr("How many %1 are there?").arg(name)};
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
        examples << Words::tr("The 5 newest %1").arg(name);
    }
    if (!numberField.isEmpty()) {
        examples << Words::tr("Top 5 %1 by %2").arg(name, numberField);
    }
    if (!option.isEmpty() && examples.size() < 3) {
        examples << Words::tr("How many %1 are %2?").arg(name, option);
    }
    for (const CollectionPtr &collection : schema.collections()) {
        if (examples.size() >= 3) {
            break;
        }
        if (!collection->isSystem && collection->name != chosen->name) {
            examples << Words::tr("How many %1 are there?").arg(wordOf(collection));
        }
    }
    return examples.mid(0, 3);
}

QString providerStateText(const AiProvider &provider)
{
    if (!provider.isEnabled) {
        return Words::tr("Off");
    }
    if (provider.breaker == QStringLiteral("open")) {
        return Words::tr("Failing, paused");
    }
    if (provider.breaker == QStringLiteral("halfOpen")) {
        return Words::tr("Trying again");
    }
    return Words::tr("On");
}

} // namespace socle::studio
