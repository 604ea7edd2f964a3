// The wish stands in a property of the widget, so that a later one replaces it and one connection
// serves them all.
#include "studio/kit/ScaledSize.h"

#include "studio/kit/Theme.h"

#include <QVariant>
#include <QWidget>

#include <array>

namespace socle::studio {

namespace {

struct Limit
{
    const char *property;
    void (QWidget::*set)(int);
};

/// In the order of Extent.
constexpr std::array kLimits{
    Limit{"scaledWidth", &QWidget::setFixedWidth},
    Limit{"scaledLeastWidth", &QWidget::setMinimumWidth},
    Limit{"scaledMostWidth", &QWidget::setMaximumWidth},
    Limit{"scaledHeight", &QWidget::setFixedHeight},
    Limit{"scaledLeastHeight", &QWidget::setMinimumHeight},
    Limit{"scaledMostHeight", &QWidget::setMaximumHeight},
};

} // namespace

void keepScaled(QWidget *widget, Extent extent, int pixels)
{
    const Limit &limit = kLimits.at(static_cast<std::size_t>(extent));
    const bool isFollowing = widget->property(limit.property).isValid();
    widget->setProperty(limit.property, pixels);
    const auto apply = [widget, &limit] {
        (widget->*limit.set)(Theme::current().scaled(widget->property(limit.property).toInt()));
    };
    apply();
    if (!isFollowing) {
        QObject::connect(&Theme::current(), &Theme::densityChanged, widget, apply);
    }
}

} // namespace socle::studio
