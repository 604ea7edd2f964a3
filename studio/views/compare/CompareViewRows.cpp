// What a comparison found, as lines of the list and in full below it.
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/RecordComparison.h"
#include "studio/domain/SchemaStore.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/Button.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/views/compare/CompareDetail.h"
#include "studio/views/compare/CompareSide.h"
#include "studio/views/compare/CompareView.h"

#include <QStackedWidget>
#include <QTreeWidget>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr qsizetype kLongestCell = 160; // what is longer stands whole below the list
constexpr int kNumberRole = Qt::UserRole; // of the difference, or of the record
constexpr int kValueRole = Qt::UserRole + 1; // of the record's value; absent: the whole record

std::vector<CollectionPtr> ownCollections(ConnectionContext &context)
{
    std::vector<CollectionPtr> own;
    for (const CollectionPtr &collection : context.schema().collections()) {
        if (!collection->isSystem) {
            own.push_back(collection);
        }
    }
    return own;
}

} // namespace

void CompareView::compareSchema()
{
    m_schema
        = compareSchemas(ownCollections(*context(*m_left)), ownCollections(*context(*m_right)));
    QTreeWidgetItem *parent = nullptr;
    for (qsizetype i = 0; i < m_schema.size(); ++i) {
        const Difference &one = m_schema[i];
        if (parent == nullptr || parent->text(0) != one.where) {
            parent = new QTreeWidgetItem(m_list, {one.where});
            parent->setExpanded(true);
        }
        QTreeWidgetItem *line
            = one.what.isEmpty() ? parent : new QTreeWidgetItem(parent, {one.what});
        line->setData(0, kNumberRole, static_cast<int>(i));
        using Kind = Difference::Kind;
        const bool differs = one.kind == Kind::Differs;
        line->setText(1,
                      differs                          ? one.left.left(kLongestCell)
                          : one.kind == Kind::OnlyLeft ? tr("is there")
                                                       : tr("missing"));
        line->setText(2,
                      differs                           ? one.right.left(kLongestCell)
                          : one.kind == Kind::OnlyRight ? tr("is there")
                                                        : tr("missing"));
    }
    if (m_schema.isEmpty()) {
        showNothing(u"check"_s,
                    tr("No differences"),
                    tr("The two have the same collections, fields, rules and indexes."));
        return;
    }
    m_words->setText(tr("%Ln differences", nullptr, static_cast<int>(m_schema.size())));
    showList(static_cast<int>(m_schema.size()));
}

void CompareView::compareRecords()
{
    const QString name = m_collection->currentKey();
    ConnectionContext &left = *context(*m_left);
    ConnectionContext &right = *context(*m_right);
    const CollectionPtr one = left.schema().find(name);
    const CollectionPtr other = right.schema().find(name);
    if (one == nullptr || other == nullptr) {
        showNothing(u"columns"_s,
                    tr("Nothing to compare"),
                    tr("The two have no collection of the same name."));
        return;
    }
    m_records = new RecordComparison(left, right, name, comparableFields(*one, *other), this);
    connect(m_records, &RecordComparison::changed, this, &CompareView::showRecords);
    m_body->setCurrentWidget(m_skeletonPage);
    showContent(State::Loading);
    showRecords();
}

void CompareView::showRecords()
{
    using At = RecordComparison::State;
    const QList<RecordDifference> &found = m_records->differences();
    for (; m_shown < found.size(); ++m_shown) {
        addRecord(found[m_shown]);
    }
    const auto note = [this](CompareSide &side, RecordComparison::Side which) {
        const int compared = static_cast<int>(m_records->compared(which));
        const bool isBeginning = compared == 0 && m_records->state() == At::Reading;
        side.setNote(isBeginning ? tr("Reading the records…")
                                 : tr("%Ln records compared", nullptr, compared));
    };
    note(*m_left, RecordComparison::Left);
    note(*m_right, RecordComparison::Right);
    const int count = static_cast<int>(found.size());
    const At at = m_records->state();
    setBusy(at == At::Reading);
    m_next->setVisible(at == At::Portion);
    m_words->setText(
        count == 0 ? QString()
            : at == At::Portion
            ? tr("%Ln records differ, in order of id; there may be more", nullptr, count)
            : tr("%Ln records differ", nullptr, count));
    if (at == At::Failed) {
        m_leftError->parentWidget()->hide();
        m_rightError->parentWidget()->hide();
        for (const auto &[side, which] : {std::pair{m_left, RecordComparison::Left},
                                          std::pair{m_right, RecordComparison::Right}}) {
            if (const auto &error = m_records->error(which)) {
                showFailure(*side, ErrorText::of(*error));
            }
        }
    } else if (count > 0) {
        showList(count);
    } else if (at == At::Done) {
        showNothing(u"check"_s,
                    m_portions > 1 ? tr("No more differences") : tr("No differences"),
                    tr("The rest of the records is the same on both sides."));
    }
}

