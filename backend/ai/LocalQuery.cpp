// See LocalQuery.h. One reader walks the words; each recogniser either takes the words it understands (and marks them placed)
// or leaves them alone. Longer than most files because the recognisers share the reader's state.
#include "backend/ai/LocalQuery.h"

#include "backend/ai/DatePhrase.h"
#include "backend/ai/QueryWords.h"
#include "shared/core/Number.h"
#include "shared/core/Text.h"
#include "shared/filter/Printer.h"

#include <algorithm>
#include <array>

namespace socle::ai {

namespace {

enum class Op { Equal, NotEqual, Greater, AtLeast, Less, AtMost, Between, Contains, StartsWith, EndsWith, Empty, Set };

struct OpPhrase
{
    std::string_view words; // separated by one blank
    Op op;
};

// Longer phrases first: "is not" before "is".
constexpr std::array kOpPhrases{
    OpPhrase{"is greater than or equal to", Op::AtLeast},
    OpPhrase{"is less than or equal to", Op::AtMost},
    OpPhrase{"is greater than", Op::Greater},
    OpPhrase{"is more than", Op::Greater},
    OpPhrase{"is less than", Op::Less},
    OpPhrase{"is not empty", Op::Set},
    OpPhrase{"is at least", Op::AtLeast},
    OpPhrase{"is at most", Op::AtMost},
    OpPhrase{"does not equal", Op::NotEqual},
    OpPhrase{"is between", Op::Between},
    OpPhrase{"starts with", Op::StartsWith},
    OpPhrase{"starting with", Op::StartsWith},
    OpPhrase{"begins with", Op::StartsWith},
    OpPhrase{"beginning with", Op::StartsWith},
    OpPhrase{"ends with", Op::EndsWith},
    OpPhrase{"ending with", Op::EndsWith},
    OpPhrase{"greater than", Op::Greater},
    OpPhrase{"larger than", Op::Greater},
    OpPhrase{"higher than", Op::Greater},
    OpPhrase{"more than", Op::Greater},
    OpPhrase{"less than", Op::Less},
    OpPhrase{"lower than", Op::Less},
    OpPhrase{"fewer than", Op::Less},
    OpPhrase{"smaller than", Op::Less},
    OpPhrase{"at least", Op::AtLeast},
    OpPhrase{"at most", Op::AtMost},
    OpPhrase{"up to", Op::AtMost},
    OpPhrase{"equal to", Op::Equal},
    OpPhrase{"is over", Op::Greater},
    OpPhrase{"is above", Op::Greater},
    OpPhrase{"is under", Op::Less},
    OpPhrase{"is below", Op::Less},
    OpPhrase{"is empty", Op::Empty},
    OpPhrase{"is missing", Op::Empty},
    OpPhrase{"is set", Op::Set},
    OpPhrase{"is not", Op::NotEqual},
    OpPhrase{"are not", Op::NotEqual},
    OpPhrase{"isn't", Op::NotEqual},
    OpPhrase{"between", Op::Between},
    OpPhrase{"contains", Op::Contains},
    OpPhrase{"contain", Op::Contains},
    OpPhrase{"containing", Op::Contains},
    OpPhrase{"includes", Op::Contains},
    OpPhrase{"including", Op::Contains},
    OpPhrase{"like", Op::Contains},
    OpPhrase{"equals", Op::Equal},
    OpPhrase{"over", Op::Greater},
    OpPhrase{"above", Op::Greater},
    OpPhrase{"exceeding", Op::Greater},
    OpPhrase{"under", Op::Less},
    OpPhrase{"below", Op::Less},
    OpPhrase{"not", Op::NotEqual},
    OpPhrase{"is", Op::Equal},
    OpPhrase{"are", Op::Equal},
    OpPhrase{"was", Op::Equal},
    OpPhrase{">=", Op::AtLeast},
    OpPhrase{"<=", Op::AtMost},
    OpPhrase{"!=", Op::NotEqual},
    OpPhrase{">", Op::Greater},
    OpPhrase{"<", Op::Less},
    OpPhrase{"==", Op::Equal},
    OpPhrase{"=", Op::Equal},
};

std::string_view signOf(Op op)
{
    switch (op) {
    case Op::NotEqual:
        return "!=";
    case Op::Greater:
        return ">";
    case Op::AtLeast:
        return ">=";
    case Op::Less:
        return "<";
    case Op::AtMost:
        return "<=";
    case Op::Contains:
    case Op::StartsWith:
    case Op::EndsWith:
        return "~";
    case Op::Equal:
    case Op::Between:
    case Op::Empty:
    case Op::Set:
        break;
    }
    return "=";
}

bool isTextual(const CardField &field)
{
    return field.type == "text" || field.type == "email" || field.type == "url" || field.type == "editor";
}

bool isDate(const CardField &field)
{
    return field.type == "date" || field.type == "autodate";
}

// Words that end a run of words that is a value.
bool endsValue(const Word &word)
{
    static constexpr std::array enders{"and", "or", "but", "with", "without", "by", "sorted", "ordered", "order", "sort", "since",
                                       "before", "after", "between", "where", "whose", "that", "which", "having", "in", "on",
                                       "from", "newest", "oldest", "latest", "is", "are", "not", "during"};
    return word.kind == Word::Kind::Sign
        || (word.kind == Word::Kind::Word && std::find(enders.begin(), enders.end(), word.lower) != enders.end());
}

bool isCapitalised(const Word &word)
{
    const auto first = word.text.empty() ? '\0' : word.text.front();
    return (first >= 'A' && first <= 'Z') || static_cast<unsigned char>(first) >= 0x80;
}

class Reader
{
public:
    Reader(const SchemaCard &card, const QueryQuestion &question)
        : m_card(card), m_question(question), m_words(wordsOf(question.text)), m_zone(question.timeZone)
    {
    }

