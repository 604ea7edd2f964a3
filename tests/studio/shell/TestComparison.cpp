// Two projects beside each other: schemas by name, records by id; and the sheet that shows it.
#include "studio/domain/Comparison.h"
#include "tests/studio/domain/Fixtures.h"
#include "tests/support/TestSuite.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

class TestComparison : public QObject
{
    Q_OBJECT

    static std::vector<CollectionPtr> read(const std::vector<Json> &collections)
    {
        std::vector<CollectionPtr> all;
        for (const Json &json : collections) {
            all.push_back(
                std::make_shared<CollectionSchema>(CollectionSchema::fromJson(json).takeValue()));
        }
        return all;
    }

    static QStringList lines(const QList<Difference> &differences)
    {
        QStringList all;
        for (const Difference &one : differences) {
            const QString sign = u"<>="_s.at(static_cast<int>(one.kind));
            all << u"%1 %2 %3"_s.arg(sign, one.where, one.what).trimmed();
        }
        return all;
    }

    static Record record(const QString &id, const JsonObject &values)
    {
        return {.id = id, .values = values};
    }

private slots:

    void sameIsSame()
    {
        const auto one = read(sampleCollections());
        // Another server has other ids for the same things.
        std::vector<Json> others = sampleCollections();
        others[0].asObject().set("id", "other");
        JsonArray fields = others[0]["fields"].array();
        for (Json &field : fields) {
            field.asObject().set("id", "x" + field["name"].toText());
        }
        others[0].asObject().set("fields", fields);
        QCOMPARE(lines(compareSchemas(one, read(others))), QStringList());
    }

    void saysWhatDiffers()
    {
        std::vector<Json> left = sampleCollections();
        std::vector<Json> right = sampleCollections();
        right.pop_back(); // no authors
        right[0].asObject().set("listRule", "");
        JsonArray fields = right[0]["fields"].array();
        fields[1].asObject().set("max", 30); // title
        fields.erase(fields.begin() + 2); // price
        right[0].asObject().set("fields", fields);
        left[0].asObject().set("indexes", JsonArray{"CREATE INDEX `a` ON `books` (`title`)"});
        const auto found = compareSchemas(read(left), read(right));
        QCOMPARE(lines(found),
                 (QStringList{u"< authors"_s,
                              u"< books price"_s,
                              u"= books title"_s,
                              u"= books listRule"_s,
                              u"< books a"_s}));
        QCOMPARE(found[3].left, u"superusers"_s);
        QCOMPARE(found[3].right, u"everyone"_s);
    }

    void pairsRecordsById()
    {
        const std::vector<Record> left{record(u"a"_s, {{"title", "One"}, {"price", 1}}),
                                       record(u"b"_s, {{"title", "Two"}, {"price", 2}})};
        const std::vector<Record> right{record(u"b"_s, {{"title", "Two"}, {"price", 3}}),
                                        record(u"c"_s, {{"title", "Three"}, {"price", 3}})};
        const auto found = compareRecords(left, right, {u"title"_s, u"price"_s});
        QCOMPARE(lines(found), (QStringList{u"< a"_s, u"= b price"_s, u"> c"_s}));
        QCOMPARE(found[1].left, u"2"_s);
        QCOMPARE(found[1].right, u"3"_s);
    }

    void leavesOutWhatIsEachServersOwn()
    {
        const auto both = read(sampleCollections());
        const QStringList fields = comparableFields(*both[0], *both[0]);
        QVERIFY(fields.contains(u"title"_s));
        QVERIFY(!fields.contains(u"updated"_s));
        QVERIFY(!fields.contains(u"id"_s));
        QCOMPARE(comparableFields(*both[0], *both[1]), QStringList());
    }
};

} // namespace socle::studio

using socle::studio::TestComparison;
SOCLE_TEST_SUITE(TestComparison)
#include "TestComparison.moc"
