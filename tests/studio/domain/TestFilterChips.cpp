// Text -> chips -> text is identity without edits; an edit changes only its own range.
#include "studio/domain/FilterChips.h"
#include "tests/support/TestSuite.h"

#include <QRandomGenerator>

using namespace socle::studio;

class TestFilterChips : public QObject
{
    Q_OBJECT
private slots:

    void readsForms_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("op");
        QTest::addColumn<QStringList>("values");
        const auto row
            = [](const char *text, ChipKind kind, ChipOperator op, const QStringList &values) {
                  QTest::newRow(text) << QString::fromUtf8(text) << static_cast<int>(kind)
                                      << static_cast<int>(op) << values;
              };
        const QString x = QStringLiteral("x");
        row("a = 'x'", ChipKind::Clause, ChipOperator::Is, {x});
        row("a != \"x\"", ChipKind::Clause, ChipOperator::IsNot, {x});
        row("a ~ 'x'", ChipKind::Clause, ChipOperator::Contains, {x});
        row("a ~ 'x%'", ChipKind::Clause, ChipOperator::StartsWith, {x});
        row("a ~ '%x'", ChipKind::Raw, ChipOperator::Is, {});
        row("a = ''", ChipKind::Clause, ChipOperator::IsEmpty, {});
        row("a ?= 'x'", ChipKind::Clause, ChipOperator::Has, {x});
        row("a ?> 1", ChipKind::Raw, ChipOperator::Is, {});
        row("a >= 1 && a <= 9",
            ChipKind::Clause,
            ChipOperator::Between,
            {QStringLiteral("1"), QStringLiteral("9")});
        row("(a = 'x' || a = 'y')",
            ChipKind::Clause,
            ChipOperator::IsAnyOf,
            {x, QStringLiteral("y")});
        row("(a = 'x' || b = 'y')", ChipKind::Group, ChipOperator::Is, {});
        row("created >= @todayStart",
            ChipKind::Clause,
            ChipOperator::ChangedSince,
            {QStringLiteral("@todayStart")});
        row("geoDistance(p.lon, p.lat, 2.3, 48.8) < 25",
            ChipKind::Clause,
            ChipOperator::Within,
            {QStringLiteral("2.3"), QStringLiteral("48.8"), QStringLiteral("25")});
        row("a = b", ChipKind::Raw, ChipOperator::Is, {});
    }

    void readsForms()
    {
        QFETCH(QString, text);
        QFETCH(int, kind);
        QFETCH(int, op);
        QFETCH(QStringList, values);
        FilterChips chips;
        chips.setText(text);
        QVERIFY(chips.isValid());
        QCOMPARE(chips.chips().size(), 1u);
        const FilterChip &chip = chips.chips().front();
        QCOMPARE(static_cast<int>(chip.kind), kind);
        if (chip.kind == ChipKind::Clause) {
            QCOMPARE(static_cast<int>(chip.op), op);
            QCOMPARE(chip.values, values);
        }
        QCOMPARE(chip.text, text);
    }

    void editsOnlyTheirRange()
    {
        const QString text = QStringLiteral("title  ~ 'ü€'   &&  price>3 // why\n || done = true");
        FilterChips chips;
        chips.setText(text);
        QVERIFY(chips.isValid());
        QCOMPARE(chips.chips().size(), 3u);
        FilterChip price = chips.chips()[1];
        price.values = {QStringLiteral("5")};
        chips.replace({1}, price);
        QCOMPARE(chips.text(),
                 QStringLiteral("title  ~ 'ü€'   &&  price > 5 // why\n || done = true"));
        chips.remove({1});
        QVERIFY(chips.isValid());
        QCOMPARE(chips.chips().size(), 2u);
        chips.setJoin({1}, false);
        QVERIFY(!chips.chips()[1].joinsWithOr);
        chips.setText(QStringLiteral("a = 1 || b = 2"));
        chips.append(price);
        QCOMPARE(chips.text(), QStringLiteral("(a = 1 || b = 2) && price > 5"));
    }

    void keepsTheLastValidFilter()
    {
        FilterChips chips;
        chips.setText(QStringLiteral("a = 1"));
        chips.setText(QStringLiteral("a = 1 && é"));
        QVERIFY(!chips.isValid());
        QCOMPARE(chips.validText(), QStringLiteral("a = 1"));
        QCOMPARE(chips.chips().size(), 1u);
        QVERIFY(chips.problem()->end <= chips.text().size());
    }

    /// What the builder prints is read back as the same chip.
    void printedChipsComeBack()
    {
        QRandomGenerator random(7);
        const QStringList values{QStringLiteral("x"),
                                 QStringLiteral("o'b\"\\ \n"),
                                 QStringLiteral("ü€"),
                                 QStringLiteral("a b")};
        for (int round = 0; round < 2000; ++round) {
            FilterChips chips;
            std::vector<FilterChip> made;
            const int count = 1 + random.bounded(4);
            for (int i = 0; i < count; ++i) {
                FilterChip chip;
                chip.field = QStringLiteral("f%1").arg(i);
                chip.op = static_cast<ChipOperator>(
                    random.bounded(static_cast<int>(ChipOperator::HasNone)));
                const bool isEmpty
                    = chip.op == ChipOperator::IsEmpty || chip.op == ChipOperator::IsNotEmpty;
                const int wanted = isEmpty                                                 ? 0
                    : chip.op == ChipOperator::Between || chip.op == ChipOperator::IsAnyOf ? 2
                                                                                           : 1;
                for (int v = 0; v < wanted; ++v) {
                    chip.values.append(values.at(random.bounded(static_cast<int>(values.size()))));
                }
                chips.append(chip);
                made.push_back(chip);
            }
            QVERIFY2(chips.isValid(), qPrintable(chips.text()));
            QVERIFY2(chips.chips().size() == made.size(), qPrintable(chips.text()));
            for (std::size_t i = 0; i < made.size(); ++i) {
                QCOMPARE(chips.chips()[i].field, made[i].field);
                QVERIFY2(chips.chips()[i].op == made[i].op, qPrintable(chips.text()));
                QCOMPARE(chips.chips()[i].values, made[i].values);
            }
            FilterChips again;
            again.setText(chips.text());
            QCOMPARE(again.text(), chips.text());
        }
    }

    /// Chips of random filters, nested, with comments and odd spacing: an edit of one clause
    /// changes its own range and nothing else, wherever it stands.
    void anEditAnywhereLeavesTheRestAsItWas()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 300; ++round) {
            const QString text = randomFilter(random, 3);
            FilterChips chips;
            chips.setText(text);
            QVERIFY2(chips.isValid(), qPrintable(text));
            QCOMPARE(chips.text(), text);
            QList<ChipPath> leaves;
            collect(chips.chips(), {}, leaves);
            const ChipPath path = leaves.at(random.bounded(static_cast<int>(leaves.size())));
            const FilterChip before = *chips.at(path);
            QCOMPARE(before.text, text.mid(before.start, before.end - before.start));
            FilterChip changed;
            changed.field = QStringLiteral("changed");
            changed.op = ChipOperator::Greater;
            changed.values = {QStringLiteral("42")};
            changed.valuesAreText = false;
            chips.replace(path, changed);
            QVERIFY2(chips.isValid(), qPrintable(chips.text()));
            QCOMPARE(chips.text(),
                     QString(text.left(before.start) + QStringLiteral("changed > 42")
                             + text.mid(before.end)));
            chips.remove(path);
            QVERIFY2(chips.isValid(), qPrintable(chips.text()));
            QVERIFY2(!chips.text().contains(QStringLiteral("changed")), qPrintable(chips.text()));
        }
    }

    void chipsAreGroupedAndTakenApart()
    {
        FilterChips chips;
        chips.setText(QStringLiteral("a = 1 && b = 2 && c = 3"));
        QVERIFY(chips.joinUnder({2}, {0}, true));
        QCOMPARE(chips.text(), QStringLiteral("(a = 1 || c = 3) && b = 2"));
        QVERIFY(chips.joinUnder({1}, {0}, false)); // into the group, by its own word
        QCOMPARE(chips.text(), QStringLiteral("(a = 1 || c = 3 || b = 2)"));
        chips.setAny({0}, false);
        QCOMPARE(chips.text(), QStringLiteral("(a = 1 && c = 3 && b = 2)"));
        chips.ungroup({0});
        QCOMPARE(chips.text(), QStringLiteral("a = 1 && c = 3 && b = 2"));
        QVERIFY(chips.joinUnder({0}, {2}, false)); // an earlier one onto a later one
        QCOMPARE(chips.text(), QStringLiteral("c = 3 && (b = 2 && a = 1)"));
        QVERIFY(!chips.joinUnder({1}, {1, 0}, false)); // not into itself
    }

    void groupsGoSixDeep()
    {
        FilterChips chips;
        chips.setText(QStringLiteral("z = 9 && ((((((a = 1 && b = 2) && c = 3) && d = 4) && e = 5) "
                                     "&& f = 6) && g = 7)"));
        QCOMPARE(FilterChips::depthOf(chips.chips()[1]), 6);
        const QString before = chips.text();
        QVERIFY(!chips.joinUnder({0}, {1, 0, 0, 0, 0, 0, 0}, false));
        QCOMPARE(chips.text(), before);
        QVERIFY(chips.joinUnder({0}, {1, 0, 0, 0, 0, 0}, false)); // joins the innermost group
        QVERIFY(chips.isValid());
    }

    void limitsAreToldWithTheirNumbers()
    {
        FilterChips chips;
        chips.setText(QStringLiteral("a = 1"));
        chips.setText(QStringLiteral("a = '%1'").arg(QString(3600, QLatin1Char('x'))));
        QVERIFY(!chips.isValid());
        QVERIFY2(chips.problem()->message.contains(QStringLiteral("3500")),
                 qPrintable(chips.problem()->message));
        QCOMPARE(chips.validText(), QStringLiteral("a = 1"));
        QStringList many;
        for (int i = 0; i < 201; ++i) {
            many.append(QStringLiteral("a=%1").arg(i));
        }
        chips.setText(many.join(QStringLiteral("||")));
        QVERIFY(!chips.isValid());
        QVERIFY2(chips.problem()->message.contains(QStringLiteral("200")),
                 qPrintable(chips.problem()->message));
    }

    void aSearchInSeveralFieldsIsOneChip()
    {
        FilterChips chips;
        chips.setText(QStringLiteral("(title ~ \"dune\" || isbn ~ \"dune\")"));
        QCOMPARE(chips.chips().size(), 1u);
        QVERIFY(chips.chips().front().kind == ChipKind::Search);
        QCOMPARE(chips.chips().front().values, QStringList{QStringLiteral("dune")});
        QCOMPARE(chips.chips().front().field, QStringLiteral("title, isbn"));
    }

    void plainWordsAreASearch()
    {
        const auto json = socle::parseJson(
            R"({"id":"c","name":"books","type":"base","fields":[{"type":"text","name":"title"},{"type":"number","name":"n"}]})");
        const auto schema = CollectionSchema::fromJson(*json);
        QVERIFY(schema.hasValue());
        bool isSearch = false;
        QCOMPARE(FilterChips::interpret(QStringLiteral("the \"end"), *schema, &isSearch),
                 QStringLiteral("(title ~ \"the \\\"end\")"));
        QVERIFY(isSearch);
        QCOMPARE(FilterChips::interpret(QStringLiteral("n > 3"), *schema, &isSearch),
                 QStringLiteral("n > 3"));
        QVERIFY(!isSearch);
    }