    std::optional<QueryDraft> read()
    {
        if (m_words.empty() || !chooseCollection()) {
            return std::nullopt;
        }
        m_draft.collection = m_collection->name;
        countWords();
        sortWords();
        for (std::size_t i = 0; i < m_words.size();) {
            const std::size_t taken = m_words[i].placed ? 0 : recognise(i);
            if (taken == 0) {
                ++i;
            } else {
                place(i, taken);
                i += taken;
            }
        }
        return finish();
    }

private:
    // -- words ----------------------------------------------------------------------------------------------------------

    const std::string &lower(std::size_t at) const
    {
        static const std::string none;
        return at < m_words.size() ? m_words[at].lower : none;
    }

    bool isNumber(std::size_t at) const { return at < m_words.size() && m_words[at].kind == Word::Kind::Number; }

    void place(std::size_t at, std::size_t count)
    {
        for (std::size_t i = at; i < at + count && i < m_words.size(); ++i) {
            m_words[i].placed = true;
        }
    }

    // Number of words at `at` that spell `name` ("published_at": "published at", "published_at"), 0 when they do not.
    std::size_t spelled(std::size_t at, std::string_view name) const
    {
        if (at >= m_words.size() || m_words[at].kind != Word::Kind::Word) {
            return 0;
        }
        if (lower(at) == asciiLower(name)) {
            return 1;
        }
        const auto pieces = nameWords(name);
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            if (!isSameWord(lower(at + i), pieces[i])) {
                return 0;
            }
        }
        return pieces.size();
    }

    std::size_t phrase(std::size_t at, std::string_view words) const
    {
        const auto pieces = split(words, ' ');
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            if (lower(at + i) != pieces[i]) {
                return 0;
            }
        }
        return pieces.size();
    }

    // The field with the longest name spelled at `at`.
    const CardField *fieldAt(std::size_t at, std::size_t &count) const
    {
        const CardField *best = nullptr;
        count = 0;
        for (const CardField &field : m_collection->fields) {
            const std::size_t length = spelled(at, field.name);
            if (length > count) {
                best = &field;
                count = length;
            }
        }
        return best;
    }

    std::optional<Op> opAt(std::size_t at, std::size_t &count) const
    {
        for (const OpPhrase &candidate : kOpPhrases) {
            if (const std::size_t length = phrase(at, candidate.words); length > 0) {
                count = length;
                return candidate.op;
            }
        }
        count = 0;
        return std::nullopt;
    }

    // -- results --------------------------------------------------------------------------------------------------------

    void add(std::string condition, std::string words)
    {
        m_conditions.push_back(std::move(condition));
        m_reasons.push_back(std::move(words));
    }

