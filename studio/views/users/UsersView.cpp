#include "studio/views/users/UsersView.h"

#include "studio/api/Text.h"
#include "studio/domain/AccountModel.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/RecordRoles.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Skeleton.h"
#include "studio/kit/Small.h"
#include "studio/kit/Tabs.h"
#include "studio/kit/Text.h"
#include "studio/kit/WrapLayout.h"
#include "studio/shell/ActionSheet.h"
#include "studio/shell/Actions.h"
#include "studio/shell/ErrorPage.h"
#include "studio/shell/Shell.h"
#include "studio/views/users/AccountCells.h"
#include "studio/views/users/AccountPage.h"
#include "studio/views/users/UsersBulk.h"
#include "studio/views/users/UsersMetrics.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QScrollBar>
#include <QStackedLayout>

#include <array>

using namespace Qt::StringLiterals;

namespace socle::studio {

UsersView::UsersView(ConnectionContext &context, Shell &shell, const ViewTarget &target)
    : View(u"users"_s)
    , m_context(context)
    , m_shell(shell)
    , m_model(new AccountModel(context.client(), this))
{
    setTitle(tr("Users"));
    setIcon(u"users"_s);
    auto *content = new QWidget;
    m_pages = new QStackedLayout(content);
    m_pages->addWidget(m_list = makeList());
    m_pages->addWidget(m_account = new AccountPage(context, shell));
    setContent(content);
    makeActions();

    connect(m_model, &AccountModel::stateChanged, this, &UsersView::listChanged);
    connect(m_account, &AccountPage::backRequested, this, &UsersView::showList);
    connect(m_account, &AccountPage::recordChanged, m_model, &AccountModel::replace);
    connect(m_account, &AccountPage::recordRemoved, this, &UsersView::removed);
    connect(m_account, &AccountPage::loaded, this, &UsersView::refreshTitle);
    connect(m_account, &AccountPage::changesChanged, this, [this] {
        setMark(m_account->hasChanges() ? Mark::Unsaved : Mark::None);
    });
    connect(&m_context.schema(), &SchemaStore::stateChanged, this, &UsersView::rebuildTabs);
    connect(&m_context.schema(), &SchemaStore::collectionsChanged, this, &UsersView::rebuildTabs);
    connect(&m_context, &ConnectionContext::capabilitiesChanged, this, &UsersView::rebuildTabs);
    connect(&m_context, &ConnectionContext::lockChanged, this, &UsersView::listChanged);
    connect(&m_context, &ConnectionContext::backOnline, this, &UsersView::refresh);
    m_wantedCollection = target.collection;
    m_wanted = target.record;
    showLoading();
    rebuildTabs();
}

UsersView::~UsersView()
{
    disconnect(m_model, nullptr, this, nullptr);
    disconnect(m_grid->selectionModel(), nullptr, this, nullptr);
}

QWidget *UsersView::makeList()
{
    auto *list = new QWidget;
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *tabRow = new QHBoxLayout;
    setMirroredMargins(tabRow, space::k5 - space::k2, space::k2, space::k5, -1);
    m_tabs = new Tabs(Tabs::Look::Underline);
    m_tabs->setObjectName(u"users.tabs"_s);
    m_tabs->setAccessibleName(tr("Auth collections"));
    m_tabs->setDrawBase(false); // the divider below runs over the whole width
    m_tabs->setExpanding(false);
    tabRow->addWidget(m_tabs, 1);
    column->addLayout(tabRow);
    column->addWidget(new Divider);

    auto *toolbar = new QWidget;
    keepScaled(toolbar, Extent::LeastHeight, layout::kToolbar);
    auto *row = new WrapLayout(toolbar); // narrow panes, long words
    row->setContentsMargins(space::k5, space::k3, space::k5, space::k3);
    row->setSpacing(space::k4);
    m_search = new SearchField(tr("Search e-mail, name or id"));
    m_search->setObjectName(u"users.search"_s);
    m_search->setAccessibleName(tr("Search accounts"));
    keepScaled(m_search, Extent::LeastWidth, users::kSearchMin);
    keepScaled(m_search, Extent::MostWidth, users::kSearch);
    m_search->setDelay(180);
    row->addWidget(m_search);
    m_states = new Segmented;
    m_states->setObjectName(u"users.state"_s);
    m_states->setAccessibleName(tr("Which accounts"));
    m_states->addSegment(u"all"_s, tr("All"));
    m_states->addSegment(u"unverified"_s, tr("Not verified"));
    m_states->setEqualWidths(false);
    row->addWidget(m_states);
    row->addStretch();
    m_new = new Button(u"plus"_s, tr("New account"), ButtonVariant::Primary);
    m_new->setObjectName(u"users.new"_s);
    row->addWidget(m_new);
    column->addWidget(toolbar);
    column->addWidget(new Divider);

    auto *place = new QWidget;
    m_place = new QStackedLayout(place);
    m_grid = new DataGrid;
    m_grid->setObjectName(u"users.table"_s);
    m_grid->setAccessibleName(tr("Accounts, newest first"));
    m_grid->setMarkable(true);
    m_grid->setReadOnly(true);
    m_grid->setModel(m_model);
    m_grid->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_place->addWidget(m_grid);
    m_place->addWidget(new Skeleton(Skeleton::Shape::Rows));
    auto *words = new QWidget;
    auto *wordColumn = new QVBoxLayout(words);
    wordColumn->addStretch();
    wordColumn->addWidget(m_empty = new EmptyState(u"users"_s, {}, {}));
    wordColumn->addStretch();
    m_place->addWidget(words);
    column->addWidget(place, 1);

    column->addWidget(m_bulk = new UsersBulk(m_context, m_shell));
    auto *footer = new QWidget;
    footer->setObjectName(u"users.footer"_s);
    keepScaled(footer, Extent::Height, layout::kFooter);
    auto *footerColumn = new QVBoxLayout(footer);
    footerColumn->setContentsMargins(0, 0, 0, 0);
    footerColumn->setSpacing(0);
    footerColumn->addWidget(new Divider);
    auto *footerRow = new QHBoxLayout;
    footerRow->setContentsMargins(space::k5, 0, space::k5, 0);
    footerRow->addWidget(m_count = new Text({}, TextRole::Small, Color::TextMuted));
    footerRow->addStretch();
    auto *hint = new Text(tr("Enter opens an account"), TextRole::Small, Color::TextSubtle);
    m_count->setOverflow(Text::Overflow::Elide);
    hint->setOverflow(Text::Overflow::Elide);
    footerRow->addWidget(hint);
    footerColumn->addLayout(footerRow, 1);
    column->addWidget(footer);

    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        if (index >= 0) {
            choose(m_tabs->keyAt(index));
        }
    });
    connect(m_search, &SearchField::searchChanged, this, &UsersView::search);
    connect(m_search, &SearchField::leaveDown, m_grid, [this] {
        m_grid->setFocus();
        m_grid->setCurrentIndex(m_model->index(0, 0));
    });
    connect(m_states, &Segmented::currentChanged, this, &UsersView::search);
    connect(m_grid, &DataGrid::marksChanged, this, &UsersView::showChosen);
    connect(m_bulk, &UsersBulk::clearRequested, this, [this] { m_grid->setMarks({}); });
    connect(m_bulk, &UsersBulk::finished, m_model, &AccountModel::reload);
    connect(m_new, &Button::clicked, this, [this] { createNew(); });
    const auto open = [this](const QModelIndex &index) {
        if (const Account *account = m_model->at(index.row())) {
            openAccount(account->record.id);
        }
    };
    connect(m_grid, &DataGrid::followRequested, this, open);
    connect(m_grid, &QAbstractItemView::clicked, this, open);
    return list;
}

