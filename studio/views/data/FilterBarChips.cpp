// The chips of the filter bar: brackets of groups, the words between them, drag and keys.
#include "studio/api/Text.h"
#include "studio/kit/Chip.h"
#include "studio/kit/CodeLine.h"
#include "studio/kit/FoldingRow.h"
#include "studio/kit/Icon.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/MenuPlace.h"
#include "studio/kit/TabOrder.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/views/data/ConditionPopover.h"
#include "studio/views/data/FilterBar.h"

#include <QApplication>
#include <QBoxLayout>
#include <QContextMenuEvent>
#include <QDrag>
#include <QDragEnterEvent>
#include <QMenu>
#include <QMimeData>
#include <QMouseEvent>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const QString kChipMime = u"application/x-socle-filter-chip"_s;
constexpr const char *kPathProperty = "chipPath";

/// The word a chip uses between field and value: "≥" reads faster than "at least" on a small chip.
QString shortWords(ChipOperator op)
{
    switch (op) {
    case ChipOperator::Greater:
        return u">"_s;
    case ChipOperator::GreaterOrEqual:
        return u"≥"_s;
    case ChipOperator::Less:
        return u"<"_s;
    case ChipOperator::LessOrEqual:
        return u"≤"_s;
    default:
        return FilterChips::operatorWords(op);
    }
}

QString cut(const QString &text, int length)
{
    return text.size() <= length ? text : QString(text.left(length - 1) + u'…');
}

QString nameOf(const ChipPath &path)
{
    QStringList steps;
    for (const int step : path) {
        steps.append(QString::number(step));
    }
    return steps.join(u'.');
}

ChipPath pathFrom(const QString &name)
{
    ChipPath path;
    for (const QString &step : name.split(u'.', Qt::SkipEmptyParts)) {
        path.append(step.toInt());
    }
    return path;
}

} // namespace

QStringList FilterBar::partsOf(const FilterChip &chip) const
{
    constexpr int kLongest = 28;
    switch (chip.kind) {
    case ChipKind::Search:
        return {cut(chip.field, kLongest), tr("contains"), cut(chip.values.value(0), kLongest)};
    case ChipKind::Clause: {
        QString value = chip.values.join(chip.op == ChipOperator::Between ? u" – "_s : u", "_s);
        if (chip.op == ChipOperator::Within) {
            return {chip.field,
                    tr("within %1 km of").arg(chip.values.value(2)),
                    chip.values.value(1) + u", "_s + chip.values.value(0)};
        }
        if (takesNoValue(chip.op)) {
            return {chip.field, shortWords(chip.op)};
        }
        if (value.isEmpty()) {
            value = u"''"_s;
        }
        return {chip.field, shortWords(chip.op), cut(value, kLongest)};
    }
    case ChipKind::Raw:
    case ChipKind::Group:
        break;
    }
    return {cut(chip.text, kLongest + kLongest / 2)};
}

void FilterBar::place(QWidget *widget)
{
    m_chipRow->addWidget(widget);
    m_chipWidgets.append(widget);
}

void FilterBar::addBracket(const QString &sign)
{
    place(new Text(sign, TextRole::LargeStrong, Color::TextMuted));
}

void FilterBar::addChips(const std::vector<FilterChip> &chips, const ChipPath &parent)
{
    const bool isMixed = std::any_of(chips.begin(), chips.end(), [&chips](const FilterChip &chip) {
        return chips.size() > 2 && &chip != &chips.front()
            && chip.joinsWithOr != chips[1].joinsWithOr;
    });
    for (int i = 0; i < static_cast<int>(chips.size()); ++i) {
        const FilterChip &chip = chips[static_cast<std::size_t>(i)];
        const ChipPath path = parent + ChipPath{i};
        const QString name = nameOf(path);
        // "and" goes without saying at the top, as in the mockup; in a group the word is the way
        // to change it.
        if (i > 0 && (chip.joinsWithOr || !parent.isEmpty() || isMixed)) {
            auto *word = new Button(chip.joinsWithOr ? tr("or", "between two conditions")
                                                     : tr("and", "between two conditions"),
                                    ButtonVariant::Ghost);
            word->setObjectName(u"data.filter.join."_s + name);
            word->setControlSize(ControlSize::Small);
            word->setToolTip(chip.joinsWithOr ? tr("Any of them; press for all")
                                              : tr("All of them; press for any"));
            word->setAccessibleName(word->text());
            connect(word, &Button::clicked, this, [this, parent, path, isMixed] {
                const FilterChip *at = m_chips.at(path);
                const bool any = at != nullptr && !at->joinsWithOr;
                edit([&] { isMixed ? m_chips.setJoin(path, any) : m_chips.setAny(parent, any); });
            });
            place(word);
        }
        if (chip.kind == ChipKind::Group) {
            addBracket(u"("_s);
            addChips(chip.children, path);
            addBracket(u")"_s);
            continue;
        }
        auto *widget = new Chip(partsOf(chip));
        widget->setObjectName(u"data.filter.chip."_s + name);
        widget->setProperty(kPathProperty, name);
        widget->setToolTip(chip.text);
        widget->setAcceptDrops(true);
        if (chip.kind == ChipKind::Raw) {
            widget->setLeadingIcon(u"code"_s);
        } else if (chip.kind == ChipKind::Search) {
            widget->setLeadingIcon(u"search"_s);
        }
        widget->installEventFilter(this);
        connect(widget, &Chip::clicked, this, [this, path, widget] { openEditor(path, widget); });
        connect(widget, &Chip::removeRequested, this, [this, path] {
            edit([&] { m_chips.remove(path); });
        });
        place(widget);
    }
}

