#include "studio/kit/Language.h"

#include <QCoreApplication>
#include <QGuiApplication>
#include <QLocale>
#include <QTranslator>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// Bends English plurals. One context for all of them: how "%n records" bends does not depend on
/// who says it.
class EnglishTranslator : public QTranslator
{
public:
    using QTranslator::QTranslator;

    QString translate(const char *,
                      const char *source,
                      const char *disambiguation,
                      int n) const override
    {
        return n < 0 || source == nullptr || isEmpty()
            ? QString()
            : QTranslator::translate("Plurals", source, disambiguation, n);
    }
};

/// English with accents and padding, for whoever looks at it; the plural is bent first.
class PseudoTranslator : public QTranslator
{
public:
    PseudoTranslator(const QTranslator &english, QObject *parent)
        : QTranslator(parent)
        , m_english(english)
    {
    }

    bool isEmpty() const override { return false; }

    QString translate(const char *context,
                      const char *source,
                      const char *disambiguation,
                      int n) const override
    {
        // The styles of a code editor are found by their English names.
        if (source == nullptr || qstrncmp(context, "QPlatformTheme", 14) == 0
            || qstrncmp(context, "Qsci", 4) == 0) {
            return {};
        }
        const QString bent = m_english.translate(context, source, disambiguation, n);
        return pseudoText(bent.isEmpty() ? QString::fromUtf8(source) : bent);
    }

private:
    const QTranslator &m_english;
};

struct Installed
{
    QTranslator *english = nullptr;
    QTranslator *pseudo = nullptr;
    QString key;
};

Installed &installed()
{
    static Installed one;
    return one;
}

QChar accented(QChar letter)
{
    static const QString plain = u"AaCcDdEeGgIiLlNnOoRrSsTtUuYyZz"_s;
    static const QString marked = u"ÀàÇçÐđÉéĜĝÎîĹĺÑñÖöŔŕŠšŢţÛûÝýŽž"_s;
    const qsizetype at = plain.indexOf(letter);
    return at < 0 ? letter : marked.at(at);
}

} // namespace

QString pseudoText(const QString &text)
{
    if (text.isEmpty()) {
        return text;
    }
    QString out;
    out.reserve(text.size() * 3 / 2 + 2);
    qsizetype letters = 0;
    for (qsizetype i = 0; i < text.size(); ++i) {
        const QChar c = text.at(i);
        if (c == u'%') {
            // A placeholder as it is: %1, %12, %n, %L1, %Ln.
            out += c;
            while (i + 1 < text.size()
                   && (text.at(i + 1).isDigit() || text.at(i + 1) == u'L'
                       || (text.at(i + 1) == u'n' && !out.back().isDigit()))) {
                out += text.at(++i);
                if (out.back() == u'n') {
                    break;
                }
            }
            continue;
        }
        letters += c.isLetter() ? 1 : 0;
        out += accented(c);
    }
    if (letters > 0) {
        out += u' ' + QString((letters * 2 + 4) / 5, u'~');
    }
    return out;
}

void setLanguage(const QString &key)
{
    Installed &now = installed();
    QCoreApplication *application = QCoreApplication::instance();
    if (now.english == nullptr || now.english->parent() != application) {
        // Tests make one application after another; each owns its translators.
        now = {};
        now.english = new EnglishTranslator(application);
        if (now.english->load(u":/socle/i18n/socle_en.qm"_s)) {
            QCoreApplication::installTranslator(now.english);
        }
    }
    if (now.pseudo != nullptr) {
        QCoreApplication::removeTranslator(now.pseudo);
        delete std::exchange(now.pseudo, nullptr);
    }
    now.key = key;
    if (key == u"en_XA"_s) {
        now.pseudo = new PseudoTranslator(*now.english, application);
        QCoreApplication::installTranslator(now.pseudo);
    }
    const bool isPseudo = key == u"en_XA"_s || key == u"ar_XB"_s;
    const QLocale system = QLocale::system();
    // English words with the numbers and dates of the person's own locale; the bare "C" of servers
    // and containers has no grouped digits.
    const QLocale own = system.language() == QLocale::C ? QLocale(u"en_US"_s) : system;
    const QLocale locale = isPseudo ? QLocale(u"en_US"_s) : key == u"en"_s ? own : QLocale(key);
    QLocale::setDefault(locale);
    // English words read from left to right whatever the numbers are; a test asks for the other
    // way.
    const bool isMirrored = key == u"ar_XB"_s
        || (key != u"en"_s && !isPseudo && locale.textDirection() == Qt::RightToLeft);
    QGuiApplication::setLayoutDirection(isMirrored ? Qt::RightToLeft : Qt::LeftToRight);
}

QString currentLanguage() { return installed().key; }

QStringList languageKeys() { return {u"en"_s}; }

} // namespace socle::studio
