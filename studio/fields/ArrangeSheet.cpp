// See the header.
#include "studio/fields/ArrangeSheet.h"

#include "studio/api/Text.h"
#include "studio/kit/Icon.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QListWidget>
#include <QVBoxLayout>

namespace socle::studio {

namespace {

constexpr int kNameRole = Qt::UserRole; // of a field; a headline has none

QStringList namesOf(const CollectionSchema &collection)
{
    QStringList names;
    for (const fields::Field &field : collection.fields) {
        names.append(toQString(field.name));
    }
    return names;
}

} // namespace

ArrangeSheet::ArrangeSheet(const CollectionPtr &collection,
                           const FormSections &sections,
                           QWidget *window)
    : Sheet(window, tr("Arrange the form of %1").arg(collection->name))
    , m_collection(collection)
    , m_list(new QListWidget)
{
    setObjectName(QStringLiteral("data.arrange"));
    setSubtitle(tr("Drag, or Alt+Shift+Up and Down. F2 renames a section."));
    m_list->setObjectName(QStringLiteral("data.arrange.list"));
    m_list->setAccessibleName(tr("Fields and sections"));
    m_list->setDragDropMode(QAbstractItemView::InternalMove);
    m_list->setDefaultDropAction(Qt::MoveAction);
    keepScaled(m_list, Extent::LeastHeight, space::k10 * 5);
    m_list->installEventFilter(this);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::k2);
    auto *add = new Button(QStringLiteral("plus"), tr("Section"), ButtonVariant::Secondary);
    add->setObjectName(QStringLiteral("data.arrange.add"));
    add->setAccessibleName(tr("Add a section"));
    auto *remove = new Button(tr("Remove section"), ButtonVariant::Ghost);
    remove->setObjectName(QStringLiteral("data.arrange.remove"));
    auto *up = new IconButton(QStringLiteral("arrow-up"), tr("Move up (Alt+Shift+Up)"));
    up->setObjectName(QStringLiteral("data.arrange.up"));
    auto *down = new IconButton(QStringLiteral("arrow-down"), tr("Move down (Alt+Shift+Down)"));
    down->setObjectName(QStringLiteral("data.arrange.down"));
    auto *reset = new Button(tr("Order of the schema"), ButtonVariant::Ghost);
    reset->setObjectName(QStringLiteral("data.arrange.reset"));
    row->addWidget(add);
    row->addWidget(remove);
    row->addWidget(up);
    row->addWidget(down);
    row->addStretch(1);
    row->addWidget(reset);
    body()->addWidget(m_list, 1);
    body()->addLayout(row);
    addStandardButtons(tr("Arrange"))->setObjectName(QStringLiteral("data.arrange.accept"));
    fill(completed(sections, namesOf(*collection)));

    connect(add, &QPushButton::clicked, this, [this] {
        const int at = std::max(0, m_list->currentRow());
        addSection(tr("New section"), at);
        m_list->setCurrentRow(at);
        m_list->setFocus();
        m_list->editItem(m_list->item(at));
    });
    const auto showRemove = [this, remove] {
        const QListWidgetItem *item = m_list->currentItem();
        remove->setEnabled(item != nullptr && item->data(kNameRole).toString().isEmpty());
    };
    connect(m_list, &QListWidget::currentRowChanged, this, showRemove);
    showRemove();
    connect(remove, &QPushButton::clicked, this, [this] { delete m_list->currentItem(); });
    connect(up, &QToolButton::clicked, this, [this] { move(-1); });
    connect(down, &QToolButton::clicked, this, [this] { move(1); });
    connect(reset, &QPushButton::clicked, this, [this] {
        fill(completed({}, namesOf(*m_collection)));
    });
    connect(this, &Sheet::accepted, this, [this] { emit arranged(this->sections()); });
}

void ArrangeSheet::addSection(const QString &title, int row)
{
    auto *item = new QListWidgetItem(title);
    item->setFlags(item->flags() | Qt::ItemIsEditable);
    item->setFont(studio::font(TextRole::BaseStrong));
    m_list->insertItem(row, item);
}

void ArrangeSheet::fill(const FormSections &sections)
{
    m_list->clear();
    for (const FormSection &section : sections) {
        if (!section.title.isEmpty()) {
            addSection(section.title, m_list->count());
        }
        for (const QString &name : section.fields) {
            auto *item = new QListWidgetItem(name, m_list);
            item->setData(kNameRole, name);
            const fields::Field *field = m_collection->field(name);
            item->setIcon(
                icon(fieldIconName(field != nullptr ? toQString(field->type) : QString())));
        }
    }
    m_list->setCurrentRow(0);
}

FormSections ArrangeSheet::sections() const
{
    FormSections result{FormSection()};
    for (int i = 0; i < m_list->count(); ++i) {
        const QListWidgetItem *item = m_list->item(i);
        const QString name = item->data(kNameRole).toString();
        if (!name.isEmpty()) {
            result.last().fields.append(name);
        } else if (result.size() == 1 && result.first().fields.isEmpty()
                   && result.first().title.isEmpty()) {
            result.first().title = item->text().trimmed();
        } else {
            result.append(FormSection{.title = item->text().trimmed()});
        }
    }
    return result;
}

void ArrangeSheet::move(int step)
{
    const int from = m_list->currentRow();
    const int to = from + step;
    if (from < 0 || to < 0 || to >= m_list->count()) {
        return;
    }
    QListWidgetItem *item = m_list->takeItem(from);
    m_list->insertItem(to, item);
    m_list->setCurrentRow(to);
}

bool ArrangeSheet::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool moves = key->modifiers() == (Qt::AltModifier | Qt::ShiftModifier);
        if (moves && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down)) {
            move(key->key() == Qt::Key_Up ? -1 : 1);
            return true;
        }
    }
    return Sheet::eventFilter(watched, event);
}

} // namespace socle::studio
