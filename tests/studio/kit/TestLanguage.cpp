// The words bend: every `%n` text of the studio has its two English forms, and the pseudo-language
// leaves placeholders alone.
#include "studio/kit/Language.h"
#include "tests/support/TestSuite.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QGuiApplication>
#include <QLibraryInfo>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTranslator>

using namespace socle::studio;
using namespace Qt::StringLiterals;

namespace {

/// Literals of the sources that count something, adjacent pieces joined, escapes resolved.
QSet<QString> countingTexts(int &files)
{
    static const QRegularExpression joint(u"\"\\s*\\n\\s*\""_s);
    static const QRegularExpression literal(
        u"\"((?:[^\"\\\\]|\\\\.)*%L?n(?:[^\"\\\\]|\\\\.)*)\""_s);
    static const QRegularExpression count(u"%L?n(?![a-z])"_s);
    static const QRegularExpression escaped(u"\\\\u([0-9a-fA-F]{4})"_s);
    QSet<QString> found;
    QDirIterator sources(QStringLiteral(SOCLE_STUDIO_SOURCE_DIR),
                         {u"*.cpp"_s, u"*.h"_s},
                         QDir::Files,
                         QDirIterator::Subdirectories);
    while (sources.hasNext()) {
        QFile file(sources.next());
        if (file.fileName().contains(u"kit/Language"_s) || !file.open(QIODevice::ReadOnly)) {
            continue;
        }
        ++files;
        QString text = QString::fromUtf8(file.readAll());
        text.remove(joint);
        auto matches = literal.globalMatch(text);
        while (matches.hasNext()) {
            QString one = matches.next().captured(1);
            if (!count.match(one).hasMatch() || one == u"%n" || one == u"%Ln") {
                continue;
            }
            for (auto match = escaped.match(one); match.hasMatch(); match = escaped.match(one)) {
                one.replace(match.capturedStart(),
                            match.capturedLength(),
                            QChar(match.captured(1).toUShort(nullptr, 16)));
            }
            found.insert(one);
        }
    }
    return found;
}

} // namespace

class TestLanguage : public QObject
{
    Q_OBJECT
private slots:

    /// A text in a function of no class, or in a class without a context of its own, is collected
    /// under another context than the one it is looked up in: it would stay English for ever.
    void everyTextIsFoundWhereItIsLookedUp()
    {
        const QString lupdate = QLibraryInfo::path(QLibraryInfo::BinariesPath) + u"/lupdate"_s;
        QVERIFY2(QFileInfo::exists(lupdate), qPrintable(lupdate));
        const QTemporaryDir folder;
        QProcess process;
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(lupdate,
                      {u"-I"_s,
                       QStringLiteral(SOCLE_STUDIO_SOURCE_DIR) + u"/.."_s,
                       QStringLiteral(SOCLE_STUDIO_SOURCE_DIR),
                       u"-ts"_s,
                       folder.filePath(u"all.ts"_s)});
        QVERIFY(process.waitForFinished());
        const QString said = QString::fromUtf8(process.readAll());
        QCOMPARE(process.exitCode(), 0);
        static const QRegularExpression count(u"Found (\\d+) source text"_s);
        QVERIFY2(count.match(said).captured(1).toInt() > 2000, qPrintable(said));
        static const QRegularExpression complaint(u"\\.(cpp|h):\\d+: "_s);
        QVERIFY2(!complaint.match(said).hasMatch(), qPrintable(said));
    }

    void everyCountHasItsForms()
    {
        int files = 0;
        const QSet<QString> texts = countingTexts(files);
        QVERIFY(files > 100);
        QVERIFY(texts.size() > 50);
        QTranslator catalogue;
        QVERIFY(catalogue.load(u":/socle/i18n/socle_en.qm"_s));
        QStringList missing;
        for (const QString &text : texts) {
            if (catalogue.translate("Plurals", text.toUtf8().constData(), nullptr, 2).isEmpty()) {
                missing << text;
            }
        }
        missing.sort();
        QVERIFY2(missing.isEmpty(),
                 qPrintable(u"not in translations/socle_en.ts:\n"_s + missing.join(u'\n')));
    }

    void oneIsNotMany_data()
    {
        QTest::addColumn<int>("count");
        QTest::addColumn<QString>("text");
        QTest::newRow("none") << 0 << u"Apply 0 changes"_s;
        QTest::newRow("one") << 1 << u"Apply 1 change"_s;
        QTest::newRow("two") << 2 << u"Apply 2 changes"_s;
        QTest::newRow("many") << 21 << u"Apply 21 changes"_s;
    }

    void oneIsNotMany()
    {
        QFETCH(int, count);
        QTEST(QCoreApplication::translate("any", "Apply %n changes", nullptr, count), "text");
    }

    void pseudoLanguage_data()
    {
        QTest::addColumn<QString>("plain");
        QTest::addColumn<QString>("shown");
        QTest::newRow("word") << u"Save"_s << u"Šàvé ~~"_s;
        QTest::newRow("placeholder") << u"%1 of %L2"_s << u"%1 öf %L2 ~"_s;
        QTest::newRow("plural") << u"%n rows"_s << u"%n ŕöwš ~~"_s;
        QTest::newRow("local plural") << u"%Ln rows"_s << u"%Ln ŕöwš ~~"_s;
        QTest::newRow("percent sign") << u"%1 % sure"_s << u"%1 % šûŕé ~~"_s;
        QTest::newRow("no letters") << u"12:30"_s << u"12:30"_s;
    }

    void pseudoLanguage()
    {
        QFETCH(QString, plain);
        QTEST(pseudoText(plain), "shown");
    }

    void languagesAreSwitched()
    {
        setLanguage(u"en_XA"_s);
        QCOMPARE(QCoreApplication::translate("any", "Apply %n changes", nullptr, 1),
                 u"Àppĺý 1 çhàñĝé ~~~~~"_s);
        setLanguage(u"ar_XB"_s);
        QCOMPARE(QGuiApplication::layoutDirection(), Qt::RightToLeft);
        QCOMPARE(QCoreApplication::translate("any", "Apply %n changes", nullptr, 1),
                 u"Apply 1 change"_s);
        setLanguage(u"en"_s);
        QCOMPARE(QGuiApplication::layoutDirection(), Qt::LeftToRight);
        QCOMPARE(currentLanguage(), u"en"_s);
    }
};

SOCLE_TEST_SUITE(TestLanguage)
#include "TestLanguage.moc"
