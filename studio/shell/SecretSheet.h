// No keychain on this machine: for this session only, or behind a passphrase. Asked once; a vault
// of an earlier run asks for its passphrase instead.
//
// Source: studio.md 2.6.
#pragma once

#include "studio/kit/Sheet.h"

namespace socle::studio {

class FieldRow;
class SecretStore;
class TextField;

class SecretSheet : public Sheet
{
    Q_OBJECT

public:
    SecretSheet(SecretStore &secrets, QWidget *window);

signals:
    /// "session" or "passphrase": not asked again.
    void decided(const QString &choice);

private:
    void tryPassphrase();

    SecretStore &m_secrets;
    TextField *const m_passphrase;
    TextField *const m_again;
    FieldRow *const m_passphraseRow;
    FieldRow *const m_againRow;
    Button *m_accept = nullptr;
};

} // namespace socle::studio
