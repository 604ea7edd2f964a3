#include "studio/views/data/ReviewSheet.h"

#include "studio/api/Text.h"
#include "studio/domain/CommitPlan.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/FileItems.h"
#include "studio/domain/LabelCache.h"
#include "studio/domain/SchemaStore.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Text.h"
#include "studio/views/data/DataMetrics.h"
#include "studio/views/data/StagedBar.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QRegularExpression>
#include <QTextBrowser>
#include <QTreeWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kRecordRole = Qt::UserRole; // record id
constexpr int kCollectionRole = Qt::UserRole + 1;
constexpr int kFieldRole = Qt::UserRole + 2; // empty on records
constexpr qsizetype kMostWords = 400; // longer values are compared as a whole

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

QString span(const QString &text, Color ground, Color front, bool isStruck)
{
    return u"<span style=\"background-color:%1;color:%2;%3\">%4</span>"_s.arg(
        colorOf(ground).name(),
        colorOf(front).name(),
        isStruck ? u"text-decoration:line-through;"_s : QString(),
        text.toHtmlEscaped().replace(u'\n', u"<br>"_s));
}

QString labelOf(const StagedRecord &record, const CollectionSchema &collection)
{
    const Json &label = record.effective(collection.labelField());
    const QString text = label.isString() ? toQString(label.text()) : QString();
    if (!text.isEmpty()) {
        return text;
    }
    return record.kind == ChangeKind::Insert ? ReviewSheet::tr("New record") : record.key.record;
}

QString kindWord(ChangeKind kind)
{
    switch (kind) {
    case ChangeKind::Insert:
        return ReviewSheet::tr("new", "staged record");
    case ChangeKind::Update:
        return ReviewSheet::tr("edited", "staged record");
    case ChangeKind::Delete:
        return ReviewSheet::tr("deleted", "staged record");
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

} // namespace

QString markedDiff(const QString &before, const QString &after, bool showsAfter)
{
    const QStringList a = wordsOf(before);
    const QStringList b = wordsOf(after);
    const Color ground = showsAfter ? Color::InsRow : Color::DelRow;
    const Color front = showsAfter ? Color::Success : Color::Danger;
    const QString &shown = showsAfter ? after : before;
    if (shown.isEmpty()) {
        return u"<span style=\"color:%1\">—</span>"_s.arg(colorOf(Color::TextSubtle).name());
    }
    if (a.size() > kMostWords || b.size() > kMostWords || before.isEmpty() || after.isEmpty()) {
        return span(shown, ground, front, false);
    }
    // Longest common subsequence of words.
    const qsizetype rows = a.size();
    const qsizetype columns = b.size();
    QVector<int> length((rows + 1) * (columns + 1), 0);
    const auto at
        = [&](qsizetype i, qsizetype j) -> int & { return length[i * (columns + 1) + j]; };
    for (qsizetype i = rows - 1; i >= 0; --i) {
        for (qsizetype j = columns - 1; j >= 0; --j) {
            at(i, j) = a[i] == b[j] ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
        }
    }
    QString html;
    qsizetype i = 0;
    qsizetype j = 0;
    while (i < rows || j < columns) {
        if (i < rows && j < columns && a[i] == b[j]) {
            html += a[i].toHtmlEscaped().replace(u'\n', u"<br>"_s);
            ++i;
            ++j;
        } else if (j >= columns || (i < rows && at(i + 1, j) >= at(i, j + 1))) {
            html += showsAfter ? QString() : span(a[i], ground, front, false);
            ++i;
        } else {
            html += showsAfter ? span(b[j], ground, front, false) : QString();
            ++j;
        }
    }
    return html;
}

ReviewSheet::ReviewSheet(ConnectionContext &context, const QString &collectionId, QWidget *window)
    : Sheet(window, tr("Review changes"))
    , m_context(context)
    , m_collectionId(collectionId)
    , m_tree(new QTreeWidget)
    , m_diff(new QTextBrowser)
    , m_note(new Text({}, TextRole::Small, Color::TextMuted))
{
    setObjectName(u"review"_s);
    setSubtitle(tr("Untick what should stay staged. Nothing is sent until you commit."));
    const Theme &theme = Theme::current();
    setPanelWidth(theme.scaled(data::kReviewWidth));
    m_tree->setObjectName(u"review.tree"_s);
    m_tree->setAccessibleName(tr("Staged changes"));
    m_tree->setHeaderHidden(true);
    m_tree->setColumnCount(2);
    m_tree->setFixedWidth(theme.scaled(data::kReviewTree));
    m_tree->setMinimumHeight(theme.scaled(data::kReviewHeight));
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_tree->setTextElideMode(Qt::ElideRight);
    m_tree->setUniformRowHeights(true);
    m_diff->setObjectName(u"review.diff"_s);
    m_diff->setAccessibleName(tr("Before and after"));
    m_diff->setOpenLinks(false);
    m_diff->setFrameShape(QFrame::NoFrame);
    m_diff->document()->setDocumentMargin(space::k4);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::k5);
    row->addWidget(m_tree);
    row->addWidget(m_diff, 1);
    body()->addLayout(row, 1);
    m_note->setOverflow(Text::Overflow::Elide);
    footerLeading()->addWidget(m_note);

    m_revert = addButton(tr("Revert this"), ButtonVariant::Ghost);
    m_revert->setObjectName(u"review.revert"_s);
    Button *cancel = addButton(tr("Cancel"), ButtonVariant::Secondary);
    cancel->setObjectName(u"review.cancel"_s);
    m_commit = addButton(tr("Commit"), ButtonVariant::Primary);
    m_commit->setObjectName(u"review.commit"_s);
    m_commit->setIconName(u"check"_s);
    connect(m_revert, &Button::clicked, this, &ReviewSheet::revertCurrent);
    connect(cancel, &Button::clicked, this, &Sheet::reject);
    connect(m_commit, &Button::clicked, this, [this] {
        emit commitRequested();
        accept();
    });
    connect(m_tree, &QTreeWidget::itemChanged, this, &ReviewSheet::itemTicked);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &ReviewSheet::showCurrent);
    connect(&Theme::current(), &Theme::changed, this, &ReviewSheet::rebuild); // items keep colours
    connect(&context.labels(), &LabelCache::arrived, this, &ReviewSheet::showCurrent);
    rebuild();
    m_tree->setFocus();
}

