// Sort, count and superlative words: "newest", "top 5 by views", "cheapest", "how many".
#include "backend/ai/QuestionReader.h"

namespace socle::ai {

void QuestionReader::countWords()
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

const CardField *QuestionReader::defaultDate() const
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

const CardField *QuestionReader::creationDate() const
{
    for (const CardField &field : m_collection->fields) {
        if (field.type == "autodate" && field.setOnCreate) {
            return &field;
        }
    }
    return defaultDate();
}

// The number that "cheapest" or "highest" talks about.
const CardField *QuestionReader::defaultNumber() const
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

std::string QuestionReader::titleOfCollection() const
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

void QuestionReader::sortBy(const std::string &field, bool descending, std::string words)
{
    if (!m_draft.sort.empty()) {
        m_draft.sort += ",";
    }
    m_draft.sort += (descending ? "-" : "") + field;
    m_sortWords = std::move(words);
}

void QuestionReader::sortWords()
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

std::size_t QuestionReader::sortAt(std::size_t at)
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
    const bool newest
        = word == "newest" || word == "latest" || (word == "most" && lower(at + 1) == "recent");
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
std::size_t QuestionReader::superlativeAt(std::size_t at)
{
    const std::string &word = lower(at);
    const bool up = word == "cheapest" || word == "lowest" || word == "smallest" || word == "fewest"
        || word == "least";
    const bool down = word == "highest" || word == "largest" || word == "biggest" || word == "most"
        || word == "priciest";
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
    const bool descending
        = word == "least" && taken == 2 && lower(at + 1) == "expensive" ? false : down;
    sortBy(field->name, descending, (descending ? "highest " : "lowest ") + field->name + " first");
    takeNumberBefore(at);
    return taken + (lower(at + taken) == "first" ? 1 : 0);
}

void QuestionReader::takePerPage(double number)
{
    if (number >= 1 && number <= 1000) {
        m_draft.perPage = static_cast<int>(number);
    }
}

// "5 newest": the number belongs to the sort word.
void QuestionReader::takeNumberBefore(std::size_t at)
{
    if (at > 0 && isNumber(at - 1) && !m_words[at - 1].placed) {
        takePerPage(m_words[at - 1].number);
        place(at - 1, 1);
    }
}

} // namespace socle::ai
