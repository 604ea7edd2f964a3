#include "studio/kit/ShownTime.h"

#include <QApplication>
#include <QWidget>

namespace socle::studio {

ShownTime &ShownTime::current()
{
    static ShownTime shown;
    return shown;
}

void ShownTime::setUtc(bool isUtc)
{
    if (isUtc == m_isUtc) {
        return;
    }
    m_isUtc = isUtc;
    emit changed();
    const QWidgetList all = QApplication::allWidgets();
    for (QWidget *widget : all) {
        widget->update();
    }
}

QDateTime shownTime(const QDateTime &moment)
{
    return ShownTime::current().isUtc() ? moment.toUTC() : moment.toLocalTime();
}

} // namespace socle::studio
