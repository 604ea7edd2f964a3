// The part of an account's page about signing in: how, through whom, from where.
#include "studio/api/Text.h"
#include "studio/domain/AccountModel.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/kit/Button.h"
#include "studio/kit/Card.h"
#include "studio/kit/FormPage.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Switch.h"
#include "studio/kit/Text.h"
#include "studio/views/users/AccountCells.h"
#include "studio/views/users/AccountPage.h"
#include "studio/views/users/AccountParts.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

QWidget *AccountPage::makeSignIn()
{
    auto *place = new QWidget;
    auto *column = new QVBoxLayout(place);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k4);
    column->addWidget(new SectionHead(tr("Sign-in")));
    Card *card = lineCard();
    m_email = new SettingLine(tr("E-mail"));
    m_email->addControl(m_changeEmail = lineButton(u"changeEmail"_s, tr("Change")));
    m_verifiedLine = new SettingLine(tr("Address is verified"));
    m_verifiedLine->addControl(m_sendVerification
                               = lineButton(u"sendVerification"_s, tr("Send mail")));
    m_verified = new Switch;
    m_verified->setObjectName(u"users.page.verified"_s);
    m_verified->setCheckable(true);
    m_verified->setAccessibleName(tr("The address is verified"));
    m_verified->setToolTip(m_verified->accessibleName());
    m_verifiedLine->addControl(m_verified);
    m_visibleLine = new SettingLine(
        tr("Others may see the address"),
        tr("Whoever may read the record reads it too. Off: only the account itself and managers."));
    m_visible = new Switch;
    m_visible->setObjectName(u"users.page.visible"_s);
    m_visible->setCheckable(true);
    m_visible->setAccessibleName(tr("Others may see the address"));
    m_visible->setToolTip(m_visible->accessibleName());
    m_visibleLine->addControl(m_visible);
    m_password = new SettingLine(tr("Password"));
    m_password->addControl(m_sendReset = lineButton(u"sendReset"_s, tr("Send reset mail")));
    m_password->addControl(m_changePassword = lineButton(u"changePassword"_s, tr("Change")));
    m_otp = new SettingLine(tr("One-time codes"));
    m_otp->addControl(m_voidCodes = lineButton(u"voidCodes"_s, tr("Void")));
    m_mfa = new SettingLine(tr("Second factor"));
    bool isFirst = true;
    for (SettingLine *line : {m_email, m_verifiedLine, m_visibleLine, m_password, m_otp, m_mfa}) {
        line->setDivided(!std::exchange(isFirst, false));
        card->body()->addWidget(line);
    }
    column->addWidget(card);
    connect(m_changeEmail, &QPushButton::clicked, this, &AccountPage::changeEmail);
    connect(m_verified, &QAbstractButton::clicked, this, [this](bool on) {
        setFlag(m_verified,
                u"verified"_s,
                on,
                on ? tr("The address is verified") : tr("The address is not verified"));
    });
    connect(m_visible, &QAbstractButton::clicked, this, [this](bool on) {
        setFlag(m_visible,
                u"emailVisibility"_s,
                on,
                on ? tr("Others may see the address") : tr("Others do not see the address"));
    });
    connect(
        m_sendVerification, &QPushButton::clicked, this, [this] { sendMail(u"verification"_s); });
    connect(m_sendReset, &QPushButton::clicked, this, [this] { sendMail(u"password-reset"_s); });
    connect(m_changePassword, &QPushButton::clicked, this, &AccountPage::changePassword);
    connect(m_voidCodes, &QPushButton::clicked, this, [this] {
        for (const AccountRows rows : {AccountRows::Otps, AccountRows::Mfas}) {
            for (const Record &row : m_rows.value(rows)) {
                removeRow(rows, row.id, tr("Waiting codes are void"));
            }
        }
    });
    return place;
}

