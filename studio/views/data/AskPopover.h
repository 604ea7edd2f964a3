// "Ask in words": a sentence becomes a filter that is looked at before it is used (ai.md 4.3).
//
// The server is asked with execute false; what comes back is shown as chips and as the exact text,
// with the explanation, what was assumed and how sure it is. Nothing changes until Apply. Deletes
// itself when closed. Object names: data.ask.text, .send, .filter, .apply, .edit, .cancel.
#pragma once

#include "studio/domain/CollectionSchema.h"
#include "studio/kit/Popover.h"

class QHBoxLayout;

namespace socle::studio {

class ApiClient;
class Banner;
class Button;
class CodeLine;
class Text;
class TextField;
struct ApiError;

class AskPopover : public Popover
{
    Q_OBJECT

public:
    AskPopover(ApiClient &client, CollectionPtr collection, QWidget *parent);

    void focusText();

signals:
    /// The filter as it stands in the text, and the sort ("-created,title") when one was meant.
    void applied(const QString &filter, const QStringList &sort);
    /// Put it into the filter bar's text instead of applying it.
    void editRequested(const QString &filter);

private:
    void ask();
    void showAnswer(const Json &answer);
    void showFailure(const ApiError &error);
    void setAsking(bool asking);

    ApiClient &m_client;
    CollectionPtr m_collection;
    TextField *const m_question;
    Button *const m_send;
    QWidget *const m_answer;
    QHBoxLayout *const m_chips;
    CodeLine *const m_filter;
    Text *const m_explanation;
    Text *const m_assumptions;
    Text *const m_confidence;
    Text *const m_notice;
    Banner *const m_problem;
    Button *m_apply = nullptr;
    Button *m_edit = nullptr;
    QStringList m_sort;
};

} // namespace socle::studio
