// All 16 macros at one known moment, and at the ends of months and years: records-api.md 3.8.
#include "backend/rules/Macros.h"
#include "tests/support/TestSuite.h"

using socle::DateTime;

class TestMacros : public QObject
{
    Q_OBJECT
private slots:

    void counts_data()
    {
        QTest::addColumn<std::string>("name");
        QTest::addColumn<std::string>("now");
        QTest::addColumn<std::string>("value");
        const auto at = [](const char *now, const char *name, const char *value) {
            QTest::addRow("%s at %s", name, now)
                << std::string(name) << std::string(now) << std::string(value);
        };
        const char *friday = "2023-02-03 04:05:06.007Z";
        at(friday, "@now", "2023-02-03 04:05:06.007Z");
        at(friday, "@yesterday", "2023-02-02 04:05:06.007Z");
        at(friday, "@tomorrow", "2023-02-04 04:05:06.007Z");
        at(friday, "@todayStart", "2023-02-03 00:00:00.000Z");
        at(friday, "@todayEnd", "2023-02-03 23:59:59.999Z");
        at(friday, "@monthStart", "2023-02-01 00:00:00.000Z");
        at(friday, "@monthEnd", "2023-02-28 23:59:59.999Z");
        at(friday, "@yearStart", "2023-01-01 00:00:00.000Z");
        at(friday, "@yearEnd", "2023-12-31 23:59:59.999Z");
        at(friday, "@second", "6");
        at(friday, "@minute", "5");
        at(friday, "@hour", "4");
        at(friday, "@day", "3");
        at(friday, "@month", "2");
        at(friday, "@year", "2023");
        at(friday, "@weekday", "5");
        at(friday, "@Now", "none");
        at(friday, "@nope", "none");
        at(friday, "now", "none");
        at("2024-02-29 00:00:00.000Z", "@monthEnd", "2024-02-29 23:59:59.999Z");
        at("2024-12-31 23:59:59.999Z", "@monthEnd", "2024-12-31 23:59:59.999Z");
        at("2024-12-31 23:59:59.999Z", "@tomorrow", "2025-01-01 23:59:59.999Z");
        at("2024-03-03 00:00:00.000Z", "@weekday", "0");
    }

    void counts()
    {
        QFETCH(std::string, name);
        QFETCH(std::string, now);
        QFETCH(std::string, value);
        const auto found = socle::rules::macroValue(name, *DateTime::parse(now));
        std::string shown = "none";
        if (found) {
            const auto *number = std::get_if<std::int64_t>(&*found);
            shown = number != nullptr ? std::to_string(*number)
                                      : std::string(socle::storage::textOf(*found));
        }
        QCOMPARE(shown, value);
    }
};

SOCLE_TEST_SUITE(TestMacros)
#include "TestMacros.moc"
