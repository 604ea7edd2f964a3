// What records tell about their fields when nobody may read the schema: a select is taken for one
// where its words come again and again, says that it is a guess, and refuses no other word.
#include "studio/api/Text.h"
#include "studio/domain/CollectionSchema.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/FilterChips.h"
#include "studio/domain/GuessedSchema.h"
#include "studio/domain/RecordGroups.h"
#include "tests/support/TestSuite.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

class TestGuessedSchema : public QObject
{
    Q_OBJECT

    /// The field `value` of `count` records that take turns with `words`.
    static fields::Field guessed(const QStringList &words, int count)
    {
        std::vector<Record> records;
        for (int i = 0; i < count; ++i) {
            records.push_back(
                *Record::fromJson(JsonObject{{"id", "abcdefghijklm" + std::to_string(10 + i % 90)},
                                             {"collectionId", "c1"},
                                             {"collectionName", "things"},
                                             {"value", toUtf8(words.at(i % words.size()))}}));
        }
        const Json collection = guessCollection(u"things"_s, records, {});
        for (const Json &field : collection["fields"].array()) {
            if (field["name"].text() == "value") {
                return *fields::readField(field);
            }
        }
        return {};
    }

private slots:

    void aSelectIsSeen_data()
    {
        QTest::addColumn<QStringList>("words");
        QTest::addColumn<int>("count");
        QTest::addColumn<QString>("type");
        const QStringList status{u"draft"_s, u"in review"_s, u"published"_s};
        QTest::newRow("a status") << status << 40 << u"select"_s;
        QTest::newRow("empty now and then") << status + QStringList{QString()} << 40 << u"select"_s;
        QTest::newRow("too few records") << status << 8 << u"text"_s;
        QTest::newRow("always the same word") << QStringList{u"draft"_s} << 40 << u"text"_s;
        QTest::newRow("a sentence among them")
            << status + QStringList{u"A sentence that nobody would choose from a list"_s} << 40
            << u"text"_s;
        QTest::newRow("lines") << QStringList{u"a\nb"_s, u"c"_s} << 40 << u"text"_s;
        QTest::newRow("ids") << QStringList{u"abcdefghijklm01"_s, u"abcdefghijklm02"_s} << 40
                             << u"text"_s;
        QTest::newRow("addresses") << QStringList{u"a@b.co"_s, u"c@d.co"_s} << 40 << u"email"_s;
        QStringList many;
        for (int i = 0; i < 13; ++i) {
            many.append(u"word %1"_s.arg(i));
        }
        QTest::newRow("many words") << many << 130 << u"text"_s;
    }

    void aSelectIsSeen()
    {
        QFETCH(QStringList, words);
        QFETCH(int, count);
        QFETCH(QString, type);
        const fields::Field field = guessed(words, count);
        QCOMPARE(toQString(field.type), type);
        QCOMPARE(isGuess(field), type == u"select"_s);
        QCOMPARE(field.help.empty(), type != u"select"_s); // a guess says so
    }

    void aGuessClosesNothing()
    {
        const fields::Field guess = guessed({u"draft"_s, u"published"_s}, 40);
        QCOMPARE(guess.list("values"), (std::vector<std::string>{"draft", "published"}));
        QVERIFY(!validate(Json("archived"), guess));
        QVERIFY(RecordGroups::obstacle(guess) != RecordGroups::Obstacle::None);
        const auto operators = FilterChips::operatorsFor(guess);
        QVERIFY(std::find(operators.begin(), operators.end(), ChipOperator::Contains)
                != operators.end());
        fields::Field known = guess;
        known.id = "f1";
        QVERIFY(!isGuess(known));
        QVERIFY(validate(Json("archived"), known));
        QVERIFY(RecordGroups::obstacle(known) == RecordGroups::Obstacle::None);
    }
};

} // namespace socle::studio

using socle::studio::TestGuessedSchema;
SOCLE_TEST_SUITE(TestGuessedSchema)
#include "TestGuessedSchema.moc"
