// Records by their words, for the palette: the current collection first, then the others.
//
// One search at a time; a new one drops what the old one still waits for. At most three requests
// run at once, each for a few records by the collection's text fields. UI thread.
//
// Source: studio.md 3.8 (prefix "#").
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

#include <functional>

namespace socle::studio {

class ConnectionContext;

struct FoundRecord
{
    QString collection; // name
    QString id;
    QString label;
};

class RecordFinder : public QObject
{
    Q_OBJECT

public:
    using Found = std::function<void(const QList<FoundRecord> &)>;

    explicit RecordFinder(ConnectionContext &context, QObject *parent = nullptr);

    /// `found` is called once for each collection that has any; `first` is asked before the others.
    void search(const QString &words, const QString &first, Found found);
    /// Nothing more is told.
    void cancel();

private:
    void askNext(quint64 generation);

    ConnectionContext &m_context;
    QString m_words;
    Found m_found;
    QStringList m_waiting; // collection ids
    int m_running = 0;
    quint64 m_generation = 0;
};

} // namespace socle::studio
