// Menus and popovers of the grid: column headers, cells, the column manager, sort.
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Icon.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/MenuPlace.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/ColumnsPopover.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/FilterBar.h"
#include "studio/views/data/FindColumnPopover.h"
#include "studio/views/data/GridCommands.h"
#include "studio/views/data/LinkHover.h"
#include "studio/views/data/SortPopover.h"
#include "studio/views/data/StatisticsPopover.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kMostBadges = 16;
constexpr int kMostBadgeRows = 400;

} // namespace

void DataView::openColumns()
{
    if (m_collection == nullptr) {
        return;
    }
    auto *popover = new ColumnsPopover(m_collection, m_columns.names(), m_layout, this);
    whenWhole(visibleRows(), [this, popover = QPointer(popover)] {
        if (popover != nullptr) {
            popover->setFilled(filledColumns());
        }
    });
    popover->setLastUsed(m_lastLayout);
    connect(popover,
            &ColumnsPopover::layoutChanged,
            this,
            [this, before = m_layout](const ColumnLayout &layout) {
                if (layout.hidden != before.hidden || layout.order != before.order) {
                    m_lastLayout = before;
                }
                const bool hadFilters = std::exchange(m_layout.hasFilterRow, layout.hasFilterRow);
                setLayout(layout);
                if (hadFilters && !layout.hasFilterRow && !quickCondition().isEmpty()) {
                    m_quickFilters.clear(); // what is not shown does not filter
                    openQuery();
                    applyColumns();
                }
            });
    connect(popover, &ColumnsPopover::defaultRequested, this, &DataView::saveAsDefault);
    popover->showFor(m_columnsButton);
}

void DataView::findColumn()
{
    if (m_collection == nullptr) {
        return;
    }
    auto *popover = new FindColumnPopover(m_layout.ordered(m_columns.names()), this);
    connect(popover, &FindColumnPopover::chosen, this, [this](const QString &name) {
        if (m_layout.hidden.contains(name)) {
            ColumnLayout layout = m_layout;
            layout.hidden.remove(name);
            setLayout(layout);
        }
        m_grid->revealColumn(m_model->columnOf(name));
    });
    popover->showFor(m_columnsButton);
    popover->focusSearch();
}

void DataView::openSort()
{
    if (m_collection == nullptr) {
        return;
    }
    auto *popover = new SortPopover(m_collection, m_sort, this);
    connect(popover, &SortPopover::sortChanged, this, &DataView::setSort);
    popover->showFor(m_sortButton);
}

/// The header's menu of the current cell's column, for the keyboard.
void DataView::openColumnMenu()
{
    const QModelIndex current = m_grid->currentIndex();
    if (m_collection == nullptr || !current.isValid() || !m_grid->isVisible()) {
        return;
    }
    const QHeaderView *header = m_grid->horizontalHeader();
    const int x = std::max(0, header->sectionViewportPosition(current.column()));
    openHeaderMenu(current.column(), header->viewport()->mapToGlobal(QPoint(x, header->height())));
}

