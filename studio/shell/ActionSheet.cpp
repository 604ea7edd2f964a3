#include "studio/shell/ActionSheet.h"

#include "studio/kit/Banner.h"
#include "studio/kit/FieldRow.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

RefusalText refusalText(const QString &whatDidNotHappen, const ApiError &error)
{
    const bool isNoRoute = error.status == 404
        && error.message == u"The requested resource wasn't found."; // of a route, not of a record
    if (isNoRoute) {
        return {whatDidNotHappen,
                ActionSheet::tr("This server does not offer it. It may need a newer version.")};
    }
    QString reason = error.message;
    for (auto it = error.fields.begin(); it != error.fields.end(); ++it) {
        reason += u'\n' + it.key() + u": "_s + it.value();
    }
    if (error.status == 0) {
        reason = error.nextStep().isEmpty() ? error.title()
                                            : QString(error.title() + u". "_s + error.nextStep());
    }
    return {whatDidNotHappen, reason};
}

ActionSheet::ActionSheet(QWidget *window,
                         const QString &root,
                         const QString &title,
                         const QString &acceptText,
                         ButtonVariant variant)
    : Sheet(window, title)
    , m_problem(new Banner(Tone::Danger, {}))
    , m_cancel(addButton(acceptText.isEmpty() ? tr("Close") : tr("Cancel"),
                         acceptText.isEmpty() ? ButtonVariant::Secondary : ButtonVariant::Ghost))
{
    setObjectName(root);
    body()->setSpacing(space::k5);
    m_problem->setObjectName(root + u".problem"_s);
    m_problem->setDismissible(false);
    m_problem->hide();
    body()->addWidget(m_problem);
    m_cancel->setObjectName(root + u".cancel"_s);
    connect(m_cancel, &QPushButton::clicked, this, &Sheet::reject);
    if (!acceptText.isEmpty()) {
        m_accept = addButton(acceptText, variant);
        m_accept->setObjectName(root + u".accept"_s);
        m_accept->setDefault(true);
        connect(m_accept, &QPushButton::clicked, this, [this] {
            if (!isBusy()) {
                emit submitted();
            }
        });
    }
}

FieldRow *ActionSheet::addField(const QString &path, const QString &label, QWidget *editor)
{
    auto *row = new FieldRow(label, editor);
    m_rows.insert(path, row);
    body()->addWidget(row);
    return row;
}

bool ActionSheet::isBusy() const { return m_accept != nullptr && m_accept->isBusy(); }

void ActionSheet::setBusy(bool busy)
{
    if (m_accept != nullptr) {
        m_accept->setBusy(busy);
    }
}

void ActionSheet::clearProblems()
{
    m_problem->hide();
    for (FieldRow *row : std::as_const(m_rows)) {
        row->setError({});
    }
}

void ActionSheet::showProblem(const QString &what, const ApiError &error)
{
    ApiError loose = error;
    QWidget *first = nullptr;
    for (auto it = m_rows.begin(); it != m_rows.end(); ++it) {
        const QString words = loose.fields.take(it.key());
        it.value()->setError(words);
        if (!words.isEmpty() && first == nullptr) {
            first = it.value()->editor();
        }
    }
    if (first != nullptr) {
        first->setFocus();
    }
    if (first == nullptr || !loose.fields.isEmpty()) {
        const RefusalText text = refusalText(what, loose);
        m_problem->setMessage(Tone::Danger, text.title, text.reason);
        m_problem->show();
    }
}

} // namespace socle::studio
