// The inside of LocalQuery: one reader walks the words of a question; each recogniser either takes
// the words it understands (and answers how many) or leaves them alone.
//
// QuestionReader.cpp walks and gathers, QuestionOrder.cpp knows sort and count words,
// QuestionFields.cpp conditions that name their field, QuestionPhrases.cpp those that do not. Lives
// for the length of one call.
#pragma once

#include "backend/ai/DatePhrase.h"
#include "backend/ai/LocalQuery.h"
#include "backend/ai/QueryOperator.h"
#include "backend/ai/QueryWords.h"

namespace socle::ai {

class QuestionReader
{
public:
    QuestionReader(const SchemaCard &card, const QueryQuestion &question);

    std::optional<QueryDraft> read();

private:
    using Op = QueryOperator;

    // Words (QuestionReader.cpp)
    const std::string &lower(std::size_t at) const;
    bool isNumber(std::size_t at) const;
    void place(std::size_t at, std::size_t count);
    // Number of words at `at` that spell `name` ("published_at": "published at", "published_at"), 0
    // when they do not.
    std::size_t spelled(std::size_t at, std::string_view name) const;
    std::size_t phrase(std::size_t at, std::string_view words) const;
    // The field with the longest name spelled at `at`.
    const CardField *fieldAt(std::size_t at, std::size_t &count) const;
    bool isExactly(std::size_t at, std::size_t length, std::string_view name) const;
    // The word is an option of some select, letter by letter.
    bool isOption(std::size_t at) const;
    std::optional<Op> opAt(std::size_t at, std::size_t &count) const;

    // Results
    void add(std::string condition, std::string words);
    static std::string quoted(std::string_view text);
    std::string comparison(const CardField &field, Op op, const std::string &literal) const;
    bool chooseCollection();
    std::size_t recognise(std::size_t at);
    std::optional<QueryDraft> finish();

    // Sort and count words (QuestionOrder.cpp)
    void countWords();
    const CardField *defaultDate() const;
    const CardField *creationDate() const;
    // The number that "cheapest" or "highest" talks about.
    const CardField *defaultNumber() const;
    std::string titleOfCollection() const;
    void sortBy(const std::string &field, bool descending, std::string words);
    void sortWords();
    std::size_t sortAt(std::size_t at);
    // "cheapest", "most expensive", "highest price", "most views", "fewest pages"
    std::size_t superlativeAt(std::size_t at);
    void takePerPage(double number);
    // "5 newest": the number belongs to the sort word.
    void takeNumberBefore(std::size_t at);

    // Conditions that name their field (QuestionFields.cpp), each answering how many words it took
    // "price over 20", "status is draft or published", "title contains moon", "published after May"
    std::size_t fieldCondition(std::size_t at);
    std::size_t numberCondition(const CardField &field, Op op, std::size_t at);
    std::size_t boolCondition(const CardField &field, std::optional<Op> op, std::size_t at);
    // The option spelled at `at`; its number of words.
    std::size_t optionAt(const CardField &field, std::size_t at, std::string &option) const;
    std::size_t optionCondition(const CardField &field, Op op, std::size_t at);
    // A quoted run, or capitalised words, or one word.
    std::size_t valueAt(std::size_t at, std::string &value) const;
    std::size_t textCondition(const CardField &field, std::optional<Op> op, std::size_t at);
    std::size_t relationCondition(const CardField &field, Op op, std::size_t at);
    std::size_t dateCondition(const CardField &field, std::size_t at);

    // Conditions that do not (QuestionPhrases.cpp)
    // "more than 10 views", "at least 5 stars"
    std::size_t countedField(std::size_t at);
    // "without a cover", "no price", "with notes", "has author"
    std::size_t presence(std::size_t at);
    // "published" of a select or bool, "not archived"
    std::size_t flagOrOption(std::size_t at);
    std::size_t mine(std::size_t at);
    // A date without a field, or behind a participle that begins a field's name: "published last
    // month", "from May".
    std::size_t dates(std::size_t at);
    // "by Le Guin", "of France", "from Acme": the relation whose target has a title
    std::size_t related(std::size_t at);
    // A quoted run on its own
    std::size_t quotedAlone(std::size_t at);
    // "called Dune", "about space", "containing moon"
    std::size_t titled(std::size_t at);

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

/// Text, e-mail, address or rich text.
bool isTextual(const CardField &field);
bool isDate(const CardField &field);
/// Begins with a capital or a letter beyond ASCII.
bool isCapitalised(const Word &word);

} // namespace socle::ai
