#include "studio/shell/SignInSheet.h"

#include "studio/api/AuthEndpoint.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Privacy.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

SignInSheet::SignInSheet(ConnectionSession &session, QWidget *window)
    : Sheet(window, tr("Sign in to %1").arg(session.profile().name))
    , m_session(session)
    , m_collection(new TextField(QString::fromLatin1(AuthEndpoint::kSuperusers)))
    , m_identity(new TextField(u"you@example.com"_s))
    , m_password(new TextField)
    , m_code(new TextField)
    , m_collectionRow(new FieldRow(tr("Auth collection"), m_collection))
    , m_identityRow(new FieldRow(tr("E-mail"), m_identity))
    , m_passwordRow(new FieldRow(tr("Password"), m_password))
    , m_codeRow(new FieldRow(tr("Code"), m_code))
{
    setObjectName(u"shell.signIn"_s);
    const bool isForeign = session.isForeign();
    if (isForeign) {
        setSubtitle(
            tr("With a superuser of the data you opened. The password is kept in the keychain."));
    }
    m_collection->setObjectName(u"shell.signIn.collection"_s);
    m_collection->setMono(true);
    m_collection->setText(session.profile().signInCollection);
    m_collectionRow->setHelp(
        tr("Superusers see everything; an account of another collection what its rules allow."));
    m_identity->setObjectName(u"shell.signIn.identity"_s);
    Privacy::guard(m_identity);
    m_identity->setText(isForeign ? QString() : session.profile().identity);
    m_password->setObjectName(u"shell.signIn.password"_s);
    m_password->setSecret(true);
    m_code->setObjectName(u"shell.signIn.code"_s);
    m_code->setMono(true);
    for (FieldRow *row : {m_collectionRow, m_identityRow, m_passwordRow, m_codeRow}) {
        body()->addWidget(row);
    }
    m_accept = addButton(tr("Sign in"), ButtonVariant::Primary);
    m_accept->setObjectName(u"shell.signIn.accept"_s);
    connect(m_accept, &Button::clicked, this, &SignInSheet::attempt);
    connect(m_password, &TextField::returnPressed, this, &SignInSheet::attempt);
    connect(m_code, &TextField::returnPressed, this, &SignInSheet::attempt);
    connect(m_collection, &TextField::returnPressed, this, [this] { m_identity->setFocus(); });
    connect(m_identity, &TextField::returnPressed, this, [this] { m_password->setFocus(); });
    connect(&session, &ConnectionSession::phaseChanged, this, &SignInSheet::phaseChanged);
    showStep();
    TextField *first = session.needsCode() ? m_code
        : m_identity->text().isEmpty()     ? m_identity
                                           : m_password;
    QMetaObject::invokeMethod(
        first, [first] { first->setFocus(); }, Qt::QueuedConnection);
}

void SignInSheet::attempt()
{
    if (m_session.needsCode()) {
        if (m_code->text().trimmed().isEmpty()) {
            m_code->setFocus();
            return;
        }
        m_codeRow->setError({});
        m_accept->setBusy(true);
        m_session.signInWithCode(m_code->text().trimmed());
        return;
    }
    if (m_identity->text().trimmed().isEmpty()) {
        m_identity->setFocus();
        return;
    }
    m_passwordRow->setError({});
    m_accept->setBusy(true);
    const QString collection = m_collection->text().trimmed();
    m_session.setSignInCollection(
        collection.isEmpty() ? QString::fromLatin1(AuthEndpoint::kSuperusers) : collection);
    m_session.signIn(m_identity->text().trimmed(), m_password->text());
}

/// The second factor takes the place of the first: one question at a time.
void SignInSheet::showStep()
{
    const bool asksCode = m_session.needsCode();
    m_collectionRow->setVisible(!asksCode && !m_session.profile().isLocal());
    m_identityRow->setVisible(!asksCode);
    m_passwordRow->setVisible(!asksCode);
    m_codeRow->setVisible(asksCode);
    if (asksCode) {
        setSubtitle(tr("A code was sent to %1.").arg(m_session.profile().identity));
        m_code->setFocus();
    }
}

void SignInSheet::phaseChanged(ConnectionSession::Phase phase)
{
    using Phase = ConnectionSession::Phase;
    if (phase == Phase::Ready) {
        accept();
        return;
    }
    if (phase == Phase::SigningIn) {
        return;
    }
    m_accept->setBusy(false);
    const bool wasAsked = m_codeRow->isVisibleTo(this);
    showStep();
    if (m_session.needsCode()) {
        m_codeRow->setError(wasAsked ? m_session.problem() : QString());
        m_code->selectAll();
    } else {
        m_passwordRow->setError(phase == Phase::SignInNeeded ? tr("E-mail or password is not right")
                                                             : m_session.problem());
    }
}

} // namespace socle::studio
