#include "studio/views/compare/CompareView.h"

#include "studio/domain/ConnectionContext.h"
#include "studio/domain/RecordComparison.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Button.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Select.h"
#include "studio/kit/Skeleton.h"
#include "studio/kit/Text.h"
#include "studio/shell/Connections.h"
#include "studio/shell/ErrorPage.h"
#include "studio/shell/Shell.h"
#include "studio/views/compare/CompareDetail.h"
#include "studio/views/compare/CompareSide.h"

#include <QGridLayout>
#include <QHeaderView>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// The thirds of the page: what stands in them lines up with the columns of the list.
QGridLayout *makeThirds(QWidget *page)
{
    auto *thirds = new QGridLayout(page);
    thirds->setHorizontalSpacing(space::k5);
    for (int i = 0; i < 3; ++i) {
        thirds->setColumnStretch(i, 1);
    }
    return thirds;
}

} // namespace

CompareView::CompareView(Connections &connections, Shell &shell)
    : View(u"compare"_s)
    , m_connections(connections)
    , m_shell(shell)
    , m_left(new CompareSide(connections, u"left"_s, tr("Left")))
    , m_right(new CompareSide(connections, u"right"_s, tr("Right")))
    , m_what(new Segmented)
    , m_collection(new Select)
    , m_words(new Text({}, TextRole::Base, Color::TextMuted))
    , m_next(new Button(tr("Go on"), ButtonVariant::Secondary))
    , m_body(new QStackedWidget)
    , m_list(new QTreeWidget)
    , m_detail(new CompareDetail)
{
    setTitle(tr("Compare"));
    setIcon(u"columns"_s);
    setContent(makeContent());
    connect(m_left, &CompareSide::chosen, this, &CompareView::refresh);
    connect(m_right, &CompareSide::chosen, this, &CompareView::refresh);
    connect(m_what, &Segmented::currentChanged, this, &CompareView::compare);
    connect(m_collection, &Select::currentChanged, this, &CompareView::compare);
    connect(&connections, &Connections::opened, this, &CompareView::connectionsChanged);
    connect(&connections, &Connections::closed, this, &CompareView::connectionsChanged);
    connect(&connections, &Connections::changed, this, [this](const QString &id) {
        if (id != m_left->connectionId() && id != m_right->connectionId()) {
            return;
        }
        m_left->showEnvironment();
        m_right->showEnvironment();
        if (state() != State::Filled && phases() != m_phases) {
            compare(); // it may be ready now
        }
    });
    // Values are painted as privacy mode and the theme want them.
    connect(&Privacy::current(), &Privacy::changed, this, &CompareView::compare);
    connect(&Theme::current(), &Theme::changed, this, &CompareView::showCurrent);
    m_left->setConnection(shell.connectionId());
    chooseSides();
    refresh();
}

QWidget *CompareView::makeHead()
{
    auto *head = new QWidget;
    QGridLayout *thirds = makeThirds(head);
    thirds->setContentsMargins(space::k5, space::k5, space::k5, space::k3);
    m_what->setObjectName(u"compare.what"_s);
    m_what->setAccessibleName(tr("What to compare"));
    m_what->addSegment(u"schema"_s, tr("Schema"));
    m_what->addSegment(u"records"_s, tr("Records"));
    m_what->setCurrentKey(u"schema"_s);
    m_collection->setObjectName(u"compare.collection"_s);
    m_collection->setAccessibleName(tr("Collection"));
    m_collection->setPlaceholder(tr("Collection"));
    auto *what = new QVBoxLayout;
    what->setSpacing(space::k3);
    what->addWidget(m_what, 0, Qt::AlignLeft);
    what->addWidget(m_collection);
    thirds->addLayout(what, 0, 0, Qt::AlignTop);
    thirds->addWidget(m_left, 0, 1, Qt::AlignTop);
    thirds->addWidget(m_right, 0, 2, Qt::AlignTop);
    return head;
}

QWidget *CompareView::makeErrors()
{
    auto *page = new QWidget;
    QGridLayout *thirds = makeThirds(page);
    const auto make = [&](int column) {
        auto *place = new QWidget;
        auto *lines = new QVBoxLayout(place);
        auto *error = new EmptyState(u"alert"_s, {}, {});
        lines->addStretch();
        lines->addWidget(error);
        lines->addStretch();
        thirds->addWidget(place, 0, column);
        return error;
    };
    m_leftError = make(1);
    m_rightError = make(2);
    return page;
}

