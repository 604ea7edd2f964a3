#include "studio/views/data/layouts/UnscheduledTray.h"

#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/views/data/DataMetrics.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QListWidget>
#include <QLocale>
#include <QMimeData>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// Its items travel as record ids.
class TrayList final : public QListWidget
{
public:
    using QListWidget::QListWidget;

protected:
    QStringList mimeTypes() const override { return {UnscheduledTray::kMimeType}; }

    QMimeData *mimeData(const QList<QListWidgetItem *> &items) const override
    {
        QStringList ids;
        for (const QListWidgetItem *item : items) {
            ids.append(item->data(Qt::UserRole).toString());
        }
        auto *mime = new QMimeData;
        mime->setData(UnscheduledTray::kMimeType, ids.join(u'\n').toUtf8());
        return mime;
    }
};

} // namespace

const QString UnscheduledTray::kMimeType = QStringLiteral("application/x-socle-unscheduled");

UnscheduledTray::UnscheduledTray(QWidget *parent)
    : QWidget(parent)
    , m_list(new TrayList)
    , m_note(new Text({}, TextRole::Small, Color::TextSubtle))
{
    setObjectName(u"data.calendar.tray"_s);
    keepScaled(this, Extent::Width, data::kGroupPanel);
    auto *title = new Text(tr("Without a date"), TextRole::SmallStrong, Color::TextMuted);
    title->setContentsMargins(space::k5, 0, space::k5, 0);
    m_note->setOverflow(Text::Overflow::Wrap);
    m_note->setContentsMargins(space::k5, 0, space::k5, 0);
    m_list->setObjectName(u"data.calendar.tray.list"_s);
    m_list->setAccessibleName(tr("Records without a date"));
    m_list->setAccessibleDescription(tr("Enter puts a record on the chosen day"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setTextElideMode(Qt::ElideRight);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setDragEnabled(true);
    m_list->setDragDropMode(QAbstractItemView::DragOnly);
    m_list->installEventFilter(this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::k4, 0, space::k3);
    column->setSpacing(space::k3);
    column->addWidget(title);
    auto *inset = new QHBoxLayout;
    inset->setContentsMargins(space::k3, 0, space::k3, 0);
    inset->addWidget(m_list);
    column->addLayout(inset, 1);
    column->addWidget(m_note);
    connect(m_list, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem *item) {
        if (!m_isBuilding && item != nullptr) {
            emit selected(item->data(Qt::UserRole).toString());
        }
    });
    connect(m_list, &QListWidget::itemDoubleClicked, this, [this](const QListWidgetItem *item) {
        emit scheduleRequested(item->data(Qt::UserRole).toString());
    });
}

void UnscheduledTray::show(const std::vector<Item> &items, qint64 total)
{
    m_isBuilding = true;
    const int row = m_list->currentRow();
    m_list->clear();
    for (const Item &item : items) {
        auto *line = new QListWidgetItem(item.title, m_list);
        line->setData(Qt::UserRole, item.id);
        line->setToolTip(item.title);
    }
    m_list->setCurrentRow(std::min(row, m_list->count() - 1));
    m_isBuilding = false;
    const qint64 rest = total - static_cast<qint64>(items.size());
    m_note->setVisible(rest > 0 || items.empty());
    m_note->setText(items.empty() ? tr("Every record has a date")
                                  : tr("and %1 more").arg(QLocale().toString(rest)));
}

bool UnscheduledTray::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if ((key == Qt::Key_Return || key == Qt::Key_Enter) && m_list->currentItem() != nullptr) {
            emit scheduleRequested(m_list->currentItem()->data(Qt::UserRole).toString());
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

void UnscheduledTray::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorOf(Color::Surface));
    const double edge = layoutDirection() == Qt::RightToLeft ? width() - 1 : 0;
    drawHairline(&painter, {edge, 0}, {edge, double(height())}, colorOf(Color::Border));
}

} // namespace socle::studio
