// CSV and JSON as they come: quotes, line breaks, BOM, delimiters, encodings, wrapping objects,
// broken lines.
#include "studio/api/Text.h"
#include "studio/domain/CsvReader.h"
#include "studio/domain/JsonRowsReader.h"
#include "studio/domain/TypeInference.h"
#include "tests/support/TestSuite.h"

#include <QBuffer>

using namespace socle;
using namespace socle::studio;

namespace {

std::unique_ptr<QIODevice> deviceOf(const QByteArray &bytes)
{
    auto buffer = std::make_unique<QBuffer>();
    buffer->setData(bytes);
    buffer->open(QIODevice::ReadOnly);
    return buffer;
}

/// All rows as "a|b;c|-"; a missing value is '-', a problem '!'.
QString dump(RowReader &reader)
{
    QStringList rows;
    for (;;) {
        auto row = reader.next();
        if (!row) {
            rows.append(QStringLiteral("error"));
            break;
        }
        if (!*row) {
            break;
        }
        QStringList cells;
        for (const auto &value : (*row)->values) {
            cells.append(
                !value ? QStringLiteral("-")
                       : toQString(value->isString() ? std::string(value->text()) : value->dump()));
        }
        rows.append(((*row)->problem.isEmpty() ? QString() : QStringLiteral("!"))
                    + cells.join(u'|'));
    }
    return reader.columns().join(u'|') + QStringLiteral(" => ") + rows.join(u';');
}

} // namespace

class TestRowReaders : public QObject
{
    Q_OBJECT
private slots:

    void readsCsv_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("rows");
        const auto row = [](const char *name, const QByteArray &text, const char *rows) {
            QTest::newRow(name) << text << QString::fromUtf8(rows);
        };
        row("plain", "a,b\n1,2\n3,4\n", "a|b => 1|2;3|4");
        row("CR LF, no end", "a,b\r\n1,2", "a|b => 1|2");
        row("quotes", "a,b\n\"x,1\",\"say \"\"hi\"\"\"\n", "a|b => x,1|say \"hi\"");
        row("line break in quotes", "a,b\n\"x\ny\",2\n", "a|b => x\ny|2");
        row("BOM",
            "\xEF\xBB\xBF"
            "a,b\n1,2\n",
            "a|b => 1|2");
        row("semicolon", "a;b\n1,5;2\n3,5;4\n", "a|b => 1,5|2;3,5|4");
        row("tab", "a\tb\n1\t2\n", "a|b => 1|2");
        row("short row", "a,b\n1\n", "a|b => 1|-");
        row("long row", "a,b\n1,2,3\n", "a|b => !1|2");
        row("open quote", "a,b\n1,\"2\n", "a|b => !1|2\n");
        row("blank lines", "a,b\n\n1,2\n\n", "a|b => 1|2");
        row("repeated names", "a,a\nx,y\n", "column 1|column 2 => a|a;x|y");
        row("no header", "1,2\n3,4\n", "column 1|column 2 => 1|2;3|4");
        row("latin-1", "name,n\nM\xFCller,1\n", "name|n => M\xC3\xBCller|1");
        row("utf-16",
            QByteArray("\xFF\xFE"
                       "a\0,\0b\0\n\0"
                       "1\0,\0"
                       "2\0\n\0",
                       18),
            "a|b => 1|2");
        row("one column", "name\nx\ny\n", "name => x;y");
        row("bare quote", "a,b\nx\"y,2\n", "a|b => x\"y|2");
    }

    void readsCsv()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, rows);
        CsvReader reader(deviceOf(text), CsvReader::sniff(text));
        QCOMPARE(dump(reader), rows);
    }

    void readsJson_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QString>("rows");
        const auto row = [](const char *name, const QByteArray &text, const char *rows) {
            QTest::newRow(name) << text << QString::fromUtf8(rows);
        };
        row("array", R"([{"a":1,"b":"x"},{"a":2,"c":[1]}])", "a|b|c => 1|x;2|-|[1]");
        row("wrapped", "{\n \"3166-1\": [ {\"a\":\"}]\\\"\"} ]\n}", "a => }]\"");
        row("wrapped after others", R"({"v":{"x":1},"rows":[{"a":1}]})", "a => 1");
        row("lines", "{\"a\":1}\n\n{\"a\":2}\nnope\n{\"a\":3}", "a => 1;2;!-;3");
        row("no object", "[1,{\"a\":2}]", "a => !;2");
        row("cut", "[{\"a\":1},{\"a\":", "a => 1;error");
        row("empty", "[]", " => ");
        row("big number", R"([{"a":9007199254740993}])", "a => 9007199254740993");
    }

    void readsJson()
    {
        QFETCH(QByteArray, text);
        QFETCH(QString, rows);
        JsonRowsReader reader(deviceOf(text), sniffFormat(text));
        QCOMPARE(dump(reader), rows);
    }

    void infersTypes()
    {
        QByteArray text = "id,Full Name,age,zip,born,mail,site,ok,kind,extra\n";
        for (int i = 0; i < 40; ++i) {
            text += QByteArray::number(i) + ",Jo " + QByteArray::number(i) + ','
                + QByteArray::number(i * 1.5) + ",0" + QByteArray::number(1000 + i) + ",2024-01-0"
                + QByteArray::number(1 + i % 9) + ",a" + QByteArray::number(i)
                + "@b.co,https://x.y/" + QByteArray::number(i) + ',' + (i % 2 ? "true" : "false")
                + ',' + (i % 3 ? "red" : "blue") + ",\"{\"\"n\"\":1}\"\n";
        }
        CsvReader reader(deviceOf(text), CsvReader::sniff(text));
        TypeInference inference;
        for (auto row = reader.next(); row && *row; row = reader.next()) {
            inference.add(reader.columns(), **row);
        }
        QStringList found;
        for (const InferredColumn &column : inference.columns()) {
            found.append(column.fieldName + u':' + column.type);
        }
        QCOMPARE(found.join(u' '),
                 QStringLiteral("id_value:number full_name:text age:number zip:text born:date "
                                "mail:email site:url ok:bool "
                                "kind:select extra:json"));
    }
};
SOCLE_TEST_SUITE(TestRowReaders)
#include "TestRowReaders.moc"