    static std::string quoted(std::string_view text) { return filter::quoteText(text); }

    std::string comparison(const CardField &field, Op op, const std::string &literal) const
    {
        std::string path = field.name;
        std::string sign(signOf(op));
        if (field.type == "select" && field.multiple) {
            path += ":each";
            if (op == Op::Equal || op == Op::Contains) {
                sign = "?" + sign;
            }
        }
        return path + " " + sign + " " + literal;
    }

    // -- what the whole sentence is about -------------------------------------------------------------------------------

    bool chooseCollection()
    {
        const CardCollection *best = nullptr;
        std::size_t bestLength = 0;
        std::size_t bestAt = 0;
        for (const CardCollection &collection : m_card.collections) {
            for (std::size_t at = 0; at < m_words.size(); ++at) {
                const std::size_t length = spelled(at, collection.name);
                if (length > bestLength) {
                    best = &collection;
                    bestLength = length;
                    bestAt = at;
                }
            }
        }
        if (!m_question.collection.empty()) {
            m_collection = m_card.collection(m_question.collection);
            if (m_collection == nullptr && m_card.collections.size() == 1) {
                m_collection = &m_card.collections.front(); // named by its id
            }
            if (best == m_collection && best != nullptr) {
                place(bestAt, bestLength);
                m_named = true;
            }
            return m_collection != nullptr;
        }
        if (best != nullptr) {
            place(bestAt, bestLength);
            m_named = true;
            m_collection = best;
            return true;
        }
        if (m_card.collections.size() == 1) {
            m_collection = &m_card.collections.front();
            m_draft.assumptions.push_back("The collection is " + m_collection->name + ", the only one.");
            return true;
        }
        return false;
    }

    void countWords()
    {
        for (std::size_t i = 0; i < m_words.size(); ++i) {
            for (const char *words : {"how many", "number of", "count of", "count"}) {
                if (const std::size_t length = phrase(i, words); length > 0 && !m_words[i].placed) {
                    m_draft.count = true;
                    place(i, length);
                    break;
                }
            }
        }
    }

    const CardField *defaultDate() const
    {
        const CardField *found = nullptr;
        for (const CardField &field : m_collection->fields) {
            if (field.type == "date") {
                return &field; // what the data says about itself comes before bookkeeping
            }
            if (field.type == "autodate" && (found == nullptr || field.setOnCreate)) {
                found = &field;
            }
        }
        return found;
    }

    const CardField *creationDate() const
    {
        for (const CardField &field : m_collection->fields) {
            if (field.type == "autodate" && field.setOnCreate) {
                return &field;
            }
        }
        return defaultDate();
    }

    // The number that "cheapest" or "highest" talks about.
    const CardField *defaultNumber() const
    {
        const CardField *only = nullptr;
        int numbers = 0;
        for (const CardField &field : m_collection->fields) {
            if (field.type != "number") {
                continue;
            }
            ++numbers;
            only = &field;
            for (const std::string_view usual : {"price", "cost", "amount", "total"}) {
                if (field.name == usual) {
                    return &field;
                }
            }
        }
        return numbers == 1 ? only : nullptr;
    }

    void sortBy(const std::string &field, bool descending, std::string words)
    {
        if (!m_draft.sort.empty()) {
            m_draft.sort += ",";
        }
        m_draft.sort += (descending ? "-" : "") + field;
        m_sortWords = std::move(words);
    }

    void sortWords()
    {
        for (std::size_t i = 0; i < m_words.size(); ++i) {
            if (m_words[i].placed) {
                continue;
            }
            if (const std::size_t taken = sortAt(i); taken > 0) {
                place(i, taken);
                i += taken - 1;
            }
        }
    }