QWidget *CompareView::makeContent()
{
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHead());

    m_words->setObjectName(u"compare.state"_s);
    m_words->setOverflow(Text::Overflow::Elide);
    m_next->setObjectName(u"compare.next"_s);
    m_next->setControlSize(ControlSize::Small);
    m_next->setToolTip(tr("Forgets these differences and looks for the next ones"));
    connect(m_next, &Button::clicked, this, [this] {
        if (m_records != nullptr) {
            m_list->clear();
            m_shown = 0;
            ++m_portions;
            m_records->next();
        }
    });
    auto *line = new QHBoxLayout;
    line->setContentsMargins(space::k5, 0, space::k5, space::k3);
    line->addWidget(m_words, 1);
    line->addWidget(m_next);
    column->addLayout(line);

    m_skeletonPage = new Skeleton(Skeleton::Shape::Rows);
    m_nothing = new EmptyState(u"columns"_s, {}, {});
    m_errors = makeErrors();
    m_list->setObjectName(u"compare.list"_s);
    m_list->setAccessibleName(tr("Differences"));
    m_list->setUniformRowHeights(true);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setColumnCount(3);
    m_list->header()->setSectionResizeMode(QHeaderView::Stretch);
    m_list->header()->setStretchLastSection(false); // it would keep the width it has without a bar
    m_list->header()->setSectionsMovable(false);
    connect(m_list, &QTreeWidget::currentItemChanged, this, &CompareView::showCurrent);
    auto *split = new QSplitter(Qt::Vertical);
    split->setChildrenCollapsible(false);
    split->addWidget(m_list);
    split->addWidget(m_detail);
    split->setStretchFactor(0, 3);
    split->setStretchFactor(1, 1);
    m_filled = split;
    for (QWidget *page : {m_skeletonPage, static_cast<QWidget *>(m_nothing), m_errors, m_filled}) {
        m_body->addWidget(page);
    }
    column->addWidget(m_body, 1);
    return content;
}

/// A side without a connection gets one that the other has not.
void CompareView::chooseSides()
{
    const auto fill = [this](CompareSide &side, const CompareSide &other) {
        for (const ConnectionSession *session : m_connections.sessions()) {
            if (side.connectionId().isEmpty() && session->profile().id != other.connectionId()) {
                side.setConnection(session->profile().id);
            }
        }
    };
    fill(*m_left, *m_right);
    fill(*m_right, *m_left);
}

void CompareView::connectionsChanged()
{
    m_left->refill();
    m_right->refill();
    chooseSides();
    refresh();
}

/// Signed in, or the schema arrived: what could not be compared can be now.
void CompareView::watch()
{
    for (const QMetaObject::Connection &one : std::as_const(m_watched)) {
        disconnect(one);
    }
    m_watched.clear();
    for (const CompareSide *side : {m_left, m_right}) {
        if (ConnectionContext *known = context(*side)) {
            m_watched << connect(&known->schema(), &SchemaStore::stateChanged, this, [this] {
                fillCollections();
                compare();
            });
        }
    }
}

ConnectionContext *CompareView::context(const CompareSide &side) const
{
    ConnectionSession *session = side.session();
    return session == nullptr ? nullptr : &session->context();
}

QString CompareView::phases() const
{
    QStringList all;
    for (const CompareSide *side : {m_left, m_right}) {
        const ConnectionSession *session = side->session();
        all << QString::number(session == nullptr ? -1 : static_cast<int>(session->phase()));
    }
    return all.join(u' ');
}

bool CompareView::isRecords() const { return m_what->currentKey() == u"records"_s; }

void CompareView::refresh()
{
    watch();
    fillCollections();
    compare();
}

/// Views have no ids of their own that could pair their rows.
void CompareView::fillCollections()
{
    QVector<SelectOption> options;
    ConnectionContext *left = context(*m_left);
    ConnectionContext *right = context(*m_right);
    if (left != nullptr && right != nullptr) {
        for (const CollectionPtr &collection : left->schema().collections()) {
            const CollectionPtr other = right->schema().find(collection->name);
            if (other != nullptr && !collection->isSystem && !collection->isView()
                && !other->isView()) {
                options.append({.key = collection->name, .text = collection->name});
            }
        }
    }
    const QString known = m_collection->currentKey();
    m_collection->setOptions(options);
    m_collection->setCurrentKey(known.isEmpty() && !options.isEmpty() ? options.first().key
                                                                      : known);
}

