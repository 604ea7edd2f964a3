// Conditions that do not name their field: "more than 10 views", "without a cover", "published",
// "mine", "last month".
#include "backend/ai/QuestionReader.h"

namespace socle::ai {

// "more than 10 views", "at least 5 stars"
std::size_t QuestionReader::countedField(std::size_t at)
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
        const bool comparing
            = *op == Op::Greater || *op == Op::Less || *op == Op::AtLeast || *op == Op::AtMost;
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
std::size_t QuestionReader::presence(std::size_t at)
{
    const std::string &word = lower(at);
    const bool without
        = word == "without" || word == "no" || word == "missing" || word == "lacking";
    if (!without && word != "with" && word != "has" && word != "have" && word != "having") {
        return 0;
    }
    const std::string &article = lower(at + 1);
    const std::size_t skip
        = article == "a" || article == "an" || article == "any" || article == "the" ? 2 : 1;
    std::size_t nameLength = 0;
    const CardField *field = fieldAt(at + skip, nameLength);
    if (field == nullptr) {
        return 0;
    }
    std::size_t opLength = 0;
    std::string option;
    if (!without
        && (opAt(at + skip + nameLength, opLength) || isNumber(at + skip + nameLength)
            || optionAt(*field, at + skip + nameLength, option) > 0)) {
        return 0; // "with price over 20" is a comparison
    }
    if (field->type == "bool") {
        add(field->name + (without ? " = false" : " = true"),
            field->name + (without ? " is false" : " is true"));
    } else if (field->type == "number") {
        add(field->name + (without ? " = 0" : " != 0"),
            field->name + (without ? " is 0" : " is not 0"));
    } else {
        const bool list = field->multiple;
        add(list ? field->name + (without ? ":length = 0" : ":length > 0")
                 : field->name + (without ? " = \"\"" : " != \"\""),
            field->name + (without ? " is empty" : " is set"));
    }
    return skip + nameLength;
}

// "published" of a select or bool, "not archived"
std::size_t QuestionReader::flagOrOption(std::size_t at)
{
    const bool negated = lower(at) == "not" || lower(at) == "un";
    const std::size_t skip = negated ? 1 : 0;
    if (at + skip >= m_words.size() || m_words[at + skip].kind == Word::Kind::Number) {
        return 0;
    }
    for (const CardField &field : m_collection->fields) {
        if (field.type == "bool") {
            if (const std::size_t length = spelled(at + skip, field.name); length > 0) {
                add(field.name + (negated ? " = false" : " = true"),
                    field.name + (negated ? " is false" : " is true"));
                return skip + length;
            }
        }
    }
    for (const CardField &field : m_collection->fields) {
        if (field.type == "select") {
            if (const std::size_t taken
                = optionCondition(field, negated ? Op::NotEqual : Op::Equal, at + skip);
                taken > 0) {
                return skip + taken;
            }
        }
    }
    return 0;
}

std::size_t QuestionReader::mine(std::size_t at)
{
    if ((lower(at) != "my" && lower(at) != "mine") || m_question.callerId.empty()) {
        return 0;
    }
    for (const CardField &field : m_collection->fields) {
        if (field.type == "relation" && field.target == m_question.callerCollection) {
            add(field.name + (field.multiple ? " ?~ " : " = ") + quoted(m_question.callerId),
                field.name + " is you");
            return 1;
        }
    }
    return 0;
}

// A date without a field, or behind a participle that begins a field's name: "published last
// month", "from May".
std::size_t QuestionReader::dates(std::size_t at)
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
std::size_t QuestionReader::related(std::size_t at)
{
    const std::string &word = lower(at);
    if (word != "by" && word != "of" && word != "from" && word != "for") {
        return 0;
    }
    if (at + 1 >= m_words.size()
        || (m_words[at + 1].kind != Word::Kind::Quoted && !isCapitalised(m_words[at + 1]))) {
        return 0;
    }
    // Of several relations "by" means who made it; the first one answers to the other words.
    const CardField *only = nullptr;
    bool onlyMakes = false;
    for (const CardField &field : m_collection->fields) {
        if (field.type == "relation" && !field.targetTitle.empty()) {
            const bool makes = word == "by"
                && (field.name == "author" || field.name == "authors" || field.name == "creator"
                    || field.name == "artist");
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
std::size_t QuestionReader::quotedAlone(std::size_t at)
{
    const std::string title = titleOfCollection();
    if (title.empty() || m_words[at].kind != Word::Kind::Quoted) {
        return 0;
    }
    return textCondition(*m_collection->field(title), Op::Contains, at);
}

// "called Dune", "about space", "containing moon"
std::size_t QuestionReader::titled(std::size_t at)
{
    const std::string title = titleOfCollection();
    if (title.empty()) {
        return 0;
    }
    const CardField &field = *m_collection->field(title);
    for (const char *words : {"called",
                              "named",
                              "titled",
                              "about",
                              "containing",
                              "contains",
                              "matching",
                              "mentioning",
                              "like"}) {
        if (phrase(at, words) == 1) {
            const std::size_t taken = textCondition(field, Op::Contains, at + 1);
            return taken == 0 ? 0 : 1 + taken;
        }
    }
    return 0;
}

} // namespace socle::ai
