#include "studio/shell/Workbench.h"

#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SavedViews.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Sheet.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Actions.h"
#include "studio/shell/CollectionTree.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/Connections.h"
#include "studio/shell/Inspector.h"
#include "studio/shell/Metrics.h"
#include "studio/shell/PaneArea.h"
#include "studio/shell/PaneWindow.h"
#include "studio/shell/Rail.h"
#include "studio/shell/RecordFinder.h"
#include "studio/shell/ServerJobs.h"
#include "studio/shell/TabArea.h"
#include "studio/shell/WriteLock.h"

#include <QAction>
#include <QApplication>
#include <QBoxLayout>
#include <QSplitter>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kStoreDelayMs = 500;
constexpr int kTickMs = 1000;

} // namespace

Workbench::Workbench(ConnectionSession &session,
                     const ViewCatalogue &catalogue,
                     WindowParts parts,
                     bool restore,
                     QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_catalogue(catalogue)
    , m_parts(std::move(parts))
    , m_lock(new WriteLock(session.context(), this))
    , m_records(new RecordFinder(session.context(), this))
    , m_rail(new Rail(catalogue))
    , m_tree(new CollectionTree(session.context(), *m_parts.workspace))
    , m_splitter(new QSplitter(Qt::Horizontal))
    , m_bannerPlace(new QWidget)
    , m_banners(new QVBoxLayout(m_bannerPlace))
    , m_closedTabs(std::make_shared<ClosedTabs>())
    , m_inspector(new Inspector)
    , m_storeDelay(new QTimer(this))
    , m_offlineTick(new QTimer(this))
    , m_resizing(new QTimer(this))
{
    setObjectName(u"shell.workbench"_s);
    setFocusPolicy(Qt::ClickFocus);
    auto *middle = new QWidget;
    auto *middleColumn = new QVBoxLayout(middle);
    middleColumn->setContentsMargins(0, 0, 0, 0);
    middleColumn->setSpacing(0);
    m_banners->setContentsMargins(0, 0, 0, 0);
    m_banners->setSpacing(space::k2);
    makePanes();
    middleColumn->addWidget(m_panes, 1);

    m_splitter->setObjectName(u"shell.splitter"_s);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_tree);
    m_splitter->addWidget(middle);
    m_splitter->addWidget(m_inspector);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setStretchFactor(2, 0);
    m_wide
        = {Theme::current().scaled(layout::kSidebar), Theme::current().scaled(layout::kInspector)};
    m_narrow = m_wide;
    keepScaled(m_tree, Extent::MostWidth, layout::kSidebarMax);
    keepScaled(m_inspector, Extent::MostWidth, layout::kInspectorMax);
    m_inspector->hide();
    qApp->installEventFilter(this);

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_rail);
    row->addWidget(m_splitter, 1);

    connect(m_rail, &Rail::chosen, this, &Workbench::goToView);
    connect(m_tree,
            &CollectionTree::openRequested,
            this,
            [this](const QString &name, OpenMode mode) { openCollection(name, mode); });
    connect(m_tree,
            &CollectionTree::viewRequested,
            this,
            [this](const QString &view, const QString &name) {
                open(ViewTarget{view, name, {}, {}}, OpenMode::Lasting);
            });
    connect(m_tree, &CollectionTree::importRequested, this, [this](const QString &name) {
        open(ViewTarget{u"import"_s, name, {}, {}}, OpenMode::Lasting);
    });
    connect(m_tree, &CollectionTree::savedViewRequested, this, &Workbench::openSavedView);
    connect(m_tree, &CollectionTree::newRecordRequested, this, [this](const QString &name) {
        if (View *records = open(ViewTarget{u"data"_s, name, {}, {}}, OpenMode::Lasting)) {
            records->createNew();
        }
    });
    connect(m_tree, &CollectionTree::exportRequested, this, [this](const QString &name) {
        runIn(open(ViewTarget{u"data"_s, name, {}, {}}, OpenMode::Lasting), u"act.data.export"_s);
    });
    m_tree->setRefusals([this](const QString &viewId) { return refusalOf(viewId); });
    connect(m_tree, &CollectionTree::said, this, [this](const QString &line) { status(line); });
    connect(m_tree, &CollectionTree::dragRequested, this, &Workbench::dragCollection);
    connect(m_tree, &CollectionTree::newCollectionRequested, this, [this] {
        open(ViewTarget{u"schema"_s, {}, {}, {{u"create"_s, true}}}, OpenMode::Lasting);
    });
    connect(m_splitter, &QSplitter::splitterMoved, this, [this] {
        rememberWidths();
        m_storeDelay->start();
    });
    m_resizing->setSingleShot(true);
    m_resizing->setInterval(kStoreDelayMs);
    connect(&Theme::current(), &Theme::changed, this, &Workbench::themeChanged);
    connect(m_inspector, &Inspector::tearOffRequested, this, &Workbench::tearOffInspector);
    connect(m_inspector, &Inspector::closeRequested, this, [this] { setInspectorVisible(false); });
    connect(qApp, &QApplication::focusChanged, this, [this](const QWidget *, const QWidget *now) {
        uncover(now);
    });
    m_storeDelay->setSingleShot(true);
    m_storeDelay->setInterval(kStoreDelayMs);
    connect(m_storeDelay, &QTimer::timeout, this, &Workbench::storeState);
    m_offlineTick->setInterval(kTickMs);
    connect(m_offlineTick, &QTimer::timeout, this, &Workbench::contextStateChanged);

    ConnectionContext &context = m_session.context();
    connect(&m_session, &ConnectionSession::phaseChanged, this, &Workbench::sessionPhaseChanged);
    connect(&m_session, &ConnectionSession::serverUpdated, this, [this](const QString &version) {
        showBanner({u"updated"_s,
                    Tone::Info,
                    tr("The server was updated to %1").arg(version),
                    tr("Reload schema"),
                    [this] {
                        hideBanner(u"updated"_s);
                        if (QAction *reload = m_parts.actions->find(u"act.app.reloadSchema"_s)) {
                            reload->trigger();
                        }
                    },
                    true});
    });
    // Production is locked from the moment it is called so.
    m_wasGuarded = m_lock->isGuarded();
    connect(&m_session, &ConnectionSession::profileChanged, this, [this] {
        const bool isGuarded = m_lock->isGuarded();
        if (isGuarded == std::exchange(m_wasGuarded, isGuarded)) {
            return;
        }
        if (isGuarded) {
            m_lock->lock();
        } else {
            m_lock->unlock(WriteLock::Span::UntilClosed);
        }
    });
    connect(&context, &ConnectionContext::stateChanged, this, &Workbench::contextStateChanged);
    connect(&context, &ConnectionContext::rateLimited, this, &Workbench::showLimit);
    connect(&context, &ConnectionContext::capabilitiesChanged, this, [this] {
        m_rail->setCapabilities(m_session.context().capabilities());
    });
    connect(&context, &ConnectionContext::backOnline, this, [this] {
        for (PaneArea *area : areas()) {
            for (View *view : area->views()) {
                if (view->isVisible()) {
                    view->refresh();
                }
            }
        }
    });
    connect(&context.schema(),
            &SchemaStore::collectionsChanged,
            this,
            [this](const QStringList &added) { collectionsAdded(added); });
    if (restore) {
        restoreTabs();
    }
    connect(m_parts.workspace, &Workspace::preferenceChanged, this, [this](const QString &key) {
        if (key == u"appearance.accent"_s) {
            readServerAccent();
        }
    });
    new ServerJobs(context, this); // what the server works on joins the tray
    m_hasBegun = tabs()->count() > 0;
    m_knowsSchema = !context.schema().collections().empty();
    showBeginning();
    sessionPhaseChanged();
}

