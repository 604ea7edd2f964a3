#include "studio/shell/SecretSheet.h"

#include "studio/kit/FieldRow.h"
#include "studio/platform/SecretStore.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

SecretSheet::SecretSheet(SecretStore &secrets, QWidget *window)
    : Sheet(window,
            secrets.isLocked() ? tr("Unlock your saved passwords") : tr("No keychain was found"))
    , m_secrets(secrets)
    , m_passphrase(new TextField)
    , m_again(new TextField)
    , m_passphraseRow(new FieldRow(tr("Passphrase"), m_passphrase))
    , m_againRow(new FieldRow(tr("Once more"), m_again))
{
    setObjectName(u"shell.secrets"_s);
    const bool isLocked = secrets.isLocked();
    setSubtitle(isLocked
                    ? tr("This machine has no keychain. The passwords of your connections are in "
                         "a file that your passphrase opens.")
                    : tr("Passwords and tokens are usually kept there. They can be kept until the "
                         "studio closes, or in a file that a passphrase of yours opens."));
    for (TextField *field : {m_passphrase, m_again}) {
        field->setSecret(true);
        connect(field, &TextField::returnPressed, this, &SecretSheet::tryPassphrase);
    }
    m_passphrase->setObjectName(u"shell.secrets.passphrase"_s);
    m_again->setObjectName(u"shell.secrets.again"_s);
    m_passphraseRow->setHelp(
        isLocked ? QString() : tr("It is stored nowhere. Without it the file stays shut."));
    body()->addWidget(m_passphraseRow);
    body()->addWidget(m_againRow);
    m_againRow->setVisible(!isLocked);

    // The primary one stands last: unlocking where there is a vault, no vault otherwise.
    const auto addSession = [this, isLocked] {
        Button *session = addButton(tr("Keep for this session only"),
                                    isLocked ? ButtonVariant::Ghost : ButtonVariant::Primary);
        session->setObjectName(u"shell.secrets.session"_s);
        connect(session, &Button::clicked, this, [this, isLocked] {
            m_secrets.stayInSession();
            if (!isLocked) {
                emit decided(u"session"_s);
            }
            accept();
        });
    };
    if (isLocked) {
        addSession();
    }
    m_accept = addButton(isLocked ? tr("Unlock") : tr("Protect with a passphrase"),
                         isLocked ? ButtonVariant::Primary : ButtonVariant::Secondary);
    m_accept->setObjectName(u"shell.secrets.accept"_s);
    connect(m_accept, &Button::clicked, this, &SecretSheet::tryPassphrase);
    if (!isLocked) {
        addSession();
    }
    // Esc is the default: nothing is kept.
    setCloseGuard([this] {
        m_secrets.stayInSession();
        return true;
    });
    QMetaObject::invokeMethod(
        m_passphrase, [this] { m_passphrase->setFocus(); }, Qt::QueuedConnection);
}

void SecretSheet::tryPassphrase()
{
    m_passphraseRow->setError({});
    m_againRow->setError({});
    if (m_passphrase->text().isEmpty()) {
        m_passphrase->setFocus();
        return;
    }
    const bool isLocked = m_secrets.isLocked();
    if (!isLocked && m_again->text() != m_passphrase->text()) {
        m_againRow->setError(m_again->text().isEmpty() ? tr("Type it once more")
                                                       : tr("The two are not the same"));
        m_again->setFocus();
        return;
    }
    m_accept->setBusy(true);
    const auto then = [this](const QString &problem) {
        m_accept->setBusy(false);
        if (!problem.isEmpty()) {
            m_passphraseRow->setError(problem);
            m_passphrase->selectAll();
            m_passphrase->setFocus();
            return;
        }
        emit decided(u"passphrase"_s);
        accept();
    };
    if (isLocked) {
        m_secrets.unlock(m_passphrase->text(), this, then);
    } else {
        m_secrets.protect(m_passphrase->text(), this, then);
    }
}

} // namespace socle::studio