void FilterBar::rebuild()
{
    // Whoever edits by keys goes on where he was: on what has the same name now, or stands there.
    QWidget *focus = window()->focusWidget();
    const qsizetype focused = focus == nullptr ? -1 : m_chipWidgets.indexOf(focus);
    const QString name = focused < 0 ? QString() : focus->objectName();
    for (QWidget *old : std::as_const(m_chipWidgets)) {
        // It may be the sender of the click that brought us here.
        m_chipRow->removeWidget(old);
        old->removeEventFilter(this);
        old->hide();
        old->deleteLater();
    }
    m_chipWidgets.clear();
    while (QLayoutItem *item = m_chipRow->takeAt(0)) {
        delete item;
    }
    if (!m_isText) {
        addChips(m_chips.chips(), {});
    }
    for (QWidget *button : {static_cast<QWidget *>(m_more),
                            static_cast<QWidget *>(m_add),
                            static_cast<QWidget *>(m_toggle),
                            static_cast<QWidget *>(m_ask)}) {
        m_chipRow->addWidget(button);
    }
    m_chipRow->addStretch(1);
    layoutChips();
    if (focused >= 0) {
        QWidget *next = m_button;
        for (qsizetype i = 0; i < m_chipWidgets.size(); ++i) {
            QWidget *each = m_chipWidgets.at(i);
            if (isTabStop(*each) && (i <= focused || next == m_button)) {
                next = each;
            }
            if (isTabStop(*each) && each->objectName() == name) {
                next = each;
                break;
            }
        }
        next->setFocus(Qt::OtherFocusReason);
    }
}

void FilterBar::edit(const std::function<void()> &change)
{
    const QString before = filter();
    change();
    apply(before);
}

void FilterBar::join(const ChipPath &moved, const ChipPath &target)
{
    const QString before = filter();
    if (m_chips.joinUnder(moved, target, false)) {
        apply(before);
    } else {
        emit said(tr("Groups go %1 deep at most").arg(FilterChips::kMaxDepth));
    }
}

bool FilterBar::moveByKey(const ChipPath &path, int key)
{
    const bool isRtl = isRightToLeft();
    const int step = key == Qt::Key_Left ? (isRtl ? 1 : -1)
        : key == Qt::Key_Right           ? (isRtl ? -1 : 1)
                                         : 0;
    if (step != 0) {
        ChipPath target = path;
        target.last() += step;
        if (m_chips.at(target) == nullptr) {
            return true;
        }
        join(path, target);
        focusChip({std::min(path.last(), target.last())});
        return true;
    }
    if (key == Qt::Key_Up && path.size() > 1) {
        const ChipPath group = path.first(path.size() - 1);
        edit([&] { m_chips.ungroup(group); });
        focusChip(group);
        return true;
    }
    return false;
}

