// One half of a comparison: which open connection it is, its environment in its colour, and how far
// it has been read.
//
// Object names: compare.left, compare.right (the choice); compare.left.note, compare.right.note.
#pragma once

#include <QWidget>

namespace socle::studio {

class ConnectionSession;
class Connections;
class EnvironmentEdge;
class Pill;
class Select;
class Text;

class CompareSide : public QWidget
{
    Q_OBJECT

public:
    /// `name`: "left" or "right"; `text` says it to people.
    CompareSide(Connections &connections, const QString &name, const QString &text);

    QString connectionId() const;
    void setConnection(const QString &id);
    /// The open connections anew; one that was closed meanwhile is no choice any more.
    void refill();
    /// Null while nothing is chosen.
    ConnectionSession *session() const;
    /// Name of the connection; empty while nothing is chosen.
    QString title() const;
    void setNote(const QString &text);
    /// Its environment or colour may be another now.
    void showEnvironment();

signals:
    void chosen();

private:
    Connections &m_connections;
    EnvironmentEdge *const m_edge;
    Select *const m_select;
    Pill *const m_pill;
    Text *const m_note;
};

} // namespace socle::studio
