#include "studio/shell/CollectionTree.h"

#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/AreaRing.h"
#include "studio/kit/Button.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Text.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/CollectionFields.h"
#include "studio/shell/CollectionNews.h"
#include "studio/shell/CollectionTreeDelegate.h"
#include "studio/shell/CollectionTreeModel.h"
#include "studio/shell/Metrics.h"
#include "studio/shell/ReachSheet.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kCountDelayMs = 250;
const auto kFieldsKey = QStringLiteral("tree.fields"); // preference: the lower third is shown

} // namespace

CollectionTree::CollectionTree(ConnectionContext &context, Workspace &workspace, QWidget *parent)
    : QWidget(parent)
    , m_model(new CollectionTreeModel(context, workspace, this))
    , m_filter(new SearchField(tr("Filter collections")))
    , m_list(new QListView)
    , m_hint(new Text({}, TextRole::Small, Color::TextMuted))
    , m_fields(new CollectionFields)
    , m_fieldsButton(new IconButton(u"braces"_s, tr("Show the fields of the collection")))
    , m_context(context)
    , m_workspace(workspace)
    , m_news(new CollectionNews(context, *m_model, this))
    , m_new(new Button(u"plus"_s, tr("New collection"), ButtonVariant::Secondary))
{
    setObjectName(u"shell.tree.panel"_s);
    keepScaled(this, Extent::LeastWidth, layout::kSidebarMin);

    m_filter->setObjectName(u"shell.tree.filter"_s);
    m_filter->setAccessibleName(tr("Filter collections"));
    m_filter->setLeadingIcon(u"filter"_s);
    m_list->setObjectName(u"shell.tree"_s);
    m_list->setAccessibleName(tr("Collections"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new CollectionTreeDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(false);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->viewport()->setBackgroundRole(QPalette::Window); // the scroll bar lies on the panel
    showRingWhileFocused(m_list);
    m_list->viewport()->installEventFilter(this);
    m_list->viewport()->setAcceptDrops(true);
    m_list->installEventFilter(this);
    m_new->setObjectName(u"shell.tree.new"_s);
    m_new->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);

    auto *column = new QVBoxLayout(this);
    const int margin = space::k3 + space::k1;
    column->setContentsMargins(margin, margin, margin, margin);
    column->setSpacing(space::k3);
    auto *head = new QHBoxLayout;
    head->setSpacing(space::k2);
    head->addWidget(m_filter, 1);
    m_fieldsButton->setObjectName(u"shell.tree.fieldsToggle"_s);
    m_fieldsButton->setCheckable(true);
    head->addWidget(m_fieldsButton);
    column->addLayout(head);
    m_hint->setObjectName(u"shell.tree.hint"_s);
    m_hint->setOverflow(Text::Overflow::Wrap);
    m_hint->setContentsMargins(space::k2, space::k2, space::k2, space::k2);
    m_hint->hide();
    column->addWidget(m_hint);
    column->addWidget(m_list, 2);
    column->addWidget(m_fields, 1);
    column->addWidget(m_new);
    setFieldsShown(workspace.preference(kFieldsKey).toBool());
    connect(m_fieldsButton, &IconButton::toggled, this, &CollectionTree::setFieldsShown);
    connect(m_fields, &CollectionFields::copied, this, [this](const QString &name) {
        emit said(tr("Copied %1").arg(name));
    });

    connect(m_filter, &SearchField::searchChanged, m_model, &CollectionTreeModel::setFilter);
    connect(m_filter, &SearchField::leaveDown, m_list, [this] {
        m_list->setFocus(Qt::TabFocusReason);
        for (int row = 0; row < m_model->rowCount(); ++row) {
            if (m_model->flags(m_model->index(row)).testFlag(Qt::ItemIsSelectable)) {
                m_list->setCurrentIndex(m_model->index(row));
                break;
            }
        }
    });
    connect(m_new, &Button::clicked, this, [this] {
        if (m_context.schema().isGuessed()) {
            openByName();
        } else {
            emit newCollectionRequested();
        }
    });
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) {
        if (index.data(CollectionTreeModel::IsSectionRole).toBool()) {
            m_model->toggleSection(index.data(CollectionTreeModel::SectionKeyRole).toString());
        } else {
            openRow(index, OpenMode::Preview);
        }
    });
    connect(m_list, &QListView::doubleClicked, this, [this](const QModelIndex &index) {
        openRow(index, OpenMode::Lasting);
    });
    connect(m_list, &QListView::customContextMenuRequested, this, &CollectionTree::showMenu);

    auto *counts = new QTimer(this);
    counts->setSingleShot(true);
    counts->setInterval(kCountDelayMs);
    connect(counts, &QTimer::timeout, this, &CollectionTree::askForVisibleCounts);
    const auto soon = [counts] { counts->start(); };
    connect(m_model, &CollectionTreeModel::modelReset, counts, soon);
    connect(m_list->verticalScrollBar(), &QScrollBar::valueChanged, counts, soon);
    connect(&context, &ConnectionContext::stateChanged, counts, soon);
    soon();
    connect(&context, &ConnectionContext::lockChanged, this, &CollectionTree::updateNew);
    connect(&context, &ConnectionContext::stateChanged, this, &CollectionTree::updateNew);
    updateNew();
    connect(m_model, &CollectionTreeModel::modelReset, this, &CollectionTree::updateHint);
    connect(m_model, &CollectionTreeModel::modelReset, this, &CollectionTree::showCurrent);
    connect(&context.schema(), &SchemaStore::stateChanged, this, [this] {
        updateHint();
        updateNew();
    });
    updateHint();
    connect(&Theme::current(), &Theme::changed, m_list, [this] { m_list->doItemsLayout(); });
}

