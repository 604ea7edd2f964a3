// A server program on a folder of its own, with a superuser and a small library in it: what the
// walks against a remote server connect to.
//
// The program is this project's own, and with SOCLE_TEST_PEER (path of a PocketBase program) that
// one as well: what holds for the one must hold for the other.
#pragma once

#include "studio/app/shots/Door.h"
#include "studio/app/shots/Pilot.h"
#include "studio/platform/BackendProcess.h"
#include "tests/studio/app/Wire.h"

#include <QJsonArray>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace socle::studio {

/// Rows "socle" and, when there is one, "peer", in the column `program`.
inline void addServerPrograms()
{
    QTest::addColumn<QString>("program");
    const auto own = findBackendProgram();
    QTest::newRow("socle") << (own ? *own : QString());
    if (const QString peer = qEnvironmentVariable("SOCLE_TEST_PEER"); !peer.isEmpty()) {
        QTest::newRow("peer") << peer;
    }
}

class ServerProgram
{
public:
    static constexpr auto kOwner = "owner@library.example";
    static constexpr auto kReader = "reader@library.example";
    static constexpr auto kPassword = "password123";

    ~ServerProgram()
    {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.terminate();
            m_process.waitForFinished(10'000);
        }
    }

    /// False when the program does not come up within ten seconds.
    bool start(const QString &program)
    {
        const QString data = m_folder.filePath(QStringLiteral("data"));
        if (QProcess::execute(program,
                              {QStringLiteral("superuser"),
                               QStringLiteral("upsert"),
                               QLatin1String(kOwner),
                               QLatin1String(kPassword),
                               QStringLiteral("--dir"),
                               data})
            != 0) {
            return false;
        }
        QTcpServer probe;
        if (!probe.listen(QHostAddress::LocalHost)) {
            return false;
        }
        const QString host = QStringLiteral("127.0.0.1:%1").arg(probe.serverPort());
        probe.close();
        m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        m_process.setStandardOutputFile(QProcess::nullDevice());
        m_process.start(program,
                        {QStringLiteral("serve"),
                         QStringLiteral("--http"),
                         host,
                         QStringLiteral("--dir"),
                         data});
        m_address = QStringLiteral("http://") + host;
        m_door = std::make_unique<Door>(QUrl(m_address), QString());
        for (int i = 0; i < 200; ++i) {
            if (m_door->get(QStringLiteral("/api/health")).isFine()) {
                return m_door->signIn(QLatin1String(kOwner), QLatin1String(kPassword));
            }
            Pilot::rest(50);
        }
        return false;
    }

    const QString &address() const { return m_address; }

    /// As the superuser.
    Door &door() { return *m_door; }

    /// Authors, titles with a field of every type, a view over them, a locked collection, one
    /// account. The first refusal in words; empty when all went well.
    QString seed();

private:
    QTemporaryDir m_folder;
    QProcess m_process;
    QString m_address;
    std::unique_ptr<Door> m_door;
};

/// Home, "Connect to a server", until the connection is ready.
inline bool connectTo(RunningStudio &studio,
                      const QString &address,
                      const QString &collection,
                      const QString &identity)
{
    Pilot &pilot = *studio.pilot;
    const auto field = [](const char *name) {
        return QString(QStringLiteral("home.connectSheet.") + QLatin1String(name));
    };
    return pilot.click(QStringLiteral("home.connect")) && pilot.type(field("address"), address)
        && pilot.until(QStringLiteral("the server to be found"),
                       [&] {
                           const QWidget *known = pilot.find(field("collection"));
                           return known != nullptr && known->isEnabled();
                       })
        && pilot.type(field("collection"), collection) && pilot.type(field("identity"), identity)
        && pilot.type(field("password"), QLatin1String(ServerProgram::kPassword))
        && pilot.click(field("accept")) && studio.awaitReady();
}

