// Two bans of the design: no style sheets anywhere in the studio, no colour literals outside the
// tokens.
#include "tests/support/TestSuite.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

class TestStyleLint : public QObject
{
    Q_OBJECT
private slots:

    void nobodyWritesStyleSheetsOrColours()
    {
        // "#RRGGBB" as a string, QColor from numbers, global colours. Black and transparent paint
        // shadows and clear pixmaps.
        static const QRegularExpression banned(QStringLiteral(
            "(setStyleSheet\\s*\\()|(\"#[0-9A-Fa-f]{6,8}\")|(\\bQColor\\(\\s*(0x|\\d))|("
            "\\bQColor\\(\\s*u?\")|(\\bqRgba?\\(\\s*\\d)|(Qt::(white|red|green|blue|cyan|yellow|"
            "gray|darkGray|lightGray|darkRed|darkGreen|darkBlue)\\b)"));
        QStringList faults;
        int files = 0;
        QDirIterator sources(QStringLiteral(SOCLE_STUDIO_SOURCE_DIR),
                             {QStringLiteral("*.cpp"), QStringLiteral("*.h")},
                             QDir::Files,
                             QDirIterator::Subdirectories);
        while (sources.hasNext()) {
            QFile file(sources.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            ++files;
            const QList<QByteArray> lines = file.readAll().split('\n');
            for (qsizetype i = 0; i < lines.size(); ++i) {
                const QString line = QString::fromUtf8(lines.at(i));
                if (!line.trimmed().startsWith(QLatin1String("//"))
                    && banned.match(line).hasMatch()) {
                    faults << QStringLiteral("%1:%2: %3")
                                  .arg(file.fileName())
                                  .arg(i + 1)
                                  .arg(line.trimmed());
                }
            }
        }
        QVERIFY(files > 50);
        QVERIFY2(faults.isEmpty(), qPrintable(faults.join(QLatin1Char('\n'))));
    }

    void theRuleFindsWhatItBans_data()
    {
        QTest::addColumn<QString>("line");
        QTest::newRow("sheet") << QStringLiteral("widget->setStyleSheet(text);");
        QTest::newRow("hex") << QStringLiteral("QColor c(\"#FF0000\");");
    }

    void theRuleFindsWhatItBans()
    {
        QFETCH(QString, line);
        static const QRegularExpression banned(
            QStringLiteral("(setStyleSheet\\s*\\()|(\"#[0-9A-Fa-f]{6,8}\")"));
        QVERIFY(banned.match(line).hasMatch());
    }
};

SOCLE_TEST_SUITE(TestStyleLint)
#include "TestStyleLint.moc"
