// A view as a link: copied here, followed when the tab opens (studio.md 4.3.8).
//
// A saved view is meant by its id, so that the link shows it as it is when it is opened; filter and
// sort go along for whoever has no such view.
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SavedViews.h"
#include "studio/shell/Shell.h"
#include "studio/shell/ViewLink.h"
#include "studio/views/data/DataView.h"

#include <QClipboard>
#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace socle::studio {

void DataView::copyLink()
{
    if (m_collection == nullptr) {
        return;
    }
    ViewTarget target{u"data"_s, m_collection->name, {}, {}};
    const auto add = [&target](const QString &name, const QString &value) {
        if (!value.isEmpty()) {
            target.arguments.insert(name, value);
        }
    };
    const auto saved = activeView();
    add(u"savedView"_s, saved ? saved->id : QString());
    add(u"filter"_s, m_filter);
    add(u"sort"_s, m_sort.join(u','));
    QGuiApplication::clipboard()->setText(
        viewLink(m_context.profile(), target).toString(QUrl::FullyEncoded));
    const bool isPersonal = saved && !saved->isShared;
    m_shell.status(isPersonal
                       ? tr("Copied the link. Others get its filter and sort; share the view "
                            "to give them all of it")
                       : tr("Copied the link to this view"));
}

/// Shared views are read after the tab opens: until then filter and sort of the link are shown.
void DataView::followLink()
{
    if (m_linkedView.isEmpty() || m_collection == nullptr) {
        return;
    }
    if (const auto view = savedViews().find(m_linkedView)) {
        m_linkedView.clear();
        showSavedView(*view);
    }
}

} // namespace socle::studio
