// The sentences of the AI view: consent, meters, prices, example questions. Pure functions, so that
// tests read them as a table.
#pragma once

#include "studio/domain/AiDesk.h"
#include "studio/domain/ChatTree.h"

#include <QStringList>

namespace socle::studio {

class SchemaStore;

/// "Sends: your text, 2 messages, about 120 tokens, to fake/small. No records."
QString consentText(const AiLeaves &leaves);
/// Millionths of a US dollar: "$0.0017", "$1.20", "$0"; "—" when there is no price.
QString costText(std::optional<qint64> microUsd);
/// "310 ms", "1.4 s", "2 min 5 s"; "—" for a negative time.
QString durationText(qint64 ms);
/// "12 in · 40 out · — · first token 310 ms · 930 ms"; empty when nothing is known.
QString meterText(const ChatMeter &meter);
/// "3 answers · 812 tokens in · 96 out · —"
QString totalText(const ChatMeter &total, int answers);
/// At most three questions the built-in engine answers about these collections; never empty.
QStringList exampleQuestions(const SchemaStore &schema);
/// "rate limited", "off": the state of a provider in words, and its tone is the caller's.
QString providerStateText(const AiProvider &provider);

} // namespace socle::studio
