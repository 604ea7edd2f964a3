// Edits of a filter through its chips: each rewrites only its own range.
#include "studio/domain/FilterChips.h"

#include "shared/filter/Parser.h"
#include "shared/filter/Tokenizer.h"
#include "shared/protocol/Limits.h"
#include "studio/api/Text.h"
#include "studio/domain/FilterChipsParts.h"
#include "studio/domain/IdSet.h"

#include <QCoreApplication>

#include <algorithm>

namespace socle::studio {

using namespace filter;

namespace {

struct FilterChipLimits
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::FilterChips)
};

/// Byte offset of the parser as UTF-16 offset of the editor.
int utf16(const std::string &utf8, std::size_t byte)
{
    return static_cast<int>(toQString(std::string_view(utf8).substr(0, byte)).size());
}

} // namespace

bool filterEndsInComment(const QString &text)
{
    const auto tokens = tokenize(toUtf8(text));
    for (auto it = tokens.rbegin(); it != tokens.rend(); ++it) {
        if (it->kind == TokenKind::Comment) {
            return true;
        }
        if (it->kind != TokenKind::Blank) {
            return false;
        }
    }
    return false;
}

QString wrappedFilter(const QString &text)
{
    return u'(' + text + (filterEndsInComment(text) ? QStringLiteral("\n)") : QStringLiteral(")"));
}

void FilterChips::setText(const QString &text)
{
    m_text = text;
    m_problem.reset();
    if (text.trimmed().isEmpty()) {
        m_chips.clear();
        m_validText.clear();
        return;
    }
    if (const QStringList ids = IdSet::partsOf(text);
        !ids.isEmpty() && limitProblem(text).isEmpty()) {
        FilterChip chip; // more of them than the parser takes
        chip.field = QStringLiteral("id");
        chip.op = ChipOperator::IsAnyOf;
        chip.values = ids;
        chip.text = text;
        chip.end = static_cast<int>(text.size());
        m_chips = {chip};
        m_validText = text;
        return;
    }
    const std::string utf8 = toUtf8(text);
    FilterError problem;
    auto parsed = parseFilter(utf8, &problem);
    if (!parsed) {
        m_problem = FilterProblem{
            toQString(problem.message), utf16(utf8, problem.start), utf16(utf8, problem.end)};
        return; // the last valid filter stays applied
    }
    if (const QString limit = limitProblem(text); !limit.isEmpty()) {
        m_problem = FilterProblem{limit, 0, static_cast<int>(text.size())};
        return;
    }
    m_chips = readChips(*parsed, text, utf8);
    m_validText = text;
}

void FilterChips::splice(int start, int end, const QString &text)
{
    setText(QString(m_text).replace(start, end - start, text));
}

const std::vector<FilterChip> *FilterChips::siblings(const ChipPath &path) const
{
    if (path.isEmpty()) {
        return nullptr;
    }
    const std::vector<FilterChip> *at = &m_chips;
    for (qsizetype i = 0; i + 1 < path.size(); ++i) {
        const auto step = static_cast<std::size_t>(path.at(i));
        if (step >= at->size()) {
            return nullptr;
        }
        at = &(*at)[step].children;
    }
    return static_cast<std::size_t>(path.last()) < at->size() ? at : nullptr;
}

const FilterChip *FilterChips::at(const ChipPath &path) const
{
    const auto *row = siblings(path);
    return row != nullptr ? &(*row)[static_cast<std::size_t>(path.last())] : nullptr;
}

void FilterChips::replace(const ChipPath &path, const FilterChip &chip)
{
    if (const FilterChip *old = at(path); old != nullptr && !m_problem) {
        splice(old->start, old->end, print(chip));
    }
}

void FilterChips::remove(const ChipPath &path)
{
    const auto *row = siblings(path);
    if (row == nullptr || m_problem) {
        return;
    }
    const auto i = static_cast<std::size_t>(path.last());
    if (row->size() > 1) {
        i > 0 ? splice((*row)[i - 1].end, (*row)[i].end, {})
              : splice((*row)[0].start, (*row)[1].start, {});
    } else if (path.size() > 1) {
        remove(path.first(path.size() - 1)); // an empty group goes with its last clause
    } else {
        setText({});
    }
}

Result<void> FilterChips::replaceText(const ChipPath &path, const QString &clause)
{
    const FilterChip *old = at(path);
    if (old == nullptr || m_problem) {
        return invalidInput("There is no such clause.");
    }
    SOCLE_TRY(parseFilter(toUtf8(clause)));
    splice(old->start, old->end, filterEndsInComment(clause) ? wrappedFilter(clause) : clause);
    return {};
}

void FilterChips::setJoin(const ChipPath &path, bool withOr)
{
    const auto *row = siblings(path);
    if (row == nullptr || m_problem || path.last() < 1) {
        return;
    }
    const auto i = static_cast<std::size_t>(path.last());
    const int from = (*row)[i - 1].end;
    const int to = (*row)[i].start;
    const std::string gap = toUtf8(m_text.mid(from, to - from));
    for (const Token &token : tokenize(gap)) {
        if (token.kind == TokenKind::Join) {
            splice(from + utf16(gap, token.start),
                   from + utf16(gap, token.end),
                   withOr ? QStringLiteral("||") : QStringLiteral("&&"));
            return;
        }
    }
}

