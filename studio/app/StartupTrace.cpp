#include "studio/app/StartupTrace.h"

#include <QAbstractItemModel>
#include <QAbstractItemView>
#include <QApplication>
#include <QEvent>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace socle::studio {

void StartupTrace::note(const char *what) const
{
    if (m_isOn) {
        std::fprintf(
            stderr, "startup: %5lld ms  %s\n", static_cast<long long>(m_clock.elapsed()), what);
    }
}

void StartupTrace::watchPainting()
{
    if (m_isOn) {
        qApp->installEventFilter(this);
    }
}

bool StartupTrace::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Paint) {
        if (!m_hasPainted) {
            m_hasPainted = true;
            note("first paint");
        }
        const auto *view = qobject_cast<const QAbstractItemView *>(watched->parent());
        if (view != nullptr && view->objectName() == u"data.grid"_s && view->model() != nullptr
            && !view->model()->index(0, 1).data().isNull()) {
            note("rows visible");
            qApp->removeEventFilter(this);
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace socle::studio
