// See the header.
#include "studio/fields/FormSections.h"

#include <QJsonObject>

namespace socle::studio {

FormSections formSectionsFrom(const QJsonArray &stored)
{
    FormSections sections;
    for (const QJsonValue &each : stored) {
        FormSection section{.title = each[QStringLiteral("title")].toString()};
        const QJsonArray names = each[QStringLiteral("fields")].toArray();
        for (const QJsonValue &name : names) {
            section.fields.append(name.toString());
        }
        sections.append(section);
    }
    return sections;
}

QJsonArray toJson(const FormSections &sections)
{
    QJsonArray stored;
    for (const FormSection &section : sections) {
        stored.append(
            QJsonObject{{QStringLiteral("title"), section.title},
                        {QStringLiteral("fields"), QJsonArray::fromStringList(section.fields)}});
    }
    return stored;
}

FormSections completed(const FormSections &sections, const QStringList &names)
{
    FormSections whole;
    QStringList left = names;
    for (const FormSection &section : sections) {
        FormSection kept{.title = section.title};
        for (const QString &name : section.fields) {
            if (left.removeOne(name)) {
                kept.fields.append(name);
            }
        }
        whole.append(kept);
    }
    if (whole.isEmpty()) {
        whole.append(FormSection());
    }
    whole.first().fields.append(left);
    return whole;
}

} // namespace socle::studio
