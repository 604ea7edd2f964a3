#include "studio/shell/ViewHost.h"

#include <QCoreApplication>

#include <algorithm>

namespace socle::studio {

QString ViewDescriptor::translatedTitle() const
{
    return QCoreApplication::translate("ViewCatalogue", title);
}

const ViewDescriptor *findView(const ViewCatalogue &catalogue, const QString &id)
{
    const auto found = std::ranges::find(catalogue, id, &ViewDescriptor::id);
    return found == catalogue.end() ? nullptr : &*found;
}

} // namespace socle::studio
