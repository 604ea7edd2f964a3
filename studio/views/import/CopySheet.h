// Records of another collection as the source of an import: of this connection, or of any other
// that is open (studio.md 4.3.11).
//
// They become a file of JSON lines in `folder`, read like any other source afterwards.
// Object names: import.copy.connection, import.copy.collection, import.copy.accept.
#pragma once

#include "studio/kit/Sheet.h"

#include <QPointer>

namespace socle::studio {

class Button;
class ConnectionContext;
class Meter;
class Select;
class Shell;
class Text;

class CopySheet : public Sheet
{
    Q_OBJECT

public:
    CopySheet(ConnectionContext &context, Shell &shell, const QString &folder);

signals:
    void fetched(const QString &path);

private:
    ConnectionContext *source() const;
    void fillCollections();
    void fetch();

    QList<QPointer<ConnectionContext>> m_contexts; // the own one first
    const QString m_folder;
    Select *const m_connection;
    Select *const m_collection;
    Meter *const m_meter;
    Text *const m_note;
    Button *m_accept = nullptr;
};

} // namespace socle::studio
