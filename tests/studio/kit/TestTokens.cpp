// Contrast of every checked pair in every theme and accent; fonts, icons, theme switch.
#include "studio/kit/EmbeddedFonts.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ServerAccent.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "tests/support/TestSuite.h"

#include <QElapsedTimer>
#include <QFontInfo>
#include <QFontMetricsF>
#include <QImage>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

using namespace socle::studio;

class TestTokens : public QObject
{
    Q_OBJECT
private slots:

    void cleanup()
    {
        Theme::current().setKind(ThemeKind::Light);
        Theme::current().setAccent(Accent::Ultramarine);
    }

    void aServersAccentIsMadeReadable_data()
    {
        QTest::addColumn<QColor>("wanted");
        QTest::addColumn<int>("kind");
        for (const char *name : {"#1055c9",
                                 "#ffff00",
                                 "#ff0000",
                                 "#00ff00",
                                 "#000000",
                                 "#ffffff",
                                 "#808080",
                                 "#fdf6e3",
                                 "#2b1055"}) {
            QTest::addRow("%s light", name) << QColor(QLatin1String(name)) << int(ThemeKind::Light);
            QTest::addRow("%s dark", name) << QColor(QLatin1String(name)) << int(ThemeKind::Dark);
        }
    }

    void aServersAccentIsMadeReadable()
    {
        QFETCH(QColor, wanted);
        QFETCH(int, kind);
        Theme &theme = Theme::current();
        theme.setKind(static_cast<ThemeKind>(kind));
        setServerAccent(wanted);
        QStringList weak;
        for (const auto &check : tokens::kContrastChecks) {
            const double ratio
                = contrastRatio(theme.color(check.foreground), theme.color(check.background));
            if (ratio < check.ratio) {
                weak << QStringLiteral("%1 on %2: %3 < %4")
                            .arg(static_cast<int>(check.foreground))
                            .arg(static_cast<int>(check.background))
                            .arg(ratio)
                            .arg(check.ratio);
            }
        }
        setServerAccent({});
        QVERIFY2(weak.isEmpty(), qPrintable(weak.join(QStringLiteral("; "))));
        QCOMPARE(theme.color(Color::Accent),
                 QColor::fromRgba(theme.isDark()
                                      ? tokens::kDarkColors.at(std::size_t(Color::Accent))
                                      : tokens::kLightColors.at(std::size_t(Color::Accent))));
    }

    void pairsHaveContrast_data()
    {
        QTest::addColumn<int>("kind");
        QTest::addColumn<int>("accent");
        for (int kind = 0; kind < 4; ++kind) {
            for (std::size_t accent = 0; accent < kAccentCount; ++accent) {
                QTest::addRow("theme %d accent %d", kind, static_cast<int>(accent))
                    << kind << static_cast<int>(accent);
            }
        }
    }

    void pairsHaveContrast()
    {
        QFETCH(int, kind);
        QFETCH(int, accent);
        Theme &theme = Theme::current();
        theme.setKind(static_cast<ThemeKind>(kind));
        theme.setAccent(static_cast<Accent>(accent));
        for (const auto &check : tokens::kContrastChecks) {
            const double ratio
                = contrastRatio(theme.color(check.foreground), theme.color(check.background));
            QVERIFY2(ratio >= check.ratio,
                     qPrintable(QStringLiteral("pair %1 on %2: %3 < %4")
                                    .arg(static_cast<int>(check.foreground))
                                    .arg(static_cast<int>(check.background))
                                    .arg(ratio)
                                    .arg(check.ratio)));
        }
        for (std::size_t i = 0; i < kFieldHueCount; ++i) {
            QVERIFY(
                contrastRatio(theme.color(static_cast<FieldHue>(i)), theme.color(Color::Surface))
                >= 3.0);
        }
        for (std::size_t i = 0; i < kSyntaxCount; ++i) {
            QVERIFY(contrastRatio(theme.color(static_cast<Syntax>(i)), theme.color(Color::Surface))
                    >= 4.5);
        }
        for (int i = 0; i < 8; ++i) {
            QVERIFY(contrastRatio(theme.chart(i), theme.color(Color::Surface)) >= 3.0);
        }
    }

    void contrastKnowsItsEnds()
    {
        QCOMPARE(contrastRatio(Qt::black, Qt::white), 21.0);
        QCOMPARE(contrastRatio(Qt::white, Qt::white), 1.0);
    }

    void fontsComeFromTheProgram()
    {
        QCOMPARE(QFontInfo(font(TextRole::Base)).family(), QString::fromUtf16(kOwnUiFamily));
        QCOMPARE(QFontInfo(font(TextRole::Mono)).family(), QString::fromUtf16(kOwnMonoFamily));
        QCOMPARE(QFontInfo(font(TextRole::Base)).pixelSize(), 13);
        // Without shaping `!=` keeps two advances of one character each.
        const QFontMetricsF mono(font(TextRole::Mono));
        QVERIFY(std::abs(mono.horizontalAdvance(QStringLiteral("!="))
                         - 2 * mono.horizontalAdvance(QLatin1Char('=')))
                < 0.1);
        QVERIFY(font(TextRole::Mono).styleStrategy() & QFont::PreferNoShaping);
    }

    void digitsStandInColumns()
    {
        const QFont base = font(TextRole::Base);
        QVERIFY(std::abs(tabularWidth(QStringLiteral("111.11"), base)
                         - tabularWidth(QStringLiteral("888.88"), base))
                < 0.01);
    }

    void everyIconExistsAndIsNotMagenta()
    {
        const QStringList names = iconNames();
        QVERIFY(names.size() > 100);
        for (const QString &name : names) {
            const QImage image = iconPixmap(name, 16, Qt::black, 1.0).toImage();
            bool hasInk = false;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    QVERIFY2(image.pixelColor(x, y) != QColor(Qt::magenta), qPrintable(name));
                    hasInk = hasInk || image.pixelColor(x, y).alpha() > 0;
                }
            }
            QVERIFY2(hasInk, qPrintable(name));
        }
        QVERIFY(!hasIcon(QStringLiteral("no such thing")));
        QCOMPARE(iconPixmap(QStringLiteral("no such thing"), 16, Qt::black, 1.0)
                     .toImage()
                     .pixelColor(8, 8),
                 QColor(Qt::magenta));
        for (const auto *type : {"text",
                                 "editor",
                                 "number",
                                 "bool",
                                 "email",
                                 "url",
                                 "date",
                                 "autodate",
                                 "select",
                                 "json",
                                 "file",
                                 "relation",
                                 "geoPoint",
                                 "password",
                                 "id"}) {
            QVERIFY2(hasIcon(fieldIconName(QLatin1String(type))), type);
        }
    }

    void switchingIsQuick()
    {
        QWidget window;
        auto *column = new QVBoxLayout(&window);
        for (int i = 0; i < 1000; ++i) {
            column->addWidget(new QPushButton(QString::number(i)));
            column->addWidget(new QLineEdit);
        }
        window.resize(800, 600);
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QElapsedTimer clock;
        clock.start();
        Theme::current().setKind(ThemeKind::Dark);
        const qint64 elapsed = clock.elapsed();
        QCOMPARE(window.palette().color(QPalette::Window), Theme::current().color(Color::Canvas));
        qInfo("theme switch with 2,000 widgets: %lld ms", elapsed);
        QVERIFY2(elapsed < 400, "four times the budget: a debug build on a busy machine");
    }
};

SOCLE_TEST_SUITE(TestTokens)
#include "TestTokens.moc"