void UsersView::makeActions()
{
    const auto add
        = [this](const QString &verb, const QString &text, const QString &icon, auto run) {
              m_actions << Actions::make({.id = u"act.users."_s + verb,
                                          .text = text,
                                          .icon = icon,
                                          .keys = {},
                                          .subject = tr("Users"),
                                          .help = {}},
                                         this,
                                         run);
          };
    add(u"new"_s, tr("New account"), u"plus"_s, [this] { createNew(); });
    add(u"list"_s, tr("Back to the list of accounts"), u"arrow-left"_s, [this] { showList(); });
    add(u"impersonate"_s, tr("Make a token of this account"), u"user"_s, [this] {
        if (isPageShown() && m_account->isLoaded()) {
            m_account->impersonate();
        }
    });
    add(u"verifyMail"_s, tr("Send this account the verification mail"), u"mail"_s, [this] {
        if (isPageShown() && m_account->isLoaded()) {
            m_account->sendMail(u"verification"_s);
        }
    });
    add(u"resetMail"_s, tr("Send this account the password reset mail"), u"mail"_s, [this] {
        if (isPageShown() && m_account->isLoaded()) {
            m_account->sendMail(u"password-reset"_s);
        }
    });
}

void UsersView::rebuildTabs()
{
    const SchemaStore &schema = m_context.schema();
    std::vector<CollectionPtr> found;
    CollectionPtr superusers;
    for (const CollectionPtr &collection : schema.collections()) {
        if (collection->name == u"_superusers") {
            superusers = collection;
        } else if (collection->isAuth()) {
            found.push_back(collection);
        }
    }
    if (superusers != nullptr) {
        found.push_back(superusers);
    }
    if (found.empty()) {
        if (schema.state() == SchemaStore::State::Failed) {
            ErrorText text = ErrorText::of(schema.error());
            text.title = tr("The collections could not be read");
            showError(text, [this] { m_context.schema().refresh(); });
        } else if (schema.state() == SchemaStore::State::Ready) {
            showEmpty({.icon = u"users"_s,
                       .title = tr("Accounts of this server"),
                       .reason = tr("Only a superuser sees them. Sign in as one."),
                       .actions = {}});
        }
        return;
    }
    QStringList ids;
    QStringList shown;
    for (const CollectionPtr &collection : found) {
        ids << collection->id;
    }
    for (int i = 0; i < m_tabs->count(); ++i) {
        shown << m_tabs->keyAt(i);
    }
    if (ids != shown) {
        const QSignalBlocker quiet(m_tabs);
        while (m_tabs->count() > 0) {
            m_tabs->removeTab(0);
        }
        for (const CollectionPtr &collection : found) {
            const bool isSuper = collection->name == u"_superusers";
            m_tabs->addTab(collection->id,
                           isSuper ? tr("Superusers") : collection->name,
                           isSuper ? u"shield"_s : u"users"_s);
        }
    }
    const CollectionPtr wanted
        = m_wantedCollection.isEmpty() ? nullptr : schema.find(m_wantedCollection);
    const CollectionPtr next = wanted != nullptr && ids.contains(wanted->id) ? wanted
        : m_collection != nullptr && ids.contains(m_collection->id) ? schema.find(m_collection->id)
                                                                    : found.front();
    m_wantedCollection.clear();
    {
        const QSignalBlocker quiet(m_tabs);
        m_tabs->setCurrentIndex(m_tabs->indexOfKey(next->id));
    }
    choose(next->id);
    if (!m_wanted.isEmpty()) {
        openAccount(std::exchange(m_wanted, {}));
    }
}

