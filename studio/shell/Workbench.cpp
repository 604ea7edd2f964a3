#include "studio/shell/Workbench.h"

#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Banner.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Sheet.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Actions.h"
#include "studio/shell/CollectionTree.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/Connections.h"
#include "studio/shell/Inspector.h"
#include "studio/shell/LogSheet.h"
#include "studio/shell/Metrics.h"
#include "studio/shell/Rail.h"
#include "studio/shell/TabArea.h"

#include <QAction>
#include <QBoxLayout>
#include <QJsonArray>
#include <QResizeEvent>
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
    , m_rail(new Rail(catalogue))
    , m_tree(new CollectionTree(session.context(), *m_parts.workspace))
    , m_splitter(new QSplitter(Qt::Horizontal))
    , m_banners(new QVBoxLayout)
    , m_tabs(new TabArea([this](const ViewTarget &target) { return makeView(target); }))
    , m_inspector(new Inspector)
    , m_storeDelay(new QTimer(this))
    , m_offlineTick(new QTimer(this))
{
    setObjectName(u"shell.workbench"_s);
    setFocusPolicy(Qt::ClickFocus);
    auto *middle = new QWidget;
    auto *middleColumn = new QVBoxLayout(middle);
    middleColumn->setContentsMargins(0, 0, 0, 0);
    middleColumn->setSpacing(0);
    m_banners->setContentsMargins(space::k3, 0, space::k3, 0);
    m_banners->setSpacing(space::k2);
    middleColumn->addLayout(m_banners);
    middleColumn->addWidget(m_tabs, 1);

    m_splitter->setObjectName(u"shell.splitter"_s);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_tree);
    m_splitter->addWidget(middle);
    m_splitter->addWidget(m_inspector);
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setStretchFactor(2, 0);
    m_tree->setMaximumWidth(Theme::current().scaled(layout::kSidebarMax));
    m_inspector->setMaximumWidth(Theme::current().scaled(layout::kInspectorMax));
    m_inspector->hide();

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
    connect(m_tree, &CollectionTree::newCollectionRequested, this, [this] {
        open(ViewTarget{u"schema"_s, {}, {}, {{u"create"_s, true}}}, OpenMode::Lasting);
    });
    connect(m_tabs, &TabArea::currentChanged, this, &Workbench::currentTabChanged);
    connect(m_tabs, &TabArea::stateChanged, m_storeDelay, qOverload<>(&QTimer::start));
    connect(m_tabs, &TabArea::newTabRequested, this, [this] {
        if (QAction *palette = m_parts.actions->find(u"act.app.goTo"_s)) {
            palette->trigger();
        }
    });
    connect(m_splitter, &QSplitter::splitterMoved, m_storeDelay, qOverload<>(&QTimer::start));
    connect(m_inspector, &Inspector::closeRequested, this, [this] { setInspectorVisible(false); });
    m_storeDelay->setSingleShot(true);
    m_storeDelay->setInterval(kStoreDelayMs);
    connect(m_storeDelay, &QTimer::timeout, this, &Workbench::storeState);
    m_offlineTick->setInterval(kTickMs);
    connect(m_offlineTick, &QTimer::timeout, this, &Workbench::contextStateChanged);

    ConnectionContext &context = m_session.context();
    connect(&m_session, &ConnectionSession::phaseChanged, this, &Workbench::sessionPhaseChanged);
    connect(&context, &ConnectionContext::stateChanged, this, &Workbench::contextStateChanged);
    connect(&context, &ConnectionContext::capabilitiesChanged, this, [this] {
        m_rail->setCapabilities(m_session.context().capabilities());
    });
    connect(&context, &ConnectionContext::backOnline, this, [this] {
        for (View *view : m_tabs->views()) {
            if (view->isVisible()) {
                view->refresh();
            }
        }
    });
    connect(&context.schema(),
            &SchemaStore::collectionsChanged,
            this,
            [this](const QStringList &added) { collectionsAdded(added); });
    m_tabs->setPlaceholder(makePlaceholder());

    const Theme &theme = Theme::current();
    m_splitter->setSizes({theme.scaled(layout::kSidebar),
                          theme.scaled(metrics::kWindowWidth),
                          theme.scaled(layout::kInspector)});
    if (restore) {
        restoreTabs();
    }
    m_hasBegun = m_tabs->count() > 0;
    m_knowsSchema = !context.schema().collections().empty();
    showBeginning();
    sessionPhaseChanged();
}

