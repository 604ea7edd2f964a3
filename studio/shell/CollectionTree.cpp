#include "studio/shell/CollectionTree.h"

#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Button.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Sheet.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/shell/CollectionNews.h"
#include "studio/shell/CollectionTreeModel.h"
#include "studio/shell/Metrics.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QLocale>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QTimer>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kCountDelayMs = 250;

/// Section headings and collection rows, painted like the mockup: soft accent tile for the current
/// one.
class TreeDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const override
    {
        const Theme &theme = Theme::current();
        const int row = theme.scaled(theme.densityTokens().treeRow);
        if (!index.data(CollectionTreeModel::IsSectionRole).toBool()) {
            return {0, row};
        }
        return {0, index.row() == 0 ? row : row + space::k3};
    }

    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (index.data(CollectionTreeModel::IsSectionRole).toBool()) {
            paintSection(painter, option, index);
        } else {
            paintRow(painter, option, index);
        }
        painter->restore();
    }

private:
    static void paintSection(QPainter *painter,
                             const QStyleOptionViewItem &option,
                             const QModelIndex &index)
    {
        const double line = Theme::current().scaled(Theme::current().densityTokens().treeRow);
        QRectF text = option.rect;
        text.setTop(text.bottom() - line);
        text.adjust(space::k3 / 2.0, 0, -space::k3, 0);
        // Upper case belongs to the role; scripts without case are left as they are.
        drawLine(painter,
                 text,
                 index.data().toString().toUpper(),
                 font(TextRole::Section),
                 colorOf(Color::TextSubtle));
        const bool isFocused = option.state.testFlag(QStyle::State_HasFocus)
            && option.state.testFlag(QStyle::State_KeyboardFocusChange);
        const bool isHovered = isFocused || option.state.testFlag(QStyle::State_MouseOver);
        if (isFocused) {
            drawFocusRing(painter,
                          QRectF(option.rect).adjusted(1, option.rect.height() - line + 1, -1, -1),
                          radius::kMd,
                          0);
        }
        const bool isFolded = index.data(CollectionTreeModel::IsFoldedRole).toBool();
        if (isHovered || isFolded) {
            const double side = iconSize::kSm;
            drawIcon(painter,
                     isFolded ? u"chevron-right"_s : u"chevron-down"_s,
                     mirrored(option.direction,
                              option.rect,
                              {option.rect.right() - side - space::k3 + 1.0,
                               text.top() + (line - side) / 2,
                               side,
                               side}),
                     colorOf(Color::TextSubtle),
                     option.direction);
        }
    }

    static void paintRow(QPainter *painter,
                         const QStyleOptionViewItem &option,
                         const QModelIndex &index)
    {
        const QRectF box = option.rect;
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        const bool isHovered = option.state.testFlag(QStyle::State_MouseOver);
        if (isSelected) {
            drawRounded(painter, box, radius::kMd, colorOf(Color::AccentSoft));
        } else if (isHovered) {
            drawRounded(painter, box, radius::kMd, colorOf(Color::Hover));
        }
        if (isSelected && option.state.testFlag(QStyle::State_HasFocus)
            && option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
            drawFocusRing(painter, box.adjusted(1, 1, -1, -1), radius::kMd, 0);
        }
        const QColor ink = colorOf(isSelected ? Color::OnAccentSoft : Color::Text);
        const QColor quiet = colorOf(isSelected ? Color::OnAccentSoft : Color::TextSubtle);
        const auto place
            = [&](const QRectF &part) { return mirrored(option.direction, box, part); };
        const double side = iconSize::kMd;
        double x = box.left() + space::k3;
        drawIcon(painter,
                 index.data(CollectionTreeModel::IconRole).toString(),
                 place({x, box.center().y() - side / 2, side, side}),
                 isSelected ? ink : colorOf(Color::TextMuted),
                 option.direction);
        const auto dot = [&](Color role) {
            const double size = space::k2 + space::k1;
            painter->setPen(Qt::NoPen);
            painter->setBrush(colorOf(role));
            painter->drawEllipse(
                place({x + side - size / 3, box.center().y() - side / 2 - size / 4, size, size}));
        };
        if (index.data(CollectionTreeModel::HasStagedRole).toBool()) {
            dot(Color::ModBar);
        } else if (index.data(CollectionTreeModel::HasLiveRole).toBool()) {
            dot(Color::InsBar);
        }
        x += side + space::k3;

        const qint64 count = index.data(CollectionTreeModel::CountRole).toLongLong();
        const QString number = count < 0 ? QString() : QLocale().toString(count);
        const QFont small = font(TextRole::Small);
        const double numberWidth = number.isEmpty() ? 0 : tabularWidth(number, small) + space::k1;
        const double right = box.right() + 1 - space::k3;
        drawLine(painter,
                 place({x, box.top(), right - numberWidth - space::k3 - x, box.height()}),
                 index.data().toString(),
                 font(isSelected ? TextRole::BaseStrong : TextRole::Base),
                 ink);
        if (!number.isEmpty()) {
            drawTabular(painter,
                        place({right - numberWidth, box.top(), numberWidth, box.height()}),
                        number,
                        small,
                        quiet);
        }
    }
};

} // namespace