private:
    static QString randomFilter(QRandomGenerator &random, int depth)
    {
        const auto pick = [&random](const QStringList &words) {
            return words.at(random.bounded(static_cast<int>(words.size())));
        };
        const int count = 1 + random.bounded(3);
        QString text;
        for (int i = 0; i < count; ++i) {
            if (i > 0) {
                text += pick({QStringLiteral(" && "),
                              QStringLiteral("||"),
                              QStringLiteral("  &&  "),
                              QStringLiteral("\n|| "),
                              QStringLiteral(" && // why\n ")});
            }
            if (depth > 0 && random.bounded(3) == 0) {
                text += QStringLiteral("( ") + randomFilter(random, depth - 1)
                    + QStringLiteral(" )");
            } else {
                text += pick({QStringLiteral("title ~ 'a b'"),
                              QStringLiteral("price>10"),
                              QStringLiteral("tags ?= \"é\""),
                              QStringLiteral("a.b.c != ''"),
                              QStringLiteral("created >= @todayStart"),
                              QStringLiteral("x:lower = 'y'"),
                              QStringLiteral("a_via_b.c ?~ 'z'"),
                              QStringLiteral("geoDistance(p.lon, p.lat, 2.3, 48.8) < 25")});
            }
        }
        return text;
    }

    static void collect(const std::vector<FilterChip> &chips,
                        const ChipPath &parent,
                        QList<ChipPath> &leaves)
    {
        for (int i = 0; i < static_cast<int>(chips.size()); ++i) {
            const FilterChip &chip = chips[static_cast<std::size_t>(i)];
            if (chip.kind == ChipKind::Group) {
                collect(chip.children, parent + ChipPath{i}, leaves);
            } else {
                leaves.append(parent + ChipPath{i});
            }
        }
    }
};
SOCLE_TEST_SUITE(TestFilterChips)
#include "TestFilterChips.moc"