Workbench::~Workbench() = default;

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
    return descriptor->make(m_session.context(), *this, target);
}

View *Workbench::currentView() const { return m_tabs->currentView(); }

QString Workbench::currentCollection() const { return m_tabs->currentTarget().collection; }

void Workbench::goToView(const QString &viewId)
{
    const ViewDescriptor *descriptor = findView(m_catalogue, viewId);
    if (descriptor == nullptr) {
        return;
    }
    const ViewTarget here = m_tabs->currentTarget();
    if (here.view == viewId) {
        return;
    }
    // Data without a collection: the one that was seen last, or the first of the schema.
    ViewTarget target{viewId, {}, {}, {}};
    if (viewId == u"data"_s) {
        const QList<View *> open = m_tabs->views();
        for (int i = 0; i < open.size(); ++i) {
            if (open[i]->viewId() == viewId) {
                m_tabs->activate(i);
                return;
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
        m_parts.status(tr("%1 is not part of this version").arg(descriptor->translatedTitle()));
        m_rail->setCurrent(here.view);
    }
}

void Workbench::toggleTree()
{
    m_treeWanted = !m_treeWanted;
    m_tree->setVisible(m_treeWanted);
    m_storeDelay->start();
}

void Workbench::toggleRailLabels()
{
    m_rail->setExpanded(!m_rail->isExpanded());
    m_storeDelay->start();
}

void Workbench::toggleInspector() { setInspectorVisible(!m_inspector->isVisible()); }

void Workbench::currentTabChanged(View *view)
{
    m_inspector->setCurrentView(view);
    const ViewTarget target = m_tabs->currentTarget();
    m_rail->setCurrent(view == nullptr ? QString() : view->viewId());
    m_tree->setCurrentCollection(target.collection);
    m_storeDelay->start();
    emit currentViewChanged(view);
}

void Workbench::storeState()
{
    QJsonObject state = m_tabs->saveState();
    QJsonArray sizes;
    for (const int size : m_splitter->sizes()) {
        sizes.append(size);
    }
    state.insert(u"sizes"_s, sizes);
    state.insert(u"tree"_s, m_treeWanted);
    state.insert(u"rail"_s, m_rail->isExpanded());
    state.insert(u"inspector"_s, m_inspectorWanted);
    m_parts.workspace->setState(connectionId(), u"window"_s, state);
}

void Workbench::restoreTabs()
{
    const QJsonObject state = m_parts.workspace->state(connectionId(), u"window"_s).toObject();
    if (state.isEmpty()) {
        return;
    }
    m_treeWanted = state[u"tree"_s].toBool(true);
    m_tree->setVisible(m_treeWanted);
    m_rail->setExpanded(state[u"rail"_s].toBool());
    setInspectorVisible(state[u"inspector"_s].toBool());
    QList<int> sizes;
    for (const QJsonValue &size : state[u"sizes"_s].toArray()) {
        sizes << size.toInt();
    }
    if (sizes.size() == m_splitter->count()) {
        m_splitter->setSizes(sizes);
    }
    m_tabs->restoreState(state);
}

void Workbench::sessionPhaseChanged()
{
    using Phase = ConnectionSession::Phase;
    hideBanner(u"session"_s);
    switch (m_session.phase()) {
    case Phase::Idle:
    case Phase::Stopping:
    case Phase::SigningIn:
        return;
    case Phase::Starting:
        m_parts.status(tr("Starting the server"));
        return;
    case Phase::Ready:
        m_rail->setCapabilities(m_session.context().capabilities());
        showBeginning();
        m_parts.status(std::exchange(m_wasLost, false) ? tr("Back online") : QString());
        return;
    case Phase::Restarting:
        m_wasLost = true;
        showBanner({u"session"_s,
                    Tone::Warning,
                    tr("The server stopped. It is being started again; staged edits are kept."),
                    {},
                    {},
                    false});
        return;
    case Phase::SignInNeeded:
        showBanner({u"session"_s,
                    Tone::Warning,
                    m_session.isForeign()
                        ? tr("The data of %1 came with its own superusers. Sign in as one of them.")
                              .arg(m_session.profile().name)
                        : tr("Signed out of %1. Sign in to continue; nothing was lost.")
                              .arg(m_session.profile().name),
                    tr("Sign in"),
                    [this] { showSignIn(); },
                    false});
        if (m_session.isForeign()
            && m_parts.window->findChild<Sheet *>(u"shell.signIn"_s) == nullptr) {
            // There is nothing else to do here: the question comes by itself, once.
            QMetaObject::invokeMethod(
                this,
                [this] {
                    if (m_session.isForeign() && isVisible()) {
                        showSignIn();
                    }
                },
                Qt::QueuedConnection);
        }
        return;
    case Phase::Failed:
        m_wasLost = true;
        showBanner({u"session"_s,
                    Tone::Danger,
                    m_session.problem(),
                    m_session.logTail().isEmpty() ? tr("Retry") : tr("Show log"),
                    [this] {
                        if (m_session.logTail().isEmpty()) {
                            m_session.open();
                        } else {
                            showFailure();
                        }
                    },
                    false});
        return;
    }
}

void Workbench::contextStateChanged()
{
    ConnectionContext &context = m_session.context();
    const bool isLost = context.state() == ConnectionState::Offline
        && m_session.phase() == ConnectionSession::Phase::Ready;
    if (!isLost) {
        m_offlineTick->stop();
        hideBanner(u"offline"_s);
        return;
    }
    m_wasLost = true;
    const QString since
        = QLocale().toString(context.lastContact().toLocalTime().time(), QLocale::ShortFormat);
    const int seconds = std::max(1, (context.retryInMs() + 999) / 1000);
    showBanner({u"offline"_s,
                Tone::Warning,
                tr("Connection lost. Showing data from %1. Trying again in %n s.", nullptr, seconds)
                    .arg(since),
                tr("Retry now"),
                [this] { m_session.context().retryNow(); },
                false});
    m_offlineTick->start();
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
    goToView(hasOwn ? u"data"_s : u"schema"_s);
}

void Workbench::collectionsAdded(const QStringList &ids)
{
    const bool isNews = std::exchange(m_knowsSchema, true);
    // Somebody drew a collection here just now: what comes next is its first record.
    if (!isNews || ids.size() != 1 || m_tabs->currentTarget().view != u"schema"_s) {
        return;
    }
    const CollectionPtr made = m_session.context().schema().find(ids.constFirst());
    if (made == nullptr || made->isSystem || made->isView()) {
        return;
    }
    hideBanner(u"created"_s);
    const QString name = made->name;
    showBanner({u"created"_s,
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

void Workbench::showSignIn()
{
    auto *sheet = new Sheet(this, tr("Sign in to %1").arg(m_session.profile().name));
    sheet->setObjectName(u"shell.signIn"_s);
    const bool isForeign = m_session.isForeign();
    if (isForeign) {
        sheet->setSubtitle(
            tr("With a superuser of the data you opened. The password is kept in the keychain."));
    }
    auto *identity = new TextField(u"you@example.com"_s);
    identity->setObjectName(u"shell.signIn.identity"_s);
    identity->setText(isForeign ? QString() : m_session.profile().identity);
    auto *password = new TextField;
    password->setObjectName(u"shell.signIn.password"_s);
    password->setSecret(true);
    auto *passwordRow = new FieldRow(tr("Password"), password);
    sheet->body()->addWidget(new FieldRow(tr("E-mail"), identity));
    sheet->body()->addWidget(passwordRow);
    Button *accept = sheet->addButton(tr("Sign in"), ButtonVariant::Primary);
    accept->setObjectName(u"shell.signIn.accept"_s);
    const auto attempt = [this, accept, identity, password, passwordRow] {
        if (identity->text().trimmed().isEmpty()) {
            identity->setFocus();
            return;
        }
        passwordRow->setError({});
        accept->setBusy(true);
        m_session.signIn(identity->text().trimmed(), password->text());
    };
    connect(accept, &Button::clicked, sheet, attempt);
    connect(password, &TextField::returnPressed, sheet, attempt);
    connect(identity, &TextField::returnPressed, password, [password] { password->setFocus(); });
    connect(&m_session,
            &ConnectionSession::phaseChanged,
            sheet,
            [this, sheet, accept, passwordRow](auto phase) {
                if (phase == ConnectionSession::Phase::Ready) {
                    sheet->accept();
                } else if (phase != ConnectionSession::Phase::SigningIn) {
                    accept->setBusy(false);
                    passwordRow->setError(phase == ConnectionSession::Phase::SignInNeeded
                                              ? tr("E-mail or password is not right")
                                              : m_session.problem());
                }
            });
    showSheet(sheet);
    (identity->text().isEmpty() ? identity : password)->setFocus();
}

void Workbench::showFailure()
{
    auto *sheet = new LogSheet(this, m_session.problem(), m_session.logTail());
    connect(sheet, &LogSheet::retryRequested, &m_session, &ConnectionSession::open);
    showSheet(sheet);
}

View *Workbench::open(const ViewTarget &target, OpenMode mode)
{
    return m_tabs->open(target, mode);
}

View *Workbench::open(const RecordRef &record, OpenMode mode)
{
    return m_tabs->open(ViewTarget{u"data"_s, record.collection, record.record, {}}, mode);
}

View *Workbench::openCollection(const QString &collection, OpenMode mode)
{
    // A view that is about one collection at a time (schema, rules, api) stays on its own matter.
    const QString here = m_tabs->currentTarget().view;
    const bool staysInView = here == u"schema"_s || here == u"rules"_s || here == u"api"_s;
    if (staysInView && mode == OpenMode::Preview && findView(m_catalogue, here) != nullptr) {
        return m_tabs->open(ViewTarget{here, collection, {}, {}}, mode);
    }
    return m_tabs->open(ViewTarget{u"data"_s, collection, {}, {}}, mode);
}

void Workbench::showInspector(View *owner, QWidget *panel, const QString &title)
{
    m_inspector->setPanel(owner, panel, title);
}

void Workbench::setInspectorVisible(bool visible)
{
    m_inspectorWanted = visible;
    m_inspector->setVisible(visible);
    m_storeDelay->start();
}

void Workbench::showSheet(Sheet *sheet) { sheet->open(); }

QWidget *Workbench::window() { return m_parts.window; }

void Workbench::toast(Tone tone,
                      const QString &text,
                      const QString &actionText,
                      std::function<void()> action)
{
    m_parts.toast(tone, text, actionText, std::move(action));
}

void Workbench::status(const QString &text) { m_parts.status(text); }

void Workbench::showBanner(const BannerText &text)
{
    if (Banner *known = m_shownBanners.value(text.id)) {
        // The words change every second while offline; the widget and its button stay.
        known->setMessage(text.tone, text.text);
        return;
    }
    auto *banner = new Banner(text.tone, text.text);
    banner->setObjectName(u"shell.banner."_s + text.id);
    banner->setDismissible(text.closable);
    if (!text.actionText.isEmpty()) {
        Button *action = banner->addAction(text.actionText);
        action->setObjectName(u"shell.banner."_s + text.id + u".action"_s);
        connect(action, &Button::clicked, this, [run = text.action] { run(); });
    }
    if (!text.moreText.isEmpty()) {
        Button *more = banner->addAction(text.moreText);
        more->setObjectName(u"shell.banner."_s + text.id + u".more"_s);
        connect(more, &Button::clicked, this, [run = text.more] { run(); });
    }
    connect(banner, &Banner::dismissed, this, [this, id = text.id] { hideBanner(id); });
    m_banners->addWidget(banner);
    m_banners->setContentsMargins(space::k3, space::k3, space::k3, space::k3);
    m_shownBanners.insert(text.id, banner);
}

void Workbench::hideBanner(const QString &id)
{
    if (Banner *banner = m_shownBanners.take(id)) {
        m_banners->removeWidget(banner);
        banner->hide();
        banner->deleteLater();
    }
    if (m_shownBanners.isEmpty()) {
        m_banners->setContentsMargins(0, 0, 0, 0);
    }
}

Actions &Workbench::actions() { return *m_parts.actions; }

Workspace &Workbench::workspace() { return *m_parts.workspace; }

QString Workbench::connectionId() const { return m_session.profile().id; }

void Workbench::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    // Narrow windows give the room to the content.
    const double scale = Theme::current().scale();
    m_tree->setVisible(m_treeWanted && event->size().width() >= metrics::kTreeFlyoutBelow * scale);
    m_inspector->setVisible(m_inspectorWanted
                            && event->size().width() >= metrics::kInspectorOverlayBelow * scale);
}

} // namespace socle::studio
