// Home with a window around it: the order of its list, what leaves it and how, the list as a file,
// and a server whose certificate nobody vouches for (studio.md 3.2, 3.12, 4.1).
#include "studio/kit/Button.h"
#include "studio/kit/Sheet.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/platform/ColorScheme.h"
#include "studio/platform/ProjectFolder.h"
#include "studio/platform/SecretStore.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Appearance.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"
#include "studio/views/home/ConnectSheet.h"
#include "studio/views/home/HomeView.h"
#include "studio/views/home/ProjectList.h"
#include "studio/views/home/ProjectRow.h"
#include "tests/support/KitApplication.h"

#include <QCryptographicHash>
#include <QDropEvent>
#include <QFile>
#include <QLabel>
#include <QMimeData>
#include <QRegularExpression>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QSslSocket>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// The files of a certificate nobody vouches for.
QByteArray stranger(const QString &suffix)
{
    QFile file(QStringLiteral(SOCLE_SOURCE_DIR "/tests/support/tls/stranger") + suffix);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A PocketBase as far as the Connect sheet looks, behind a certificate of its own making.
class StrangeServer : public QSslServer
{
public:
    StrangeServer()
    {
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificate(QSslCertificate(stranger(u".pem"_s)));
        configuration.setPrivateKey(QSslKey(stranger(u".key"_s), QSsl::Ec));
        setSslConfiguration(configuration);
        listen(QHostAddress::LocalHost);
        connect(this, &QTcpServer::pendingConnectionAvailable, this, [this] {
            while (QTcpSocket *socket = nextPendingConnection()) {
                connect(socket, &QTcpSocket::readyRead, socket, [socket] {
                    const QByteArray head = socket->readAll();
                    QByteArray body = R"({"message":"API is healthy.","code":200,"data":{}})";
                    QByteArray status = "200 OK";
                    if (head.contains("auth-methods")) {
                        body = R"({"password":{"enabled":true,"identityFields":["email"]}})";
                    } else if (head.startsWith("GET /api/socle")) {
                        status = "404 Not Found";
                        body = R"({"status":404,"message":"No.","data":{}})";
                    }
                    socket->write("HTTP/1.1 " + status
                                  + "\r\nContent-Type: application/json\r\nContent-Length: "
                                  + QByteArray::number(body.size())
                                  + "\r\nConnection: close\r\n\r\n" + body);
                    socket->disconnectFromHost();
                });
            }
        });
    }
};

} // namespace

class TestHomeList : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<SecretStore> m_secrets;
    std::unique_ptr<ColorScheme> m_desktop;
    std::unique_ptr<Appearance> m_appearance;
    std::unique_ptr<Connections> m_connections;
    std::unique_ptr<MainWindow> m_window;
    HomeView *m_home = nullptr;

    QString add(const QString &name, const QString &group = {}, int usedMinutesAgo = 0)
    {
        ConnectionProfile profile;
        profile.kind = ConnectionKind::Remote;
        profile.name = name;
        profile.address = u"https://%1.example.com"_s.arg(name.toLower());
        profile.group = group;
        profile.lastUsed = QDateTime::currentDateTimeUtc().addSecs(-60 * usedMinutesAgo);
        return m_workspace->saveConnection(profile);
    }

    ProjectList *list() const { return m_home->findChild<ProjectList *>(); }

    QStringList shown() const
    {
        QStringList names;
        for (const ConnectionProfile &one : list()->shown()) {
            names << one.name;
        }
        return names;
    }

    template <typename T> T *part(const QString &name) const
    {
        T *found = m_window->findChild<T *>(name);
        return found;
    }

    void keep(const QString &name) const
    {
        const QString folder = qEnvironmentVariable("SOCLE_SHOTS");
        if (!folder.isEmpty()) {
            QTest::qWait(250);
            m_window->grab().save(folder + u"/doors-"_s + name + u".png"_s);
        }
    }

