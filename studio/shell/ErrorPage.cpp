#include "studio/shell/ErrorPage.h"

#include "studio/kit/EmptyState.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"

#include <QBoxLayout>
#include <QCoreApplication>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

struct ErrorPageWords
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::View)
};

/// The raw answer, shown on request in the column the page stands in; null where it stands in none.
TextArea *detailsBelow(const EmptyState &page, const QString &root)
{
    auto *column = page.parentWidget() == nullptr
        ? nullptr
        : qobject_cast<QBoxLayout *>(page.parentWidget()->layout());
    if (column == nullptr) {
        return nullptr;
    }
    // A page that is filled again and again keeps the one it has.
    if (auto *known = page.parentWidget()->findChild<TextArea *>(root + u".error.text"_s)) {
        return known;
    }
    auto *details = new TextArea;
    details->setObjectName(root + u".error.text"_s);
    details->setAccessibleName(ErrorPageWords::tr("Details of the error"));
    details->setReadOnly(true);
    details->setMono(TextRole::MonoSmall);
    auto *row = new QHBoxLayout;
    row->addStretch();
    row->addWidget(details, 2);
    row->addStretch();
    column->addLayout(row);
    return details;
}

} // namespace

void fillErrorPage(EmptyState &page,
                   const QString &root,
                   const View::ErrorText &text,
                   std::function<void()> retry,
                   View *view)
{
    // The step is a sentence here, below another one.
    QStringList lines{text.reason,
                      text.nextStep.isEmpty() || text.nextStep.endsWith(u'.')
                          ? text.nextStep
                          : ErrorPageWords::tr("%1.", "a sentence").arg(text.nextStep)};
    lines.removeAll(QString());
    page.clearActions();
    page.setContent(u"alert"_s, text.title, lines.join(u'\n'));
    page.setError(true);
    if (retry) {
        Button *button = page.addAction(ErrorPageWords::tr("Retry"), u"refresh"_s);
        button->setObjectName(root + u".error.retry"_s);
        QObject::connect(button, &Button::clicked, &page, [run = std::move(retry)] { run(); });
    }
    const QList<Remedy> remedies
        = text.error && view != nullptr ? text.error->remedies() : QList<Remedy>();
    for (const Remedy remedy : remedies) {
        Button *button = page.addAction(remedyText(remedy, *text.error));
        button->setObjectName(root + u".error.remedy.%1"_s.arg(static_cast<int>(remedy)));
        QObject::connect(button, &Button::clicked, view, [view, remedy, error = text.error] {
            emit view->remedyRequested(remedy, *error);
        });
    }
    TextArea *details = text.details.isEmpty() ? nullptr : detailsBelow(page, root);
    if (details == nullptr) {
        return;
    }
    details->setPlainText(text.details);
    details->hide();
    Button *show = page.addAction(ErrorPageWords::tr("Details"));
    show->setObjectName(root + u".error.details"_s);
    QObject::connect(
        show, &Button::clicked, details, [details] { details->setVisible(!details->isVisible()); });
    QObject::connect(show, &QObject::destroyed, details, &QWidget::hide); // another page now
}

} // namespace socle::studio
