// See the header.
#include "studio/kit/AreaRing.h"

#include "studio/kit/Paint.h"
#include "studio/kit/Theme.h"

#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QEvent>
#include <QPainter>

namespace socle::studio {

namespace {

/// Lies over the area, not in its viewport, whose children move with what is scrolled.
class AreaRing : public QWidget
{
public:
    explicit AreaRing(QAbstractScrollArea *area)
        : QWidget(area)
        , m_area(area)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        setFocusPolicy(Qt::NoFocus);
        area->installEventFilter(this);
        setVisible(area->hasFocus());
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (watched == m_area
            && (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut
                || event->type() == QEvent::Resize)) {
            setGeometry(m_area->rect());
            raise();
            setVisible(event->type() == QEvent::FocusIn
                       || (event->type() == QEvent::Resize && m_area->hasFocus()));
        }
        return false;
    }

    void paintEvent(QPaintEvent *) override
    {
        const auto *view = qobject_cast<const QAbstractItemView *>(m_area);
        if (view == nullptr || !view->currentIndex().isValid()) {
            QPainter painter(this);
            drawFocusRing(&painter, rect(), radius::kSm, 0);
        }
    }

private:
    QAbstractScrollArea *m_area;
};

} // namespace

void showRingWhileFocused(QAbstractScrollArea *area) { new AreaRing(area); }

} // namespace socle::studio
