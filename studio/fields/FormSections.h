// How somebody arranged the form of a collection: sections with a title, each with its fields in
// order (studio.md 4.3.13). Stored in the workspace as [{"title","fields":[…]}].
//
// Fields nobody placed (new ones) stand at the end of the first section; names that are gone are
// skipped. Pure values.
#pragma once

#include <QJsonArray>
#include <QString>
#include <QStringList>
#include <QVector>

namespace socle::studio {

struct FormSection
{
    QString title = {}; // empty: without a headline
    QStringList fields = {};

    bool operator==(const FormSection &other) const
    {
        return title == other.title && fields == other.fields;
    }
};

using FormSections = QVector<FormSection>;

FormSections formSectionsFrom(const QJsonArray &stored);
QJsonArray toJson(const FormSections &sections);
/// Every one of `names` exactly once, in the order of `sections`.
FormSections completed(const FormSections &sections, const QStringList &names);

} // namespace socle::studio