void DataView::openHeaderMenu(int column, const QPoint &at)
{
    const QString name = m_model->fieldAt(column);
    const fields::Field *field = m_collection == nullptr ? nullptr : m_model->field(column);
    if (field == nullptr) {
        return;
    }
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"data.header.menu"_s);
    menu->setAccessibleName(tr("Column %1").arg(name));
    const auto add = [this](QMenu *to, const QString &text, const QString &iconName, auto run) {
        QAction *action = to->addAction(text);
        if (!iconName.isEmpty()) {
            action->setIcon(studio::icon(iconName));
        }
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    add(menu, tr("Sort ascending"), u"arrow-up"_s, [this, name] { setSort({name}); });
    add(menu, tr("Sort descending"), u"arrow-down"_s, [this, name] {
        setSort({QString(u'-' + name)});
    });
    const bool isRelated = isRelatedPath(name);
    add(menu, tr("Filter by %1").arg(name), u"filter"_s, [this, name] {
        m_filterBar->openBuilder(name);
    });
    if (!isRelated) {
        addGroupMenu(menu, *field);
        addExpandMenu(menu, *field);
    }
    menu->addSeparator();
    const bool isPinned = m_layout.pinned.contains(name);
    add(menu, isPinned ? tr("Unpin") : tr("Pin"), u"pin"_s, [this, column, isPinned] {
        emit m_grid->pinRequested(column, !isPinned);
    });
    add(menu, isRelated ? tr("Remove column") : tr("Hide"), u"eye-off"_s, [this, name, isRelated] {
        if (isRelated) {
            setRelated(name, false);
            return;
        }
        ColumnLayout layout = m_layout;
        layout.hidden.insert(name);
        setLayout(layout);
    });
    add(menu, tr("Fit width"), {}, [this, column] { m_grid->fitColumn(column); });
    addFormatMenu(menu, *field);
    menu->addSeparator();
    if (isRelated) {
        add(menu, tr("Copy name"), u"copy"_s, [this, name] { copyName(name); });
        popupAt(menu, at);
        return;
    }
    add(menu, tr("Statistics"), u"chart"_s, [this, name, column] {
        auto *popover = new StatisticsPopover(m_context, *m_model, name, this);
        QHeaderView *header = m_grid->horizontalHeader();
        popover->showForRect(header->viewport(),
                             QRect(header->sectionViewportPosition(column),
                                   0,
                                   header->sectionSize(column),
                                   header->height()));
    });
    add(menu, tr("Edit field"), u"pencil"_s, [this, name] {
        m_shell.open(
            ViewTarget{u"schema"_s, m_collection->name, {}, QJsonObject{{u"field"_s, name}}});
    });
    add(menu, tr("Copy name"), u"copy"_s, [this, name] { copyName(name); });
    popupAt(menu, at);
}

void DataView::copyName(const QString &name)
{
    QGuiApplication::clipboard()->setText(name);
    m_shell.status(tr("Copied %1").arg(name));
}

void DataView::addExpandMenu(QMenu *menu, const fields::Field &relation)
{
    const CollectionPtr target
        = m_context.schema().find(CollectionSchema::relationTarget(relation));
    if (target == nullptr || relation.isMultiple()) {
        return;
    }
    QMenu *expand = menu->addMenu(studio::icon(u"columns"_s), tr("Expand column"));
    expand->setObjectName(u"data.header.expand"_s);
    for (const fields::Field &field : target->fields) {
        const QString path = toQString(relation.name) + u'.' + toQString(field.name);
        if (!relatedField(path, *m_collection, m_context.schema()) || field.name == "id") {
            continue;
        }
        QAction *action = expand->addAction(toQString(field.name));
        action->setCheckable(true);
        action->setChecked(m_layout.related.contains(path));
        connect(action, &QAction::toggled, this, [this, path](bool isShown) {
            setRelated(path, isShown);
        });
    }
}

void DataView::setFormat(const QString &name, const ColumnFormat &format)
{
    ColumnLayout layout = m_layout;
    if (format.kind == ColumnFormat::Kind::None) {
        layout.formats.remove(name);
    } else {
        layout.formats.insert(name, format);
    }
    setLayout(layout);
}

