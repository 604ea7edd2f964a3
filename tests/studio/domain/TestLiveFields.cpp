// Live events that bring some fields only, against a server program: what they bring is shown, what
// they leave out is never taken for the server's value.
#include "studio/api/RealtimeClient.h"
#include "studio/api/Text.h"
#include "studio/domain/CommitRunner.h"
#include "studio/domain/FilterMatch.h"
#include "studio/domain/LiveFields.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/StagingEngine.h"
#include "tests/studio/domain/CrashServer.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

class TestLiveFields : public QObject
{
    Q_OBJECT

    CrashServer m_server;
    std::unique_ptr<ConnectionContext> m_context;
    Record m_record;
    QList<RecordEvent> m_events;

    static QString longText(char letter)
    {
        return u"<p>%1</p>"_s.arg(QString(600, QLatin1Char(letter)));
    }

    CollectionPtr notes() const { return m_context->schema().find(u"notes"_s); }

    RecordQuery query(const QStringList &shown) const
    {
        return {.collectionId = notes()->id, .shown = shown};
    }

    QString subscribe(const RecordQuery &asked, const QStringList &compared = {})
    {
        const QString fields = liveFieldsText(asked, *notes(), m_context->schema(), compared);
        return m_context->realtime().subscribe(u"notes/*"_s,
                                               fields.isEmpty()
                                                   ? QMap<QString, QString>()
                                                   : QMap<QString, QString>{{u"fields"_s, fields}});
    }

    bool isLive() const { return m_context->realtime().state() == RealtimeClient::State::Live; }

    Result<Record> change(JsonObject values)
    {
        return awaited(this,
                       RecordsEndpoint(m_context->client())
                           .update(u"notes"_s, m_record.id, std::move(values)));
    }

