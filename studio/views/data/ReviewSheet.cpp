#include "studio/views/data/ReviewSheet.h"

#include "studio/api/OnResult.h"
#include "studio/api/SettingsEndpoint.h"
#include "studio/domain/CommitPlan.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/RequestText.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Icon.h"
#include "studio/kit/MenuPlace.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Text.h"
#include "studio/views/data/DataMetrics.h"
#include "studio/views/data/ReviewDiff.h"
#include "studio/views/data/StagedBar.h"
#include "studio/views/data/ValueWords.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>
#include <QTreeWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kRecordRole = Qt::UserRole; // record id
constexpr int kCollectionRole = Qt::UserRole + 1;
constexpr int kFieldRole = Qt::UserRole + 2; // empty on records

} // namespace

ReviewSheet::ReviewSheet(ConnectionContext &context, const QString &collectionId, QWidget *window)
    : Sheet(window, tr("Review changes"))
    , m_context(context)
    , m_collectionId(collectionId)
    , m_tree(new QTreeWidget)
    , m_diff(new ReviewDiff(context))
    , m_note(new Text({}, TextRole::Small, Color::TextMuted))
{
    setObjectName(u"review"_s);
    setSubtitle(tr("Untick what should stay staged. Nothing is sent until you commit."));
    setPanelWidth(data::kReviewWidth);
    m_tree->setObjectName(u"review.tree"_s);
    m_tree->setAccessibleName(tr("Staged changes"));
    m_tree->setHeaderHidden(true);
    m_tree->setColumnCount(2);
    keepScaled(m_tree, Extent::Width, data::kReviewTree);
    keepScaled(m_tree, Extent::LeastHeight, data::kReviewHeight);
    m_tree->header()->setStretchLastSection(false);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    m_tree->header()->setSectionResizeMode(1, QHeaderView::ResizeToContents);
    m_tree->setTextElideMode(Qt::ElideRight);
    m_tree->setUniformRowHeights(true);
    auto *side = new QVBoxLayout;
    side->setSpacing(space::k4);
    side->addLayout(makeTools());
    side->addWidget(m_diff, 1);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::k5);
    row->addWidget(m_tree);
    row->addLayout(side, 1);
    body()->addLayout(row, 1);

    m_note->setOverflow(Text::Overflow::Elide);
    m_turnOn = new Button(tr("Turn on"), ButtonVariant::Ghost);
    m_turnOn->setObjectName(u"review.turnOn"_s);
    m_turnOn->setToolTip(tr("Turns batch requests on in the settings of this server"));
    m_turnOn->setControlSize(ControlSize::Small);
    m_turnOn->hide();
    footerLeading()->addWidget(m_note);
    footerLeading()->addWidget(m_turnOn);
    Button *cancel = addButton(tr("Cancel"), ButtonVariant::Secondary);
    cancel->setObjectName(u"review.cancel"_s);
    m_commit = addButton(tr("Commit"), ButtonVariant::Primary);
    m_commit->setObjectName(u"review.commit"_s);
    m_commit->setIconName(u"check"_s);
    connect(m_turnOn, &Button::clicked, this, &ReviewSheet::turnBatchOn);
    connect(cancel, &Button::clicked, this, &Sheet::reject);
    connect(m_commit, &Button::clicked, this, [this] {
        emit commitRequested();
        accept();
    });
    connect(m_tree, &QTreeWidget::itemChanged, this, &ReviewSheet::itemTicked);
    connect(m_tree, &QTreeWidget::currentItemChanged, this, &ReviewSheet::showCurrent);
    connect(&Theme::current(), &Theme::changed, this, &ReviewSheet::rebuild); // items keep colours
    rebuild();
    m_tree->setFocus();
}

