// Two projects beside each other: schemas by name, records by id, page by page.
#include "studio/domain/Comparison.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/RecordComparison.h"
#include "tests/studio/domain/Fixtures.h"
#include "tests/support/StubTransport.h"
#include "tests/support/TestSuite.h"

#include <QMap>
#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// A server with one collection, that answers pages after an id.
struct SideServer
{
    SideServer()
    {
        auto owned = std::make_unique<StubTransport>();
        owned->on("GET",
                  u"/api/collections/books/records"_s,
                  [this](const TransportRequest &request) { return page(request); });
        ConnectionProfile profile;
        profile.address = u"http://server:1"_s;
        context = std::make_unique<ConnectionContext>(profile, std::move(owned), nullptr);
        context->client().setRetryDelays({});
    }

    StubAnswer page(const TransportRequest &request)
    {
        if (isForbidden) {
            return StubAnswer::error(403, "Not for you.");
        }
        static const QRegularExpression after(u"id > ['\"](.*)['\"]"_s);
        const QString filter = StubTransport::query(request, u"filter"_s);
        const QByteArray last = after.match(filter).captured(1).toUtf8();
        const int perPage = StubTransport::query(request, u"perPage"_s).toInt();
        JsonArray items;
        for (auto it = last.isEmpty() ? records.cbegin() : records.upperBound(last);
             it != records.cend() && static_cast<int>(items.size()) < perPage;
             ++it) {
            items.push_back(
                JsonObject{{"id", it.key().toStdString()}, {"title", it.value().toStdString()}});
        }
        served += static_cast<int>(items.size());
        return StubAnswer::json(
            Json(JsonObject{{"page", 1}, {"perPage", perPage}, {"items", std::move(items)}}));
    }

    QMap<QByteArray, QByteArray> records; // id, title
    bool isForbidden = false;
    int served = 0;
    std::unique_ptr<ConnectionContext> context;
};

struct TwoServers
{
    SideServer left;
    SideServer right;
};

} // namespace

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

    static QStringList lines(const RecordComparison &comparison)
    {
        QList<Difference> all;
        for (const RecordDifference &one : comparison.differences()) {
            if (one.values.isEmpty()) {
                all.append({one.kind, one.id, {}});
            }
            for (const RecordDifference::Value &value : one.values) {
                all.append({one.kind, one.id, value.field});
            }
        }
        return lines(all);
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
        TwoServers two;
        two.left.records = {{"a", "One"}, {"b", "Two"}, {"d", "Four"}};
        two.right.records = {{"b", "2"}, {"c", "Three"}, {"d", "Four"}};
        RecordComparison found(
            *two.left.context, *two.right.context, u"books"_s, {u"title"_s}, nullptr);
        QTRY_COMPARE(found.state(), RecordComparison::State::Done);
        QCOMPARE(lines(found), (QStringList{u"< a"_s, u"= b title"_s, u"> c"_s}));
        const RecordDifference::Value value = found.differences()[1].values[0];
        QCOMPARE(value.left, Json("Two"));
        QCOMPARE(value.right, Json("2"));
        QCOMPARE(found.compared(RecordComparison::Left), 3);
        QCOMPARE(found.compared(RecordComparison::Right), 3);
    }

    void comesInPortions()
    {
        TwoServers two;
        for (int i = 0; i < 1'200; ++i) {
            two.left.records.insert(QByteArray::number(100'000 + i), "x");
        }
        RecordComparison found(
            *two.left.context, *two.right.context, u"books"_s, {u"title"_s}, nullptr);
        int seen = 0;
        for (const int portion : {500, 500, 200}) {
            QTRY_VERIFY(found.state() == RecordComparison::State::Portion
                        || found.state() == RecordComparison::State::Done);
            QCOMPARE(found.differences().size(), portion);
            QCOMPARE(found.differences().first().id, QString::number(100'000 + seen));
            seen += portion;
            // Nobody reads ahead: at most one page beyond what was compared.
            QVERIFY(two.left.served <= seen + RecordComparison::kPage);
            found.next();
        }
        QTRY_COMPARE(found.state(), RecordComparison::State::Done);
        QCOMPARE(found.compared(RecordComparison::Left), 1'200);
    }

    void aSideThatFailsSaysSo()
    {
        TwoServers two;
        two.left.records = {{"a", "One"}};
        two.right.isForbidden = true;
        RecordComparison found(
            *two.left.context, *two.right.context, u"books"_s, {u"title"_s}, nullptr);
        QTRY_COMPARE(found.state(), RecordComparison::State::Failed);
        QVERIFY(!found.error(RecordComparison::Left));
        QCOMPARE(found.error(RecordComparison::Right)->status, 403);
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
