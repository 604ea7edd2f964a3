// Base class of everything that lives in a tab: its name, its actions, and the states every view
// must have.
//
// A view gives its content once (setContent) and then says in which state it is; loading, empty and
// error are drawn here, the same way everywhere: nothing for 120 ms, then a skeleton; an empty
// place with one line and one action; an error with title, reason, next step and Retry. Views never
// show message boxes and never know each other.
//
// Source: studio.md 3.5, 3.13, 3.14, 3.10.
#pragma once

#include "studio/api/ApiError.h"
#include "studio/shell/ViewTarget.h"

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QWidget>

#include <functional>
#include <memory>

class QAction;
class QStackedLayout;

namespace socle::studio {

class View : public QWidget
{
    Q_OBJECT

public:
    enum class State { Loading, Empty, Filled, Partial, Error };
    Q_ENUM(State)
    /// The mark in the tab: amber dot for staged or unsaved work, red mark for an error.
    enum class Mark { None, Unsaved, Failed };
    Q_ENUM(Mark)

    /// `viewId` is the root of the object names ("data"); it also becomes this widget's objectName.
    explicit View(const QString &viewId, QWidget *parent = nullptr);
    ~View() override;

    const QString &viewId() const { return m_viewId; }

    const QString &title() const { return m_title; }

    const QString &icon() const { return m_icon; }

    State state() const { return m_state; }

    Mark mark() const { return m_mark; }

    bool isBusy() const { return m_busy; }

    /// What can be done here now: first in the palette, object names `act.<view>.<verb>`. Owned by
    /// the view.
    virtual QList<QAction *> viewActions() const { return {}; }

    /// Goes to another target with the same key (select this record, set this filter).
    virtual void navigate(const ViewTarget &) { }

    /// F5: fetch again what is visible.
    virtual void refresh() { }

    /// The tab became current, or stopped to be: nothing polls while hidden.
    virtual void activated() { }

    virtual void deactivated() { }

    /// Ctrl+F, Ctrl+N, Ctrl+S: false when this view has no meaning for it.
    virtual bool find() { return false; }

    virtual bool createNew() { return false; }

    virtual bool save() { return false; }

    /// The keyboard goes to what the view is about: its grid, or its first control.
    void focusContent();

    /// The inspector is pinned: what this view shows there stays while the selection moves.
    virtual void setInspectorPinned(bool) { }

    /// Another panel on what the inspector shows now, for a window of its own; null when there is
    /// none.
    virtual QWidget *makeSecondPanel() { return nullptr; }

    /// History inside the tab (Alt+Left, Alt+Right).
    virtual bool canGoBack() const { return false; }

    virtual bool canGoForward() const { return false; }

    virtual void goBack() { }

    virtual void goForward() { }

    /// What must come back after a restart: filters, columns, selection (by record id), scroll
    /// anchor.
    virtual QJsonObject saveState() const { return {}; }

    virtual void restoreState(const QJsonObject &) { }

    struct EmptyText
    {
        QString icon; // kit icon name
        QString title; // what this place is
        QString reason; // why it is empty
        QList<QAction *> actions; // first one primary, at most two more
    };

    struct ErrorText
    {
        QString title; // what did not happen
        QString reason; // the server's words, cleaned
        QString nextStep;
        QString details; // method, path, status, time: shown on request, with Copy
        std::shared_ptr<const ApiError> error = {}; // its remedies become buttons

        /// Title, reason, next step, details and remedies of a failed request.
        static ErrorText of(const ApiError &error);
    };

signals:
    void titleChanged();
    void stateChanged(socle::studio::View::State state);
    void markChanged();
    void busyChanged();
    void historyChanged();
    /// saveState() would answer differently now; the shell stores it, debounced.
    void viewStateChanged();
    /// A button beside an error: the shell knows how.
    void remedyRequested(socle::studio::Remedy remedy, const socle::studio::ApiError &error);

protected:
    void setTitle(const QString &title);
    void setIcon(const QString &icon);
    void setMark(Mark mark);
    /// Something is loading while the content stays: the tab's icon turns into a spinner after 400
    /// ms.
    void setBusy(bool busy);

    /// The widget of the filled state; taken over by the view.
    void setContent(QWidget *content);
    void showContent(State state = State::Filled);
    /// Skeleton after 120 ms. Without a skeleton widget set: bars in the shape of rows.
    void showLoading();
    void setSkeleton(QWidget *skeleton);
    void showEmpty(const EmptyText &text);
    void showError(const ErrorText &text, std::function<void()> retry = {});

private:
    void setState(State state);
    void replacePage(QWidget *page);

    QString m_viewId;
    QString m_title;
    QString m_icon;
    State m_state = State::Loading;
    Mark m_mark = Mark::None;
    bool m_busy = false;
    QStackedLayout *const m_pages;
    QWidget *m_content = nullptr;
    QWidget *m_skeleton = nullptr;
    QWidget *m_page = nullptr; // empty or error page
};

} // namespace socle::studio