Workbench::~Workbench()
{
    qDeleteAll(m_windows);
    m_windows.clear();
}

QWidget *Workbench::makePlaceholder()
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->addStretch();
    auto *empty
        = new EmptyState(u"layers"_s,
                         tr("Nothing is open"),
                         tr("Choose a collection at the side, or find anything with Ctrl+K."));
    Button *find = empty->addAction(tr("Find"), u"search"_s);
    find->setObjectName(u"shell.empty.find"_s);
    connect(find, &Button::clicked, this, [this] {
        if (QAction *palette = m_parts.actions->find(u"act.app.palette"_s)) {
            palette->trigger();
        }
    });
    column->addWidget(empty);
    column->addStretch();
    return page;
}

View *Workbench::makeView(const ViewTarget &target)
{
    const ViewDescriptor *descriptor = findView(m_catalogue, target.view);
    if (descriptor == nullptr || !descriptor->make) {
        return nullptr;
    }
    View *view = descriptor->make(m_session.context(), *this, target);
    connect(view, &View::remedyRequested, this, &Workbench::runRemedy);
    connect(view, &View::historyChanged, this, [this, view] {
        if (view == currentView()) {
            emit historyChanged();
        }
    });
    return view;
}

/// Why a view cannot be opened here, in one line; empty when it can.
QString Workbench::refusalOf(const QString &viewId) const
{
    const ViewDescriptor *descriptor = findView(m_catalogue, viewId);
    const ConnectionContext &context = m_session.context();
    if (descriptor == nullptr) {
        return {};
    }
    if (!descriptor->make) {
        return tr("%1 is not part of this version").arg(descriptor->translatedTitle());
    }
    return descriptor->isForSuperusers && context.isSignedIn() && !context.isSuperuser()
        ? tr("%1 needs a superuser").arg(descriptor->translatedTitle())
        : QString();
}

