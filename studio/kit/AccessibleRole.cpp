// See the header.
#include "studio/kit/AccessibleRole.h"

#include <QAccessibleWidget>
#include <QVariant>

namespace socle::studio {

namespace {

constexpr const char *kRoleProperty = "accessibleRole";

QAccessibleInterface *interfaceOf(const QString &, QObject *object)
{
    auto *widget = qobject_cast<QWidget *>(object);
    const QVariant role = widget != nullptr ? widget->property(kRoleProperty) : QVariant();
    return role.isValid()
        ? new QAccessibleWidget(widget, static_cast<QAccessible::Role>(role.toInt()))
        : nullptr;
}

} // namespace

void setAccessibleRole(QWidget *widget, QAccessible::Role role)
{
    static const bool isInstalled = [] {
        QAccessible::installFactory(interfaceOf);
        return true;
    }();
    Q_UNUSED(isInstalled)
    widget->setProperty(kRoleProperty, static_cast<int>(role));
    // A name that was given before has made Qt keep an interface of the wrong role.
    QAccessibleInterface *known = QAccessible::queryAccessibleInterface(widget);
    if (known != nullptr && known->role() != role) {
        QAccessible::deleteAccessibleInterface(QAccessible::uniqueId(known));
    }
}

} // namespace socle::studio
