#include "studio/shell/ViewTarget.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

QJsonObject toJson(const ViewTarget &target)
{
    return QJsonObject{{u"view"_s, target.view},
                       {u"collection"_s, target.collection},
                       {u"record"_s, target.record},
                       {u"arguments"_s, target.arguments}};
}

ViewTarget viewTargetFromJson(const QJsonObject &object)
{
    return {object[u"view"_s].toString(),
            object[u"collection"_s].toString(),
            object[u"record"_s].toString(),
            object[u"arguments"_s].toObject()};
}

} // namespace socle::studio
