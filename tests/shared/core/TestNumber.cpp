// Number texts of records-api.md 1.8 and the readers of data-directory.md B3.0.
#include "shared/core/Number.h"
#include "tests/support/TestSuite.h"

class TestNumber : public QObject
{
    Q_OBJECT
private slots:
    void formats_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<QString>("text");
        QTest::newRow("integer") << 5.0 << "5";
        QTest::newRow("tenth") << 0.1 << "0.1";
        QTest::newRow("small plain") << 0.000001 << "0.000001";
        QTest::newRow("small exponent") << 1e-7 << "1e-7";
        QTest::newRow("large plain") << 1e20 << "100000000000000000000";
        QTest::newRow("large exponent") << 1e21 << "1e+21";
        QTest::newRow("negative") << -3.25 << "-3.25";
        QTest::newRow("long exponent") << 1.5e-300 << "1.5e-300";
    }

    void formats()
    {
        QFETCH(double, value);
        QFETCH(QString, text);
        QCOMPARE(QString::fromStdString(socle::formatNumber(value)), text);
    }

    void reads()
    {
        QCOMPARE(socle::parseNumber("12.5").value_or(-1), 12.5);
        QCOMPARE(socle::parseNumber("1e3").value_or(-1), 1000.0);
        QCOMPARE(socle::parseNumber("-.5").value_or(-1), -0.5);
        for (const char *bad : {"", " 1", "1 ", "0x10", "nan", "inf", "1e999", "+-1", "--1", "1.2.3"}) {
            QVERIFY2(!socle::parseNumber(bad), bad);
        }
    }
};

SOCLE_TEST_SUITE(TestNumber)
#include "TestNumber.moc"
