#include "studio/views/home/ConnectSheet.h"

#include "studio/api/ApiClient.h"
#include "studio/api/AuthEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/api/Transport.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/shell/CertificateSheet.h"
#include "studio/shell/Connections.h"
#include "studio/views/home/HomeMetrics.h"

#include <QBoxLayout>
#include <QLocale>
#include <QTimer>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kTypingPauseMs = 300;

/// "https://api.atlas.example" -> "Atlas": the most telling part of the host.
QString nameFromHost(const QString &host)
{
    QStringList parts = host.split(u'.', Qt::SkipEmptyParts);
    static const QStringList plain{u"www"_s, u"api"_s, u"pb"_s, u"app"_s, u"staging"_s, u"stage"_s};
    while (parts.size() > 2 && plain.contains(parts.first())) {
        parts.removeFirst();
    }
    const bool isNumber = !parts.isEmpty() && parts.first().toInt() > 0;
    if (parts.isEmpty() || isNumber) {
        return host;
    }
    QString name = parts.first();
    name[0] = name[0].toUpper();
    return name;
}

} // namespace

ConnectSheet::ConnectSheet(Connections &connections, QWidget *window)
    : Sheet(window, tr("Connect to a server"))
    , m_connections(connections)
    , m_probe(new ServerProbe(this))
    , m_typing(new QTimer(this))
    , m_address(new TextField(u"https://api.example.com"_s))
    , m_addressRow(new FieldRow(tr("Address"), m_address))
    , m_found(new StatusDot)
    , m_certificate(new Button(tr("Show certificate"), ButtonVariant::Secondary))
    , m_collection(new TextField(QString::fromLatin1(AuthEndpoint::kSuperusers)))
    , m_signIn(new QWidget)
    , m_name(new TextField)
    , m_identity(new TextField)
    , m_password(new TextField)
    , m_passwordRow(new FieldRow(tr("Password"), m_password))
    , m_environment(new Segmented)
{
    setObjectName(u"home.connectSheet"_s);
    setPanelWidth(home::kSheetWidth);
    setSubtitle(tr("Any Socle or PocketBase server. The address is checked while you type."));
    const auto name = [](QWidget *widget, const QString &part, const QString &accessible) {
        widget->setObjectName(u"home.connectSheet."_s + part);
        widget->setAccessibleName(accessible);
    };
    name(m_address, u"address"_s, tr("Address"));
    name(m_found, u"found"_s, tr("What was found"));
    name(m_certificate, u"certificate"_s, m_certificate->text());
    name(m_collection, u"collection"_s, tr("Auth collection"));
    name(m_name, u"name"_s, tr("Name"));
    name(m_identity, u"identity"_s, tr("E-mail"));
    name(m_password, u"password"_s, tr("Password"));
    name(m_environment, u"environment"_s, tr("Environment"));
    Privacy::guard(m_address);
    Privacy::guard(m_found); // names the address while it looks
    Privacy::guard(m_identity);
    m_address->setMono(true);
    m_password->setSecret(true);
    m_collection->setMono(true);
    m_collection->setText(QString::fromLatin1(AuthEndpoint::kSuperusers));
    for (const Environment environment :
         {Environment::Development, Environment::Staging, Environment::Production}) {
        m_environment->addSegment(environmentWord(environment), environmentText(environment));
    }

    auto *environmentRow = new FieldRow(tr("Environment"), m_environment);
    environmentRow->setHelp(tr("Production is locked until you unlock it."));
    auto *signIn = new QVBoxLayout(m_signIn);
    signIn->setContentsMargins(0, 0, 0, 0);
    signIn->setSpacing(space::k4);
    auto *account = new QHBoxLayout;
    account->setSpacing(space::k4);
    account->addWidget(new FieldRow(tr("E-mail"), m_identity), 1);
    account->addWidget(m_passwordRow, 1);
    auto *collectionRow = new FieldRow(tr("Sign in with"), m_collection);
    collectionRow->setHelp(tr("Superusers see everything. An account of another auth collection "
                              "sees what its rules allow."));
    signIn->addWidget(collectionRow);
    signIn->addLayout(account);
    signIn->addWidget(new FieldRow(tr("Name"), m_name));
    signIn->addWidget(environmentRow);
    body()->setSpacing(space::k4);
    body()->addWidget(m_addressRow);
    body()->addWidget(m_found);
    body()->addWidget(m_certificate, 0, Qt::AlignLeading);
    body()->addWidget(m_signIn);
    m_found->hide();
    m_certificate->hide();
    m_signIn->setEnabled(false);
    connect(m_certificate, &Button::clicked, this, &ConnectSheet::showCertificate);

    m_accept = addStandardButtons(tr("Connect"));
    m_accept->setObjectName(u"home.connectSheet.accept"_s);
    disconnect(m_accept, nullptr, this, nullptr);
    connect(m_accept, &Button::clicked, this, &ConnectSheet::connectNow);
    m_typing->setSingleShot(true);
    m_typing->setInterval(kTypingPauseMs);
    connect(m_typing, &QTimer::timeout, this, &ConnectSheet::check);
    connect(m_collection, &TextField::textEdited, m_typing, [this] { m_typing->start(); });
    connect(m_probe, &ServerProbe::checked, this, &ConnectSheet::showFound);
    connect(m_address, &TextField::textChanged, this, &ConnectSheet::addressChanged);
    connect(
        m_name, &TextField::textEdited, this, [this] { m_nameIsOwn = !m_name->text().isEmpty(); });
    connect(m_environment, &Segmented::currentChanged, this, [this] { m_environmentIsOwn = true; });
    for (TextField *field : {m_identity, m_password}) {
        connect(field, &TextField::textChanged, this, [this] {
            m_passwordRow->setError({});
            updateAccept();
        });
        connect(field, &TextField::returnPressed, this, &ConnectSheet::connectNow);
    }
    updateAccept();
    QMetaObject::invokeMethod(
        m_address, [this] { m_address->setFocus(); }, Qt::QueuedConnection);
}

