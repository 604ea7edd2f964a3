// Filter text as chips and back: the text is the truth, chips are how it looks (studio.md 4.3.6).
//
// Parsing keeps the byte range of every clause, so an edit replaces exactly that range and leaves
// spacing and comments elsewhere untouched. A clause the builder has no form for is a raw chip.
// `between` is one chip over two clauses; a group of "contains" with one word is a search. Files:
// FilterChips.cpp edits, FilterChipsRead.cpp reads, FilterChipsWords.cpp writes.
#pragma once

#include "shared/core/Result.h"
#include "studio/domain/CollectionSchema.h"

#include <QString>
#include <QStringList>
#include <QVector>

#include <optional>
#include <vector>

namespace socle::studio {

enum class ChipOperator {
    Is,
    IsNot,
    Contains,
    DoesNotContain,
    StartsWith, // ~ "x%"
    Greater,
    GreaterOrEqual,
    Less,
    LessOrEqual,
    Between, // a >= x && a <= y
    IsEmpty,
    IsNotEmpty,
    IsAnyOf, // (a = x || a = y)
    Has, // ?=
    HasNone, // != on a multiple field, all of them
    ChangedSince, // date >= macro or date
    Within, // geoDistance(...) < km
};

enum class ChipKind { Clause, Raw, Group, Search };

struct FilterChip
{
    ChipKind kind = ChipKind::Clause;
    QString field = {}; // path as written
    ChipOperator op = ChipOperator::Is;
    QStringList values = {}; // decoded: one, two for Between, several for IsAnyOf; "@now" style
                             // words stay as they are
    bool valuesAreText = true; // false: numbers, booleans, null, macros
    QString text = {}; // exact source of the clause
    bool joinsWithOr = false; // how it hangs on the chip before
    std::vector<FilterChip> children = {}; // Group
    int start = 0; // UTF-16 range in the text
    int end = 0;
};

struct FilterProblem
{
    QString message = {};
    int start = 0;
    int end = 0;
};

/// Where a chip stands: its index at the top, then inside each group.
using ChipPath = QVector<int>;

class FilterChips
{
public:
    /// Any text. Invalid text keeps the last valid chips and has a problem; blank text has no
    /// chips.
    void setText(const QString &text);

    const QString &text() const { return m_text; }

    bool isValid() const { return !m_problem; }

    const std::optional<FilterProblem> &problem() const { return m_problem; }

    /// The newest text that parsed: what stays applied.
    const QString &validText() const { return m_validText; }

    const std::vector<FilterChip> &chips() const { return m_chips; }

    /// The chip at a path of indices: {2} at the top, {2, 0} the first one inside it. Null when
    /// there is none.
    const FilterChip *at(const ChipPath &path) const;

    // Edits; each rewrites only its own range. Nothing happens while the text has a problem.
    void replace(const ChipPath &path, const FilterChip &chip);
    void remove(const ChipPath &path);
    void append(const FilterChip &chip);
    /// Replaces the source of one chip: the raw editor. Error: does not parse; nothing changed.
    Result<void> replaceText(const ChipPath &path, const QString &clause);
    void setJoin(const ChipPath &path, bool withOr);
    /// All of a group, or any of it; an empty path: the top.
    void setAny(const ChipPath &group, bool any);
    /// A chip dropped on another: both become a group, or it joins the group that is there. False
    /// when that would nest deeper than kMaxDepth; nothing changed then.
    bool joinUnder(const ChipPath &moved, const ChipPath &target, bool any);
    /// Takes the parentheses of a group away.
    void ungroup(const ChipPath &path);
    /// Puts chips [first, last] in parentheses.
    void group(int first, int last);

    /// Groups inside groups below a chip.
    static int depthOf(const FilterChip &chip);
    static int expressionCount(const QString &text);
    /// What the server would refuse about the size of a filter, with the number; else empty.
    static QString limitProblem(const QString &text);

    /// Source of a chip as the builder writes it.
    static QString print(const FilterChip &chip);
    /// Plain words that are no filter: contains-any over the text-like fields. Empty when there is
    /// no such field.
    static QString searchFilter(const QString &words, const CollectionSchema &collection);
    /// What a user typed, as a filter: itself when it parses, else searchFilter(). `isSearch` says
    /// which.
    static QString interpret(const QString &typed,
                             const CollectionSchema &collection,
                             bool *isSearch = nullptr);
    /// Operators that make sense for a field, in the order they are offered.
    static std::vector<ChipOperator> operatorsFor(const fields::Field &field);
    /// "does not contain". Translated.
    static QString operatorWords(ChipOperator op);
    /// Both as one filter, parenthesised as needed; blank parts are left out.
    static QString combine(const QString &a, const QString &b);

    static constexpr int kMaxDepth = 6; // studio.md 4.3.6

private:
    const std::vector<FilterChip> *siblings(const ChipPath &path) const;
    void splice(int start, int end, const QString &text);

    QString m_text;
    QString m_validText;
    std::vector<FilterChip> m_chips;
    std::optional<FilterProblem> m_problem;
};

} // namespace socle::studio
