#include "studio/views/data/ColumnsPopover.h"

#include "studio/api/Text.h"
#include "studio/kit/Button.h"
#include "studio/kit/Icon.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Theme.h"
#include "studio/views/data/DataMetrics.h"
#include "studio/views/data/DragHandle.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QGridLayout>
#include <QKeyEvent>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace socle::studio {

ColumnsPopover::ColumnsPopover(CollectionPtr collection,
                               const QStringList &names,
                               const ColumnLayout &layout,
                               QWidget *parent)
    : Popover(parent)
    , m_collection(std::move(collection))
    , m_names(names)
    , m_layout(layout)
    , m_search(new SearchField(tr("Find a column")))
    , m_rows(new QVBoxLayout)
{
    setObjectName(u"data.columns.popover"_s);
    setAccessibleName(tr("Columns"));
    setDeleteOnClose(true);
    const Theme &theme = Theme::current();
    keepScaled(this, Extent::LeastWidth, data::kPopoverWidth); // more for long words
    m_search->setObjectName(u"data.columns.search"_s);
    m_search->setAccessibleName(tr("Find a column"));
    m_search->setDelay(0);
    body()->addWidget(m_search);

    auto *list = new QWidget;
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    auto *column = new QVBoxLayout(list);
    column->setContentsMargins(space::k2, 0, space::k2, 0);
    column->addLayout(m_rows);
    column->addStretch();
    auto *scroll = new QScrollArea;
    scroll->setWidget(list);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    const int wanted = static_cast<int>(names.size() + 1) * controlHeight(ControlSize::Large);
    scroll->setFixedHeight(std::min(theme.scaled(data::kPopoverList), wanted));
    scroll->viewport()->setAutoFillBackground(false);
    list->setAutoFillBackground(false); // the popover's ground
    body()->addWidget(scroll);

    body()->addWidget(makePresets());
    body()->addWidget(makeLook());
    connect(m_search, &SearchField::searchChanged, this, &ColumnsPopover::rebuild);
    rebuild();
    m_search->setFocus();
}

QWidget *ColumnsPopover::makePresets()
{
    auto *presets = new QWidget;
    auto *grid = new QGridLayout(presets);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(space::k2);
    grid->setColumnStretch(0, 1);
    grid->setColumnStretch(1, 1);
    const auto add = [&](const QString &text, const QString &name, int row, int column, auto run) {
        auto *button = new Button(text, ButtonVariant::Ghost);
        button->setObjectName(u"data.columns."_s + name);
        button->setControlSize(ControlSize::Small);
        grid->addWidget(button, row, column, Qt::AlignLeading);
        connect(button, &Button::clicked, this, run);
        return button;
    };
    add(tr("Show all"), u"all"_s, 0, 0, [this] { show({}); });
    add(tr("Required only"), u"required"_s, 0, 1, [this] {
        QSet<QString> hidden;
        for (const QString &name : std::as_const(m_names)) {
            const fields::Field *field = m_collection->field(name);
            if (field != nullptr && !field->required && !field->presentable
                && name != m_collection->labelField()) {
                hidden.insert(name);
            }
        }
        show(hidden);
    });
    add(tr("Non-empty in view"), u"filled"_s, 1, 0, [this] {
        show(QSet<QString>(m_names.begin(), m_names.end()) - m_filled);
    });
    m_lastButton = add(tr("Last used"), u"last"_s, 1, 1, [this] {
        if (m_last) {
            const ColumnLayout now = m_layout;
            m_layout.order = m_last->order;
            m_layout.pinned = m_last->pinned;
            show(m_last->hidden);
            m_last = now;
        }
    });
    m_lastButton->setEnabled(false);
    add(tr("Save as default for this collection"), u"default"_s, 2, 0, [this] {
        emit defaultRequested();
    });
    grid->addWidget(grid->itemAtPosition(2, 0)->widget(), 2, 0, 1, 2, Qt::AlignLeading);
    return presets;
}

QWidget *ColumnsPopover::makeLook()
{
    auto *look = new QWidget;
    auto *column = new QVBoxLayout(look);
    column->setContentsMargins(space::k3, space::k2, space::k3, space::k2);
    column->setSpacing(space::k3);
    auto *filters = new QCheckBox(tr("Filter row under the header"));
    filters->setObjectName(u"data.columns.filterRow"_s);
    filters->setChecked(m_layout.hasFilterRow);
    connect(filters, &QCheckBox::toggled, this, [this](bool on) {
        m_layout.hasFilterRow = on;
        emit layoutChanged(m_layout);
    });
    auto *density = new Segmented;
    density->setObjectName(u"data.columns.density"_s);
    density->setAccessibleName(tr("Row height of this tab"));
    density->addSegment(QString(), tr("Usual"), {}, tr("Row height as in all tabs"));
    density->addSegment(u"compact"_s, tr("Low"), {}, tr("Compact rows"));
    density->addSegment(u"comfortable"_s, tr("Middle"), {}, tr("Comfortable rows"));
    density->addSegment(u"spacious"_s, tr("High"), {}, tr("Spacious rows"));
    density->setCurrentKey(m_layout.density);
    connect(density, &Segmented::currentChanged, this, [this](const QString &key) {
        m_layout.density = key;
        emit layoutChanged(m_layout);
    });
    column->addWidget(filters);
    column->addWidget(density);
    return look;
}