    std::size_t sortAt(std::size_t at)
    {
        for (const char *words : {"sorted by", "ordered by", "order by", "sort by"}) {
            if (const std::size_t length = phrase(at, words); length > 0) {
                std::size_t count = 0;
                if (const CardField *field = fieldAt(at + length, count)) {
                    const std::string &direction = lower(at + length + count);
                    const bool down = direction == "desc" || direction == "descending";
                    const bool up = direction == "asc" || direction == "ascending";
                    sortBy(field->name, down, field->name + (down ? ", descending" : ""));
                    return length + count + (down || up ? 1 : 0);
                }
            }
        }
        const std::string &word = lower(at);
        const bool newest = word == "newest" || word == "latest" || (word == "most" && lower(at + 1) == "recent");
        if (newest || word == "oldest" || word == "earliest") {
            const CardField *field = creationDate();
            if (field != nullptr) {
                sortBy(field->name, newest, newest ? "newest first" : "oldest first");
                takeNumberBefore(at);
                const std::size_t length = word == "most" ? 2 : 1;
                return length + (lower(at + length) == "first" ? 1 : 0);
            }
        }
        if (word == "alphabetically" || word == "alphabetical") {
            if (const std::string title = titleOfCollection(); !title.empty()) {
                sortBy(title, false, title);
                return 1;
            }
        }
        if (word == "top" || word == "first") {
            if (isNumber(at + 1)) {
                takePerPage(m_words[at + 1].number);
                if (word == "top" && m_draft.sort.empty()) {
                    m_topWithoutField = true;
                }
                return 2;
            }
        }
        if (word == "by") { // "top 5 books by price"
            std::size_t count = 0;
            const CardField *field = fieldAt(at + 1, count);
            if (field != nullptr && (field->type == "number" || isDate(*field)) && m_topWithoutField) {
                sortBy(field->name, true, "highest " + field->name + " first");
                m_topWithoutField = false;
                return 1 + count;
            }
        }
        return superlativeAt(at);
    }

    // "cheapest", "most expensive", "highest price", "most views", "fewest pages"
    std::size_t superlativeAt(std::size_t at)
    {
        const std::string &word = lower(at);
        const bool up = word == "cheapest" || word == "lowest" || word == "smallest" || word == "fewest" || word == "least";
        const bool down = word == "highest" || word == "largest" || word == "biggest" || word == "most" || word == "priciest";
        if (!up && !down) {
            return 0;
        }
        std::size_t count = 0;
        const CardField *field = fieldAt(at + 1, count);
        std::size_t taken = 1;
        if (field != nullptr && field->type == "number") {
            taken += count;
        } else {
            if (lower(at + 1) == "expensive") {
                ++taken;
            } else if (word == "most" || word == "least" || word == "fewest") {
                return 0;
            }
            field = defaultNumber();
        }
        if (field == nullptr) {
            return 0;
        }
        const bool descending = word == "least" && taken == 2 && lower(at + 1) == "expensive" ? false : down;
        sortBy(field->name, descending, (descending ? "highest " : "lowest ") + field->name + " first");
        takeNumberBefore(at);
        return taken + (lower(at + taken) == "first" ? 1 : 0);
    }

    void takePerPage(double number)
    {
        if (number >= 1 && number <= 1000) {
            m_draft.perPage = static_cast<int>(number);
        }
    }

    // "5 newest": the number belongs to the sort word.
    void takeNumberBefore(std::size_t at)
    {
        if (at > 0 && isNumber(at - 1) && !m_words[at - 1].placed) {
            takePerPage(m_words[at - 1].number);
            place(at - 1, 1);
        }
    }

    std::string titleOfCollection() const
    {
        for (const std::string_view usual : {"title", "name", "label", "subject"}) {
            const CardField *field = m_collection->field(usual);
            if (field != nullptr && isTextual(*field)) {
                return field->name;
            }
        }
        for (const CardField &field : m_collection->fields) {
            if (field.type == "text" && field.name != "id") {
                return field.name;
            }
        }
        return {};
    }

    // -- conditions, each answering how many words it took ----------------------------------------------------------------

    std::size_t recognise(std::size_t at)
    {
        for (const auto recogniser : {&Reader::titled, &Reader::fieldCondition, &Reader::countedField, &Reader::presence,
                                      &Reader::dates, &Reader::flagOrOption, &Reader::mine, &Reader::related,
                                      &Reader::quotedAlone}) {
            if (const std::size_t taken = (this->*recogniser)(at); taken > 0) {
                return taken;
            }
        }
        return 0;
    }

