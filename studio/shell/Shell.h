// What a view may ask of the window around it. Views get a Shell & and never know the window, the
// tabs or each other.
//
// An interface because there are two: the window (through ViewHost) and the recorder that view
// tests use (tests/support). All calls on the UI thread.
#pragma once

#include "studio/kit/Theme.h"
#include "studio/shell/ViewTarget.h"

#include <QString>

#include <functional>

class QAction;
class QWidget;

namespace socle::studio {

class Actions;
class ConnectionContext;
class Sheet;
class View;
class Workspace;

struct BannerText
{
    QString id; // one banner per id: "offline", "restored"
    Tone tone = Tone::Neutral;
    QString text;
    QString actionText; // empty: no button
    std::function<void()> action;
    bool closable = true;
    QString moreText = {}; // a second, quieter button
    std::function<void()> more = {};
};

class Shell
{
public:
    virtual ~Shell() = default;

    // Going somewhere.
    virtual View *open(const ViewTarget &target, OpenMode mode = OpenMode::Lasting) = 0;
    /// The data browser on the record's collection, with the record selected.
    virtual View *open(const RecordRef &record, OpenMode mode = OpenMode::Preview) = 0;
    virtual View *openCollection(const QString &collection, OpenMode mode = OpenMode::Preview) = 0;

    // The inspector. The panel belongs to `owner` and is shown while its tab is current; nullptr
    // takes it away.
    virtual void showInspector(View *owner, QWidget *panel, const QString &title) = 0;
    /// Opens or closes the whole inspector.
    virtual void setInspectorVisible(bool visible) = 0;

    /// A sheet over this window; it deletes itself when it closes. Never exec().
    virtual void showSheet(Sheet *sheet) = 0;
    /// The widget sheets and popovers need as parent.
    virtual QWidget *window() = 0;

    /// Result of something that started elsewhere: 4 s, bottom right, also in the bell list.
    virtual void toast(Tone tone,
                       const QString &text,
                       const QString &actionText = {},
                       std::function<void()> action = {})
        = 0;
    /// "Copied 12 rows" in the middle of the status bar, for some seconds.
    virtual void status(const QString &text) = 0;
    /// A banner under the toolbar, where the work is. Same id: replaced.
    virtual void showBanner(const BannerText &banner) = 0;
    virtual void hideBanner(const QString &id) = 0;

    /// Something about the layout was changed by the user: `back` puts it back and says whether it
    /// could ("Undo layout change" in the palette).
    virtual void layoutChanged(const QString &, std::function<bool()>) { }

    // Long work: ConnectionContext::tasks(); the tray shows what is there.

    virtual Actions &actions() = 0;
    virtual Workspace &workspace() = 0;
    /// Key of this connection in workspace().state() and drafts; empty on Home.
    virtual QString connectionId() const = 0;
};

} // namespace socle::studio
