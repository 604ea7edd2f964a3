#include "studio/shell/View.h"

#include "studio/kit/DataGrid.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/Skeleton.h"
#include "studio/kit/Text.h"
#include "studio/shell/ErrorPage.h"

#include <QAction>
#include <QBoxLayout>
#include <QStackedLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// Title, reason and next step in the middle of the place, Retry and Details below.
QWidget *makeErrorPage(const View::ErrorText &text, std::function<void()> retry, View *view)
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->addStretch();
    auto *state = new EmptyState(u"alert"_s, text.title, text.reason);
    column->addWidget(state);
    fillErrorPage(*state, view->viewId(), text, std::move(retry), view);
    column->addStretch();
    return page;
}

QWidget *makeEmptyPage(const View::EmptyText &text, const View *view)
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->addStretch();
    auto *state = new EmptyState(text.icon, text.title, text.reason);
    for (QAction *action : text.actions) {
        Button *button = state->addAction(action->text(), action->data().toString());
        button->bindAction(action);
        button->setObjectName(view->viewId() + u".empty."_s
                              + action->objectName().section(u'.', -1));
    }
    column->addWidget(state);
    column->addStretch();
    return page;
}

} // namespace

View::View(const QString &viewId, QWidget *parent)
    : QWidget(parent)
    , m_viewId(viewId)
    , m_pages(new QStackedLayout(this))
{
    setObjectName(viewId);
    m_pages->setContentsMargins(0, 0, 0, 0);
    setFocusPolicy(Qt::ClickFocus); // holds the focus until something inside wants it
}

View::~View() = default;

View::ErrorText View::ErrorText::of(const ApiError &error)
{
    return {.title = error.title(),
            .reason = error.message == error.title() ? QString() : error.message,
            .nextStep = error.nextStep(),
            .details = error.details(),
            .error = std::make_shared<const ApiError>(error)};
}

void View::setTitle(const QString &title)
{
    if (title == m_title) {
        return;
    }
    m_title = title;
    setAccessibleName(title);
    emit titleChanged();
}

void View::setIcon(const QString &icon)
{
    if (icon != m_icon) {
        m_icon = icon;
        emit titleChanged();
    }
}

void View::setMark(Mark mark)
{
    if (mark != m_mark) {
        m_mark = mark;
        emit markChanged();
    }
}

void View::setBusy(bool busy)
{
    if (busy != m_busy) {
        m_busy = busy;
        emit busyChanged();
    }
}

void View::setContent(QWidget *content)
{
    m_content = content;
    m_pages->addWidget(content);
    showContent(m_state);
}

void View::showContent(State state)
{
    if (m_content != nullptr) {
        m_pages->setCurrentWidget(m_content);
    }
    replacePage(nullptr);
    setState(state);
}

void View::focusContent()
{
    const QList<DataGrid *> grids = findChildren<DataGrid *>();
    for (DataGrid *grid : grids) {
        if (grid->isVisible()) {
            grid->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
    const QList<QWidget *> inside = findChildren<QWidget *>();
    for (QWidget *widget : inside) {
        if (widget->isVisible() && widget->isEnabled()
            && (widget->focusPolicy() & Qt::TabFocus) != 0) {
            widget->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
    setFocus(Qt::OtherFocusReason);
}

void View::showLoading()
{
    if (m_skeleton == nullptr) {
        setSkeleton(new Skeleton(Skeleton::Shape::Rows));
    }
    // The skeleton keeps still for its first 120 ms by itself.
    m_pages->setCurrentWidget(m_skeleton);
    replacePage(nullptr);
    setState(State::Loading);
}

void View::setSkeleton(QWidget *skeleton)
{
    delete m_skeleton;
    m_skeleton = skeleton;
    m_pages->addWidget(skeleton);
}

void View::showEmpty(const EmptyText &text)
{
    replacePage(makeEmptyPage(text, this));
    setState(State::Empty);
}

void View::showError(const ErrorText &text, std::function<void()> retry)
{
    replacePage(makeErrorPage(text, std::move(retry), this));
    setState(State::Error);
}

void View::setState(State state)
{
    if (state != m_state) {
        m_state = state;
        emit stateChanged(state);
    }
}

void View::replacePage(QWidget *page)
{
    if (page != nullptr) {
        m_pages->addWidget(page);
        m_pages->setCurrentWidget(page);
    }
    if (m_page != nullptr) {
        // It may be the sender of the click that brought us here.
        m_pages->removeWidget(m_page);
        m_page->hide();
        m_page->deleteLater();
    }
    m_page = page;
}

} // namespace socle::studio