void ReviewSheet::rebuild()
{
    m_isBuilding = true;
    const QString currentId = m_tree->currentItem() == nullptr
        ? QString()
        : m_tree->currentItem()->data(0, kRecordRole).toString();
    m_tree->clear();
    QStringList ids = m_context.staging().collections();
    std::stable_partition(
        ids.begin(), ids.end(), [this](const QString &id) { return id == m_collectionId; });
    QTreeWidgetItem *first = nullptr;
    for (const QString &id : std::as_const(ids)) {
        const CollectionPtr collection = m_context.schema().find(id);
        if (collection == nullptr) {
            continue;
        }
        auto *group = new QTreeWidgetItem(m_tree, {collection->name});
        group->setIcon(0, icon(collection->isAuth() ? u"users"_s : u"table"_s));
        group->setData(0, kCollectionRole, id);
        group->setFont(0, studio::font(TextRole::BaseStrong));
        auto records = m_context.staging().records(id);
        std::stable_partition(records.begin(), records.end(), [](const StagedRecord *record) {
            return record->hasError() || record->hasConflict();
        });
        for (const StagedRecord *record : records) {
            addRecord(group, *record);
        }
        group->setText(1, QString::number(group->childCount()));
        group->setForeground(1, colorOf(Color::TextMuted));
        group->setExpanded(true);
        for (int i = 0; i < group->childCount(); ++i) {
            QTreeWidgetItem *item = group->child(i);
            if (first == nullptr
                || (!currentId.isEmpty() && item->data(0, kRecordRole).toString() == currentId)) {
                first = item;
            }
        }
    }
    m_isBuilding = false;
    m_tree->setCurrentItem(first);
    showCurrent();
    showPlan();
    if (first == nullptr) {
        reject();
    }
}