    // "price over 20", "status is draft or published", "title contains moon", "published after May"
    std::size_t fieldCondition(std::size_t at)
    {
        std::size_t nameLength = 0;
        const CardField *field = fieldAt(at, nameLength);
        if (field == nullptr) {
            return 0;
        }
        std::size_t opLength = 0;
        const auto op = opAt(at + nameLength, opLength);
        const std::size_t valueAt = at + nameLength + opLength;
        if (op == Op::Empty || op == Op::Set) {
            add(field->name + (op == Op::Empty ? " = \"\"" : " != \"\""), field->name + (op == Op::Empty ? " is empty" : " is set"));
            return nameLength + opLength;
        }
        if (isDate(*field)) {
            const std::size_t dateAt = op == Op::Between || !op ? at + nameLength : valueAt;
            const std::size_t taken = dateCondition(*field, dateAt);
            return taken == 0 ? 0 : dateAt - at + taken;
        }
        std::size_t taken = 0;
        if (field->type == "number") {
            taken = numberCondition(*field, op.value_or(Op::Equal), valueAt);
        } else if (field->type == "bool") {
            taken = boolCondition(*field, op, valueAt);
            if (taken == 0 && !(op && *op != Op::Equal)) {
                add(field->name + " = true", field->name + " is true");
                return nameLength;
            }
        } else if (field->type == "select") {
            taken = optionCondition(*field, op.value_or(Op::Equal), valueAt);
        } else if (field->type == "relation") {
            taken = relationCondition(*field, op.value_or(Op::Equal), valueAt);
        } else if (isTextual(*field)) {
            taken = textCondition(*field, op, valueAt);
        }
        return taken == 0 ? 0 : nameLength + opLength + taken;
    }

    std::size_t numberCondition(const CardField &field, Op op, std::size_t at)
    {
        if (!isNumber(at)) {
            return 0;
        }
        const std::string first = formatPlainNumber(m_words[at].number);
        if (op == Op::Between) {
            if ((lower(at + 1) == "and" || lower(at + 1) == "to") && isNumber(at + 2)) {
                const std::string second = formatPlainNumber(m_words[at + 2].number);
                add("(" + field.name + " >= " + first + " && " + field.name + " <= " + second + ")",
                    field.name + " between " + first + " and " + second);
                return 3;
            }
            return 0;
        }
        if (op == Op::Contains || op == Op::StartsWith || op == Op::EndsWith) {
            op = Op::Equal;
        }
        add(field.name + " " + std::string(signOf(op)) + " " + first, field.name + " " + std::string(signOf(op)) + " " + first);
        return 1;
    }


    std::size_t boolCondition(const CardField &field, std::optional<Op> op, std::size_t at)
    {
        const std::string &word = lower(at);
        const bool yes = word == "true" || word == "yes" || word == "on";
        const bool no = word == "false" || word == "no" || word == "off";
        if (!op || (!yes && !no)) {
            return 0;
        }
        const bool value = yes != (*op == Op::NotEqual);
        add(field.name + (value ? " = true" : " = false"), field.name + (value ? " is true" : " is false"));
        return 1;
    }

    // The option spelled at `at`; its number of words.
    std::size_t optionAt(const CardField &field, std::size_t at, std::string &option) const
    {
        std::size_t best = 0;
        for (const std::string &candidate : field.options) {
            if (at < m_words.size() && m_words[at].kind == Word::Kind::Quoted && equalsIgnoreCase(m_words[at].text, candidate)) {
                option = candidate;
                return 1;
            }
            const std::size_t length = spelled(at, candidate);
            if (length > best) {
                best = length;
                option = candidate;
            }
        }
        return best;
    }

    std::size_t optionCondition(const CardField &field, Op op, std::size_t at)
    {
        std::vector<std::string> values;
        std::size_t taken = 0;
        while (true) {
            const std::size_t gap = values.empty() ? 0 : 1;
            if (gap == 1 && lower(at + taken) != "or") {
                break;
            }
            std::string option;
            const std::size_t length = optionAt(field, at + taken + gap, option);
            if (length == 0) {
                break;
            }
            if (!equalsIgnoreCase(option, m_words[at + taken + gap].text) && length == 1) {
                m_draft.assumptions.push_back("\"" + m_words[at + taken + gap].text + "\" = the option " + option + " of " + field.name);
            }
            values.push_back(option);
            taken += gap + length;
        }
        if (values.empty()) {
            return 0;
        }
        const Op effective = op == Op::NotEqual ? Op::NotEqual : Op::Equal;
        std::vector<std::string> parts;
        for (const std::string &value : values) {
            parts.push_back(comparison(field, effective, quoted(value)));
        }
        const bool negated = effective == Op::NotEqual;
        const std::string joined = join(parts, negated ? " && " : " || ");
        add(parts.size() > 1 ? "(" + joined + ")" : joined, field.name + (negated ? " is not " : " is ") + join(values, " or "));
        return taken;
    }

