#include "studio/shell/TabSwitcher.h"

#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"
#include "studio/shell/Metrics.h"
#include "studio/shell/View.h"

#include <QBoxLayout>
#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

enum SwitcherRole { SwitcherIcon = Qt::UserRole + 1, SwitcherDirty };

class SwitcherDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {0, Theme::current().scaled(control::kLg)};
    }

    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const QRectF box = option.rect;
        const bool isCurrent = option.state.testFlag(QStyle::State_Selected);
        const auto place
            = [&](const QRectF &part) { return mirrored(option.direction, box, part); };
        if (isCurrent) {
            drawRounded(painter, box, radius::kMd, colorOf(Color::AccentSoft));
        }
        const QColor ink = colorOf(isCurrent ? Color::OnAccentSoft : Color::Text);
        const double side = iconSize::kMd;
        const double x = box.left() + space::k3;
        drawIcon(painter,
                 index.data(SwitcherIcon).toString(),
                 place({x, box.center().y() - side / 2, side, side}),
                 isCurrent ? ink : colorOf(Color::TextMuted),
                 option.direction);
        double right = box.right() - space::k3;
        if (index.data(SwitcherDirty).toBool()) {
            const double dot = space::k2 + space::k1;
            drawRounded(painter,
                        place({right - dot, box.center().y() - dot / 2, dot, dot}),
                        radius::kFull,
                        colorOf(Color::ModBar));
            right -= dot + space::k3;
        }
        const double left = x + side + space::k4;
        drawLine(painter,
                 place({left, box.top(), right - left, box.height()}),
                 index.data().toString(),
                 font(isCurrent ? TextRole::BaseStrong : TextRole::Base),
                 ink);
    }
};

} // namespace

TabSwitcher::TabSwitcher(QWidget *window)
    : QWidget(window)
    , m_list(new QListView)
    , m_model(new QStandardItemModel(this))
{
    setObjectName(u"shell.tabSwitcher"_s);
    setAccessibleName(tr("Recent tabs"));
    m_list->setObjectName(u"shell.tabSwitcher.list"_s);
    m_list->setAccessibleName(tr("Recent tabs"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new SwitcherDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->viewport()->setAutoFillBackground(false);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(shadowMargins(2)
                               + QMargins(space::k3, space::k3, space::k3, space::k3));
    column->addWidget(m_list);
    connect(m_list, &QListView::clicked, this, &TabSwitcher::accept);
    hide();
}

void TabSwitcher::open(const QList<View *> &recent, int step)
{
    m_model->clear();
    m_views.clear();
    for (View *view : recent) {
        auto *item = new QStandardItem(view->title());
        item->setData(view->icon(), SwitcherIcon);
        item->setData(view->mark() == View::Mark::Unsaved, SwitcherDirty);
        m_model->appendRow(item);
        m_views.append(view);
    }
    m_list->setCurrentIndex(m_model->index(0, 0));
    advance(step);
    place();
    show();
    raise();
}

void TabSwitcher::advance(int step)
{
    if (const int rows = m_model->rowCount(); rows > 0) {
        const int row = (m_list->currentIndex().row() + step + rows) % rows;
        m_list->setCurrentIndex(m_model->index(row, 0));
    }
}

void TabSwitcher::accept()
{
    hide();
    if (View *view = m_views.value(m_list->currentIndex().row())) {
        emit chosen(view);
    }
}

void TabSwitcher::cancel() { hide(); }

void TabSwitcher::place()
{
    const Theme &theme = Theme::current();
    const QMargins shadow = shadowMargins(2);
    const int rows = std::min(m_model->rowCount(), metrics::kSwitcherRows);
    const int width = theme.scaled(metrics::kPopoverWidth);
    const int height = rows * theme.scaled(control::kLg) + 2 * space::k3;
    const QSize room = parentWidget()->size();
    setGeometry((room.width() - width) / 2 - shadow.left(),
                std::max(0, (room.height() - height) / 3 - shadow.top()),
                width + shadow.left() + shadow.right(),
                height + shadow.top() + shadow.bottom());
}

void TabSwitcher::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF panel = QRectF(rect()).marginsRemoved(QMarginsF(shadowMargins(2)));
    drawShadow(&painter, panel, radius::kXl, 2);
    drawRounded(&painter, panel, radius::kXl, colorOf(Color::Surface), colorOf(Color::Border));
}

} // namespace socle::studio