/// Colours by size or by value, whichever the field has.
void DataView::addColourMenu(QMenu *menu, const fields::Field &type)
{
    const QString name = toQString(type.name);
    const ColumnFormat current = m_layout.formats.value(name);
    const auto add = [&](const QString &text, ColumnFormat::Kind kind) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(current.kind == kind);
        connect(action, &QAction::triggered, this, [this, name, kind] {
            setFormat(name, ColumnFormat{kind, {}});
        });
    };
    if (ColumnFormat::isMeasured(type)) {
        add(tr("No colour"), ColumnFormat::Kind::None);
        add(tr("Colour scale, more is stronger"), ColumnFormat::Kind::Scale);
        add(tr("Colour scale, less is stronger"), ColumnFormat::Kind::ScaleDown);
        add(tr("Data bar"), ColumnFormat::Kind::Bar);
    }
    if (!ColumnFormat::isBadged(type)) {
        return;
    }
    add(tr("Usual colours"), ColumnFormat::Kind::None);
    QStringList values;
    for (const std::string &value : type.list("values")) {
        values.append(toQString(value));
    }
    const int column = m_model->columnOf(name);
    const int seen = values.isEmpty() ? std::min(m_model->rowCount(), kMostBadgeRows) : 0;
    for (int row = 0; row < seen; ++row) { // of a text: the values that were loaded first
        const QString text
            = m_model->isLoaded(row) ? m_model->index(row, column).data().toString() : QString();
        if (!text.isEmpty() && !values.contains(text)) {
            values.append(text);
        }
    }
    for (const QString &value : values.mid(0, kMostBadges)) {
        QMenu *colours = menu->addMenu(value);
        const auto offer = [&](const QString &text, std::optional<Tone> tone) {
            QAction *action = colours->addAction(text);
            action->setCheckable(true);
            const auto found = current.tones.find(value);
            action->setChecked(tone ? found != current.tones.end() && *found == *tone
                                    : found == current.tones.end());
            connect(action, &QAction::triggered, this, [this, name, current, value, tone] {
                ColumnFormat changed = current;
                if (tone) {
                    changed.tones.insert(value, *tone);
                } else {
                    changed.tones.remove(value);
                }
                changed.kind = changed.tones.isEmpty() ? ColumnFormat::Kind::None
                                                       : ColumnFormat::Kind::Badges;
                setFormat(name, changed);
            });
        };
        offer(tr("As usual"), std::nullopt);
        offer(tr("Green"), Tone::Success);
        offer(tr("Amber"), Tone::Warning);
        offer(tr("Red"), Tone::Danger);
        offer(tr("Blue"), Tone::Accent);
        offer(tr("Grey"), Tone::Neutral);
    }
}

void DataView::addFormatMenu(QMenu *menu, const fields::Field &type)
{
    constexpr int kMostDecimals = 4;
    QMenu *format = menu->addMenu(tr("Format"));
    format->setObjectName(u"data.header.format"_s);
    const QString name = toQString(type.name);
    addColourMenu(format, type);
    if (!type.isType(fields::kNumber)) {
        format->setEnabled(!format->isEmpty());
        return;
    }
    format->addSection(tr("Digits after the point"));
    const bool isAutomatic = !m_layout.decimals.contains(name);
    const auto add = [&](const QString &text, std::optional<int> decimals, bool isChosen) {
        QAction *action = format->addAction(text);
        action->setCheckable(true);
        action->setChecked(isChosen);
        connect(action, &QAction::triggered, this, [this, name, decimals] {
            ColumnLayout layout = m_layout;
            if (decimals) {
                layout.decimals.insert(name, *decimals);
            } else {
                layout.decimals.remove(name);
            }
            setLayout(layout);
        });
    };
    add(tr("Automatic"), std::nullopt, isAutomatic);
    add(tr("As stored"), -1, !isAutomatic && m_layout.decimals.value(name) == -1);
    for (int digits = 0; digits <= kMostDecimals; ++digits) {
        add(QString::number(0.0, 'f', digits),
            digits,
            !isAutomatic && m_layout.decimals.value(name) == digits);
    }
}