    // A quoted run, or capitalised words, or one word.
    std::size_t valueAt(std::size_t at, std::string &value) const
    {
        if (at >= m_words.size() || endsValue(m_words[at])) {
            return 0;
        }
        value = m_words[at].text;
        if (m_words[at].kind == Word::Kind::Quoted) {
            return 1;
        }
        std::size_t taken = 1;
        while (at + taken < m_words.size() && taken < 6 && !m_words[at + taken].placed && !endsValue(m_words[at + taken])
               && isCapitalised(m_words[at]) && (isCapitalised(m_words[at + taken]) || isNumber(at + taken))) {
            value += " " + m_words[at + taken].text;
            ++taken;
        }
        return taken;
    }

    std::size_t textCondition(const CardField &field, std::optional<Op> op, std::size_t at)
    {
        std::string value;
        const std::size_t taken = valueAt(at, value);
        if (taken == 0) {
            return 0;
        }
        // Without a comparator only what is clearly a value counts: "title Dune", "code \"x\"", not "title page".
        if (!op && !isCapitalised(m_words[at]) && m_words[at].kind == Word::Kind::Word) {
            return 0;
        }
        switch (op.value_or(Op::Equal)) {
        case Op::Contains:
            add(field.name + " ~ " + quoted(value), field.name + " contains \"" + value + "\"");
            break;
        case Op::StartsWith:
            add(field.name + " ~ " + quoted(value + "%"), field.name + " starts with \"" + value + "\"");
            break;
        case Op::EndsWith:
            add(field.name + " ~ " + quoted("%" + value), field.name + " ends with \"" + value + "\"");
            break;
        default:
            add(field.name + " " + std::string(signOf(op.value_or(Op::Equal))) + " " + quoted(value),
                field.name + (op == Op::NotEqual ? " is not \"" : " is \"") + value + "\"");
            break;
        }
        return taken;
    }

    std::size_t relationCondition(const CardField &field, Op op, std::size_t at)
    {
        if (field.targetTitle.empty()) {
            return 0;
        }
        std::string value;
        const std::size_t taken = valueAt(at, value);
        if (taken == 0) {
            return 0;
        }
        const bool negated = op == Op::NotEqual;
        const std::string sign = negated ? "!~" : field.multiple ? "?~" : "~";
        add(field.name + "." + field.targetTitle + " " + sign + " " + quoted(value),
            field.name + (negated ? " is not \"" : " is \"") + value + "\"");
        return taken;
    }

    // "more than 10 views", "at least 5 stars"
    std::size_t countedField(std::size_t at)
    {
        std::size_t opLength = 0;
        const auto op = opAt(at, opLength);
        if (!op || !isNumber(at + opLength)) {
            return 0;
        }
        std::size_t nameLength = 0;
        const CardField *field = fieldAt(at + opLength + 1, nameLength);
        if (field == nullptr || field->type != "number") {
            const CardField *only = defaultNumber();
            const bool comparing = *op == Op::Greater || *op == Op::Less || *op == Op::AtLeast || *op == Op::AtMost;
            if (only == nullptr || !comparing) {
                return 0;
            }
            m_draft.assumptions.push_back("The number is about " + only->name + ".");
            return opLength + numberCondition(*only, *op, at + opLength);
        }
        numberCondition(*field, *op, at + opLength);
        return opLength + 1 + nameLength;
    }

