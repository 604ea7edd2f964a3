#include "backend/ai/QuestionReader.h"

#include "shared/core/Text.h"
#include "shared/filter/Printer.h"

#include <algorithm>

namespace socle::ai {

bool isTextual(const CardField &field)
{
    return field.type == "text" || field.type == "email" || field.type == "url"
        || field.type == "editor";
}

bool isDate(const CardField &field) { return field.type == "date" || field.type == "autodate"; }

bool isCapitalised(const Word &word)
{
    const auto first = word.text.empty() ? '\0' : word.text.front();
    return (first >= 'A' && first <= 'Z') || static_cast<unsigned char>(first) >= 0x80;
}

QuestionReader::QuestionReader(const SchemaCard &card, const QueryQuestion &question)
    : m_card(card)
    , m_question(question)
    , m_words(wordsOf(question.text))
    , m_zone(question.timeZone)
{
}

std::optional<QueryDraft> QuestionReader::read()
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

const std::string &QuestionReader::lower(std::size_t at) const
{
    static const std::string none;
    return at < m_words.size() ? m_words[at].lower : none;
}

bool QuestionReader::isNumber(std::size_t at) const
{
    return at < m_words.size() && m_words[at].kind == Word::Kind::Number;
}

void QuestionReader::place(std::size_t at, std::size_t count)
{
    for (std::size_t i = at; i < at + count && i < m_words.size(); ++i) {
        m_words[i].placed = true;
    }
}

// Number of words at `at` that spell `name` ("published_at": "published at", "published_at"), 0
// when they do not.
std::size_t QuestionReader::spelled(std::size_t at, std::string_view name) const
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

std::size_t QuestionReader::phrase(std::size_t at, std::string_view words) const
{
    const auto pieces = split(words, ' ');
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (lower(at + i) != pieces[i]) {
            return 0;
        }
    }
    return pieces.size();
}

// The field with the longest name spelled at `at`. "published" is one letter away from "publisher":
// a word that is an option of a select is that option and no misspelt field.
const CardField *QuestionReader::fieldAt(std::size_t at, std::size_t &count) const
{
    const CardField *best = nullptr;
    bool isBestExact = false;
    count = 0;
    for (const CardField &field : m_collection->fields) {
        const std::size_t length = spelled(at, field.name);
        const bool isExact = length > 0 && isExactly(at, length, field.name);
        if (length > count || (length > 0 && length == count && isExact && !isBestExact)) {
            best = &field;
            isBestExact = isExact;
            count = length;
        }
    }
    if (best != nullptr && !isBestExact && isOption(at)) {
        best = nullptr;
        count = 0;
    }
    return best;
}

// `name` is spelled at `at` without a letter of difference, but for the plural.
bool QuestionReader::isExactly(std::size_t at, std::size_t length, std::string_view name) const
{
    if (length == 1 && lower(at) == asciiLower(name)) {
        return true;
    }
    const auto pieces = nameWords(name);
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (singular(lower(at + i)) != singular(pieces[i])) {
            return false;
        }
    }
    return true;
}

bool QuestionReader::isOption(std::size_t at) const
{
    for (const CardField &field : m_collection->fields) {
        for (const std::string &option : field.options) {
            if (asciiLower(option) == lower(at)) {
                return true;
            }
        }
    }
    return false;
}

std::optional<QueryOperator> QuestionReader::opAt(std::size_t at, std::size_t &count) const
{
    for (const OperatorPhrase &candidate : operatorPhrases()) {
        if (const std::size_t length = phrase(at, candidate.words); length > 0) {
            count = length;
            return candidate.op;
        }
    }
    count = 0;
    return std::nullopt;
}

void QuestionReader::add(std::string condition, std::string words)
{
    m_conditions.push_back(std::move(condition));
    m_reasons.push_back(std::move(words));
}

std::string QuestionReader::quoted(std::string_view text) { return filter::quoteText(text); }

std::string QuestionReader::comparison(const CardField &field,
                                       Op op,
                                       const std::string &literal) const
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

bool QuestionReader::chooseCollection()
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
        m_draft.assumptions.push_back("The collection is " + m_collection->name
                                      + ", the only one.");
        return true;
    }
    return false;
}

std::size_t QuestionReader::recognise(std::size_t at)
{
    for (const auto recogniser : {&QuestionReader::titled,
                                  &QuestionReader::fieldCondition,
                                  &QuestionReader::countedField,
                                  &QuestionReader::presence,
                                  &QuestionReader::dates,
                                  &QuestionReader::flagOrOption,
                                  &QuestionReader::mine,
                                  &QuestionReader::related,
                                  &QuestionReader::quotedAlone}) {
        if (const std::size_t taken = (this->*recogniser)(at); taken > 0) {
            return taken;
        }
    }
    return 0;
}

std::optional<QueryDraft> QuestionReader::finish()
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
    if (placed == 0
        || (m_conditions.empty() && m_draft.sort.empty() && !m_draft.count && m_draft.perPage == 0
            && !m_named)) {
        return std::nullopt;
    }
    m_draft.filter = join(m_conditions, " && ");
    m_draft.confidence = std::min(0.6, static_cast<double>(placed) / static_cast<double>(content));
    m_draft.explanation = m_draft.count ? "Number of records of " + m_collection->name
                                        : "Records of " + m_collection->name;
    if (!m_reasons.empty()) {
        m_draft.explanation += " where " + join(m_reasons, " and ");
    }
    if (!m_sortWords.empty()) {
        m_draft.explanation += ", " + m_sortWords;
    }
    m_draft.explanation += ".";
    if (!m_draft.unplaced.empty()) {
        m_draft.assumptions.push_back("Not understood and left out: " + join(m_draft.unplaced, ", ")
                                      + ".");
    }
    return std::move(m_draft);
}

std::optional<QueryDraft> readQuestion(const SchemaCard &card, const QueryQuestion &question)
{
    return QuestionReader(card, question).read();
}

} // namespace socle::ai