private slots:

    void init()
    {
        m_dir = std::make_unique<QTemporaryDir>();
        auto opened = Workspace::open({});
        QVERIFY(opened);
        m_workspace = opened.takeValue();
        m_secrets = std::make_unique<SecretStore>(SecretStore::Backend::SessionOnly);
        m_desktop = std::make_unique<ColorScheme>();
        m_appearance = std::make_unique<Appearance>(*m_workspace, *m_desktop);
        if (qEnvironmentVariable("SOCLE_SHOTS_THEME") == u"dark"_s) {
            m_workspace->setPreference(u"appearance.theme"_s, u"dark"_s);
        }
        m_appearance->apply();
        m_connections = std::make_unique<Connections>(*m_workspace, *m_secrets);
        m_window
            = std::make_unique<MainWindow>(*m_connections, *m_appearance, ViewCatalogue(), false);
        m_window->setHome([this](MainWindow &window) {
            m_home = new HomeView(*m_connections, window);
            return m_home;
        });
        m_window->resize(1440, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }

    void cleanup()
    {
        m_window.reset();
        m_connections.reset();
        m_appearance.reset();
        m_desktop.reset();
        m_secrets.reset();
        m_workspace.reset();
    }

    void lastUsedFirstUntilTheUserOrders()
    {
        add(u"Old"_s, {}, 90);
        add(u"New"_s, {}, 1);
        const QString middle = add(u"Middle"_s, {}, 30);
        QCOMPARE(shown(), (QStringList{u"New"_s, u"Middle"_s, u"Old"_s}));
        QVERIFY(!list()->isOwnOrder());

        // The keyboard twin of the drag.
        auto *row = part<ProjectRow>(u"home.row."_s + middle);
        row->setFocus();
        QTest::keyClick(row, Qt::Key_Up, Qt::AltModifier | Qt::ShiftModifier);
        QTRY_COMPARE(shown(), (QStringList{u"Middle"_s, u"New"_s, u"Old"_s}));
        QVERIFY(list()->isOwnOrder());
        QTRY_COMPARE(m_window->focusWidget(), part<ProjectRow>(u"home.row."_s + middle));
        QTest::keyClick(m_window->focusWidget(), Qt::Key_Down, Qt::AltModifier | Qt::ShiftModifier);
        QTRY_COMPARE(shown(), (QStringList{u"New"_s, u"Middle"_s, u"Old"_s}));
        // It is the stored order, and stays when one is used.
        QCOMPARE(m_workspace->connections().front().name, u"New"_s);
        list()->setOwnOrder(false);
        QVERIFY(!list()->isOwnOrder());
    }

    void aDroppedRowTakesItsPlaceAndGroup()
    {
        const QString a = add(u"Alpha"_s, u"Clients"_s, 3);
        const QString b = add(u"Beta"_s, u"Clients"_s, 2);
        const QString own = add(u"Own"_s, {}, 1);
        QCOMPARE(shown(), (QStringList{u"Own"_s, u"Beta"_s, u"Alpha"_s}));
        auto *target = part<ProjectRow>(u"home.row."_s + a);
        QTest::qWait(50); // the rows take their places
        const QPoint at = target->mapTo(list(), QPoint(20, 3));
        QVERIFY2(at.y() > target->height(),
                 qPrintable(u"%1 %2"_s.arg(at.y()).arg(target->height())));
        QMimeData carried;
        carried.setData(u"application/x-socle-connection"_s, own.toUtf8());
        QDropEvent drop(at, Qt::MoveAction, &carried, Qt::LeftButton, Qt::NoModifier);
        // Not through the application: it delivers to the target of a drag under way only.
        static_cast<QObject *>(list())->event(&drop);
        QVERIFY(drop.isAccepted());
        QTRY_COMPARE(shown(), (QStringList{u"Beta"_s, u"Own"_s, u"Alpha"_s}));
        QCOMPARE(m_workspace->connection(own)->group, u"Clients"_s);
        keep(u"groups"_s);
    }

    void theTrashWantsTheName()
    {
        const QByteArray home = qgetenv("XDG_DATA_HOME");
        qputenv("XDG_DATA_HOME", m_dir->filePath(u"home"_s).toUtf8()); // not there yet
        const QString folder = m_dir->filePath(u"shop"_s);
        QVERIFY(ProjectFolder::create(folder, u"Shop"_s));
        const auto id = m_connections->addProject(folder);
        QVERIFY(id);
        auto *row = part<ProjectRow>(u"home.row."_s + *id);
        emit row->trashRequested(*id);
        auto *accept = part<Button>(u"home.trash.accept"_s);
        auto *name = part<TextField>(u"home.trash.name"_s);
        QVERIFY(accept != nullptr && !accept->isEnabled());
        name->setText(u"Sho"_s);
        QVERIFY(!accept->isEnabled());
        name->setText(u"Shop"_s);
        QVERIFY(accept->isEnabled());
        keep(u"trash"_s);
        accept->click();
        QTRY_VERIFY(!m_workspace->connection(*id));
        QVERIFY(!QFileInfo::exists(folder));
        QVERIFY(QFileInfo::exists(m_dir->filePath(u"home/Trash/files/shop/project.json"_s)));
        home.isNull() ? qunsetenv("XDG_DATA_HOME") : qputenv("XDG_DATA_HOME", home);
    }

    void delOnlyLeavesTheList()
    {
        const QString folder = m_dir->filePath(u"keep"_s);
        QVERIFY(ProjectFolder::create(folder, u"Keep"_s));
        const auto id = m_connections->addProject(folder);
        auto *row = part<ProjectRow>(u"home.row."_s + *id);
        row->setFocus();
        QTest::keyClick(row, Qt::Key_Delete);
        auto *sheet = part<Sheet>(u"home.remove"_s);
        QVERIFY(sheet != nullptr);
        sheet->accept();
        QTRY_VERIFY(!m_workspace->connection(*id));
        QVERIFY(QFileInfo::exists(folder + u"/project.json"_s));
    }

    void theListTravels()
    {
        add(u"Atlas"_s, u"Clients"_s);
        const QString file = m_dir->filePath(u"connections.json"_s);
        m_home->exportBook(file);
        QVERIFY(QFileInfo::exists(file));
        m_home->importBook(file); // known: left out
        QCOMPARE(m_workspace->connections().size(), 1U);
        m_workspace->removeConnection(m_workspace->connections().front().id);
        m_home->importBook(file);
        QCOMPARE(m_workspace->connections().size(), 1U);
        QCOMPARE(m_workspace->connections().front().name, u"Atlas"_s);
    }

    void aLinkOnlyFillsTheSheetIn()
    {
        m_home->showConnect(u"http://127.0.0.1:1"_s, u"Atlas"_s, u"ada@example.com"_s);
        QCOMPARE(part<TextField>(u"home.connectSheet.address"_s)->text(), u"http://127.0.0.1:1"_s);
        QCOMPARE(part<TextField>(u"home.connectSheet.name"_s)->text(), u"Atlas"_s);
        QCOMPARE(part<TextField>(u"home.connectSheet.identity"_s)->text(), u"ada@example.com"_s);
        QVERIFY(m_workspace->connections().empty());
    }

    void anUntrustedServerIsShownAndPinned()
    {
        StrangeServer server;
        m_home->showConnect(u"https://localhost:%1"_s.arg(server.serverPort()));
        auto *show = part<Button>(u"home.connectSheet.certificate"_s);
        QTRY_VERIFY(show->isVisible());
        QVERIFY(!part<Button>(u"home.connectSheet.accept"_s)->isEnabled());
        keep(u"untrusted"_s);
        show->click();
        auto *pin = part<Button>(u"shell.certificate.pin"_s);
        QTRY_VERIFY(pin != nullptr && pin->isVisible());
        keep(u"certificate"_s);
        // What is to be compared is the certificate's own.
        const QSslCertificate certificate(stranger(u".pem"_s));
        const QString digest
            = QString::fromLatin1(certificate.digest(QCryptographicHash::Sha256).toHex().toUpper());
        QStringList told;
        QStringList fingerprints;
        for (const QLabel *label : pin->window()->findChildren<QLabel *>()) {
            told << label->text();
            static const QRegularExpression kNoHex(u"[^0-9A-F]"_s);
            fingerprints << label->text().toUpper().remove(kNoHex);
        }
        QVERIFY2(fingerprints.contains(digest), qPrintable(told.join(u'\n')));
        const QString subject = certificate.subjectInfo(QSslCertificate::CommonName).value(0);
        const QString issuer = certificate.issuerInfo(QSslCertificate::CommonName).value(0);
        QVERIFY(!subject.isEmpty() && !issuer.isEmpty());
        QVERIFY2(!told.filter(subject).isEmpty(), qPrintable(told.join(u'\n')));
        QVERIFY2(!told.filter(issuer).isEmpty(), qPrintable(told.join(u'\n')));
        pin->click();
        part<TextField>(u"home.connectSheet.identity"_s)->setText(u"a@b.c"_s);
        part<TextField>(u"home.connectSheet.password"_s)->setText(u"x"_s);
        QTRY_VERIFY(part<Button>(u"home.connectSheet.accept"_s)->isEnabled());
        QVERIFY(!show->isVisible());
        keep(u"pinned"_s);
    }
};

} // namespace socle::studio

using socle::studio::TestHomeList;
SOCLE_TEST_SUITE(TestHomeList)
#include "TestHomeList.moc"
