// "Sign in to Atlas API": e-mail and password, then the second factor in place of them.
//
// Any auth collection can sign in; the account's rules then decide what the studio can show. Slides
// over the workbench; what is open and staged stays as it is.
//
// Source: studio.md 3.2.
#pragma once

#include "studio/kit/Sheet.h"
#include "studio/shell/ConnectionSession.h"

namespace socle::studio {

class FieldRow;
class TextField;

class SignInSheet : public Sheet
{
    Q_OBJECT

public:
    SignInSheet(ConnectionSession &session, QWidget *window);

private:
    void attempt();
    void showStep();
    void phaseChanged(ConnectionSession::Phase phase);

    ConnectionSession &m_session;
    TextField *const m_collection;
    TextField *const m_identity;
    TextField *const m_password;
    TextField *const m_code;
    FieldRow *const m_collectionRow;
    FieldRow *const m_identityRow;
    FieldRow *const m_passwordRow;
    FieldRow *const m_codeRow;
    Button *m_accept = nullptr;
};

} // namespace socle::studio
