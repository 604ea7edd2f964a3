#include "studio/fields/JsonTreeText.h"

#include <QTreeWidgetItem>

namespace socle::studio {

namespace {

/// Walks a text that checkJson() found good.
class JsonTreeReader
{
public:
    explicit JsonTreeReader(const QString &text)
        : m_text(text)
    {
    }

    void value(QTreeWidgetItem *item)
    {
        blanks();
        const QChar c = at();
        if (c == u'{' || c == u'[') {
            const bool isObject = c == u'{';
            const QChar end = isObject ? u'}' : u']';
            item->setData(
                1, kJsonKind, isObject ? QStringLiteral("object") : QStringLiteral("array"));
            ++m_at;
            blanks();
            int index = 0;
            while (at() != end && m_at < m_text.size()) {
                auto *child = new QTreeWidgetItem(item);
                blanks();
                if (isObject) {
                    const QString key = word();
                    child->setText(0, plainJson(key));
                    blanks();
                    ++m_at; // the colon
                } else {
                    child->setText(0, QString::number(index++));
                }
                value(child);
                blanks();
                if (at() == u',') {
                    ++m_at;
                    blanks();
                }
            }
            ++m_at;
            return;
        }
        item->setData(1, kJsonKind, QStringLiteral("scalar"));
        item->setData(1, kJsonText, c == u'"' ? word() : bare());
    }

private:
    QChar at() const { return m_at < m_text.size() ? m_text.at(m_at) : QChar(); }

    void blanks()
    {
        while (m_at < m_text.size() && m_text.at(m_at).isSpace()) {
            ++m_at;
        }
    }

    QString word()
    {
        const qsizetype start = m_at++;
        while (m_at < m_text.size() && m_text.at(m_at) != u'"') {
            m_at += m_text.at(m_at) == u'\\' ? 2 : 1;
        }
        ++m_at;
        return m_text.mid(start, m_at - start);
    }

    QString bare()
    {
        const qsizetype start = m_at;
        while (m_at < m_text.size() && !m_text.at(m_at).isSpace() && at() != u',' && at() != u'}'
               && at() != u']') {
            ++m_at;
        }
        return m_text.mid(start, m_at - start);
    }

    const QString &m_text; // setJson's argument
    qsizetype m_at = 0;
};

} // namespace

void readJson(const QString &text, QTreeWidgetItem *item) { JsonTreeReader(text).value(item); }

QString plainJson(const QString &written)
{
    if (!written.startsWith(u'"')) {
        return written;
    }
    QString out;
    for (qsizetype i = 1; i + 1 < written.size(); ++i) {
        const QChar c = written.at(i);
        if (c != u'\\') {
            out += c;
            continue;
        }
        const QChar next = written.at(++i);
        switch (next.unicode()) {
        case 'n':
            out += u'\n';
            break;
        case 't':
            out += u'\t';
            break;
        case 'r':
            out += u'\r';
            break;
        case 'b':
            out += u'\b';
            break;
        case 'f':
            out += u'\f';
            break;
        case 'u':
            out += QChar(written.mid(i + 1, 4).toUShort(nullptr, 16));
            i += 4;
            break;
        default:
            out += next;
        }
    }
    return out;
}

QString writtenJson(const QString &plain)
{
    QString out(u'"');
    for (const QChar c : plain) {
        if (c == u'"' || c == u'\\') {
            out += u'\\';
            out += c;
        } else if (c == u'\n') {
            out += QLatin1String("\\n");
        } else if (c == u'\t') {
            out += QLatin1String("\\t");
        } else if (c == u'\r') {
            out += QLatin1String("\\r");
        } else if (c.unicode() < 0x20) {
            out += QStringLiteral("\\u%1").arg(c.unicode(), 4, 16, QLatin1Char('0'));
        } else {
            out += c;
        }
    }
    return out + u'"';
}

void writeJson(QString &out, const QTreeWidgetItem *item)
{
    const QString kind = item->data(1, kJsonKind).toString();
    if (kind == u"scalar") {
        out += item->data(1, kJsonText).toString();
        return;
    }
    const bool isObject = kind == u"object";
    out += isObject ? u'{' : u'[';
    bool isFirst = true;
    for (int i = 0; i < item->childCount(); ++i) {
        const QTreeWidgetItem *child = item->child(i);
        if (child->data(1, kJsonForeign).toBool()) {
            continue;
        }
        out += isFirst ? QString() : QStringLiteral(",");
        isFirst = false;
        if (isObject) {
            out += writtenJson(child->text(0)) + u':';
        }
        writeJson(out, child);
    }
    out += isObject ? u'}' : u']';
}

Syntax jsonSyntaxOf(const QString &written)
{
    return written.startsWith(u'"') ? Syntax::String
        : written.startsWith(u'-') || (!written.isEmpty() && written.at(0).isDigit())
        ? Syntax::Number
        : Syntax::Keyword;
}

} // namespace socle::studio