void UsersView::choose(const QString &collectionId)
{
    const CollectionPtr collection = m_context.schema().find(collectionId);
    if (collection == nullptr || collection == m_collection) {
        return;
    }
    const bool isSame = m_collection != nullptr && m_collection->id == collection->id;
    m_collection = collection;
    const bool isSuperuser = collection->name == u"_superusers";
    m_new->setText(isSuperuser ? tr("New superuser") : tr("New account"));
    m_states->setVisible(!isSuperuser);
    {
        const QSignalBlocker quiet(m_search);
        m_search->clear();
    }
    m_states->setCurrentKey(u"all"_s);
    QVector<GridColumn> columns;
    const std::array<int, AccountModel::ColumnCount> widths{
        users::kName, users::kVerified, users::kProviders, users::kTime, users::kTime, users::kId};
    for (int i = 0; i < AccountModel::ColumnCount; ++i) {
        GridColumn one;
        one.key = QString::number(i);
        one.title = m_model->headerData(i, Qt::Horizontal, Qt::DisplayRole).toString();
        one.ui = &accountCellUi(i);
        one.width = Theme::current().scaled(widths[static_cast<std::size_t>(i)]);
        one.isEditable = false;
        one.isHidden = isSuperuser && (i == AccountModel::Verified || i == AccountModel::Providers);
        columns.append(one);
    }
    m_grid->setMarks({});
    m_model->setCollection(collection);
    m_grid->setColumns(columns);
    m_grid->horizontalHeader()->setSectionResizeMode(AccountModel::Name, QHeaderView::Stretch);
    if (isSame && isPageShown()) {
        m_account->show(collection, m_account->recordId()); // another schema of the same accounts
    } else {
        showList();
    }
    emit viewStateChanged();
}