/// A new collection, or for those who see no list of them one more by its name.
void CollectionTree::updateNew()
{
    const bool isGuessed = m_context.schema().isGuessed();
    m_new->setText(isGuessed ? tr("Open by name") : tr("New collection"));
    m_new->setEnabled(m_context.isSignedIn() && (isGuessed || !m_context.isLocked()));
    m_new->setToolTip(!isGuessed && m_context.isLocked() ? tr("Unlock to edit") : QString());
}

void CollectionTree::openByName()
{
    auto *sheet = new ReachSheet(m_context, window());
    connect(sheet, &ReachSheet::reached, this, [this](const QString &name) {
        emit openRequested(name, OpenMode::Lasting);
    });
    sheet->open();
}

void CollectionTree::updateHint()
{
    const auto &collections = m_context.schema().collections();
    const bool hasOwn = std::any_of(collections.begin(),
                                    collections.end(),
                                    [](const CollectionPtr &one) { return !one->isSystem; });
    QString text;
    if (!m_filter->text().trimmed().isEmpty() && m_model->rowCount() == 0) {
        text = tr("No collection matches \u201c%1\u201d.").arg(m_filter->text().trimmed());
    } else if (m_context.schema().isGuessed()
               && m_context.schema().state() == SchemaStore::State::Ready) {
        text = hasOwn ? tr("What this account was found to reach; fields as its records show them. "
                           "Only superusers see all collections.")
                      : tr("Only superusers see the list of collections. Open one this account may "
                           "read by its name, below.");
    } else if (!hasOwn && m_context.schema().state() == SchemaStore::State::Ready) {
        text = tr("No collections yet. Draw one with \u201cNew collection\u201d below, or "
                  "right-click here to "
                  "import a file.");
    }
    m_hint->setText(text);
    m_hint->setVisible(!text.isEmpty());
}