CollectionTree::CollectionTree(ConnectionContext &context, Workspace &workspace, QWidget *parent)
    : QWidget(parent)
    , m_model(new CollectionTreeModel(context, workspace, this))
    , m_filter(new SearchField(tr("Filter collections")))
    , m_list(new QListView)
    , m_hint(new Text({}, TextRole::Small, Color::TextMuted))
    , m_context(context)
    , m_news(new CollectionNews(context, *m_model, this))
    , m_new(new Button(u"plus"_s, tr("New collection"), ButtonVariant::Secondary))
{
    setObjectName(u"shell.tree.panel"_s);
    setMinimumWidth(Theme::current().scaled(layout::kSidebarMin));

    m_filter->setObjectName(u"shell.tree.filter"_s);
    m_filter->setAccessibleName(tr("Filter collections"));
    m_filter->setLeadingIcon(u"filter"_s);
    m_list->setObjectName(u"shell.tree"_s);
    m_list->setAccessibleName(tr("Collections"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new TreeDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setUniformItemSizes(false);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setContextMenuPolicy(Qt::CustomContextMenu);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->viewport()->installEventFilter(this);
    m_list->viewport()->setAcceptDrops(true);
    m_list->installEventFilter(this);
    m_new->setObjectName(u"shell.tree.new"_s);
    m_new->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);

    auto *column = new QVBoxLayout(this);
    const int margin = space::k3 + space::k1;
    column->setContentsMargins(margin, margin, margin, margin);
    column->setSpacing(space::k3);
    column->addWidget(m_filter);
    m_hint->setObjectName(u"shell.tree.hint"_s);
    m_hint->setOverflow(Text::Overflow::Wrap);
    m_hint->setContentsMargins(space::k2, space::k2, space::k2, space::k2);
    m_hint->hide();
    column->addWidget(m_hint);
    column->addWidget(m_list, 1);
    column->addWidget(m_new);

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
    connect(m_new, &Button::clicked, this, &CollectionTree::newCollectionRequested);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) {
        if (index.data(CollectionTreeModel::IsSectionRole).toBool()) {
            m_model->toggleSection(index.data(CollectionTreeModel::SectionKeyRole).toString());
        } else {
            emit openRequested(collectionAt(index), OpenMode::Preview);
        }
    });
    connect(m_list, &QListView::doubleClicked, this, [this](const QModelIndex &index) {
        if (!collectionAt(index).isEmpty()) {
            emit openRequested(collectionAt(index), OpenMode::Lasting);
        }
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
    const auto updateNew = [this, &context] {
        m_new->setEnabled(context.isSignedIn() && !context.isLocked());
        m_new->setToolTip(context.isLocked() ? tr("Unlock to edit") : QString());
    };
    connect(&context, &ConnectionContext::lockChanged, this, updateNew);
    connect(&context, &ConnectionContext::stateChanged, this, updateNew);
    updateNew();
    connect(m_model, &CollectionTreeModel::modelReset, this, &CollectionTree::updateHint);
    connect(&context.schema(), &SchemaStore::stateChanged, this, &CollectionTree::updateHint);
    updateHint();
    connect(&Theme::current(), &Theme::changed, m_list, [this] { m_list->doItemsLayout(); });
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

void CollectionTree::setCurrentCollection(const QString &name)
{
    m_news->setCurrent(name);
    const QModelIndex index = m_model->indexOfCollection(name);
    m_list->selectionModel()->setCurrentIndex(
        index, index.isValid() ? QItemSelectionModel::ClearAndSelect : QItemSelectionModel::Clear);
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

void CollectionTree::showMenu(const QPoint &position)
{
    const QString name = collectionAt(m_list->indexAt(position));
    const QModelIndex index = m_list->indexAt(position);
    auto *menu = new QMenu(this);
    menu->setObjectName(u"shell.tree.menu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [&](const QString &id, const QString &text, auto run) {
        QAction *action = menu->addAction(text, this, run);
        action->setObjectName(u"act.tree."_s + id);
        return action;
    };
    const bool canWrite = m_new->isEnabled();
    if (name.isEmpty()) {
        add(u"newCollection"_s, tr("New collection"), [this] {
            emit newCollectionRequested();
        })->setEnabled(canWrite);
        add(u"import"_s, tr("Import data\u2026"), [this] {
            emit importRequested({});
        })->setEnabled(canWrite);
        menu->popup(m_list->viewport()->mapToGlobal(position));
        return;
    }
    add(u"open"_s, tr("Open"), [this, name] { emit openRequested(name, OpenMode::Preview); });
    add(u"openTab"_s, tr("Open in new tab"), [this, name] {
        emit openRequested(name, OpenMode::Lasting);
    });
    menu->addSeparator();
    add(u"schema"_s, tr("Open schema"), [this, name] { emit viewRequested(u"schema"_s, name); });
    if (const CollectionPtr collection = m_context.schema().find(name);
        collection != nullptr && !collection->isView()) {
        add(u"import"_s, tr("Import data\u2026"), [this, name] {
            emit importRequested(name);
        })->setEnabled(canWrite);
    }
    add(u"rules"_s, tr("Rules"), [this, name] { emit viewRequested(u"rules"_s, name); });
    add(u"api"_s, tr("API"), [this, name] { emit viewRequested(u"api"_s, name); });
    menu->addSeparator();
    const auto copy = [](const QString &text) { QGuiApplication::clipboard()->setText(text); };
    add(u"copyName"_s, tr("Copy name"), [copy, name] { copy(name); });
    add(u"copyId"_s,
        tr("Copy id"),
        [copy, id = index.data(CollectionTreeModel::IdRole).toString()] { copy(id); });
    menu->addSeparator();
    const bool isPinned = index.data(CollectionTreeModel::IsPinnedRole).toBool();
    add(u"pin"_s, isPinned ? tr("Unpin") : tr("Pin"), [this, name] { m_model->togglePin(name); });
    QMenu *groups = menu->addMenu(tr("Move to group"));
    for (const QString &group : m_model->groups()) {
        groups->addAction(group, this, [this, name, group] { m_model->moveToGroup(name, group); });
    }
    groups->addAction(tr("No group"), this, [this, name] { m_model->moveToGroup(name, {}); });
    groups->addSeparator();
    QAction *fresh
        = groups->addAction(tr("New group\u2026"), this, [this, name] { askForGroup({name}); });
    fresh->setObjectName(u"act.tree.newGroup"_s);
    menu->addSeparator();
    add(u"newCollection"_s, tr("New collection"), [this] {
        emit newCollectionRequested();
    })->setEnabled(canWrite);
    menu->popup(m_list->viewport()->mapToGlobal(position));
}

void CollectionTree::askForGroup(const QStringList &collections)
{
    auto *sheet = new Sheet(window(), tr("New group"));
    sheet->setObjectName(u"shell.tree.group"_s);
    auto *name = new TextField(tr("Catalogue"));
    name->setObjectName(u"shell.tree.group.name"_s);
    sheet->body()->addWidget(new FieldRow(tr("Name"), name));
    Button *accept
        = sheet->addStandardButtons(tr("Move %1").arg(QLocale().createSeparatedList(collections)));
    accept->setObjectName(u"shell.tree.group.accept"_s);
    accept->setEnabled(false);
    connect(name, &TextField::textChanged, accept, [accept, name] {
        accept->setEnabled(!name->text().trimmed().isEmpty());
    });
    connect(name, &TextField::returnPressed, accept, &Button::click);
    connect(sheet, &Sheet::accepted, this, [this, name, collections] {
        for (const QString &collection : collections) {
            m_model->moveToGroup(collection, name->text().trimmed());
        }
    });
    sheet->open();
    name->setFocus();
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
        const QString name = collectionAt(m_list->indexAt(mouse->position().toPoint()));
        if (mouse->button() == Qt::MiddleButton && !name.isEmpty()) {
            emit openRequested(name, OpenMode::Background);
            return true;
        }
    }
    if (watched == m_list->viewport() && dragFilter(event)) {
        return true;
    }
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const QModelIndex current = m_list->currentIndex();
        const bool isSection = current.data(CollectionTreeModel::IsSectionRole).toBool();
        if (isSection
            && (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter
                || key->key() == Qt::Key_Space)) {
            const int row = current.row();
            m_model->toggleSection(current.data(CollectionTreeModel::SectionKeyRole).toString());
            m_list->selectionModel()->setCurrentIndex(m_model->index(row),
                                                      QItemSelectionModel::NoUpdate);
            return true;
        }
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            const QString name = collectionAt(m_list->currentIndex());
            if (!name.isEmpty()) {
                emit openRequested(name, OpenMode::Lasting);
            }
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace socle::studio