View *Workbench::currentView() const { return tabs()->currentView(); }

QString Workbench::currentCollection() const { return tabs()->currentTarget().collection; }

void Workbench::goToView(const QString &viewId)
{
    const ViewDescriptor *descriptor = findView(m_catalogue, viewId);
    if (descriptor == nullptr) {
        return;
    }
    const ViewTarget here = tabs()->currentTarget();
    if (here.view == viewId) {
        return;
    }
    // Data without a collection: the one that was seen last, or the first of the schema.
    ViewTarget target{viewId, {}, {}, {}};
    if (viewId == u"data"_s) {
        // The pane that is looked at comes first.
        QList<TabArea *> panes = m_panes->panes();
        panes.prepend(tabs());
        for (TabArea *pane : std::as_const(panes)) {
            const QList<View *> open = pane->views();
            for (int i = 0; i < open.size(); ++i) {
                if (open[i]->viewId() == viewId) {
                    openTab(pane->targetAt(i), OpenMode::Lasting);
                    return;
                }
            }
        }
        for (const CollectionPtr &collection : m_session.context().schema().collections()) {
            if (!collection->isSystem) {
                openCollection(collection->name, OpenMode::Preview);
                return;
            }
        }
        m_tree->focusFilter();
        return;
    }
    if (open(target, OpenMode::Lasting) == nullptr) {
        m_rail->setCurrent(here.view);
    }
}

void Workbench::currentTabChanged(View *view)
{
    m_inspector->setCurrentView(view);
    m_recent.removeIf([view](const QPointer<View> &one) { return one == nullptr || one == view; });
    if (view != nullptr) {
        m_recent.prepend(view);
    }
    const ViewTarget target = tabs()->currentTarget();
    m_rail->setCurrent(view == nullptr ? QString() : view->viewId());
    m_tree->setCurrentCollection(target.collection, target.arguments[u"tab"_s].toString());
    m_isTreeFlown = false; // it was opened to choose this
    arrange();
    m_storeDelay->start();
    emit currentViewChanged(view);
}

void Workbench::showBeginning()
{
    if (m_hasBegun) {
        return;
    }
    // A fresh project starts where there is something to do: at its schema, before its server is
    // up.
    const QString wanted = m_parts.workspace->state(connectionId(), kStartKey).toString();
    if (!wanted.isEmpty()) {
        m_hasBegun = true;
        m_parts.workspace->setState(connectionId(), kStartKey, QJsonValue());
        goToView(wanted);
        return;
    }
    if (m_session.phase() != ConnectionSession::Phase::Ready) {
        return;
    }
    m_hasBegun = true;
    const auto &collections = m_session.context().schema().collections();
    const bool hasOwn = std::any_of(collections.begin(),
                                    collections.end(),
                                    [](const CollectionPtr &one) { return !one->isSystem; });
    goToView(hasOwn || !refusalOf(u"schema"_s).isEmpty() ? u"data"_s : u"schema"_s);
}