void UsersView::search()
{
    m_model->setSearch(m_search->text(), m_states->currentKey() == u"unverified");
}

void UsersView::listChanged()
{
    m_new->setEnabled(!m_context.isLocked());
    m_new->setToolTip(m_context.isLocked() ? tr("Unlock writes first") : QString());
    switch (m_model->state()) {
    case AccountModel::State::Idle:
    case AccountModel::State::Loading:
        m_place->setCurrentIndex(1);
        m_count->setText({});
        showContent(State::Loading);
        return;
    case AccountModel::State::Ready:
        break;
    case AccountModel::State::Failed: {
        fillErrorPage(
            *m_empty,
            u"users"_s,
            ErrorText::of(m_model->error()),
            [this] { m_model->reload(); },
            this);
        m_place->setCurrentIndex(2);
        m_count->setText({});
        showContent(State::Error);
        return;
    }
    }
    const int total = pluralCount(m_model->total());
    m_count->setText(m_model->isNarrowed() ? tr("%Ln accounts match", nullptr, total)
                                           : tr("%Ln accounts", nullptr, total));
    if (m_model->rowCount() > 0) {
        m_place->setCurrentIndex(0);
        showContent();
        return;
    }
    m_empty->setError(false);
    m_empty->clearActions();
    if (m_model->isNarrowed()) {
        m_empty->setContent(u"search"_s,
                            tr("No account matches"),
                            tr("Nobody fits the search in %1.").arg(m_collection->name));
        Button *clear = m_empty->addAction(tr("Clear the search"));
        clear->setObjectName(u"users.empty.clear"_s);
        connect(clear, &Button::clicked, this, [this] {
            m_search->clear();
            m_states->setCurrentKey(u"all"_s);
            search();
        });
    } else {
        m_empty->setContent(u"users"_s,
                            tr("Accounts of %1").arg(m_collection->name),
                            tr("Nobody has signed up yet. Accounts made by the app, by hand or by "
                               "import appear here."));
        Button *add = m_empty->addAction(tr("New account"), u"plus"_s);
        add->setObjectName(u"users.empty.new"_s);
        connect(add, &Button::clicked, this, [this] { createNew(); });
    }
    m_place->setCurrentIndex(2);
    showContent(State::Empty);
}

/// Marks are keys or "all but some"; of all, those that are loaded.
void UsersView::showChosen()
{
    QStringList ids;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        const QString &id = m_model->at(row)->record.id;
        if (m_grid->marks().contains(id)) {
            ids << id;
        }
    }
    m_bulk->setChosen(m_collection == nullptr ? QString() : m_collection->name, ids);
}

bool UsersView::isPageShown() const { return m_pages->currentWidget() == m_account; }

void UsersView::openAccount(const QString &recordId)
{
    if (m_collection == nullptr) {
        m_wanted = recordId;
        return;
    }
    m_forward.clear();
    m_account->show(m_collection, recordId);
    m_pages->setCurrentWidget(m_account);
    refreshTitle();
    emit historyChanged();
    emit viewStateChanged();
}

void UsersView::showList()
{
    if (isPageShown()) {
        m_forward = m_account->recordId();
        m_pages->setCurrentWidget(m_list);
        if (const int row = m_model->rowOf(m_forward); row >= 0) {
            m_grid->setCurrentIndex(m_model->index(row, 0));
        }
        m_grid->setFocus();
    }
    refreshTitle();
    emit historyChanged();
    emit viewStateChanged();
}

void UsersView::refreshTitle()
{
    if (isPageShown() && m_account->isLoaded()) {
        setTitle(accountName(*m_account->collection(), m_account->record()));
        setIcon(u"user"_s);
    } else {
        setTitle(tr("Users"));
        setIcon(u"users"_s);
    }
}

void UsersView::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), colorOf(Color::Surface));
}

View *makeUsersView(ConnectionContext &context, Shell &shell, const ViewTarget &target)
{
    return new UsersView(context, shell, target);
}

} // namespace socle::studio
