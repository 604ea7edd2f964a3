#include "studio/shell/LayoutUndo.h"

#include <QScopedValueRollback>

namespace socle::studio {

void LayoutUndo::add(const QString &what, Back back)
{
    if (m_isUndoing) {
        return;
    }
    m_steps.append({what, std::move(back)});
    if (m_steps.size() > kKept) {
        m_steps.removeFirst();
    }
}

QString LayoutUndo::undo()
{
    const QScopedValueRollback undoing(m_isUndoing, true);
    while (!m_steps.isEmpty()) {
        const Step step = m_steps.takeLast();
        if (step.back()) {
            return step.what;
        }
    }
    return {};
}

} // namespace socle::studio
