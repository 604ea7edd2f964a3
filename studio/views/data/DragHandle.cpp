#include "studio/views/data/DragHandle.h"

#include "studio/kit/Icon.h"
#include "studio/kit/Theme.h"

#include <QBoxLayout>
#include <QMouseEvent>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

class DropLine final : public QWidget
{
public:
    explicit DropLine(QWidget *parent)
        : QWidget(parent)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter(this).fillRect(rect(), colorOf(Color::Accent));
    }
};

} // namespace

DragHandle::DragHandle(QVBoxLayout *rows, const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_rows(rows)
{
    setToolTip(tr("Drag to move"));
    setAccessibleName(tr("Drag %1").arg(name));
    setCursor(Qt::OpenHandCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
}

QSize DragHandle::sizeHint() const
{
    const int side = Theme::current().scaled(static_cast<int>(iconSize::kSm));
    return {side + space::k3, side + space::k5};
}

void DragHandle::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double side = Theme::current().scaled(static_cast<int>(iconSize::kSm));
    drawIcon(&painter,
             u"grip"_s,
             QRectF((width() - side) / 2, (height() - side) / 2, side, side),
             colorOf(underMouse() || m_isPulled ? Color::Text : Color::TextSubtle),
             layoutDirection());
}

void DragHandle::mousePressEvent(QMouseEvent *event)
{
    m_isPulled = event->button() == Qt::LeftButton;
    setCursor(m_isPulled ? Qt::ClosedHandCursor : Qt::OpenHandCursor);
    update();
}

int DragHandle::targetOf(const QPoint &globalPos) const
{
    for (int i = 0; i < m_rows->count(); ++i) {
        const QWidget *row = m_rows->itemAt(i)->widget();
        if (row != nullptr && row->mapFromGlobal(globalPos).y() < row->height() / 2) {
            return i;
        }
    }
    return m_rows->count();
}

void DragHandle::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_isPulled || m_rows->count() == 0) {
        return;
    }
    QWidget *list = m_rows->parentWidget();
    if (m_line == nullptr) {
        m_line = new DropLine(list);
    }
    const int to = targetOf(event->globalPosition().toPoint());
    const QWidget *beside = m_rows->itemAt(std::min(to, m_rows->count() - 1))->widget();
    const QRect row(beside->mapTo(list, QPoint()), beside->size());
    const int y = to < m_rows->count() ? row.top() : row.bottom();
    m_line->setGeometry(row.left(), y - space::k1 / 2, row.width(), space::k1);
    m_line->show();
    m_line->raise();
}

void DragHandle::mouseReleaseEvent(QMouseEvent *event)
{
    const bool wasPulled = std::exchange(m_isPulled, false);
    setCursor(Qt::OpenHandCursor);
    delete m_line;
    update();
    if (wasPulled) {
        emit dropped(targetOf(event->globalPosition().toPoint()));
    }
}

} // namespace socle::studio