inline QString ServerProgram::seed()
{
    const auto field = [](const char *name, const char *type, QJsonObject options = {}) {
        options.insert(QStringLiteral("name"), QLatin1String(name));
        options.insert(QStringLiteral("type"), QLatin1String(type));
        return options;
    };
    const QString everyone = QStringLiteral("");
    const QString signedIn = QStringLiteral("@request.auth.id != ''");
    const QString authors = QStringLiteral("pbc_authors00001");
    const auto collection = [](const char *name, const QJsonArray &fields, QJsonObject rest) {
        rest.insert(QStringLiteral("name"), QLatin1String(name));
        rest.insert(QStringLiteral("fields"), fields);
        if (!rest.contains(QStringLiteral("type"))) {
            rest.insert(QStringLiteral("type"), QStringLiteral("base"));
        }
        return rest;
    };
    const QList<QJsonObject> collections{
        collection(
            "authors",
            {field("name", "text", {{QStringLiteral("required"), true}}), field("born", "date")},
            {{QStringLiteral("id"), authors},
             {QStringLiteral("listRule"), everyone},
             {QStringLiteral("viewRule"), everyone}}),
        collection(
            "titles",
            {field("title", "text", {{QStringLiteral("required"), true}}),
             field("summary", "editor"),
             field("pages", "number", {{QStringLiteral("min"), 1}}),
             field("lent", "bool"),
             field("contact", "email"),
             field("link", "url"),
             field("published", "date"),
             field(
                 "shelf",
                 "select",
                 {{QStringLiteral("values"), QJsonArray{QStringLiteral("a"), QStringLiteral("b")}},
                  {QStringLiteral("maxSelect"), 1}}),
             field("tags",
                   "select",
                   {{QStringLiteral("values"),
                     QJsonArray{QStringLiteral("old"), QStringLiteral("rare")}},
                    {QStringLiteral("maxSelect"), 2}}),
             field("cover", "file", {{QStringLiteral("maxSelect"), 1}}),
             field("author",
                   "relation",
                   {{QStringLiteral("collectionId"), authors}, {QStringLiteral("maxSelect"), 1}}),
             field("meta", "json"),
             field("place", "geoPoint"),
             field("created", "autodate", {{QStringLiteral("onCreate"), true}}),
             field("updated",
                   "autodate",
                   {{QStringLiteral("onCreate"), true}, {QStringLiteral("onUpdate"), true}})},
            {{QStringLiteral("listRule"), signedIn},
             {QStringLiteral("viewRule"), signedIn},
             {QStringLiteral("updateRule"), signedIn}}),
        collection("ledger", {field("sum", "number")}, {}),
        collection("long_titles",
                   {},
                   {{QStringLiteral("type"), QStringLiteral("view")},
                    {QStringLiteral("listRule"), signedIn},
                    {QStringLiteral("viewQuery"),
                     QStringLiteral("SELECT id, title, pages FROM titles WHERE pages > 200")}})};
    for (const QJsonObject &one : collections) {
        const auto answer = m_door->send("POST", QStringLiteral("/api/collections"), one);
        if (!answer.isFine()) {
            return one[QStringLiteral("name")].toString() + QString::fromUtf8(answer.text);
        }
    }
    const auto add = [this](const char *where, const QJsonObject &values) {
        return m_door->send("POST",
                            QStringLiteral("/api/collections/%1/records").arg(QLatin1String(where)),
                            values);
    };
    const QString author
        = add("authors", {{QStringLiteral("name"), QStringLiteral("Stanisław Lem")}})
              .body[QStringLiteral("id")]
              .toString();
    for (int i = 1; i <= 40; ++i) {
        const auto answer = add(
            "titles",
            {{QStringLiteral("title"), QStringLiteral("Title %1").arg(i)},
             {QStringLiteral("summary"), QStringLiteral("<p>About <b>%1</b></p>").arg(i)},
             {QStringLiteral("pages"), 100 + i * 7},
             {QStringLiteral("lent"), i % 3 == 0},
             {QStringLiteral("contact"), QStringLiteral("desk@library.example")},
             {QStringLiteral("link"), QStringLiteral("https://library.example/%1").arg(i)},
             {QStringLiteral("published"),
              QStringLiteral("1961-03-%1 12:00:00.000Z").arg(i % 28 + 1, 2, 10, QLatin1Char('0'))},
             {QStringLiteral("shelf"), i % 2 == 0 ? QStringLiteral("a") : QStringLiteral("b")},
             {QStringLiteral("tags"), QJsonArray{QStringLiteral("rare")}},
             {QStringLiteral("author"), author},
             {QStringLiteral("meta"), QJsonObject{{QStringLiteral("row"), i}}},
             {QStringLiteral("place"),
              QJsonObject{{QStringLiteral("lon"), 19.9}, {QStringLiteral("lat"), 50.1}}}});
        if (!answer.isFine()) {
            return QString::fromUtf8(answer.text);
        }
    }
    const auto answer = add("users",
                            {{QStringLiteral("email"), QLatin1String(kReader)},
                             {QStringLiteral("password"), QLatin1String(kPassword)},
                             {QStringLiteral("passwordConfirm"), QLatin1String(kPassword)},
                             {QStringLiteral("name"), QStringLiteral("Reader")},
                             {QStringLiteral("verified"), true}});
    return answer.isFine() ? QString() : QString::fromUtf8(answer.text);
}

} // namespace socle::studio
