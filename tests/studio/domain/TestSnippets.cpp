// Requests in twelve languages against golden texts. After a wanted change: SOCLE_GOLDEN=write.
#include "studio/domain/Snippets.h"
#include "tests/support/TestSuite.h"

#include <QDir>
#include <QFile>

using namespace Qt::StringLiterals;
using namespace socle;
using namespace socle::studio;

namespace {

/// Every action, with the characters that break out of literals.
QList<RequestModel> requests()
{
    using Action = RequestModel::Action;
    RequestModel list;
    list.action = Action::List;
    list.server = QUrl(u"http://127.0.0.1:8090"_s);
    list.collection = u"books"_s;
    list.query = {{u"page"_s, u"2"_s},
                  {u"perPage"_s, u"50"_s},
                  {u"filter"_s, u"title ~ \"it's $5\" && price > 10"_s},
                  {u"sort"_s, u"-created"_s}};
    RequestModel view = list;
    view.action = Action::View;
    view.record = u"r8k2m0xq1bz7c4d"_s;
    view.query = {{u"expand"_s, u"author"_s}};
    RequestModel guest = view;
    guest.hasToken = false;
    guest.query.clear();
    RequestModel update = view;
    update.action = Action::Update;
    update.query.clear();
    update.body = JsonObject{{"title", "O'Brien \"said\" $x `y` \\ {z}"},
                             {"price", 14.5},
                             {"pages", 12},
                             {"inPrint", true},
                             {"author", nullptr},
                             {"tags", JsonArray{"a", "b"}}};
    RequestModel create = update;
    create.action = Action::Create;
    create.record.clear();
    RequestModel remove = view;
    remove.action = Action::Delete;
    remove.query.clear();
    return {list, view, guest, create, update, remove};
}

} // namespace

class TestSnippets : public QObject
{
    Q_OBJECT
private slots:

    void areAsTheyWere_data()
    {
        QTest::addColumn<int>("language");
        QTest::addColumn<QString>("key");
        for (const SnippetLanguageInfo &each : snippetLanguages()) {
            QTest::newRow(qPrintable(each.key)) << static_cast<int>(each.language) << each.key;
        }
    }

    void areAsTheyWere()
    {
        QFETCH(int, language);
        QFETCH(QString, key);
        QString text;
        const auto all = requests();
        for (const RequestModel &request : all) {
            text += u"-- "_s + QString::fromLatin1(request.method()) + u'\n'
                + snippet(request, static_cast<SnippetLanguage>(language)) + u'\n';
        }
        const QString path = QStringLiteral(SOCLE_SNIPPETS_DIR) + u'/' + key + u".txt"_s;
        QFile file(path);
        if (qEnvironmentVariable("SOCLE_GOLDEN") == u"write") {
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text.toUtf8());
            return;
        }
        QVERIFY2(file.open(QIODevice::ReadOnly), qPrintable(path));
        QCOMPARE(text, QString::fromUtf8(file.readAll()));
    }

    void neverHoldAToken()
    {
        for (const RequestModel &request : requests()) {
            for (const SnippetLanguageInfo &each : snippetLanguages()) {
                const QString text = snippet(request, each.language);
                QCOMPARE(text.contains(u"SOCLE_TOKEN"_s), request.hasToken);
                QVERIFY(text.contains(u"books"_s));
            }
        }
    }

    void theAddressIsTheOneTheStudioWouldAsk()
    {
        const RequestModel list = requests().first();
        QCOMPARE(list.target(),
                 u"/api/collections/books/records?page=2&perPage=50&filter=title%20~%20%22it%27s%20"
                 "%245%22%20%26%26%20price%20%3E%2010&sort=-created"_s);
        QCOMPARE(
            requests().at(1).address(),
            u"http://127.0.0.1:8090/api/collections/books/records/r8k2m0xq1bz7c4d?expand=author"_s);
        QCOMPARE(requests().at(3).target(), u"/api/collections/books/records"_s);
    }
};

SOCLE_TEST_SUITE(TestSnippets)
#include "TestSnippets.moc"
