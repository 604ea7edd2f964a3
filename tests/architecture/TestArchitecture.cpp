// Keeps the architecture: include direction (modules.txt), a home for every library, maps that name every folder, files
// that begin with why they exist, licence files beside the code.
#include "tests/support/TestSuite.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <QTextStream>

#include <map>
#include <set>

namespace {

const QString kRoot = QStringLiteral(SOCLE_SOURCE_DIR);

QString read(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

// Every source file below the given top folders, relative to the repository.
QStringList sources(const QStringList &tops)
{
    QStringList files;
    for (const QString &top : tops) {
        QDirIterator it(kRoot + QLatin1Char('/') + top, {QStringLiteral("*.h"), QStringLiteral("*.cpp")},
                        QDir::Files, QDirIterator::Subdirectories);
        while (it.hasNext()) {
            files << QDir(kRoot).relativeFilePath(it.next());
        }
    }
    files.sort();
    return files;
}

struct Modules
{
    std::map<QString, QStringList> allowed;

    // The longest module name that is a folder of `path`; families match one more segment.
    QString moduleOf(const QString &path) const
    {
        QString best;
        for (const auto &[name, edges] : allowed) {
            QString prefix = name;
            if (name.endsWith(QLatin1String("/*"))) {
                prefix = name.chopped(1);
                if (path.startsWith(prefix)) {
                    const int end = static_cast<int>(path.indexOf(QLatin1Char('/'), prefix.size()));
                    const QString member = end < 0 ? path : path.left(end);
                    best = member.size() > best.size() ? member : best;
                }
            } else if (path.startsWith(prefix + QLatin1Char('/')) && prefix.size() > best.size()) {
                best = prefix;
            }
        }
        return best;
    }

    QStringList edgesOf(const QString &module) const
    {
        const auto exact = allowed.find(module);
        if (exact != allowed.end()) {
            return exact->second;
        }
        const auto family = allowed.find(module.left(module.lastIndexOf(QLatin1Char('/'))) + QStringLiteral("/*"));
        return family != allowed.end() ? family->second : QStringList();
    }

    bool mayInclude(const QString &module, const QString &target) const
    {
        if (module == target) {
            return true;
        }
        const QString program = module.section(QLatin1Char('/'), 0, 0);
        for (const QString &edge : edgesOf(module)) {
            if (edge == QLatin1String("everything")) {
                const bool surfaces = QStringList{QStringLiteral("backend/api"), QStringLiteral("backend/graphql"),
                                                  QStringLiteral("backend/mcp"), QStringLiteral("backend/app")}
                                          .contains(target);
                if (target.startsWith(QLatin1String("shared/"))
                    || (target.startsWith(program + QLatin1Char('/')) && (!surfaces || module.endsWith(QLatin1String("/app"))))) {
                    return true;
                }
            } else if (edge == target || (edge == QLatin1String("shared") && target.startsWith(QLatin1String("shared/")))) {
                return true;
            }
        }
        return false;
    }
};

Modules readModules()
{
    Modules modules;
    for (const QString &line : read(kRoot + QStringLiteral("/tests/architecture/modules.txt")).split(QLatin1Char('\n'))) {
        const QString text = line.section(QLatin1Char('#'), 0, 0).trimmed();
        if (!text.isEmpty()) {
            modules.allowed[text.section(QLatin1Char(':'), 0, 0).trimmed()]
                = text.section(QLatin1Char(':'), 1).split(QLatin1Char(' '), Qt::SkipEmptyParts);
        }
    }
    return modules;
}

} // namespace

class TestArchitecture : public QObject
{
    Q_OBJECT
private slots:
    void includesFollowTheTable()
    {
        const Modules modules = readModules();
        QVERIFY(modules.allowed.size() > 20);
        static const QRegularExpression include(QStringLiteral("^\\s*#\\s*include\\s+\"((?:shared|backend|studio)/[^\"]+)\""),
                                                QRegularExpression::MultilineOption);
        QStringList broken;
        for (const QString &file : sources({QStringLiteral("shared"), QStringLiteral("backend"), QStringLiteral("studio")})) {
            const QString module = modules.moduleOf(file);
            if (module.isEmpty()) {
                broken << file + QStringLiteral(": in no module of modules.txt");
                continue;
            }
            auto it = include.globalMatch(read(kRoot + QLatin1Char('/') + file));
            while (it.hasNext()) {
                const QString target = it.next().captured(1);
                if (!modules.mayInclude(module, modules.moduleOf(target))) {
                    broken << file + QStringLiteral(" includes ") + target;
                }
            }
        }
        QVERIFY2(broken.isEmpty(), qPrintable(broken.join(QLatin1Char('\n'))));
    }

    void librariesHaveOneHome_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QStringList>("homes");
        QTest::newRow("sqlite") << QStringLiteral("<sqlite3\\.h>") << QStringList{QStringLiteral("backend/storage/")};
        QTest::newRow("libpq") << QStringLiteral("<libpq-fe\\.h>") << QStringList{QStringLiteral("backend/storage/")};
        QTest::newRow("asio, beast") << QStringLiteral("<boost/(asio|beast)") << QStringList{QStringLiteral("backend/http/")};
        QTest::newRow("openssl") << QStringLiteral("<openssl/") << QStringList{QStringLiteral("backend/crypto/"), QStringLiteral("backend/http/"), QStringLiteral("studio/platform/SecretVault.cpp")};
        QTest::newRow("curl") << QStringLiteral("<curl/") << QStringList{QStringLiteral("backend/outbound/"), QStringLiteral("backend/mail/")};
        QTest::newRow("boost json") << QStringLiteral("<boost/json") << QStringList{QStringLiteral("shared/json/")};
        QTest::newRow("qt below the studio") << QStringLiteral("<Q[A-Z]") << QStringList{QStringLiteral("studio/")};
        QTest::newRow("widgets in kit and up")
            << QStringLiteral("<Q(Widget|Label|PushButton|TableView|Dialog|LineEdit)>")
            << QStringList{QStringLiteral("studio/kit/"), QStringLiteral("studio/fields/"), QStringLiteral("studio/shell/"),
                           QStringLiteral("studio/views/"), QStringLiteral("studio/app/")};
        QTest::newRow("network replies in api")
            << QStringLiteral("<QNetworkReply>")
            // The shots tool seeds its server before any client exists.
            << QStringList{QStringLiteral("studio/api/"), QStringLiteral("studio/app/shots/")};
    }