void CompareView::addRecord(const RecordDifference &record)
{
    using Kind = RecordDifference::Kind;
    auto *item = new QTreeWidgetItem(m_list, {record.id});
    const auto number = static_cast<int>(m_list->topLevelItemCount() - 1);
    item->setData(0, kNumberRole, number);
    if (record.kind != Kind::Differs) {
        item->setText(1, record.kind == Kind::OnlyLeft ? tr("is there") : tr("missing"));
        item->setText(2, record.kind == Kind::OnlyRight ? tr("is there") : tr("missing"));
    }
    for (qsizetype i = 0; i < record.values.size(); ++i) {
        const RecordDifference::Value &value = record.values[i];
        auto *line = new QTreeWidgetItem(
            item,
            {value.field,
             valueText(*m_left, value.left, value.field).left(kLongestCell).simplified(),
             valueText(*m_right, value.right, value.field).left(kLongestCell).simplified()});
        line->setData(0, kNumberRole, number);
        line->setData(0, kValueRole, static_cast<int>(i));
    }
    item->setExpanded(true);
}

QString CompareView::valueText(const CompareSide &side,
                               const Json &value,
                               const QString &field) const
{
    ConnectionContext *from = context(side);
    const CollectionPtr collection
        = from == nullptr ? nullptr : from->schema().find(m_collection->currentKey());
    const fields::Field *known = collection == nullptr ? nullptr : collection->field(field);
    if (known == nullptr) {
        return {};
    }
    const QString text = fieldUi(*known).displayText(toVariant(value, *known), *known);
    return Privacy::current().isOn() && isPrivateField(*known) && !text.isEmpty()
        ? Privacy::hiddenText()
        : text;
}

void CompareView::showCurrent()
{
    const QTreeWidgetItem *item = m_list->currentItem();
    CompareDetail::Shown shown{.leftName = m_left->title(), .rightName = m_right->title()};
    const QVariant number = item == nullptr ? QVariant() : item->data(0, kNumberRole);
    if (item == nullptr) {
        m_detail->clear();
        return;
    }
    shown.title = item->parent() == nullptr ? item->text(0)
                                            : item->parent()->text(0) + u"  ·  "_s + item->text(0);
    shown.left = item->text(1);
    shown.right = item->text(2);
    const int at = number.isValid() ? number.toInt() : -1;
    if (!isRecords() && at >= 0 && m_schema.value(at).kind == Difference::Kind::Differs) {
        shown.areValues = true;
        shown.left = m_schema[at].left;
        shown.right = m_schema[at].right;
        const auto tree = [](const QString &text) {
            const Result<Json> parsed = parseJson(text.toStdString());
            return parsed ? *parsed : Json();
        };
        shown.leftTree = tree(shown.left);
        shown.rightTree = tree(shown.right);
    } else if (isRecords() && m_records != nullptr && at >= 0
               && at < m_records->differences().size() && item->data(0, kValueRole).isValid()) {
        const RecordDifference::Value value
            = m_records->differences()[at].values[item->data(0, kValueRole).toInt()];
        shown.areValues = true;
        shown.left = valueText(*m_left, value.left, value.field);
        shown.right = valueText(*m_right, value.right, value.field);
        const bool isShown
            = shown.left != Privacy::hiddenText() && shown.right != Privacy::hiddenText();
        if (isShown) {
            shown.leftTree = value.left;
            shown.rightTree = value.right;
        }
    }
    m_detail->show(shown);
}

} // namespace socle::studio