    // "without a cover", "no price", "with notes", "has author"
    std::size_t presence(std::size_t at)
    {
        const std::string &word = lower(at);
        const bool without = word == "without" || word == "no" || word == "missing" || word == "lacking";
        if (!without && word != "with" && word != "has" && word != "have" && word != "having") {
            return 0;
        }
        const std::string &article = lower(at + 1);
        const std::size_t skip = article == "a" || article == "an" || article == "any" || article == "the" ? 2 : 1;
        std::size_t nameLength = 0;
        const CardField *field = fieldAt(at + skip, nameLength);
        if (field == nullptr) {
            return 0;
        }
        std::size_t opLength = 0;
        std::string option;
        if (!without && (opAt(at + skip + nameLength, opLength) || isNumber(at + skip + nameLength)
                         || optionAt(*field, at + skip + nameLength, option) > 0)) {
            return 0; // "with price over 20" is a comparison
        }
        if (field->type == "bool") {
            add(field->name + (without ? " = false" : " = true"), field->name + (without ? " is false" : " is true"));
        } else if (field->type == "number") {
            add(field->name + (without ? " = 0" : " != 0"), field->name + (without ? " is 0" : " is not 0"));
        } else {
            const bool list = field->multiple;
            add(list ? field->name + (without ? ":length = 0" : ":length > 0") : field->name + (without ? " = \"\"" : " != \"\""),
                field->name + (without ? " is empty" : " is set"));
        }
        return skip + nameLength;
    }

    // "published" of a select or bool, "not archived"
    std::size_t flagOrOption(std::size_t at)
    {
        const bool negated = lower(at) == "not" || lower(at) == "un";
        const std::size_t skip = negated ? 1 : 0;
        if (at + skip >= m_words.size() || m_words[at + skip].kind == Word::Kind::Number) {
            return 0;
        }
        for (const CardField &field : m_collection->fields) {
            if (field.type == "bool") {
                if (const std::size_t length = spelled(at + skip, field.name); length > 0) {
                    add(field.name + (negated ? " = false" : " = true"), field.name + (negated ? " is false" : " is true"));
                    return skip + length;
                }
            }
        }
        for (const CardField &field : m_collection->fields) {
            if (field.type == "select") {
                if (const std::size_t taken = optionCondition(field, negated ? Op::NotEqual : Op::Equal, at + skip); taken > 0) {
                    return skip + taken;
                }
            }
        }
        return 0;
    }

    std::size_t mine(std::size_t at)
    {
        if ((lower(at) != "my" && lower(at) != "mine") || m_question.callerId.empty()) {
            return 0;
        }
        for (const CardField &field : m_collection->fields) {
            if (field.type == "relation" && field.target == m_question.callerCollection) {
                add(field.name + (field.multiple ? " ?~ " : " = ") + quoted(m_question.callerId), field.name + " is you");
                return 1;
            }
        }
        return 0;
    }

    std::size_t dateCondition(const CardField &field, std::size_t at)
    {
        const auto phrase = datePhrase(m_words, at, m_question.now, m_zone);
        if (!phrase) {
            return 0;
        }
        std::vector<std::string> parts;
        std::string words = field.name;
        if (phrase->range.from) {
            parts.push_back(field.name + " >= " + quoted(phrase->range.from->toString()));
            words += " from " + phrase->range.from->toString().substr(0, 10);
        }
        if (phrase->range.until) {
            parts.push_back(field.name + " < " + quoted(phrase->range.until->toString()));
            words += " before " + phrase->range.until->toString().substr(0, 10);
        }
        if (!phrase->range.assumption.empty()) {
            m_draft.assumptions.push_back(phrase->range.assumption);
        }
        add(join(parts, " && "), words);
        return phrase->words;
    }

    // A date without a field, or behind a participle that begins a field's name: "published last month", "from May".
    std::size_t dates(std::size_t at)
    {
        if (!m_words[at].lower.empty() && m_words[at].kind == Word::Kind::Word) {
            for (const CardField &field : m_collection->fields) {
                const auto pieces = nameWords(field.name);
                if (isDate(field) && pieces.size() > 1 && pieces.front() == lower(at)) {
                    if (const std::size_t taken = dateCondition(field, at + 1); taken > 0) {
                        return 1 + taken;
                    }
                }
            }
            const bool created = lower(at) == "created" || lower(at) == "added" || lower(at) == "made";
            if (const CardField *field = creationDate(); field != nullptr && created) {
                if (const std::size_t taken = dateCondition(*field, at + 1); taken > 0) {
                    return 1 + taken;
                }
            }
        }
        const CardField *field = defaultDate();
        if (field == nullptr) {
            return 0;
        }
        const std::size_t taken = dateCondition(*field, at);
        if (taken > 0) {
            m_draft.assumptions.push_back("The date is about " + field->name + ".");
        }
        return taken;
    }

