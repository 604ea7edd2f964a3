#include "studio/views/data/ColumnsPopover.h"

#include "studio/api/Text.h"
#include "studio/kit/Button.h"
#include "studio/kit/Icon.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Theme.h"
#include "studio/views/data/DataMetrics.h"

#include <QBoxLayout>
#include <QCheckBox>
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
    setFixedWidth(theme.scaled(data::kPopoverWidth));
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

    auto *presets = new QHBoxLayout;
    presets->setSpacing(space::k2);
    auto *all = new Button(tr("Show all"), ButtonVariant::Ghost);
    all->setObjectName(u"data.columns.all"_s);
    auto *required = new Button(tr("Required only"), ButtonVariant::Ghost);
    required->setObjectName(u"data.columns.required"_s);
    for (Button *button : {all, required}) {
        button->setControlSize(ControlSize::Small);
        presets->addWidget(button);
    }
    presets->addStretch();
    body()->addLayout(presets);
    connect(all, &Button::clicked, this, [this] {
        m_layout.hidden.clear();
        emit layoutChanged(m_layout);
        rebuild();
    });
    connect(required, &Button::clicked, this, [this] {
        m_layout.hidden.clear();
        for (const QString &name : std::as_const(m_names)) {
            const fields::Field *field = m_collection->field(name);
            if (field != nullptr && !field->required && !field->presentable
                && name != m_collection->labelField()) {
                m_layout.hidden.insert(name);
            }
        }
        emit layoutChanged(m_layout);
        rebuild();
    });
    connect(m_search, &SearchField::searchChanged, this, &ColumnsPopover::rebuild);
    rebuild();
    m_search->setFocus();
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
    return line;
}

void ColumnsPopover::move(const QString &name, int step)
{
    QStringList names = m_layout.ordered(m_names);
    const auto from = names.indexOf(name);
    const auto to = from + step;
    if (from < 0 || to < 0 || to >= names.size()) {
        return;
    }
    names.move(from, to);
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

void ColumnsPopover::keyPressEvent(QKeyEvent *event)
{
    const bool moves = event->modifiers() == (Qt::AltModifier | Qt::ShiftModifier)
        && (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down);
    if (moves && focusWidget() != nullptr) {
        move(focusWidget()->objectName().section(u'.', 3), event->key() == Qt::Key_Up ? -1 : 1);
        return;
    }
    Popover::keyPressEvent(event);
}

} // namespace socle::studio
