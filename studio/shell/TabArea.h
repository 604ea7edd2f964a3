// The tab strip and what is under it: views by key, one preview tab, recently closed ones.
//
// Owns the views. A target whose key is open already is brought to the front and told to navigate;
// otherwise the factory makes a view. The preview tab (italic) is replaced by the next preview;
// working in it or double-clicking makes it lasting.
//
// Source: studio.md 3.5, 3.10.
#pragma once

#include "studio/shell/View.h"

#include <QHash>
#include <QJsonArray>
#include <QPointer>
#include <QWidget>

#include <functional>

class QStackedWidget;

namespace socle::studio {

class IconButton;
class Tabs;

class TabArea : public QWidget
{
    Q_OBJECT

public:
    using Factory = std::function<View *(const ViewTarget &)>;

    explicit TabArea(Factory factory, QWidget *parent = nullptr);

    /// nullptr when the factory knows no such view.
    View *open(const ViewTarget &target, OpenMode mode);
    View *currentView() const;
    ViewTarget currentTarget() const;
    QList<View *> views() const;
    int count() const;

    void activate(int index);
    void activateNext(int step);
    void closeCurrent();
    void close(int index);
    void reopenClosed();

    bool canReopen() const { return !m_closed.isEmpty(); }

    void makeLasting();

    /// Tabs with their targets and view states, for the workspace.
    QJsonObject saveState() const;
    /// Makes the tabs again; views load when they are shown.
    void restoreState(const QJsonObject &state);

    /// Room between strip and view for what the shell has to say about all of them. Taken over.
    void setBanners(QLayout *banners);
    /// What is shown while no tab is open.
    void setPlaceholder(QWidget *placeholder);

signals:
    void currentChanged(socle::studio::View *view);
    void stateChanged();
    void newTabRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Tab
    {
        ViewTarget target;
        View *view = nullptr;
    };

    int indexOf(const View *view) const;
    void connectView(View *view);
    void showMarks(View *view);
    void showCurrent();
    QString tabKey(const ViewTarget &target) const;
    View *addTab(const ViewTarget &target, bool isPreview);

    Factory m_factory;
    Tabs *const m_tabs;
    IconButton *const m_plus;
    QStackedWidget *const m_stack;
    QWidget *m_placeholder = nullptr;
    QHash<QString, Tab> m_open; // by tab key
    QString m_preview; // key of the preview tab
    QPointer<View> m_current;
    QList<QPair<ViewTarget, QJsonObject>> m_closed; // newest last
};

} // namespace socle::studio
