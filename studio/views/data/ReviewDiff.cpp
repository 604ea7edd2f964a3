#include "studio/views/data/ReviewDiff.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/FileItems.h"
#include "studio/domain/LabelCache.h"
#include "studio/domain/PictureStore.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/fields/DiffText.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/AreaRing.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Privacy.h"
#include "studio/views/data/DataMetrics.h"
#include "studio/views/data/ValueWords.h"

#include <QScrollBar>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

QString toned(const QString &text, Color color)
{
    return u"<span style=\"color:%1\">%2</span>"_s.arg(colorOf(color).name(), text);
}

} // namespace

QString kindWord(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Insert:
        return ReviewDiff::tr("new", "staged record");
    case ChangeKind::Update:
        return ReviewDiff::tr("edited", "staged record");
    case ChangeKind::Delete:
        return ReviewDiff::tr("deleted", "staged record");
    }
    return {};
}

Color kindColor(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Insert:
        return Color::Success;
    case ChangeKind::Update:
        return Color::Warning;
    case ChangeKind::Delete:
        return Color::Danger;
    }
    return Color::Text;
}

ReviewDiff::ReviewDiff(ConnectionContext &context, QWidget *parent)
    : QTextBrowser(parent)
    , m_context(context)
{
    setObjectName(u"review.diff"_s);
    setAccessibleName(tr("Before and after"));
    setOpenLinks(false);
    showRingWhileFocused(this);
    setFrameShape(QFrame::NoFrame);
    document()->setDocumentMargin(space::k4);
    connect(&Theme::current(), &Theme::changed, this, &ReviewDiff::refresh);
    connect(&Privacy::current(), &Privacy::changed, this, &ReviewDiff::refresh);
    connect(&context.labels(), &LabelCache::arrived, this, &ReviewDiff::refresh);
    connect(&context.pictures(), &PictureStore::arrived, this, &ReviewDiff::refresh);
}

void ReviewDiff::setRecord(const RecordKey &key)
{
    if (!(m_key == key)) {
        verticalScrollBar()->setValue(0);
    }
    m_key = key;
    refresh();
}

void ReviewDiff::setUnified(bool isUnified)
{
    m_isUnified = isUnified;
    refresh();
}

void ReviewDiff::refresh()
{
    const StagedRecord *record = m_key.isEmpty() ? nullptr : m_context.staging().find(m_key);
    const CollectionPtr collection
        = record != nullptr ? m_context.schema().find(m_key.collection) : nullptr;
    if (collection == nullptr) {
        clear();
        return;
    }
    const int at = verticalScrollBar()->value();
    QString rows;
    for (const fields::Field &field : collection->fields) {
        rows += rowOf(*record, field);
    }
    const auto heading = [this](const QString &text) {
        return cell(toned(u"<span style=\"font-weight:600\">%1</span>"_s.arg(text.toHtmlEscaped()),
                          Color::TextMuted),
                    u"width=\"30%\""_s);
    };
    const bool hasBefore = record->kind != ChangeKind::Insert;
    const bool hasAfter = record->kind != ChangeKind::Delete;
    QStringList heads{heading(tr("Field"))};
    if (m_isUnified && hasBefore && hasAfter) {
        heads << heading(tr("Change"));
    } else {
        if (hasBefore) {
            heads << heading(tr("Before"));
        }
        if (hasAfter) {
            heads << heading(tr("After"));
        }
    }
    setHtml(headOf(*record, *collection)
            + u"<table width=\"100%\" cellpadding=\"%1\" cellspacing=\"0\">%2%3</table>"_s.arg(
                QString::number(space::k2 + space::k1), line(heads), rows));
    verticalScrollBar()->setValue(at);
}

QString ReviewDiff::headOf(const StagedRecord &record, const CollectionSchema &collection) const
{
    QString html = u"<p dir=\"%1\" style=\"font-size:large;font-weight:600\">%2 %3</p>"_s.arg(
        isRightToLeft() ? u"rtl"_s : u"ltr"_s,
        toned(stagedLabel(record, collection).toHtmlEscaped(), Color::Text),
        toned(kindWord(record.kind), kindColor(record.kind)));
    if (!record.error.isEmpty()) {
        html += u"<p>%1</p>"_s.arg(toned(record.error.toHtmlEscaped(), Color::Danger));
    }
    return html;
}