    /// The event of a change on `topic`, ready for the model.
    std::optional<Record> heard(const QString &topic, JsonObject values)
    {
        m_events.clear();
        if (!change(std::move(values))) {
            return std::nullopt;
        }
        const auto find = [&] {
            return std::find_if(m_events.begin(), m_events.end(), [&](const RecordEvent &event) {
                return event.topic == topic;
            });
        };
        if (!QTest::qWaitFor([&] { return find() != m_events.end(); }, 10'000)) {
            return std::nullopt;
        }
        Record record = find()->record;
        splitExcerpts(record, columnsOf(RecordQuery(), *notes()));
        return record;
    }

private slots:

    void initTestCase()
    {
        QString problem;
        QVERIFY2(m_server.prepare(&problem), qPrintable(problem));
        m_server.start();
        m_context = contextOn(m_server.address(), std::make_unique<MemoryDraftStore>());
        QVERIFY(signIn(*m_context));
        VERIFY_OK(awaited(
            this,
            m_context->client().send(ApiRequest::withJson(
                "POST",
                u"/api/collections"_s,
                *parseJson(
                    R"({"name":"notes","type":"base","fields":[{"name":"title","type":"text"},{"name":"body","type":"editor"},{"name":"rank","type":"number"},{"name":"secret","type":"text"},{"name":"updated","type":"autodate","onCreate":true,"onUpdate":true}]})"),
                u"test"_s))));
        QVERIFY(signIn(*m_context)); // reads the schema
        const auto made = awaited(this,
                                  RecordsEndpoint(m_context->client())
                                      .create(u"notes"_s,
                                              {{"title", "One"},
                                               {"body", toUtf8(longText('a'))},
                                               {"rank", 1},
                                               {"secret", "s1"}}));
        VERIFY_OK(made);
        m_record = *made;
        connect(&m_context->realtime(),
                &RealtimeClient::recordEvent,
                this,
                [this](const RecordEvent &event) { m_events.append(event); });
    }

    void cleanupTestCase() { m_server.stop(); }

    void eventsBringWhatWasAskedFor()
    {
        const QString part = subscribe(query({u"title"_s, u"body"_s}), {u"rank"_s});
        const QString whole = subscribe(query({}));
        QTRY_VERIFY_WITH_TIMEOUT(isLive(), 10'000);
        const auto record = heard(part, {{"title", "Two"}});
        QVERIFY(record);
        QVERIFY(record->isPartial);
        QCOMPARE(record->id, m_record.id);
        QCOMPARE(record->value(u"title"), Json("Two"));
        QVERIFY(record->has(u"rank")); // the filter compares it
        QVERIFY(record->has(u"updated"));
        QVERIFY(!record->has(u"secret"));
        QVERIFY(!record->has(u"body"));
        QVERIFY(record->excerpts.contains("body"));
        QVERIFY(record->excerpts.find("body")->text().size() < 300);
        const FilterMatch match(u"rank > 0 && title = 'Two'"_s, notes());
        QCOMPARE(match.fields(), (QStringList{u"rank"_s, u"title"_s}));
        QCOMPARE(match.matches(*record), std::optional(true));
        const FilterMatch other(u"secret = 's1'"_s, notes());
        QVERIFY(!other.matches(*record)); // not there: the server is asked
        QTRY_VERIFY(m_events.size() >= 2);
        for (const RecordEvent &event : std::as_const(m_events)) {
            QCOMPARE(event.record.isPartial, event.topic == part);
        }
        m_context->realtime().unsubscribe(part);
        m_context->realtime().unsubscribe(whole);
    }

    /// A record that was fetched whole is not whole any more: what the event left out may be old.
    void nothingOldIsTakenForTheServersValue()
    {
        const RecordQuery asked = query({u"title"_s, u"body"_s});
        const QString topic = subscribe(asked);
        QTRY_VERIFY_WITH_TIMEOUT(isLive(), 10'000);
        PagedRecordModel model(m_context->client(), m_context->schema(), nullptr);
        model.open(asked);
        QTRY_VERIFY(model.isLoaded(0));
        bool isHere = false;
        model.withWhole({0}, [&](bool areHere) { isHere = areHere; });
        QTRY_VERIFY(isHere);
        QVERIFY(model.isWhole(0));
        const int body = model.columnOf(u"body"_s);
        QVERIFY(model.isKnown(0, body));
        const auto record
            = heard(topic, {{"title", "Three"}, {"secret", "s2"}, {"body", toUtf8(longText('b'))}});
        QVERIFY(record);
        model.applyRecord(*record);
        QCOMPARE(model.index(0, model.columnOf(u"title"_s)).data().toString(), u"Three"_s);
        QVERIFY(!model.isWhole(0));
        QVERIFY(!model.isKnown(0, body)); // its beginning is shown, and cannot be edited
        QVERIFY(model.index(0, body).data().toString().startsWith(u"bbb"_s));
        isHere = false;
        model.withWhole({0}, [&](bool areHere) { isHere = areHere; });
        QTRY_VERIFY(isHere);
        QCOMPARE(model.recordAt(0)->value(u"secret"), Json("s2"));
        QCOMPARE(model.recordAt(0)->value(u"body"), Json(toUtf8(longText('b'))));
        // The same event again (a reconnect may repeat one) leaves the whole record as it is.
        model.applyRecord(*record);
        QVERIFY(model.isWhole(0));
        m_context->realtime().unsubscribe(topic);
    }

    /// A column that was shown meanwhile is not in an event of the older subscription.
    void aMissingColumnIsFetched()
    {
        const RecordQuery before = query({u"title"_s});
        const QString topic = subscribe(before);
        QTRY_VERIFY_WITH_TIMEOUT(isLive(), 10'000);
        PagedRecordModel model(m_context->client(), m_context->schema(), nullptr);
        model.open(query({u"title"_s, u"secret"_s}));
        QTRY_VERIFY(model.isLoaded(0));
        const auto record = heard(topic, {{"title", "Four"}, {"secret", "s3"}});
        QVERIFY(record);
        QVERIFY(!record->has(u"secret"));
        model.applyRecord(*record);
        QTRY_COMPARE(model.index(0, model.columnOf(u"secret"_s)).data().toString(), u"s3"_s);
        m_context->realtime().unsubscribe(topic);
    }

    /// What is staged may have changed without being in the event: the commit finds out.
    void aClashOutsideTheEventIsFound()
    {
        const QString topic = subscribe(query({u"title"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(isLive(), 10'000);
        StagingEngine &stage = m_context->staging();
        const RecordKey key{notes()->id, m_record.id};
        const auto now
            = awaited(this, RecordsEndpoint(m_context->client()).view(u"notes"_s, m_record.id));
        VERIFY_OK(now);
        stage.setValue(key, *now, u"secret"_s, "mine");
        const auto record = heard(topic, {{"title", "Five"}, {"secret", "theirs"}});
        QVERIFY(record);
        stage.noteServerRecord(key, *record);
        QVERIFY(stage.find(key) != nullptr && !stage.find(key)->hasConflict()); // nobody knows yet
        QVERIFY(stage.find(key)->isBasePartial);
        auto *runner = new CommitRunner(
            m_context->client(),
            stage,
            m_context->schema(),
            CommitPlan::make(stage.allRecords(), m_context->schema(), m_context->capabilities()),
            this);
        std::optional<CommitRunner::Summary> summary;
        connect(runner, &CommitRunner::finished, this, [&](const CommitRunner::Summary &s) {
            summary = s;
        });
        runner->start();
        QTRY_VERIFY_WITH_TIMEOUT(summary.has_value(), 10'000);
        QCOMPARE(summary->written, 0);
        QVERIFY(stage.find(key) != nullptr && stage.find(key)->hasConflict());
        QCOMPARE(stage.find(key)->fields.value(u"secret"_s).theirs, Json("theirs"));
        stage.revert(key);
        m_context->realtime().unsubscribe(topic);
    }

    /// A topic that would be too long for the server goes without fields: whole records come.
    void aLongTopicBringsWholeRecords()
    {
        QStringList many;
        for (int i = 0; i < 400; ++i) {
            many.append(u"field_%1"_s.arg(i));
        }
        const QString topic = m_context->realtime().subscribe(
            u"notes/*"_s, {{u"fields"_s, many.join(u',')}, {u"expand"_s, u"author"_s}});
        QVERIFY(topic.size() < 2500);
        QVERIFY(topic.contains(u"expand"_s));
        QTRY_VERIFY_WITH_TIMEOUT(isLive(), 10'000);
        const auto record = heard(topic, {{"title", "Six"}});
        QVERIFY(record);
        QVERIFY(!record->isPartial);
        QVERIFY(record->has(u"secret"));
        m_context->realtime().unsubscribe(topic);
    }
};

} // namespace socle::studio

using socle::studio::TestLiveFields;
SOCLE_TEST_SUITE(TestLiveFields)
#include "TestLiveFields.moc"