    void librariesHaveOneHome()
    {
        QFETCH(QString, pattern);
        QFETCH(QStringList, homes);
        const QRegularExpression include(QStringLiteral("^\\s*#\\s*include\\s+") + pattern, QRegularExpression::MultilineOption);
        QStringList strays;
        for (const QString &file : sources({QStringLiteral("shared"), QStringLiteral("backend"), QStringLiteral("studio")})) {
            const bool home = std::any_of(homes.begin(), homes.end(), [&](const QString &h) { return file.startsWith(h); });
            if (!home && include.match(read(kRoot + QLatin1Char('/') + file)).hasMatch()) {
                strays << file;
            }
        }
        QVERIFY2(strays.isEmpty(), qPrintable(strays.join(QLatin1Char('\n'))));
    }

    void filesSayWhyTheyExist()
    {
        QStringList silent;
        for (const QString &file : sources({QStringLiteral("shared"), QStringLiteral("backend"), QStringLiteral("studio"), QStringLiteral("tests")})) {
            // A .cpp may leave the word to its header.
            const QString header = file.endsWith(QLatin1String(".cpp")) ? file.chopped(3) + QLatin1Char('h') : QString();
            const bool told = read(kRoot + QLatin1Char('/') + file).startsWith(QLatin1String("//"))
                || (!header.isEmpty() && read(kRoot + QLatin1Char('/') + header).startsWith(QLatin1String("//")));
            if (!told) {
                silent << file;
            }
        }
        QVERIFY2(silent.isEmpty(), qPrintable(silent.join(QLatin1Char('\n'))));
    }

    // backend/README.md and studio/README.md name every folder, and only folders that exist.
    void mapsAreComplete_data()
    {
        QTest::addColumn<QString>("top");
        QTest::newRow("backend") << QStringLiteral("backend");
        QTest::newRow("studio") << QStringLiteral("studio");
    }

    void mapsAreComplete()
    {
        QFETCH(QString, top);
        const QString map = read(kRoot + QLatin1Char('/') + top + QStringLiteral("/README.md"));
        QVERIFY(!map.isEmpty());
        std::set<QString> named;
        static const QRegularExpression entry(QStringLiteral("^- `([a-z/]+)/`"), QRegularExpression::MultilineOption);
        auto it = entry.globalMatch(map);
        while (it.hasNext()) {
            named.insert(it.next().captured(1));
        }
        std::set<QString> existing;
        const QDir dir(kRoot + QLatin1Char('/') + top);
        for (const QString &name : dir.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            existing.insert(name);
        }
        for (const QString &name : existing) {
            QVERIFY2(named.count(name) == 1, qPrintable(top + QStringLiteral("/README.md does not name ") + name));
        }
        for (const QString &name : named) {
            QVERIFY2(dir.exists(name), qPrintable(top + QStringLiteral("/README.md names the missing ") + name));
        }
    }

    void licencesStandBesideTheCode()
    {
        for (const char *name : {"LICENSE", "LICENSE.MIT", "LICENSE.GPL-3.0", "README.md"}) {
            QVERIFY2(QFile::exists(kRoot + QLatin1Char('/') + QLatin1String(name)), name);
        }
    }

    void repositorySpeaksOfSocleAlone()
    {
        // No machine paths in what is shipped.
        static const QRegularExpression path(QStringLiteral("/(work|root|home/[a-z]+)/"));
        QStringList found;
        for (const QString &file : sources({QStringLiteral("shared"), QStringLiteral("backend"), QStringLiteral("studio"), QStringLiteral("tests")})) {
            if (file != QLatin1String("tests/architecture/TestArchitecture.cpp")
                && path.match(read(kRoot + QLatin1Char('/') + file)).hasMatch()) {
                found << file;
            }
        }
        QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
    }

    void topLevelIsFixed()
    {
        const std::set<QString> allowed{
            QStringLiteral("CMakeLists.txt"), QStringLiteral("CMakePresets.json"), QStringLiteral("studio"), QStringLiteral("backend"),
            QStringLiteral("shared"), QStringLiteral("resources"), QStringLiteral("translations"), QStringLiteral("tests"),
            QStringLiteral("packaging"), QStringLiteral("README.md"), QStringLiteral("LICENSE"), QStringLiteral("LICENSE.MIT"),
            QStringLiteral("LICENSE.GPL-3.0"), QStringLiteral("run"), QStringLiteral("test"), QStringLiteral("build")};
        QStringList strays;
        for (const QString &name : QDir(kRoot).entryList(QDir::AllEntries | QDir::NoDotAndDotDot)) {
            if (allowed.count(name) == 0 && !name.startsWith(QLatin1String("socle_data"))) {
                strays << name;
            }
        }
        QVERIFY2(strays.isEmpty(), qPrintable(strays.join(QLatin1Char('\n'))));
    }
};

SOCLE_TEST_SUITE(TestArchitecture)
#include "TestArchitecture.moc"