void FilterChips::setAny(const ChipPath &group, bool any)
{
    const FilterChip *chip = at(group);
    const auto count = group.isEmpty() ? m_chips.size()
        : chip != nullptr              ? chip->children.size()
                                       : 0;
    for (int i = 1; i < static_cast<int>(count); ++i) {
        setJoin(group + ChipPath{i}, any);
    }
}

bool FilterChips::joinUnder(const ChipPath &moved, const ChipPath &target, bool any)
{
    const FilterChip *from = at(moved);
    const FilterChip *to = at(target);
    const bool isInside = moved.size() <= target.size() && target.first(moved.size()) == moved;
    if (from == nullptr || to == nullptr || isInside || m_problem) {
        return false;
    }
    const bool joins = to->kind == ChipKind::Group;
    const auto deep = target.size() + depthOf(*from) + (joins ? 0 : 1);
    if (deep > kMaxDepth) {
        return false;
    }
    // Into a group, or together with one clause in a new one. The later range is rewritten first,
    // so that the earlier one keeps its place.
    const QString source = m_text.mid(from->start, from->end - from->start);
    const QString sign = any ? QStringLiteral(" || ") : QStringLiteral(" && ");
    const FilterChip goal = *to;
    const bool isAny = joins && goal.children.size() > 1 && goal.children[1].joinsWithOr;
    const QString kept = m_text.mid(goal.start, goal.end - goal.start);
    const QString inner = isAny ? QStringLiteral(" || ") : QStringLiteral(" && ");
    const QString merged = joins ? QString(kept.chopped(1) + inner + source + u')')
                                 : QString(u'(' + kept + sign + source + u')');
    const QString before = m_text;
    const bool movesLater = from->start > goal.start;
    const auto put = [&] { splice(goal.start, goal.end, merged); };
    if (movesLater) {
        remove(moved);
        put();
    } else {
        put();
        remove(moved);
    }
    if (m_problem) {
        setText(before);
        return false;
    }
    return true;
}

void FilterChips::ungroup(const ChipPath &path)
{
    const FilterChip *chip = at(path);
    if (chip == nullptr || m_problem || chip->kind != ChipKind::Group) {
        return;
    }
    const QString inner = chip->text.mid(1, chip->text.size() - 2).trimmed();
    splice(chip->start, chip->end, inner);
}

int FilterChips::depthOf(const FilterChip &chip)
{
    int deepest = 0;
    for (const FilterChip &child : chip.children) {
        deepest = std::max(deepest, depthOf(child));
    }
    return chip.kind == ChipKind::Group ? deepest + 1 : 0;
}

int FilterChips::expressionCount(const QString &text)
{
    int count = 0;
    for (const Token &token : tokenize(toUtf8(text))) {
        count += token.kind == TokenKind::Sign ? 1 : 0;
    }
    return count;
}

QString FilterChips::limitProblem(const QString &text)
{
    if (!IdSet::isTooLarge(text)) {
        return {};
    }
    if (const auto ids = IdSet::idsOf(text)) {
        return IdSet::problem(*ids, IdSet::Use::Rows);
    }
    const auto bytes = toUtf8(text).size();
    if (bytes > protocol::kMaxFilterBytes) {
        return FilterChipLimits::tr("This filter has %1 characters; the server takes %2.")
            .arg(bytes)
            .arg(protocol::kMaxFilterBytes);
    }
    return FilterChipLimits::tr("This filter has %1 comparisons; the server takes %2.")
        .arg(expressionCount(text))
        .arg(protocol::kMaxFilterComparisons);
}

void FilterChips::append(const FilterChip &chip)
{
    if (m_problem) {
        return;
    }
    if (m_chips.empty()) {
        setText(print(chip));
        return;
    }
    const bool hasOr = std::any_of(
        m_chips.begin(), m_chips.end(), [](const FilterChip &c) { return c.joinsWithOr; });
    const QString before = hasOr ? wrappedFilter(m_text) : m_text;
    const QString gap
        = !hasOr && filterEndsInComment(m_text) ? QStringLiteral("\n&& ") : QStringLiteral(" && ");
    setText(before + gap + print(chip));
}

void FilterChips::group(int first, int last)
{
    if (m_problem || first < 0 || last < first || last >= static_cast<int>(m_chips.size())) {
        return;
    }
    const int start = m_chips[static_cast<std::size_t>(first)].start;
    const int end = m_chips[static_cast<std::size_t>(last)].end;
    splice(start, end, wrappedFilter(m_text.mid(start, end - start)));
}

QString FilterChips::combine(const QString &a, const QString &b)
{
    if (a.trimmed().isEmpty()) {
        return b;
    }
    if (b.trimmed().isEmpty()) {
        return a;
    }
    return wrappedFilter(a) + QStringLiteral(" && ") + wrappedFilter(b);
}

} // namespace socle::studio