/// The chip at a path, or the first one inside it.
void FilterBar::focusChip(const ChipPath &path)
{
    const QString name = u"data.filter.chip."_s + nameOf(path);
    for (QWidget *widget : std::as_const(m_chipWidgets)) {
        if (widget->objectName() == name || widget->objectName().startsWith(name + u'.')) {
            widget->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
}

void FilterBar::startDrag(QWidget *chip)
{
    auto *carried = new QMimeData;
    carried->setData(kChipMime, chip->property(kPathProperty).toString().toUtf8());
    auto *drag = new QDrag(chip);
    drag->setMimeData(carried);
    drag->setPixmap(chip->grab());
    drag->exec(Qt::MoveAction);
}

bool FilterBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text) {
        const auto *key
            = event->type() == QEvent::KeyPress ? static_cast<QKeyEvent *>(event) : nullptr;
        if (key != nullptr && key->key() == Qt::Key_Down && key->modifiers() & Qt::AltModifier) {
            openHistory();
            return true;
        }
        return QWidget::eventFilter(watched, event);
    }
    auto *chip = static_cast<QWidget *>(watched);
    const ChipPath path = pathFrom(chip->property(kPathProperty).toString());
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        m_pressed = static_cast<QMouseEvent *>(event)->pos();
        break;
    case QEvent::MouseMove: {
        const auto *move = static_cast<QMouseEvent *>(event);
        if (move->buttons() & Qt::LeftButton
            && (move->pos() - m_pressed).manhattanLength() >= QApplication::startDragDistance()) {
            static_cast<QAbstractButton *>(chip)->setDown(false);
            startDrag(chip);
            return true;
        }
        break;
    }
    case QEvent::DragEnter: {
        auto *drag = static_cast<QDragEnterEvent *>(event);
        if (drag->mimeData()->hasFormat(kChipMime) && drag->source() != chip) {
            drag->acceptProposedAction();
        }
        return true;
    }
    case QEvent::Drop: {
        auto *drop = static_cast<QDropEvent *>(event);
        const ChipPath moved = pathFrom(QString::fromUtf8(drop->mimeData()->data(kChipMime)));
        drop->acceptProposedAction();
        // After the drag has ended: the chips are made anew.
        QMetaObject::invokeMethod(
            this, [this, moved, path] { join(moved, path); }, Qt::QueuedConnection);
        return true;
    }
    case QEvent::KeyPress: {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->modifiers() == (Qt::AltModifier | Qt::ShiftModifier)
            && moveByKey(path, key->key())) {
            return true;
        }
        if (key->key() == Qt::Key_Down && key->modifiers() & Qt::AltModifier) {
            openHistory();
            return true;
        }
        break;
    }
    case QEvent::ContextMenu:
        openChipMenu(path, static_cast<QContextMenuEvent *>(event)->globalPos());
        return true;
    default:
        break;
    }
    return QWidget::eventFilter(watched, event);
}

void FilterBar::openChipMenu(const ChipPath &path, const QPoint &at)
{
    const FilterChip *chip = m_chips.at(path);
    if (chip == nullptr) {
        return;
    }
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Condition"));
    ChipPath next = path;
    ++next.last();
    const ChipPath group = path.first(path.size() - 1);
    const auto add = [&](const QString &text, bool isEnabled, auto run) {
        QAction *action = menu->addAction(text);
        action->setEnabled(isEnabled);
        connect(action, &QAction::triggered, this, run);
    };
    add(tr("Group with the next"), m_chips.at(next) != nullptr, [this, path, next] {
        join(next, path);
    });
    add(tr("Take the group apart"), path.size() > 1, [this, group] {
        edit([&] { m_chips.ungroup(group); });
    });
    add(tr("All of these"), true, [this, group] { edit([&] { m_chips.setAny(group, false); }); });
    add(tr("Any of these"), true, [this, group] { edit([&] { m_chips.setAny(group, true); }); });
    menu->addSeparator();
    add(tr("Copy the filter"), true, [this] { copyText(); });
    add(tr("Copy as URL parameter"), true, [this] { copyAsParameter(); });
    add(tr("Copy as code"), true, [this] { copyAsCode(); });
    menu->addSeparator();
    add(tr("Remove"), true, [this, path] { edit([&] { m_chips.remove(path); }); });
    popupAt(menu, at);
}

void FilterBar::openEditor(const ChipPath &path, QWidget *anchor)
{
    const FilterChip *chip = m_chips.at(path);
    if (m_collection == nullptr || chip == nullptr) {
        return;
    }
    auto *popover = new ConditionPopover(m_collection, *chip, m_context, m_seenValues, this);
    connect(popover, &ConditionPopover::applied, this, [this, path](const FilterChip &changed) {
        edit([&] { m_chips.replace(path, changed); });
    });
    connect(popover, &ConditionPopover::textApplied, this, [this, path](const QString &clause) {
        const QString before = filter();
        if (clause.isEmpty()) {
            m_chips.remove(path);
        } else if (const Result<void> done = m_chips.replaceText(path, clause); !done) {
            setProblem(toQString(done.error().message));
            return;
        }
        apply(before);
    });
    popover->showFor(anchor);
    popover->focusFirst();
}

} // namespace socle::studio
