#include "studio/shell/CollectionFields.h"

#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QListWidget>
#include <QMimeData>
#include <QPainter>
#include <QStyledItemDelegate>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

enum FieldLineRole { FieldTypeRole = Qt::UserRole + 1 };

class FieldLineDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {0, Theme::current().scaled(control::kSm)};
    }

    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const QRectF box = option.rect;
        const bool isCurrent = option.state.testFlag(QStyle::State_HasFocus);
        if (isCurrent || option.state.testFlag(QStyle::State_MouseOver)) {
            drawRounded(
                painter, box, radius::kMd, colorOf(isCurrent ? Color::AccentSoft : Color::Hover));
        }
        if (isCurrent && option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
            drawFocusRing(painter, box.adjusted(1, 1, -1, -1), radius::kMd, 0);
        }
        const QString type = index.data(FieldTypeRole).toString();
        const double side = iconSize::kSm;
        const auto place
            = [&](const QRectF &part) { return mirrored(option.direction, box, part); };
        double left = box.left() + space::k3;
        drawIcon(painter,
                 fieldIconName(type),
                 place({left, box.center().y() - side / 2, side, side}),
                 Theme::current().color(fieldHue(type)),
                 option.direction);
        left += side + space::k3;
        const QFont small = font(TextRole::Small);
        const double typeWidth = QFontMetricsF(small).horizontalAdvance(type) + 1;
        const double right = box.right() - space::k2;
        drawLine(painter,
                 place({left, box.top(), right - typeWidth - space::k3 - left, box.height()}),
                 index.data().toString(),
                 font(TextRole::Base),
                 colorOf(isCurrent ? Color::OnAccentSoft : Color::Text));
        drawLine(painter,
                 place({right - typeWidth, box.top(), typeWidth, box.height()}),
                 type,
                 small,
                 colorOf(isCurrent ? Color::OnAccentSoft : Color::TextSubtle));
    }
};

/// Hands the field's name to whatever takes text.
class FieldNames : public QListWidget
{
public:
    using QListWidget::QListWidget;

protected:
    QMimeData *mimeData(const QList<QListWidgetItem *> &items) const override
    {
        auto *carried = new QMimeData;
        carried->setText(items.isEmpty() ? QString() : items.first()->text());
        return carried;
    }
};

} // namespace

CollectionFields::CollectionFields(QWidget *parent)
    : QWidget(parent)
    , m_title(new SectionLabel(tr("Fields")))
    , m_list(new FieldNames)
{
    setObjectName(u"shell.tree.fields"_s);
    m_list->setObjectName(u"shell.tree.fields.list"_s);
    m_list->setAccessibleName(tr("Fields of the collection"));
    m_list->setToolTip(tr("Enter copies the name"));
    m_list->setItemDelegate(new FieldLineDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setDragEnabled(true);
    m_list->setDragDropMode(QAbstractItemView::DragOnly);
    m_list->viewport()->setAutoFillBackground(false);
    m_list->viewport()->setBackgroundRole(QPalette::Window); // the scroll bar lies on the panel
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::k2, 0, 0);
    column->setSpacing(space::k2);
    column->addWidget(m_title);
    column->addWidget(m_list, 1);
    connect(m_list, &QListWidget::itemActivated, this, [this](const QListWidgetItem *item) {
        QGuiApplication::clipboard()->setText(item->text());
        emit copied(item->text());
    });
    connect(&Theme::current(), &Theme::changed, m_list, [this] { m_list->doItemsLayout(); });
}

void CollectionFields::setCollection(const CollectionPtr &collection)
{
    if (collection == m_collection && m_list->count() > 0) {
        return;
    }
    m_collection = collection;
    m_list->clear();
    m_title->setText(collection == nullptr ? tr("Fields")
                                           : tr("Fields of %1").arg(collection->name));
    if (collection == nullptr) {
        return;
    }
    for (const fields::Field &field : collection->fields) {
        auto *item = new QListWidgetItem(QString::fromStdString(field.name), m_list);
        const QString type = QString::fromStdString(field.type);
        item->setData(FieldTypeRole, type);
        item->setData(Qt::AccessibleTextRole, tr("%1, %2").arg(item->text(), type));
    }
}

} // namespace socle::studio
