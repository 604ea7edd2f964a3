// Who wrote where: one quiet subscription a collection, for the green dots and the counts of the
// tree.
//
// Asks for ids only. Collections that are looked at get no dot; counts follow creates and deletes
// within two seconds, whoever made them. UI thread.
//
// Source: studio.md 3.4 ("a green dot means realtime changes arrived since this collection was last
// viewed").
#pragma once

#include <QHash>
#include <QObject>
#include <QSet>
#include <QString>
#include <QTimer>

namespace socle::studio {

class CollectionTreeModel;
class ConnectionContext;
struct RecordEvent;

class CollectionNews : public QObject
{
    Q_OBJECT

public:
    CollectionNews(ConnectionContext &context,
                   CollectionTreeModel &model,
                   QObject *parent = nullptr);
    ~CollectionNews() override;

    /// The collection in front, by name; its news are seen as they come.
    void setCurrent(const QString &name);

private:
    void follow();
    void take(const RecordEvent &event);

    ConnectionContext &m_context;
    CollectionTreeModel &m_model;
    QHash<QString, QString> m_topics; // full topic -> collection id
    QString m_current; // id
    QSet<QString> m_changed; // to be counted again
    QTimer m_count;
};

} // namespace socle::studio
