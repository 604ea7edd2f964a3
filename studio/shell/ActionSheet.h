// A sheet that sends something: one verb at its foot, busy while the server works, open with the
// server's words when it is refused.
//
// Field errors go to the rows that were told with addField(); what has no row stands in a banner at
// the top. A route the server does not have is said in one honest line. Object names:
// <root>, <root>.problem, <root>.cancel, <root>.accept.
//
// Source: studio.md 3.14.
#pragma once

#include "studio/api/ApiError.h"
#include "studio/api/OnResult.h"
#include "studio/kit/Sheet.h"

#include <QMap>

namespace socle::studio {

class Banner;
class FieldRow;

/// Title and reason of a refused action for a banner; knows servers without the route.
struct RefusalText
{
    QString title;
    QString reason;
};

RefusalText refusalText(const QString &whatDidNotHappen, const ApiError &error);

class ActionSheet : public Sheet
{
    Q_OBJECT

public:
    /// An empty `acceptText` gives a sheet with nothing but Close.
    ActionSheet(QWidget *window,
                const QString &root,
                const QString &title,
                const QString &acceptText,
                ButtonVariant variant = ButtonVariant::Primary);

    Button *acceptButton() const { return m_accept; }

    Button *cancelButton() const { return m_cancel; }

    /// Errors at `path` are shown there. Appends it to the body.
    FieldRow *addField(const QString &path, const QString &label, QWidget *editor);

    bool isBusy() const;
    void clearProblems();
    /// `what`: "The password was not changed".
    void showProblem(const QString &what, const ApiError &error);

    /// Sends, busy meanwhile; `then` gets the value when it went well. The sheet stays open.
    template <typename T, typename Then>
    void run(const QString &what, const QFuture<Result<T>> &future, Then then)
    {
        clearProblems();
        setBusy(true);
        onResult(future, this, [this, what, then = std::move(then)](Result<T> result) mutable {
            setBusy(false);
            if (!result) {
                showProblem(what, apiError(result.error()));
            } else if constexpr (std::is_void_v<T>) {
                then();
            } else {
                then(result.takeValue());
            }
        });
    }

signals:
    /// The verb was chosen: its button, or Return in a field.
    void submitted();

private:
    void setBusy(bool busy);

    Banner *m_problem;
    Button *m_cancel;
    Button *m_accept = nullptr;
    QMap<QString, FieldRow *> m_rows;
};

} // namespace socle::studio