ConnectSheet::~ConnectSheet() = default;

void ConnectSheet::setAddress(const QString &address) { m_address->setText(address); }

void ConnectSheet::prefill(const QString &address, const QString &name, const QString &identity)
{
    setAddress(address);
    if (!name.isEmpty()) {
        m_name->setText(name);
        m_nameIsOwn = true;
    }
    m_identity->setText(identity);
}

void ConnectSheet::check()
{
    if (m_url.isValid() && !m_url.isEmpty()) {
        m_probe->check(m_url, signInCollection(), m_pinned);
    }
}

QString ConnectSheet::signInCollection() const
{
    const QString typed = m_collection->text().trimmed();
    return typed.isEmpty() ? QString::fromLatin1(AuthEndpoint::kSuperusers) : typed;
}

void ConnectSheet::showCertificate()
{
    auto *sheet = new CertificateSheet(this, m_result.certificate);
    connect(sheet, &CertificateSheet::pinned, this, [this](const QByteArray &sha256) {
        m_pinned = sha256;
        check();
    });
    sheet->open();
}

void ConnectSheet::addressChanged()
{
    m_probe->cancel();
    m_result = {};
    m_pinned.clear(); // a pin is for one server
    m_certificate->hide();
    m_url = addressFromText(m_address->text());
    m_addressRow->setError({});
    if (!m_url.isValid() || m_url.isEmpty()) {
        m_typing->stop();
        m_found->hide();
        m_signIn->setEnabled(false);
        updateAccept();
        return;
    }
    m_found->setStatus(Tone::Neutral, tr("Looking at %1").arg(m_url.toDisplayString()));
    m_found->show();
    if (!m_nameIsOwn) {
        m_name->setText(nameFromHost(m_url.host()));
    }
    if (!m_environmentIsOwn) {
        m_environment->setCurrentKey(environmentWord(guessEnvironment(m_url.host())));
    }
    m_typing->start();
    updateAccept();
}

void ConnectSheet::showFound(const QUrl &address, const ProbeResult &result)
{
    if (address != m_url) {
        return;
    }
    m_result = result;
    m_certificate->setVisible(result.certificate.isPresent());
    if (!result.isReachable) {
        m_found->setStatus(Tone::Danger, result.problem);
    } else {
        QStringList parts{result.server};
        parts << (result.signIn.isEmpty() ? tr("no password sign-in in %1").arg(signInCollection())
                                          : result.signIn);
        parts << tr("%1 ms").arg(QLocale().toString(result.latencyMs));
        m_found->setStatus(result.signIn.isEmpty() ? Tone::Warning : Tone::Success,
                           parts.join(u", "_s));
    }
    m_signIn->setEnabled(result.isReachable);
    updateAccept();
}

void ConnectSheet::updateAccept()
{
    m_accept->setEnabled(m_result.isReachable && !m_result.signIn.isEmpty()
                         && !m_identity->text().isEmpty() && !m_password->text().isEmpty());
}

void ConnectSheet::connectNow()
{
    if (!m_accept->isEnabled() || m_accept->isBusy()) {
        return;
    }
    m_accept->setBusy(true);
    m_passwordRow->setError({});
    auto transport = std::make_unique<NetworkTransport>();
    transport->setPinnedCertificate(m_pinned);
    m_client = std::make_unique<ApiClient>(m_url, std::move(transport));
    onResult(AuthEndpoint(*m_client).withPassword(
                 signInCollection(), m_identity->text(), m_password->text()),
             this,
             [this](const Result<AuthReply> &reply) {
                 m_accept->setBusy(false);
                 if (reply) {
                     finish();
                     return;
                 }
                 const ApiError error = apiError(reply.error());
                 if (!error.mfaId.isEmpty()) {
                     // The password was right; the second step comes in the window, where the
                     // session keeps its state.
                     finish();
                     return;
                 }
                 refuse(error.failure != TransportFailure::None
                            ? error.title()
                            : tr("The server did not accept this e-mail and password"));
             });
}

void ConnectSheet::finish()
{
    ConnectionProfile profile;
    profile.kind = ConnectionKind::Remote;
    profile.name = m_name->text().trimmed().isEmpty() ? m_url.host() : m_name->text().trimmed();
    profile.address = m_url.toString();
    profile.identity = m_identity->text();
    profile.signInCollection = signInCollection();
    profile.pinnedCertificate = QString::fromLatin1(m_pinned.toHex());
    profile.environment = environmentFromWord(m_environment->currentKey());
    profile.serverVersion = m_result.server;
    const QString id = m_connections.addRemote(profile, m_password->text());
    Connections &connections = m_connections;
    accept();
    connections.open(id);
}

void ConnectSheet::refuse(const QString &reason)
{
    m_passwordRow->setError(reason);
    m_password->setFocus();
    m_password->selectAll();
}

} // namespace socle::studio