void DataView::openCellMenu(const QModelIndex &index, const QPoint &at)
{
    if (!index.isValid()) {
        return;
    }
    if (m_model->isGroupRow(index.row())) {
        openGroupMenu(index.row(), at);
        return;
    }
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"data.cell.menu"_s);
    menu->setAccessibleName(tr("Cell"));
    const QPersistentModelIndex cell(index);
    const auto add = [&](const QString &text, const QString &keys, auto run) {
        QAction *action = menu->addAction(text);
        action->setShortcut(
            QKeySequence(keys, QKeySequence::PortableText)); // shown, the grid has the key itself
        connect(action, &QAction::triggered, this, run);
        return action;
    };
    const bool canEdit = m_model->flags(index) & Qt::ItemIsEditable && !m_grid->isReadOnly();
    add(tr("Edit"), u"F2"_s, [this, cell] { m_grid->editCell(cell); })->setEnabled(canEdit);
    const StagedField *staged
        = m_context.staging().find(m_model->keyAt(index.row()), m_model->fieldAt(index.column()));
    if (staged != nullptr) {
        const QString was = index.data(RecordRole::Was).toString();
        add(was.isEmpty() ? tr("Undo this edit") : tr("Back to %1").arg(was), {}, [this, cell] {
            m_context.staging().revertField(m_model->keyAt(cell.row()),
                                            m_model->fieldAt(cell.column()));
        });
    }
    add(tr("Copy"), u"Ctrl+C"_s, [this] {
        QGuiApplication::clipboard()->setText(m_grid->selectionAsTsv());
        m_shell.status(tr("Copied"));
    });
    add(tr("Copy as…"), u"Ctrl+Shift+C"_s, [this] { openCopyAs(); });
    add(tr("Paste"), u"Ctrl+V"_s, [this, cell] {
        m_commands->paste(cell, QGuiApplication::clipboard()->text());
    })->setEnabled(canEdit);
    menu->addSeparator();
    add(tr("Fill down"), u"Ctrl+D"_s, [this] {
        m_commands->fillDown(m_grid->selectionModel()->selection());
    })->setEnabled(canEdit);
    add(tr("Fill series down"), {}, [this] {
        m_commands->fillSeries(m_grid->selectionModel()->selection());
    })->setEnabled(canEdit);
    add(tr("Edit records together…"), u"Ctrl+Shift+E"_s, [this] {
        openBulk();
    })->setEnabled(m_bulkAction->isEnabled());
    menu->addSeparator();
    const bool isRelation
        = index.data(RecordRole::FieldType).toString() == toQString(fields::kRelation);
    const bool follows = isRelation || !linkOf(cell).isEmpty(); // what Alt+Enter does there
    if (isRelation) {
        add(tr("Peek"), u"Space"_s, [this, cell] { openPeek(cell); });
        add(tr("Go to the related record"), u"Alt+Return"_s, [this, cell] { follow(cell); });
        menu->addSeparator();
    }
    if (!linkOf(cell).isEmpty()) {
        add(tr("Open address"), u"Alt+Return"_s, [this, cell] { follow(cell); });
        menu->addSeparator();
    }
    add(tr("Filter by this value"), u"Alt+F"_s, [this, cell] { filterByCell(cell, false); });
    add(tr("Exclude this value"), u"Alt+Shift+F"_s, [this, cell] { filterByCell(cell, true); });
    menu->addSeparator();
    add(tr("Show record"), follows ? QString() : u"Alt+Return"_s, [this] {
        m_shell.setInspectorVisible(true);
    });
    add(tr("Duplicate"), u"Ctrl+Shift+D"_s, [this] {
        m_duplicateAction->trigger();
    })->setEnabled(m_duplicateAction->isEnabled());
    const StagedRecord *record = m_context.staging().find(m_model->keyAt(index.row()));
    const bool isDeleted = record != nullptr && record->kind == ChangeKind::Delete;
    add(isDeleted ? tr("Keep record") : tr("Delete"), u"Ctrl+Del"_s, [this] {
        m_deleteAction->trigger();
    })->setEnabled(m_deleteAction->isEnabled());
    popupAt(menu, at);
}

} // namespace socle::studio