void CollectionTree::focusFilter()
{
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void CollectionTree::setCurrentCollection(const QString &name, const QString &viewId)
{
    m_current = name;
    m_currentView = viewId;
    m_news->setCurrent(name);
    showCurrent();
}

/// Marks the line of the tab in front; the lines are made anew whenever the schema changes.
void CollectionTree::showCurrent()
{
    const QModelIndex view
        = m_currentView.isEmpty() ? QModelIndex() : m_model->indexOfView(m_current, m_currentView);
    const QModelIndex index = view.isValid() ? view : m_model->indexOfCollection(m_current);
    m_list->selectionModel()->setCurrentIndex(
        index, index.isValid() ? QItemSelectionModel::ClearAndSelect : QItemSelectionModel::Clear);
    m_fields->setCollection(m_context.schema().find(m_current));
}

void CollectionTree::setFieldsShown(bool isShown)
{
    m_fields->setVisible(isShown);
    m_fieldsButton->setChecked(isShown);
    if (m_workspace.preference(kFieldsKey).toBool() != isShown) {
        m_workspace.setPreference(kFieldsKey, isShown);
    }
}

bool CollectionTree::areFieldsShown() const { return m_fieldsButton->isChecked(); }

void CollectionTree::openRow(const QModelIndex &index, OpenMode mode)
{
    const QString name = collectionAt(index);
    const QString item = index.data(CollectionTreeModel::ItemRole).toString();
    const auto kind
        = static_cast<CollectionTreeModel::Kind>(index.data(CollectionTreeModel::KindRole).toInt());
    if (kind == CollectionTreeModel::Kind::SavedView) {
        emit savedViewRequested(name, item, mode);
    } else if (!name.isEmpty()) {
        emit openRequested(name, mode);
    }
}

QString CollectionTree::collectionAt(const QModelIndex &index) const
{
    return index.data(CollectionTreeModel::NameRole).toString();
}

void CollectionTree::askForVisibleCounts()
{
    QList<QModelIndex> visible;
    const QRect area = m_list->viewport()->rect();
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_list->visualRect(m_model->index(row)).intersects(area)) {
            visible << m_model->index(row);
        }
    }
    m_model->wantCounts(visible);
}

void CollectionTree::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorOf(Color::Canvas));
    if (m_isFloating) {
        const double x = isRightToLeft() ? 0.0 : width() - 1.0;
        drawHairline(&painter, {x, 0}, {x, double(height())}, colorOf(Color::BorderStrong));
    }
}

void CollectionTree::setFloating(bool floats)
{
    m_isFloating = floats;
    update();
}

void CollectionTree::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_list->doItemsLayout();
}

bool CollectionTree::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list->viewport() && event->type() == QEvent::MouseButtonRelease) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const QModelIndex row = m_list->indexAt(mouse->position().toPoint());
        if (mouse->button() == Qt::MiddleButton && !collectionAt(row).isEmpty()) {
            openRow(row, OpenMode::Background);
            return true;
        }
    }
    if (watched == m_list->viewport() && dragFilter(event)) {
        return true;
    }
    if (watched == m_list && event->type() == QEvent::KeyPress
        && treeKey(*static_cast<QKeyEvent *>(event))) {
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

bool CollectionTree::treeKey(const QKeyEvent &key)
{
    const QModelIndex current = m_list->currentIndex();
    const bool isSection = current.data(CollectionTreeModel::IsSectionRole).toBool();
    const bool isEnter = key.key() == Qt::Key_Return || key.key() == Qt::Key_Enter;
    if (isSection && (isEnter || key.key() == Qt::Key_Space)) {
        const int row = current.row();
        m_model->toggleSection(current.data(CollectionTreeModel::SectionKeyRole).toString());
        m_list->selectionModel()->setCurrentIndex(m_model->index(row),
                                                  QItemSelectionModel::NoUpdate);
        return true;
    }
    if (isEnter) {
        openRow(current, OpenMode::Lasting);
        return true;
    }
    const QString name = collectionAt(current);
    const bool toLeading = key.key() == (isRightToLeft() ? Qt::Key_Right : Qt::Key_Left);
    const bool toTrailing = key.key() == (isRightToLeft() ? Qt::Key_Left : Qt::Key_Right);
    if (!name.isEmpty() && (toLeading || toTrailing)) {
        m_model->setViewsShown(name, toTrailing);
        m_list->selectionModel()->setCurrentIndex(m_model->indexOfCollection(name),
                                                  QItemSelectionModel::NoUpdate);
        return true;
    }
    return false;
}

} // namespace socle::studio