void ReviewSheet::addRecord(QTreeWidgetItem *parent, const StagedRecord &record)
{
    const CollectionPtr collection = m_context.schema().find(record.key.collection);
    auto *item = new QTreeWidgetItem(parent, {labelOf(record, *collection), kindWord(record.kind)});
    item->setData(0, kRecordRole, record.key.record);
    item->setData(0, kCollectionRole, record.key.collection);
    item->setCheckState(0, record.isIncluded ? Qt::Checked : Qt::Unchecked);
    item->setForeground(1, colorOf(kindColor(record.kind)));
    if (record.hasError() || record.hasConflict()) {
        item->setIcon(1, icon(u"warning"_s, record.hasConflict() ? Color::ConBar : Color::Danger));
        item->setText(1, record.hasConflict() ? tr("conflict") : tr("needs attention"));
        item->setForeground(1, colorOf(record.hasConflict() ? Color::ConBar : Color::Danger));
    }
    if (record.kind != ChangeKind::Update) {
        return;
    }
    for (auto it = record.fields.begin(); it != record.fields.end(); ++it) {
        auto *line = new QTreeWidgetItem(item, {it.key()});
        line->setData(0, kRecordRole, record.key.record);
        line->setData(0, kCollectionRole, record.key.collection);
        line->setData(0, kFieldRole, it.key());
        line->setCheckState(0, it->isIncluded ? Qt::Checked : Qt::Unchecked);
    }
}

void ReviewSheet::itemTicked(QTreeWidgetItem *item)
{
    if (m_isBuilding) {
        return;
    }
    const RecordKey key{item->data(0, kCollectionRole).toString(),
                        item->data(0, kRecordRole).toString()};
    const QString field = item->data(0, kFieldRole).toString();
    const bool isOn = item->checkState(0) == Qt::Checked;
    if (key.isEmpty()) {
        return;
    }
    if (field.isEmpty()) {
        m_context.staging().setIncluded(key, isOn);
    } else {
        m_context.staging().setFieldIncluded(key, field, isOn);
    }
    showPlan();
}

void ReviewSheet::showPlan()
{
    const CommitPlan plan = CommitPlan::make(
        m_context.staging().allRecords(), m_context.schema(), m_context.capabilities());
    const int steps = plan.stepCount();
    m_commit->setText(commitText(steps));
    m_commit->setEnabled(steps > 0 && !m_context.isLocked());
    QStringList notes;
    if (steps > 0) {
        notes.append(plan.requestCount() == 1 ? tr("1 request")
                                              : tr("%1 requests").arg(plan.requestCount()));
        notes.append(plan.notAtomic == NotAtomic::No ? tr("all or nothing") : plan.notAtomicText());
    }
    if (!plan.blocked.empty()) {
        notes.append(tr("%1 held back until fixed").arg(plan.blocked.size()));
    }
    m_note->setText(notes.join(u" · "_s));
}

void ReviewSheet::showCurrent()
{
    const QTreeWidgetItem *item = m_tree->currentItem();
    const StagedRecord *record = item == nullptr
        ? nullptr
        : m_context.staging().find(
            {item->data(0, kCollectionRole).toString(), item->data(0, kRecordRole).toString()});
    m_revert->setEnabled(record != nullptr);
    m_diff->setHtml(record == nullptr ? QString() : diffOf(*record));
}

void ReviewSheet::revertCurrent()
{
    const QTreeWidgetItem *item = m_tree->currentItem();
    if (item == nullptr) {
        return;
    }
    const RecordKey key{item->data(0, kCollectionRole).toString(),
                        item->data(0, kRecordRole).toString()};
    const QString field = item->data(0, kFieldRole).toString();
    if (field.isEmpty()) {
        m_context.staging().revert(key);
    } else {
        m_context.staging().revertField(key, field);
    }
    rebuild();
}

