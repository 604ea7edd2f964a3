// API keys: who holds one, what it may do, when it was last used; making one, whose secret is shown
// once; revoking and deleting.
//
// Only servers with the capability have them; others say so in one line. Object names:
// settings.keys.new, settings.keys.list, settings.keys.<id>.revoke|delete, sheet keys.new.
//
// Source: socle-api.md 10, design.md 10.
#pragma once

#include "studio/api/RecordsEndpoint.h"

#include <QWidget>

class QVBoxLayout;

namespace socle::studio {

class Banner;
class Button;
class Card;
class ConnectionContext;
class EmptyState;
class Shell;

class KeysPage : public QWidget
{
    Q_OBJECT

public:
    KeysPage(ConnectionContext &context, Shell &shell, QWidget *parent = nullptr);

    void reload();
    void createKey();

private:
    void display(const std::vector<Record> &keys);
    QWidget *makeLine(const Record &key);
    void revoke(const Record &key);
    void removeKey(const Record &key);
    void setWritable();

    ConnectionContext &m_context;
    Shell &m_shell;
    Banner *m_banner;
    Button *m_new;
    QVBoxLayout *m_list;
    Card *m_card;
    EmptyState *m_empty;
};

} // namespace socle::studio