void AccountPage::fillSignIn()
{
    const Json &options = m_collection->json;
    const bool isSuperuser = m_collection->name == u"_superusers";
    const QString email = toQString(m_record.value(u"email").text());
    const bool isVerified = m_record.value(u"verified").toBool();
    m_email->setHelp(email.isEmpty() ? tr("None. Mails and codes have nowhere to go.")
                                     : isolatedLtr(email));
    m_verified->setChecked(isVerified);
    m_visible->setChecked(m_record.value(u"emailVisibility").toBool());
    m_verifiedLine->setHelp(isSuperuser      ? tr("Superusers always are.")
                                : isVerified ? tr("Proved by a mail, or set here.")
                                             : tr("Not proved yet."));
    m_sendVerification->setVisible(!isSuperuser && !isVerified && !email.isEmpty());
    const bool hasPassword = options["passwordAuth"]["enabled"].toBool();
    m_password->setHelp(
        hasPassword ? tr("Set. Nobody can read it.")
                    : tr("Signing in with a password is off for %1.").arg(m_collection->name));
    m_sendReset->setVisible(hasPassword && !email.isEmpty());
    fillCodes();
}

void AccountPage::fillCodes()
{
    const Json &options = m_collection->json;
    const int codes = static_cast<int>(m_rows.value(AccountRows::Otps).size());
    const int steps = static_cast<int>(m_rows.value(AccountRows::Mfas).size());
    m_otp->setHelp(!options["otp"]["enabled"].toBool() ? tr("Off for this collection.")
                       : codes > 0 ? tr("%n codes wait to be used.", nullptr, codes)
                                   : tr("On. No code is waiting."));
    m_voidCodes->setVisible(codes + steps > 0);
    const QString rule = toQString(options["mfa"]["rule"].text());
    m_mfa->setHelp(!options["mfa"]["enabled"].toBool() ? tr("Off for this collection.")
                       : steps > 0 ? tr("%n sign-ins wait for their second step.", nullptr, steps)
                       : rule.isEmpty() ? tr("Needed for every sign-in.")
                                        : tr("Needed where %1.").arg(isolatedLtr(rule)));
}

void AccountPage::fillRows(AccountRows rows, const std::vector<Record> &records)
{
    if (rows != AccountRows::ExternalAuths && rows != AccountRows::AuthOrigins) {
        return;
    }
    const bool isLinked = rows == AccountRows::ExternalAuths;
    QVBoxLayout *list = isLinked ? m_linked : m_places;
    clearLayout(list);
    if (records.empty()) {
        list->addWidget(quietWords(
            isLinked
                ? (m_collection->json["oauth2"]["enabled"].toBool()
                       ? tr("None. The account signs in by itself.")
                       : tr("None. Providers are off for this collection."))
                : (m_collection->json["authAlert"]["enabled"].toBool()
                       ? tr("Nowhere yet since its password was last set.")
                       : tr("Not kept: alerts about new places are off for this collection."))));
        return;
    }
    bool isFirst = true;
    for (const Record &one : records) {
        const QString id = one.id;
        const QString provider = toQString(one.value(u"provider").text());
        const QString print = toQString(one.value(u"fingerprint").text());
        auto *line = new SettingLine(
            isLinked
                ? providerTitle(provider)
                : tr("Last seen %1")
                      .arg(accountTime(wireTime(one.value(u"updated")), tr("at an unknown time"))),
            isLinked ? tr("%1  ·  linked %2")
                           .arg(isolatedLtr(toQString(one.value(u"providerId").text())),
                                accountTime(wireTime(one.value(u"created")), {}))
                     : tr("Place %1  ·  first seen %2")
                           .arg(isolatedLtr(print.left(8)),
                                accountTime(wireTime(one.value(u"created")), {})));
        line->setDivided(!std::exchange(isFirst, false));
        auto *remove = new Button(isLinked ? tr("Unlink") : tr("Forget"), ButtonVariant::Secondary);
        remove->setControlSize(ControlSize::Small);
        remove->setObjectName((isLinked ? u"users.page.unlink."_s + provider
                                        : u"users.page.forget."_s + print.left(8)));
        remove->setAccessibleName(isLinked ? tr("Unlink %1").arg(providerTitle(provider))
                                           : tr("Forget place %1").arg(print.left(8)));
        remove->setEnabled(!m_context.isLocked());
        connect(remove, &QPushButton::clicked, this, [=, this] {
            removeRow(rows,
                      id,
                      isLinked ? tr("Unlinked %1").arg(providerTitle(provider))
                               : tr("The next sign-in from there counts as new"));
        });
        line->addControl(remove);
        list->addWidget(line);
    }
}

} // namespace socle::studio
