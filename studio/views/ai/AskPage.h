// Ask your data: a question in words becomes a filter, shown exactly, with the records it finds.
// Nothing is changed.
//
// States: nothing asked (examples), asking, answered, refused. Object names: ai.ask,
// ai.ask.question|collection|run|filter| explanation|total|grid|open|refine|copy|retry.
//
// Source: studio.md 4.8 "Ask your data", ai.md 5.5.
#pragma once

#include "studio/domain/AiDesk.h"
#include "studio/domain/FilterChips.h"

#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace socle::studio {

class AnswerModel;
class Banner;
class Button;
class CodeLine;
class DataGrid;
class EmptyState;
class Pill;
class SchemaStore;
class Select;
class Shell;
class Skeleton;
class Text;
class TextField;

class AskPage : public QWidget
{
    Q_OBJECT

public:
    AskPage(AiDesk &desk, const SchemaStore &schema, Shell &shell, QWidget *parent = nullptr);

    void focusQuestion();
    void ask(const QString &words);

private:
    QWidget *makeHead();
    QWidget *makeResult();
    void run();
    void showAnswer(const AiAnswer &answer);
    void showProblem(const ApiError &error);
    void setMode(QWidget *shown);
    void showChips(const AiAnswer &answer);
    void fillCollections();
    void fillExamples();
    void openInData();

    AiDesk &m_desk;
    const SchemaStore &m_schema;
    Shell &m_shell;
    TextField *m_question;
    Select *m_collection;
    Button *m_run;
    Banner *m_offline;
    Banner *m_problem;
    QWidget *m_empty;
    QVBoxLayout *m_examples = nullptr;
    QStringList m_exampleTexts;
    QWidget *m_result;
    Skeleton *m_skeleton;
    Text *m_explanation = nullptr;
    Text *m_assumptions = nullptr;
    Pill *m_confidence = nullptr;
    Text *m_total = nullptr;
    QHBoxLayout *m_chips = nullptr;
    CodeLine *m_filter = nullptr;
    DataGrid *m_grid = nullptr;
    AnswerModel *m_model = nullptr;
    AiAnswer m_answer;
};

} // namespace socle::studio
