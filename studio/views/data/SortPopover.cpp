#include "studio/views/data/SortPopover.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/kit/Icon.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/views/data/ColumnLayout.h"
#include "studio/views/data/DataMetrics.h"
#include "studio/views/data/DragHandle.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

SortPopover::SortPopover(CollectionPtr collection, const QStringList &sort, QWidget *parent)
    : Popover(parent)
    , m_collection(std::move(collection))
    , m_sort(sort)
    , m_rows(new QVBoxLayout)
    , m_nothing(new Text(tr("Newest first. Add a field to sort by something else."),
                         TextRole::Small,
                         Color::TextMuted))
    , m_add(new Button(u"plus"_s, tr("Add a sort key"), ButtonVariant::Ghost))
{
    setObjectName(u"data.sort.popover"_s);
    setAccessibleName(tr("Sort"));
    setDeleteOnClose(true);
    setPadding(space::k4);
    keepScaled(this, Extent::Width, data::kPopoverWidth + data::kDiffColumn);
    m_nothing->setOverflow(Text::Overflow::Wrap);
    m_rows->setSpacing(space::k3);
    m_add->setObjectName(u"data.sort.add"_s);
    m_add->setControlSize(ControlSize::Small);
    body()->setSpacing(space::k3);
    body()->addWidget(m_nothing);
    body()->addLayout(m_rows);
    body()->addWidget(m_add, 0, Qt::AlignLeading);
    connect(m_add, &Button::clicked, this, [this] {
        for (const fields::Field &field : m_collection->fields) {
            const QString name = toQString(field.name);
            const bool isUsed
                = std::any_of(m_sort.begin(), m_sort.end(), [&name](const QString &item) {
                      return sortField(item) == name;
                  });
            if (!isUsed && !field.isType(fields::kPassword) && name != u"id"_s) {
                change(m_sort + QStringList{name});
                return;
            }
        }
    });
    rebuild();
    m_add->setFocus();
}

void SortPopover::change(const QStringList &sort)
{
    m_sort = sort;
    rebuild();
    emit sortChanged(m_sort);
}

void SortPopover::rebuild()
{
    const QString focused = focusWidget() == nullptr ? QString() : focusWidget()->objectName();
    clearLayout(m_rows);
    for (int i = 0; i < m_sort.size(); ++i) {
        m_rows->addWidget(makeRow(i));
    }
    m_nothing->setVisible(m_sort.isEmpty());
    m_add->setEnabled(m_sort.size() < kMaxKeys);
    adjustSize();
    // The keyboard stays on the part it was on, else on the row that stands there now.
    if (!focused.startsWith(u"data.sort."_s)) {
        return;
    }
    const int at = std::min(focused.section(u'.', -1).toInt(), static_cast<int>(m_sort.size()) - 1);
    const auto *row = m_rows->itemAt(at) == nullptr ? nullptr : m_rows->itemAt(at)->widget();
    if (row == nullptr) {
        m_add->setFocus();
        return;
    }
    auto *same = row->findChild<QWidget *>(focused);
    (same != nullptr && same->isEnabled()
         ? same
         : row->findChild<QWidget *>(u"data.sort.field.%1"_s.arg(at)))
        ->setFocus();
}

QWidget *SortPopover::makeRow(int index)
{
    const QString item = m_sort.at(index);
    const QString at = QString::number(index);
    auto *line = new QWidget;
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::k2);
    auto *handle = new DragHandle(m_rows, sortField(item));
    handle->setObjectName(u"data.sort.drag."_s + at);
    connect(handle, &DragHandle::dropped, this, [this, index](int to) {
        if (to != index && to != index + 1) {
            QStringList sort = m_sort;
            sort.move(index, to > index ? to - 1 : to);
            change(sort);
        }
    });
    row->addWidget(handle);
    auto *field = new Select;
    field->setObjectName(u"data.sort.field."_s + at);
    field->setAccessibleName(tr("Sort key %1").arg(index + 1));
    QVector<SelectOption> options;
    for (const fields::Field &each : m_collection->fields) {
        if (!each.isType(fields::kPassword)) {
            options.append({.key = toQString(each.name),
                            .text = toQString(each.name),
                            .iconName = fieldIconName(toQString(each.type))});
        }
    }
    if (m_collection->field(sortField(item)) == nullptr) {
        options.append({.key = sortField(item), .text = sortField(item)});
    }
    field->setOptions(options);
    field->setCurrentKey(sortField(item));
    auto *direction = new Segmented;
    direction->setObjectName(u"data.sort.direction."_s + at);
    direction->setAccessibleName(tr("Direction of sort key %1").arg(index + 1));
    direction->addSegment(u"up"_s, {}, u"arrow-up"_s, tr("Ascending"));
    direction->addSegment(u"down"_s, {}, u"arrow-down"_s, tr("Descending"));
    direction->setCurrentKey(isDescendingItem(item) ? u"down"_s : u"up"_s);
    auto *up = new IconButton(u"chevron-up"_s, tr("Make stronger"));
    up->setObjectName(u"data.sort.up."_s + at);
    up->setEnabled(index > 0);
    auto *remove = new IconButton(u"x"_s, tr("Remove sort key %1").arg(index + 1));
    remove->setObjectName(u"data.sort.remove."_s + at);
    row->addWidget(field, 1);
    row->addWidget(direction);
    row->addWidget(up);
    row->addWidget(remove);
    const auto set = [this, index](const QString &name, bool isDown) {
        QStringList sort = m_sort;
        sort[index] = isDown ? QString(u'-' + name) : name;
        change(sort);
    };
    connect(field, &Select::currentChanged, this, [this, index, set](const QString &name) {
        set(name, isDescendingItem(m_sort.at(index)));
    });
    connect(direction, &Segmented::currentChanged, this, [this, index, set](const QString &key) {
        set(sortField(m_sort.at(index)), key == u"down"_s);
    });
    connect(up, &IconButton::clicked, this, [this, index] {
        QStringList sort = m_sort;
        sort.move(index, index - 1);
        change(sort);
    });
    connect(remove, &IconButton::clicked, this, [this, index] {
        QStringList sort = m_sort;
        sort.removeAt(index);
        change(sort);
    });
    return line;
}

} // namespace socle::studio