QString ReviewSheet::diffOf(const StagedRecord &record) const
{
    const CollectionPtr collection = m_context.schema().find(record.key.collection);
    const QString muted = colorOf(Color::TextMuted).name();
    const QString danger = colorOf(Color::Danger).name();
    QString html
        = u"<p style=\"font-size:large;font-weight:600;color:%1\">%2 <span style=\"color:%3\">%4</span></p>"_s
              .arg(colorOf(Color::Text).name(),
                   labelOf(record, *collection).toHtmlEscaped(),
                   colorOf(kindColor(record.kind)).name(),
                   kindWord(record.kind));
    if (!record.error.isEmpty()) {
        html += u"<p style=\"color:%1\">%2</p>"_s.arg(danger, record.error.toHtmlEscaped());
    }
    html += u"<table width=\"100%\" cellpadding=\"%1\" cellspacing=\"0\">"_s.arg(space::k2
                                                                                 + space::k1);
    const auto heading = [&muted](const QString &text) {
        return u"<td width=\"30%\"><span style=\"color:%1;font-weight:600\">%2</span></td>"_s.arg(
            muted, text);
    };
    const bool hasBefore = record.kind != ChangeKind::Insert;
    const bool hasAfter = record.kind != ChangeKind::Delete;
    html += u"<tr>"_s + heading(tr("Field")) + (hasBefore ? heading(tr("Before")) : QString())
        + (hasAfter ? heading(tr("After")) : QString()) + u"</tr>"_s;
    for (const fields::Field &field : collection->fields) {
        const QString name = toQString(field.name);
        const auto it = record.fields.find(name);
        const bool isChanged = it != record.fields.end();
        if (!isChanged && record.kind != ChangeKind::Delete) {
            continue;
        }
        const Json none;
        const Json *base = record.base.find(field.name);
        const auto words = [this, &field](const Json &value) { return wordsOfValue(value, field); };
        const QString before = words(isChanged ? it->base : base != nullptr ? *base : none);
        const QString after = isChanged ? words(joinFileItems(*it, field)) : QString();
        html += u"<tr><td><span style=\"color:%1\">%2</span></td>"_s.arg(muted,
                                                                         name.toHtmlEscaped());
        if (hasBefore) {
            html += u"<td>%1</td>"_s.arg(hasAfter ? markedDiff(before, after, false)
                                                  : before.toHtmlEscaped());
        }
        if (hasAfter) {
            html += u"<td>%1</td>"_s.arg(hasBefore ? markedDiff(before, after, true)
                                                   : after.toHtmlEscaped());
        }
        html += u"</tr>"_s;
        if (isChanged && !it->error.isEmpty()) {
            html += u"<tr><td></td><td colspan=\"2\"><span style=\"color:%1\">%2</span></td></tr>"_s
                        .arg(danger, it->error.toHtmlEscaped());
        }
        if (isChanged && it->hasConflict) {
            html += u"<tr><td></td><td colspan=\"2\"><span style=\"color:%1\">%2</span></td></tr>"_s
                        .arg(colorOf(Color::ConBar).name(),
                             tr("On the server now: %1").arg(words(it->theirs)).toHtmlEscaped());
        }
    }
    return html + u"</table>"_s;
}

QString ReviewSheet::wordsOfValue(const Json &value, const fields::Field &field) const
{
    const QString target = CollectionSchema::relationTarget(field);
    if (target.isEmpty()) {
        return fieldUi(field).displayText(toVariant(value, field), field);
    }
    QStringList words;
    const QStringList ids = toVariant(value, field).toStringList();
    for (const QString &id : ids) {
        const StagedRecord *fresh = m_context.staging().find({target, id});
        const CollectionPtr collection = m_context.schema().find(target);
        const QString label = fresh != nullptr && collection != nullptr
            ? labelOf(*fresh, *collection)
            : m_context.labels().label(target, id);
        words.append(label.isEmpty() ? id : label);
    }
    return words.join(u", "_s);
}

} // namespace socle::studio
