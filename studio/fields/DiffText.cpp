#include "studio/fields/DiffText.h"

#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/kit/Theme.h"

#include <QRegularExpression>
#include <QStringList>
#include <QVector>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr qsizetype kMostWords = 600; // changed stretches longer than this are one change
constexpr qsizetype kFoldAbove = 60; // unchanged words in a row
constexpr qsizetype kFoldKeeps = 16; // on either side of a fold

QStringList wordsOf(const QString &text)
{
    static const QRegularExpression word(u"\\w+|\\s+|[^\\w\\s]"_s,
                                         QRegularExpression::UseUnicodePropertiesOption);
    QStringList words;
    for (auto it = word.globalMatch(text); it.hasNext();) {
        words.append(it.next().captured());
    }
    return words;
}

QString html(const QString &text) { return text.toHtmlEscaped().replace(u'\n', u"<br>"_s); }

QString marked(const QString &text, bool isAdded, bool isStruck)
{
    return u"<span style=\"background-color:%1;color:%2;%3\">%4</span>"_s.arg(
        colorOf(isAdded ? Color::InsRow : Color::DelRow).name(),
        colorOf(isAdded ? Color::Success : Color::Danger).name(),
        isStruck ? u"text-decoration:line-through;"_s : QString(),
        html(text));
}

QString subtle(const QString &text)
{
    return u"<span style=\"color:%1\">%2</span>"_s.arg(colorOf(Color::TextSubtle).name(), text);
}

/// A stretch of words that both sides have, or that only one has.
struct Run
{
    enum Kind { Same, Taken, Added };

    Kind kind = Same;
    QStringList words = {};
};

void addRun(QVector<Run> &runs, Run::Kind kind, const QStringList &words)
{
    if (words.isEmpty()) {
        return;
    }
    if (runs.isEmpty() || runs.last().kind != kind) {
        runs.append(Run{kind, {}});
    }
    runs.last().words += words;
}

/// Longest common subsequence of the words between the common beginning and end.
QVector<Run> runsOf(const QStringList &before, const QStringList &after)
{
    QVector<Run> runs;
    qsizetype head = 0;
    while (head < std::min(before.size(), after.size()) && before[head] == after[head]) {
        ++head;
    }
    qsizetype tail = 0;
    while (tail < std::min(before.size(), after.size()) - head
           && before[before.size() - 1 - tail] == after[after.size() - 1 - tail]) {
        ++tail;
    }
    addRun(runs, Run::Same, before.mid(0, head));
    const QStringList a = before.mid(head, before.size() - head - tail);
    const QStringList b = after.mid(head, after.size() - head - tail);
    if (a.size() > kMostWords || b.size() > kMostWords) {
        addRun(runs, Run::Taken, a);
        addRun(runs, Run::Added, b);
    } else {
        const qsizetype rows = a.size();
        const qsizetype columns = b.size();
        QVector<int> length((rows + 1) * (columns + 1), 0);
        const auto at
            = [&](qsizetype i, qsizetype j) -> int & { return length[i * (columns + 1) + j]; };
        for (qsizetype i = rows - 1; i >= 0; --i) {
            for (qsizetype j = columns - 1; j >= 0; --j) {
                at(i, j)
                    = a[i] == b[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
            }
        }
        qsizetype i = 0;
        qsizetype j = 0;
        while (i < rows || j < columns) {
            if (i < rows && j < columns && a[i] == b[j]) {
                addRun(runs, Run::Same, QStringList(a[i++]));
                ++j;
            } else if (j >= columns || (i < rows && at(i + 1, j) >= at(i, j + 1))) {
                addRun(runs, Run::Taken, QStringList(a[i++]));
            } else {
                addRun(runs, Run::Added, QStringList(b[j++]));
            }
        }
    }
    addRun(runs, Run::Same, before.mid(before.size() - tail));
    return runs;
}

QString folded(const QStringList &words, bool isFirst, bool isLast)
{
    if (words.size() <= kFoldAbove) {
        return html(words.join(QString()));
    }
    const QString fold = subtle(u" \u2026 "_s);
    return (isFirst ? QString() : html(words.mid(0, kFoldKeeps).join(QString()))) + fold
        + (isLast ? QString() : html(words.mid(words.size() - kFoldKeeps).join(QString())));
}

QString leaf(const Json &value)
{
    return value.isString() ? toQString(value.text()) : toQString(value.dump());
}

QString treeLine(int depth, const QString &content)
{
    return QString(depth * 4, QChar(QChar::Nbsp)) + content + u"<br>"_s;
}

QString branch(const QString &key, const Json *before, const Json *after, int depth);

/// Lines of the members that differ, keys of both sides in the order they have.
QString membersOf(const JsonObject &before, const JsonObject &after, int depth)
{
    QString lines;
    for (const auto &[name, value] : before) {
        const Json *other = after.find(name);
        lines += branch(toQString(name), &value, other, depth);
    }
    for (const auto &[name, value] : after) {
        if (!before.contains(name)) {
            lines += branch(toQString(name), nullptr, &value, depth);
        }
    }
    return lines;
}

QString itemsOf(const JsonArray &before, const JsonArray &after, int depth)
{
    QString lines;
    for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
        lines += branch(u"[%1]"_s.arg(i),
                        i < before.size() ? &before[i] : nullptr,
                        i < after.size() ? &after[i] : nullptr,
                        depth);
    }
    return lines;
}

QString branch(const QString &key, const Json *before, const Json *after, int depth)
{
    const QString name = subtle(html(key) + u": "_s);
    if (before != nullptr && after != nullptr) {
        if (sameValue(*before, *after)) {
            return {};
        }
        if (before->isObject() && after->isObject()) {
            return treeLine(depth, name) + membersOf(before->object(), after->object(), depth + 1);
        }
        if (before->isArray() && after->isArray()) {
            return treeLine(depth, name) + itemsOf(before->array(), after->array(), depth + 1);
        }
        return treeLine(depth,
                        name + marked(leaf(*before), false, true) + u' '
                            + marked(leaf(*after), true, false));
    }
    const bool isAdded = after != nullptr;
    return treeLine(depth, name + marked(leaf(isAdded ? *after : *before), isAdded, !isAdded));
}

} // namespace

QString wordDiff(const QString &before, const QString &after, DiffSide side)
{
    const QString &shown = side == DiffSide::Before ? before : after;
    if (shown.isEmpty() && (side != DiffSide::Both || before.isEmpty())) {
        return subtle(u"\u2014"_s);
    }
    const bool isWhole = before.isEmpty() || after.isEmpty();
    if (isWhole && side != DiffSide::Both) {
        return marked(shown, side == DiffSide::After, false);
    }
    const QVector<Run> runs = runsOf(wordsOf(before), wordsOf(after));
    QString result;
    for (qsizetype i = 0; i < runs.size(); ++i) {
        const Run &run = runs[i];
        if (run.kind == Run::Same) {
            result += folded(run.words, i == 0, i == runs.size() - 1);
        } else if (run.kind == Run::Taken ? side != DiffSide::After : side != DiffSide::Before) {
            result += marked(run.words.join(QString()),
                             run.kind == Run::Added,
                             run.kind == Run::Taken && side == DiffSide::Both);
        }
    }
    return result;
}

QString jsonDiff(const Json &before, const Json &after)
{
    if (before.isObject() && after.isObject()) {
        return membersOf(before.object(), after.object(), 0);
    }
    if (before.isArray() && after.isArray()) {
        return itemsOf(before.array(), after.array(), 0);
    }
    return marked(leaf(before), false, true) + u' ' + marked(leaf(after), true, false);
}

} // namespace socle::studio
