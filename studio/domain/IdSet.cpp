#include "studio/domain/IdSet.h"

#include "shared/filter/Scan.h"
#include "shared/filter/Tokenizer.h"
#include "shared/protocol/Limits.h"
#include "studio/api/Text.h"
#include "studio/domain/FilterChips.h"

#include <QHash>
#include <QLocale>
#include <QSet>

#include <algorithm>

namespace socle::studio {

namespace {

using filter::Token;
using filter::TokenKind;

/// What may come next in `( id = "a" || id = "b" )`.
enum class Next { Id, Sign, Value, Join };

} // namespace

/// Read as tokens: the parser takes no more comparisons than a server does.
std::optional<QStringList> IdSet::idsOf(const QString &filter)
{
    const std::string utf8 = toUtf8(filter);
    QStringList ids;
    QSet<QString> seen;
    Next next = Next::Id;
    int depth = 0;
    for (const Token &token : filter::tokenize(utf8)) {
        const std::string_view text
            = std::string_view(utf8).substr(token.start, token.end - token.start);
        if (token.kind == TokenKind::Blank) {
            continue;
        }
        if (token.kind == TokenKind::OpenParenthesis && next == Next::Id) {
            ++depth;
        } else if (token.kind == TokenKind::CloseParenthesis && next == Next::Join && depth > 0) {
            --depth;
        } else if (token.kind == TokenKind::Identifier && next == Next::Id && text == "id") {
            next = Next::Sign;
        } else if (token.kind == TokenKind::Sign && next == Next::Sign && text == "=") {
            next = Next::Value;
        } else if (token.kind == TokenKind::Text && next == Next::Value && text.size() > 2) {
            const QString id = toQString(filter::scan::decodeText(text));
            if (!seen.contains(id)) {
                seen.insert(id);
                ids.append(id);
            }
            next = Next::Join;
        } else if (token.kind == TokenKind::Join && next == Next::Join && text == "||") {
            next = Next::Id;
        } else {
            return std::nullopt;
        }
    }
    return next == Next::Join && depth == 0 ? std::optional(ids) : std::nullopt;
}

bool IdSet::isTooLarge(const QString &filter)
{
    return toUtf8(filter).size() > protocol::kMaxFilterBytes
        || FilterChips::expressionCount(filter) > protocol::kMaxFilterComparisons;
}

QStringList IdSet::partsOf(const QString &filter)
{
    return isTooLarge(filter) ? idsOf(filter).value_or(QStringList()) : QStringList();
}

QString IdSet::problem(const QStringList &ids, Use use)
{
    const QLocale locale;
    const QString count = locale.toString(ids.size());
    if (ids.size() > kMost) {
        return tr("This filter has %1 ids; at most %2 are asked for.")
            .arg(count, locale.toString(kMost));
    }
    const QString limit = locale.toString(protocol::kMaxFilterComparisons);
    switch (use) {
    case Use::Rows:
        break;
    case Use::Sorted:
        return tr("This filter has %1 ids and the server takes %2 at once. Asked for in parts they "
                  "cannot be sorted: take the sort away, or name fewer ids.")
            .arg(count, limit);
    case Use::Grouped:
        return tr("This filter has %1 ids and the server takes %2 at once. Asked for in parts they "
                  "cannot be grouped: take the grouping away, or name fewer ids.")
            .arg(count, limit);
    case Use::OtherLayout:
        return tr("This filter has %1 ids and the server takes %2 at once. Asked for in parts they "
                  "are shown as a table or a gallery.")
            .arg(count, limit);
    }
    return {};
}

ApiError IdSet::refusal(const QString &problem)
{
    ApiError error;
    error.kind = ErrorKind::InvalidInput;
    error.status = 400;
    error.message = problem;
    error.request.method = QStringLiteral("GET");
    error.request.path = QStringLiteral("?filter="); // what it is about, for the words
    return error;
}

void IdSet::putInOrder(std::vector<Record> &rows, const QStringList &ids)
{
    QHash<QString, qsizetype> places;
    for (qsizetype i = 0; i < ids.size(); ++i) {
        places.insert(ids.at(i), i);
    }
    std::stable_sort(rows.begin(), rows.end(), [&places](const Record &a, const Record &b) {
        return places.value(a.id) < places.value(b.id);
    });
}

} // namespace socle::studio
