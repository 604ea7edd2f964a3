// Where to go: a view and what it shows. The words in which views ask the shell to open something.
//
// Two targets with the same key() are the same tab. `arguments` is the view's own (a filter, a line
// number); it does not take part in the key, except for `arguments["tab"]`, which keeps several
// tabs of one view apart ("sql" 1, 2, 3).
#pragma once

#include <QJsonObject>
#include <QString>

namespace socle::studio {

/// One record somewhere on the current connection.
struct RecordRef
{
    QString collection; // name or id
    QString record; // record id; empty: the collection itself
};

/// How a tab is opened.
enum class OpenMode {
    Preview, // the preview tab (italic title), replaced by the next preview
    Lasting, // a tab that stays
    Background, // a lasting tab, without going to it
};

struct ViewTarget
{
    QString view; // "data", "schema", "logs", ...
    QString collection; // name; empty when the view is not about one collection
    QString record; // select this record once it is there
    QJsonObject arguments;

    QString key() const
    {
        return view + u'/' + collection + u'/'
            + arguments.value(QStringLiteral("tab")).toVariant().toString();
    }

    bool isEmpty() const { return view.isEmpty(); }
};

QJsonObject toJson(const ViewTarget &target);
ViewTarget viewTargetFromJson(const QJsonObject &object);

} // namespace socle::studio