void ColumnsPopover::setLastUsed(const std::optional<ColumnLayout> &layout)
{
    m_last = layout;
    m_lastButton->setEnabled(layout.has_value());
}

void ColumnsPopover::show(const QSet<QString> &hidden)
{
    m_layout.hidden = hidden;
    emit layoutChanged(m_layout);
    rebuild();
}

void ColumnsPopover::rebuild()
{
    const QString focused = focusWidget() == nullptr ? QString() : focusWidget()->objectName();
    clearLayout(m_rows);
    const QStringList names = m_layout.ordered(m_names);
    for (int i = 0; i < names.size(); ++i) {
        if (names.at(i).contains(m_search->text(), Qt::CaseInsensitive)) {
            m_rows->addWidget(makeRow(names.at(i), i, static_cast<int>(names.size())));
        }
    }
    // Moving a row keeps the focus on its arrow, so that it can be pressed again.
    for (int i = 0; !focused.isEmpty() && i < m_rows->count(); ++i) {
        if (auto *again = m_rows->itemAt(i)->widget()->findChild<QWidget *>(focused)) {
            again->setFocus();
        }
    }
}

QWidget *ColumnsPopover::makeRow(const QString &name, int at, int count)
{
    auto *line = new QWidget;
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    auto *handle = new DragHandle(m_rows, name);
    handle->setObjectName(u"data.columns.drag."_s + name);
    connect(handle, &DragHandle::dropped, this, [this, name](int to) { moveTo(name, to); });
    row->addWidget(handle); // before it is shown: without a parent it would be a window
    handle->setVisible(m_search->text().isEmpty()); // of a part of the rows there is no order
    auto *show = new QCheckBox(name);
    show->setObjectName(u"data.columns.show."_s + name);
    show->setAccessibleName(tr("Show column %1").arg(name));
    show->setChecked(!m_layout.hidden.contains(name));
    row->addWidget(show, 1);
    connect(show, &QCheckBox::toggled, this, [this, name](bool on) { setHidden(name, !on); });
    const auto addButton
        = [&](const QString &icon, const QString &key, const QString &tip, auto run) {
              auto *button = new IconButton(icon, tip);
              button->setControlSize(ControlSize::Small);
              button->setObjectName(u"data.columns."_s + key + u'.' + name);
              connect(button, &IconButton::clicked, this, run);
              row->addWidget(button);
              return button;
          };
    const bool isPinned = m_layout.pinned.contains(name);
    IconButton *pin = addButton(isPinned ? u"pin-active"_s : u"pin"_s,
                                u"pin"_s,
                                isPinned ? tr("Unpin %1").arg(name) : tr("Pin %1").arg(name),
                                [this, name, isPinned] {
                                    if (isPinned) {
                                        m_layout.pinned.remove(name);
                                    } else {
                                        m_layout.pinned.insert(name);
                                    }
                                    emit layoutChanged(m_layout);
                                    rebuild();
                                });
    pin->setRole(isPinned ? Color::Accent : Color::TextMuted);
    addButton(u"arrow-up"_s, u"up"_s, tr("Move %1 up").arg(name), [this, name] {
        move(name, -1);
    })->setEnabled(at > 0);
    addButton(u"arrow-down"_s, u"down"_s, tr("Move %1 down").arg(name), [this, name] {
        move(name, 1);
    })->setEnabled(at + 1 < count);
    for (QWidget *part : line->findChildren<QAbstractButton *>()) {
        part->installEventFilter(this); // buttons take arrows with any modifier for themselves
    }
    return line;
}

void ColumnsPopover::move(const QString &name, int step)
{
    QStringList names = m_layout.ordered(m_names);
    const auto from = names.indexOf(name);
    moveTo(name, static_cast<int>(step < 0 ? from + step : from + step + 1));
}

/// Puts a column before the one that stands at `to` now.
void ColumnsPopover::moveTo(const QString &name, int to)
{
    QStringList names = m_layout.ordered(m_names);
    const auto from = names.indexOf(name);
    if (from < 0 || to < 0 || to > names.size() || to == from || to == from + 1) {
        return;
    }
    names.move(from, to > from ? to - 1 : to);
    m_layout.order = names;
    emit layoutChanged(m_layout);
    rebuild();
}

void ColumnsPopover::setHidden(const QString &name, bool hidden)
{
    if (hidden) {
        m_layout.hidden.insert(name);
    } else {
        m_layout.hidden.remove(name);
    }
    emit layoutChanged(m_layout);
}

/// Alt+Shift+Up and Down on any part of a row move it.
bool ColumnsPopover::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->modifiers() == (Qt::AltModifier | Qt::ShiftModifier)
            && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down)) {
            move(watched->objectName().section(u'.', 3), key->key() == Qt::Key_Up ? -1 : 1);
            return true;
        }
    }
    return Popover::eventFilter(watched, event);
}

} // namespace socle::studio