void CompareView::compare()
{
    m_phases = phases();
    delete m_records; // its answers go nowhere
    m_records = nullptr;
    m_schema.clear();
    m_list->clear();
    m_shown = 0;
    m_portions = 1;
    m_words->clear();
    m_next->hide();
    m_left->setNote({});
    m_right->setNote({});
    m_collection->setVisible(isRecords());
    m_list->setHeaderLabels(
        {isRecords() ? tr("Record") : tr("Collection"), m_left->title(), m_right->title()});
    emit viewStateChanged();
    if (!showReadiness()) {
        return;
    }
    if (isRecords()) {
        compareRecords();
    } else {
        compareSchema();
    }
}

/// False, and says why, while there are no two schemas to compare.
bool CompareView::showReadiness()
{
    if (context(*m_left) == nullptr || context(*m_right) == nullptr) {
        showNothing(u"columns"_s,
                    tr("Two connections side by side"),
                    tr("Open a second connection to compare this one with."));
        return false;
    }
    if (m_left->connectionId() == m_right->connectionId()) {
        showNothing(u"columns"_s,
                    tr("Two connections side by side"),
                    tr("Both sides are the same connection. Choose another one."));
        return false;
    }
    bool isLoading = false;
    bool hasFailed = false;
    m_leftError->parentWidget()->hide();
    m_rightError->parentWidget()->hide();
    for (const CompareSide *side : {m_left, m_right}) {
        const ConnectionSession *session = side->session();
        const SchemaStore &schema = context(*side)->schema();
        using Phase = ConnectionSession::Phase;
        if (session->phase() == Phase::Failed || session->phase() == Phase::SignInNeeded) {
            hasFailed = true;
            ErrorText text;
            text.title = tr("Could not open %1").arg(side->title());
            text.reason = session->problem();
            showFailure(*side, text);
        } else if (schema.state() == SchemaStore::State::Failed) {
            hasFailed = true;
            showFailure(*side, ErrorText::of(schema.error()));
        } else if (schema.state() != SchemaStore::State::Ready && schema.collections().empty()) {
            isLoading = true;
        }
    }
    if (!hasFailed && isLoading) {
        m_body->setCurrentWidget(m_skeletonPage);
        showContent(State::Loading);
    }
    return !hasFailed && !isLoading;
}

void CompareView::showNothing(const QString &icon, const QString &title, const QString &reason)
{
    m_nothing->setContent(icon, title, reason);
    m_body->setCurrentWidget(m_nothing);
    showContent(State::Empty);
}

void CompareView::showFailure(const CompareSide &side, const ErrorText &text)
{
    EmptyState *page = &side == m_left ? m_leftError : m_rightError;
    page->parentWidget()->show();
    // What helps beside an error, helps the connection this tab belongs to.
    fillErrorPage(
        *page,
        &side == m_left ? u"compare.left"_s : u"compare.right"_s,
        text,
        [this, id = side.connectionId()] {
            if (ConnectionSession *session = m_connections.session(id); session != nullptr
                && session->context().schema().state() == SchemaStore::State::Failed) {
                session->context().reload();
            }
            refresh();
        },
        side.connectionId() == m_shell.connectionId() ? this : nullptr);
    m_body->setCurrentWidget(m_errors);
    showContent(State::Error);
}

void CompareView::showList(int count)
{
    if (m_list->currentItem() == nullptr && count > 0) {
        m_list->setCurrentItem(m_list->topLevelItem(0));
    }
    m_body->setCurrentWidget(m_filled);
    showContent(State::Filled);
}

QJsonObject CompareView::saveState() const
{
    return {{u"left"_s, m_left->connectionId()},
            {u"right"_s, m_right->connectionId()},
            {u"what"_s, m_what->currentKey()},
            {u"collection"_s, m_collection->currentKey()}};
}

void CompareView::restoreState(const QJsonObject &state)
{
    const auto take = [&](CompareSide &side, const QString &key) {
        const QString id = state[key].toString();
        if (m_connections.session(id) != nullptr) {
            side.setConnection(id);
        }
    };
    take(*m_left, u"left"_s);
    take(*m_right, u"right"_s);
    m_what->setCurrentKey(state[u"what"_s].toString(m_what->currentKey()));
    fillCollections();
    m_collection->setCurrentKey(state[u"collection"_s].toString(m_collection->currentKey()));
    refresh();
}

} // namespace socle::studio
