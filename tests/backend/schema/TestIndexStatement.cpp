// CREATE INDEX texts in all their spellings, and the canonical form of each (admin-api.md A1.6).
#include "backend/schema/IndexStatement.h"
#include "tests/support/TestSuite.h"

using socle::schema::parseIndex;

class TestIndexStatement : public QObject
{
    Q_OBJECT
private slots:

    void prints_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("expected"); // empty: not valid
        const auto row = [](const char *text, const char *expected) {
            QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(expected);
        };
        row("create index a on b (c)", "CREATE INDEX `a` ON `b` (`c`)");
        row("CREATE UNIQUE INDEX IF NOT EXISTS [a] ON \"b\" ('c' collate nocase desc) where x > 1",
            "CREATE UNIQUE INDEX IF NOT EXISTS `a` ON `b` (`c` COLLATE nocase DESC) WHERE x > 1");
        row("create index main.a on b(c,d)", "CREATE INDEX `main`.`a` ON `b` (\n  `c`,\n  `d`\n)");
        row("create index a on b (lower(c), `d` asc)",
            "CREATE INDEX `a` ON `b` (\n  lower(c),\n  `d` ASC\n)");
        row("create\nindex\n`a`\non `b`\n(\n`c`\n)", "CREATE INDEX `a` ON `b` (`c`)");
        row("create index a on `` (c)", "CREATE INDEX `a` ON `` (`c`)");
        row("create index a on b ()", "");
        row("create index on b (c)", "");
        row("drop index a", "");
        row("create index a on b (c", "");
        row("", "");
    }

    void prints()
    {
        QFETCH(QString, text);
        QFETCH(QString, expected);
        const auto index = parseIndex(text.toStdString());
        QCOMPARE(index.isValid() ? QString::fromStdString(index.canonical()) : QString(), expected);
    }

    void comparesDefinitions()
    {
        QCOMPARE(parseIndex("create index a on x (c)").definition(),
                 parseIndex("CREATE INDEX `b` ON `y` (`c`)").definition());
        QVERIFY(parseIndex("create unique index a on x (Email) where 1").isSingleUnique("email"));
        QVERIFY(!parseIndex("create index a on x (email)").isSingleUnique("email"));
    }
};

SOCLE_TEST_SUITE(TestIndexStatement)
#include "TestIndexStatement.moc"