QLayout *ReviewSheet::makeTools()
{
    auto *tools = new QHBoxLayout;
    tools->setSpacing(space::k3);
    auto *mode = new Segmented;
    mode->setObjectName(u"review.mode"_s);
    mode->setAccessibleName(tr("How changes are shown"));
    mode->addSegment(u"sides"_s, tr("Side by side"));
    mode->addSegment(u"unified"_s, tr("Unified"));
    mode->setCurrentKey(u"sides"_s);
    connect(mode, &Segmented::currentChanged, this, [this](const QString &key) {
        m_diff->setUnified(key == u"unified"_s);
    });
    const auto button
        = [this, tools](const QString &text, const QString &name, void (ReviewSheet::*run)()) {
              auto *made = new Button(text, ButtonVariant::Ghost);
              made->setObjectName(name);
              made->setControlSize(ControlSize::Small);
              connect(made, &Button::clicked, this, run);
              tools->addWidget(made);
              return made;
          };
    tools->addWidget(mode);
    tools->addStretch();
    m_edit = button(tr("Edit"), u"review.edit"_s, &ReviewSheet::editCurrent);
    m_revert = button(tr("Revert this"), u"review.revert"_s, &ReviewSheet::revertCurrent);
    m_copy = button(tr("Copy as"), u"review.copyAs"_s, &ReviewSheet::openCopyMenu);
    return tools;
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
    auto *item
        = new QTreeWidgetItem(parent, {stagedLabel(record, *collection), kindWord(record.kind)});
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
    m_turnOn->setVisible(plan.notAtomic == NotAtomic::BatchOff);
    m_turnOn->setEnabled(m_context.isSuperuser() && !m_context.isLocked());
}

RecordKey ReviewSheet::currentKey() const
{
    const QTreeWidgetItem *item = m_tree->currentItem();
    return item == nullptr ? RecordKey()
                           : RecordKey{item->data(0, kCollectionRole).toString(),
                                       item->data(0, kRecordRole).toString()};
}

void ReviewSheet::showCurrent()
{
    const RecordKey key = currentKey();
    const StagedRecord *record = m_context.staging().find(key);
    m_revert->setEnabled(record != nullptr);
    m_edit->setEnabled(record != nullptr && record->kind != ChangeKind::Delete);
    m_diff->setRecord(record != nullptr ? key : RecordKey());
}

void ReviewSheet::editCurrent()
{
    const RecordKey key = currentKey();
    const QString field = m_tree->currentItem()->data(0, kFieldRole).toString();
    reject();
    emit editRequested(key, field);
}

/// The requests of the record, or of the whole collection when its name is chosen.
void ReviewSheet::openCopyMenu()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"review.copyMenu"_s);
    menu->setAccessibleName(tr("Copy as"));
    const auto add = [this, menu](const QString &text, RequestForm form) {
        connect(menu->addAction(text), &QAction::triggered, this, [this, form] {
            QGuiApplication::clipboard()->setText(copyText(static_cast<int>(form)));
        });
    };
    add(tr("Request"), RequestForm::Http);
    add(u"curl"_s, RequestForm::Curl);
    add(u"JavaScript"_s, RequestForm::JavaScript);
    popupBelow(menu, m_copy);
}

QString ReviewSheet::copyText(int form) const
{
    const RecordKey key = currentKey();
    const StagedRecord *one = m_context.staging().find(key);
    const std::vector<const StagedRecord *> records = one != nullptr
        ? std::vector<const StagedRecord *>{one}
        : m_context.staging().records(key.collection);
    std::vector<CommitStep> steps;
    for (const CommitGroup &group :
         CommitPlan::make(records, m_context.schema(), m_context.capabilities()).groups) {
        steps.insert(steps.end(), group.steps.begin(), group.steps.end());
    }
    return requestText(steps, static_cast<RequestForm>(form), QUrl(m_context.profile().address));
}

void ReviewSheet::turnBatchOn()
{
    m_turnOn->setBusy(true);
    const Json change = JsonObject{{"batch", JsonObject{{"enabled", true}}}};
    onResult(SettingsEndpoint(m_context.client()).patch(change),
             this,
             [this](const Result<Json> &settings) {
                 if (!settings) {
                     m_turnOn->setBusy(false);
                     m_note->setText(apiError(settings.error()).message);
                     return;
                 }
                 onResult(m_context.reload(), this, [this](const Result<void> &) {
                     m_turnOn->setBusy(false);
                     showPlan(); // says what the server can do now, whatever came of it
                 });
             });
}

void ReviewSheet::revertCurrent()
{
    const QTreeWidgetItem *item = m_tree->currentItem();
    if (item == nullptr) {
        return;
    }
    const RecordKey key = currentKey();
    const QString field = item->data(0, kFieldRole).toString();
    if (field.isEmpty()) {
        m_context.staging().revert(key);
    } else {
        m_context.staging().revertField(key, field);
    }
    rebuild();
}

} // namespace socle::studio