    // "by Le Guin", "of France", "from Acme": the relation whose target has a title
    std::size_t related(std::size_t at)
    {
        const std::string &word = lower(at);
        if (word != "by" && word != "of" && word != "from" && word != "for") {
            return 0;
        }
        if (at + 1 >= m_words.size() || (m_words[at + 1].kind != Word::Kind::Quoted && !isCapitalised(m_words[at + 1]))) {
            return 0;
        }
        // Of several relations "by" means who made it; the first one answers to the other words.
        const CardField *only = nullptr;
        bool onlyMakes = false;
        for (const CardField &field : m_collection->fields) {
            if (field.type == "relation" && !field.targetTitle.empty()) {
                const bool makes = word == "by"
                    && (field.name == "author" || field.name == "authors" || field.name == "creator" || field.name == "artist");
                if (only == nullptr || (makes && !onlyMakes)) {
                    only = &field;
                    onlyMakes = makes;
                }
            }
        }
        if (only == nullptr) {
            return 0;
        }
        const std::size_t taken = relationCondition(*only, Op::Equal, at + 1);
        return taken == 0 ? 0 : 1 + taken;
    }

    // A quoted run on its own
    std::size_t quotedAlone(std::size_t at)
    {
        const std::string title = titleOfCollection();
        if (title.empty() || m_words[at].kind != Word::Kind::Quoted) {
            return 0;
        }
        return textCondition(*m_collection->field(title), Op::Contains, at);
    }

    // "called Dune", "about space", "containing moon"
    std::size_t titled(std::size_t at)
    {
        const std::string title = titleOfCollection();
        if (title.empty()) {
            return 0;
        }
        const CardField &field = *m_collection->field(title);
        for (const char *words : {"called", "named", "titled", "about", "containing", "contains", "matching", "mentioning", "like"}) {
            if (phrase(at, words) == 1) {
                const std::size_t taken = textCondition(field, Op::Contains, at + 1);
                return taken == 0 ? 0 : 1 + taken;
            }
        }
        return 0;
    }

    // -- the end --------------------------------------------------------------------------------------------------------

    std::optional<QueryDraft> finish()
    {
        std::size_t content = 0;
        std::size_t placed = 0;
        for (const Word &word : m_words) {
            if (word.placed) {
                ++content;
                ++placed;
            } else if (word.kind != Word::Kind::Word || !isFiller(word.lower)) {
                ++content;
                m_draft.unplaced.push_back(word.text);
            }
        }
        if (placed == 0 || (m_conditions.empty() && m_draft.sort.empty() && !m_draft.count && m_draft.perPage == 0 && !m_named)) {
            return std::nullopt;
        }
        m_draft.filter = join(m_conditions, " && ");
        m_draft.confidence = std::min(0.6, static_cast<double>(placed) / static_cast<double>(content));
        m_draft.explanation = m_draft.count ? "Number of records of " + m_collection->name : "Records of " + m_collection->name;
        if (!m_reasons.empty()) {
            m_draft.explanation += " where " + join(m_reasons, " and ");
        }
        if (!m_sortWords.empty()) {
            m_draft.explanation += ", " + m_sortWords;
        }
        m_draft.explanation += ".";
        if (!m_draft.unplaced.empty()) {
            m_draft.assumptions.push_back("Not understood and left out: " + join(m_draft.unplaced, ", ") + ".");
        }
        return std::move(m_draft);
    }

    const SchemaCard &m_card; // the caller's, for the length of one call
    const QueryQuestion &m_question; // likewise
    std::vector<Word> m_words;
    TimeZone m_zone;
    const CardCollection *m_collection = nullptr;
    bool m_named = false; // the text names the collection
    bool m_topWithoutField = false; // "top 5" waits for "by …"
    std::vector<std::string> m_conditions;
    std::vector<std::string> m_reasons;
    std::string m_sortWords;
    QueryDraft m_draft;
};

} // namespace

std::optional<QueryDraft> readQuestion(const SchemaCard &card, const QueryQuestion &question)
{
    return Reader(card, question).read();
}

} // namespace socle::ai