void Workbench::collectionsAdded(const QStringList &ids)
{
    const bool isNews = std::exchange(m_knowsSchema, true);
    // Somebody drew a collection here just now: what comes next is its first record.
    if (!isNews || ids.size() != 1 || tabs()->currentTarget().view != u"schema"_s) {
        return;
    }
    const CollectionPtr made = m_session.context().schema().find(ids.constFirst());
    if (made == nullptr || made->isSystem || made->isView()) {
        return;
    }
    hideBanner(u"created"_s);
    const QString name = made->name;
    showBanner(
        {u"created"_s,
         Tone::Success,
         tr("%1 is ready. Its API is there, locked for everyone but superusers.").arg(name),
         tr("Add a record"),
         [this, name] {
             hideBanner(u"created"_s);
             if (View *records = open(ViewTarget{u"data"_s, name, {}, {}}, OpenMode::Lasting)) {
                 records->createNew();
             }
         },
         true,
         tr("Import data"),
         [this, name] {
             hideBanner(u"created"_s);
             open(ViewTarget{u"import"_s, name, {}, {}}, OpenMode::Lasting);
         }});
}

View *Workbench::open(const ViewTarget &target, OpenMode mode) { return openTab(target, mode); }

View *Workbench::open(const RecordRef &record, OpenMode mode)
{
    return openTab(ViewTarget{u"data"_s, record.collection, record.record, {}}, mode);
}

View *Workbench::openCollection(const QString &collection, OpenMode mode)
{
    // A view that is about one collection at a time (schema, rules, api) stays on its own matter.
    const QString here = tabs()->currentTarget().view;
    const bool staysInView = here == u"schema"_s || here == u"rules"_s || here == u"api"_s;
    if (staysInView && mode == OpenMode::Preview && findView(m_catalogue, here) != nullptr) {
        return openTab(ViewTarget{here, collection, {}, {}}, mode);
    }
    return openTab(ViewTarget{u"data"_s, collection, {}, {}}, mode);
}

void Workbench::openSavedView(const QString &collection, const QString &viewId, OpenMode mode)
{
    const CollectionPtr known = m_session.context().schema().find(collection);
    const auto saved = known == nullptr
        ? std::nullopt
        : SavedViews(workspace(), connectionId(), known->id).find(viewId);
    if (!saved) {
        return;
    }
    // A tab of its own: several views of one collection stand beside each other.
    const ViewTarget target{u"data"_s, collection, {}, {{u"tab"_s, viewId}}};
    const bool isOpen = std::ranges::any_of(areas(), [&](const PaneArea *area) {
        return std::ranges::any_of(area->panes(), [&](const TabArea *pane) {
            return !pane->openTarget(target).isEmpty();
        });
    });
    View *view = open(target, mode);
    if (view != nullptr && !isOpen) { // what was changed in an open one stays
        QJsonObject state = saved->state;
        state.insert(u"view"_s, viewId);
        view->restoreState(state);
    }
}

/// Triggers an action of a view that was just opened, as soon as it can be done.
void Workbench::runIn(View *view, const QString &actionId)
{
    if (view == nullptr) {
        return;
    }
    for (QAction *action : view->viewActions()) {
        if (action->objectName() != actionId) {
            continue;
        }
        if (action->isEnabled()) {
            action->trigger();
        } else {
            connect(
                action,
                &QAction::enabledChanged,
                view,
                [action](bool isEnabled) {
                    if (isEnabled) {
                        action->trigger();
                    }
                },
                Qt::ConnectionType(Qt::QueuedConnection | Qt::SingleShotConnection));
        }
    }
}

void Workbench::showSheet(Sheet *sheet) { sheet->open(); }

QWidget *Workbench::window() { return hasActiveWindow() ? m_current->window() : m_parts.window; }

void Workbench::toast(Tone tone,
                      const QString &text,
                      const QString &actionText,
                      std::function<void()> action)
{
    m_parts.toast(tone, text, actionText, std::move(action));
}

void Workbench::status(const QString &text) { m_parts.status(text); }

void Workbench::layoutChanged(const QString &what, std::function<bool()> back)
{
    m_layoutUndo.add(what, std::move(back));
}

Actions &Workbench::actions() { return *m_parts.actions; }

Workspace &Workbench::workspace() { return *m_parts.workspace; }

QString Workbench::connectionId() const { return m_session.profile().id; }

} // namespace socle::studio