QString ReviewDiff::rowOf(const StagedRecord &record, const fields::Field &field)
{
    const QString name = toQString(field.name);
    const auto it = record.fields.find(name);
    const bool isChanged = it != record.fields.end();
    if (!isChanged && record.kind != ChangeKind::Delete) {
        return {};
    }
    static const Json none;
    const Json *base = record.base.find(field.name);
    const Json before = isChanged ? it->base : base != nullptr ? *base : none;
    const Json after = isChanged ? joinFileItems(*it, field) : none;
    QString html = line(QStringList{cell(toned(name.toHtmlEscaped(), Color::TextMuted))}
                        + cellsOf(record, field, before, after));
    const auto note = [&](const QString &text, Color color) {
        html += line({cell({}), cell(toned(text.toHtmlEscaped(), color), u"colspan=\"2\""_s)});
    };
    if (isChanged && !it->error.isEmpty()) {
        note(it->error, Color::Danger);
    }
    if (isChanged && it->hasConflict) {
        note(tr("On the server now: %1").arg(shownWords(m_context, it->theirs, field)),
             Color::ConBar);
    }
    if (isChanged && !it->isIncluded) {
        note(tr("Stays staged: it is not ticked"), Color::TextSubtle);
    }
    return html;
}

QString ReviewDiff::cell(const QString &html, const QString &attributes) const
{
    return u"<td align=\"%1\" %2>%3</td>"_s.arg(
        isRightToLeft() ? u"right"_s : u"left"_s, attributes, html);
}

/// Documents do not mirror their tables: the cells go in as they stand from left to right.
QString ReviewDiff::line(QStringList cells) const
{
    if (isRightToLeft()) {
        std::reverse(cells.begin(), cells.end());
        cells.prepend(u"<td></td>"_s); // takes what is left over, which is at the left
    }
    return u"<tr>%1</tr>"_s.arg(cells.join(QString()));
}

QStringList ReviewDiff::cellsOf(const StagedRecord &record,
                                const fields::Field &field,
                                const Json &before,
                                const Json &after)
{
    const bool hasBefore = record.kind != ChangeKind::Insert;
    const bool hasAfter = record.kind != ChangeKind::Delete;
    if (field.isType(fields::kFile) && !(Privacy::current().isOn() && isPrivateField(field))) {
        const QString was = filesHtml(before, field);
        const QString will = filesHtml(after, field);
        if (m_isUnified && hasBefore && hasAfter) {
            return {cell(was + u" \u2192 "_s + will)};
        }
        QStringList cells;
        if (hasBefore) {
            cells << cell(was);
        }
        if (hasAfter) {
            cells << cell(will);
        }
        return cells;
    }
    const bool isHidden = Privacy::current().isOn() && isPrivateField(field);
    const bool isTree = !isHidden && field.isType(fields::kJson) && hasBefore && hasAfter
        && (before.isObject() || before.isArray()) && (after.isObject() || after.isArray());
    if (isTree) { // one column: the tree says what was and what will be
        const QString tree = jsonDiff(before, after);
        return {u"<td colspan=\"%1\">%2</td>"_s.arg(m_isUnified ? 1 : 2).arg(tree)};
    }
    const QString was = shownWords(m_context, before, field);
    const QString will = shownWords(m_context, after, field);
    if (hasBefore && hasAfter && m_isUnified) {
        return {cell(wordDiff(was, will, DiffSide::Both))};
    }
    if (hasBefore && hasAfter) {
        return {cell(wordDiff(was, will, DiffSide::Before)),
                cell(wordDiff(was, will, DiffSide::After))};
    }
    return {cell((hasAfter ? will : was).toHtmlEscaped().replace(u'\n', u"<br>"_s))};
}

QString ReviewDiff::filesHtml(const Json &value, const fields::Field &field)
{
    const FileItems items = splitFileItems(value);
    QStringList all = items.stored;
    for (const QString &path : items.paths) {
        all.append(localFileItem(path));
    }
    QStringList shown;
    const int side = Theme::current().scaled(data::kReviewThumb);
    for (const QString &item : std::as_const(all)) {
        const QString name = fileItemName(item).toHtmlEscaped();
        const QPixmap picture = PictureStore::isPicture(fileItemName(item))
            ? m_context.pictures().picture(m_key.collection, m_key.record, item, field, side)
            : QPixmap();
        if (picture.isNull()) {
            shown.append(name);
            continue;
        }
        const QUrl address(u"picture:"_s + QString::fromLatin1(QUrl::toPercentEncoding(item)));
        document()->addResource(
            QTextDocument::ImageResource,
            address,
            picture.scaled(side, side, Qt::KeepAspectRatio, Qt::SmoothTransformation));
        shown.append(u"<img src=\"%1\" alt=\"%2\"><br>%2"_s.arg(address.toString(), name));
    }
    return shown.isEmpty() ? toned(u"\u2014"_s, Color::TextSubtle) : shown.join(u"<br>"_s);
}

} // namespace socle::studio
