// The words of a message are as tall as they are, whatever the layout asks and however the width
// changes: no last line is ever cut off.
#include "studio/kit/Theme.h"
#include "studio/views/ai/MessageText.h"
#include "tests/support/TestSuite.h"

#include <QBoxLayout>
#include <QScrollArea>
#include <QTextDocument>

using namespace Qt::StringLiterals;
using namespace socle::studio;

namespace {

const QString kMessage
    = u"An index on `books.author` first: every relation is looked up by it.\n\n"
      "- then `status`, because most lists filter by it and few of its values are rare,\n"
      "- then `published` if readers sort by date.\n\n"
      "```sql\ncreate index books_author on books (author);\n```\n\nMeasure before adding more."_s;

} // namespace

class TestMessageText : public QObject
{
    Q_OBJECT

    /// What the document needs at the width it is painted at fits into the widget.
    static void verifyWhole(const MessageText &words)
    {
        QCOMPARE(static_cast<int>(words.document()->textWidth()), words.viewport()->width());
        QVERIFY2(words.viewport()->height() >= static_cast<int>(words.document()->size().height()),
                 qPrintable(u"%1 px for %2"_s.arg(words.viewport()->height())
                                .arg(words.document()->size().height())));
    }

private slots:

    void nothingIsCutOff()
    {
        QScrollArea area;
        area.setWidgetResizable(true);
        auto *page = new QWidget;
        auto *column = new QVBoxLayout(page);
        auto *words = new MessageText;
        column->addWidget(words);
        column->addStretch();
        area.setWidget(page);
        words->setMarkdownText(kMessage);
        area.resize(700, 300);
        area.show();
        QVERIFY(QTest::qWaitForWindowExposed(&area));
        QTest::qWait(1);
        verifyWhole(*words);
        for (const int width : {320, 900, 410, 240, 700}) {
            area.resize(width, 300);
            QTest::qWait(1);
            verifyWhole(*words);
            // What a layout asks on the way must leave no trace.
            const int before = words->height();
            discardSize(words->sizeHint());
            discardSize(page->minimumSizeHint());
            if (words->hasHeightForWidth()) {
                words->heightForWidth(width / 2);
            }
            QTest::qWait(1);
            verifyWhole(*words);
            QCOMPARE(words->height(), before);
        }
    }

    void aThemeOrMoreWordsChangeNothingOfThat()
    {
        MessageText words;
        words.resize(300, 40);
        words.setMarkdownText(kMessage);
        words.show();
        for (const ThemeKind kind : {ThemeKind::Dark, ThemeKind::Light}) {
            Theme::current().setKind(kind);
            QTest::qWait(1);
            verifyWhole(words);
        }
        words.setMarkdownText(kMessage + u"\n\n"_s + kMessage);
        QTest::qWait(1);
        verifyWhole(words);
        words.setPlainWords(u"short"_s);
        QTest::qWait(1);
        verifyWhole(words);
    }

private:
    static void discardSize(const QSize &) { }
};

SOCLE_TEST_SUITE(TestMessageText)
#include "TestMessageText.moc"
