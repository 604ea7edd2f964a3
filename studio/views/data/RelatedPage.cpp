#include "studio/views/data/RelatedPage.h"

#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/LabelCache.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/Chip.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Pill.h"
#include "studio/kit/Text.h"
#include "studio/shell/ViewHost.h"

#include <QBoxLayout>
#include <QLocale>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kRelatedNames = 5; // studio.md 4.3.13

} // namespace

RelatedPage::RelatedPage(ConnectionContext &context, Shell &shell, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_shell(shell)
    , m_rows(new QVBoxLayout(this))
{
    setObjectName(u"data.related"_s);
    setAccessibleName(tr("Records that use this one"));
    m_rows->setContentsMargins(space::k5, space::k5, space::k5, space::k5);
    m_rows->setSpacing(space::k3);
}

void RelatedPage::setReadOnly(bool readOnly)
{
    if (m_isReadOnly != readOnly) {
        m_isReadOnly = readOnly;
        m_shown = {};
    }
}

void RelatedPage::show(const CollectionPtr &collection, const RecordKey &key, bool isNew)
{
    if (m_shown == key) {
        return;
    }
    m_shown = key;
    m_total = 0;
    clearLayout(m_rows);
    const auto references = m_context.schema().referencesTo(collection->id);
    if (isNew) {
        m_rows->addWidget(new EmptyState(u"relation"_s,
                                         tr("Nothing refers here"),
                                         tr("A record that is not stored yet has no followers.")));
    } else if (references.empty()) {
        m_rows->addWidget(
            new EmptyState(u"relation"_s,
                           tr("Nothing refers here"),
                           tr("No collection has a relation to %1.").arg(collection->name)));
    } else {
        for (const auto &[other, field] : references) {
            addGroup(other, field, key.record);
        }
    }
    m_rows->addStretch();
}

void RelatedPage::addGroup(const CollectionPtr &other, const QString &field, const QString &record)
{
    const fields::Field *schema = other->field(field);
    const bool isMultiple = schema != nullptr && schema->isMultiple();
    const QString filter = field + (isMultiple ? u" ?= "_s : u" = "_s) + filterLiteral(record);
    const QString name = u"data.related."_s + other->name + u'.' + field;
    auto *group = new QWidget;
    group->setObjectName(name);
    group->setAccessibleName(tr("%1 through %2").arg(other->name, field));
    auto *column = new QVBoxLayout(group);
    column->setContentsMargins(0, 0, 0, space::k4);
    column->setSpacing(space::k2);
    auto *head = new QHBoxLayout;
    head->setSpacing(space::k3);
    head->addWidget(new Text(other->name, TextRole::BaseStrong));
    auto *through = new Text(tr("through %1").arg(field), TextRole::Small, Color::TextSubtle);
    through->setOverflow(Text::Overflow::Elide);
    head->addWidget(through, 1);
    auto *count = new Pill(u"…"_s, Tone::Neutral);
    count->setObjectName(name + u".count"_s);
    head->addWidget(count);
    column->addLayout(head);
    auto *chips = new QVBoxLayout;
    chips->setSpacing(space::k1);
    column->addLayout(chips);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(space::k2);
    auto *all = new Button(tr("Open all"), ButtonVariant::Ghost);
    all->setObjectName(name + u".all"_s);
    all->setAccessibleName(tr("Open all %1 that refer here").arg(other->name));
    all->setControlSize(ControlSize::Small);
    connect(all, &Button::clicked, this, [this, other, filter] {
        m_shell.open(ViewTarget{
            u"data"_s, other->name, {}, QJsonObject{{u"filter"_s, filter}, {u"tab"_s, filter}}});
    });
    auto *add = new Button(u"plus"_s, tr("Add"), ButtonVariant::Ghost);
    add->setObjectName(name + u".add"_s);
    add->setAccessibleName(tr("Add a record of %1 that refers here").arg(other->name));
    add->setControlSize(ControlSize::Small);
    add->setEnabled(!m_isReadOnly && !m_context.isLocked());
    connect(add, &Button::clicked, this, [this, other, field, record, isMultiple] {
        const Json value = isMultiple ? Json(JsonArray{toUtf8(record)}) : Json(toUtf8(record));
        const RecordKey made
            = m_context.staging().insert(other->id, JsonObject{{toUtf8(field), value}});
        m_shell.open(RecordRef{other->id, made.record}, OpenMode::Lasting);
    });
    foot->addWidget(all);
    foot->addWidget(add);
    foot->addStretch();
    column->addLayout(foot);
    m_rows->addWidget(group);
    add->setVisible(!other->isView()); // has its place now: without one it would be a window

    // The first ones by name and how many there are, in one request.
    ListQuery query;
    query.perPage = kRelatedNames;
    query.filter = filter;
    query.fields = u"id,"_s + other->labelField();
    query.cancelKey = u"data.related."_s + other->id + field;
    query.purpose = u"data.related"_s;
    onResult(RecordsEndpoint(m_context.client()).list(other->name, query),
             group,
             [this, name, chips, all, count, other](const Result<RecordPage> &page) {
                 if (!page) {
                     count->setText(tr("no answer"));
                     count->setToolTip(apiError(page.error()).message);
                     return;
                 }
                 const auto total = static_cast<int>(page->totalItems);
                 count->setText(QLocale().toString(total));
                 all->setEnabled(total > 0);
                 m_total += total;
                 emit counted(m_total);
                 for (const Record &each : page->items) {
                     m_context.labels().add(*other, each.values);
                     const Json &label = each.value(other->labelField());
                     auto *chip = new Chip(label.isString() && !label.text().empty()
                                               ? toQString(label.text())
                                               : each.id);
                     chip->setObjectName(name + u".chip."_s + each.id);
                     chip->setAccessibleName(
                         chip->accessibleName().isEmpty() ? each.id : chip->accessibleName());
                     chip->setTone(Tone::Neutral);
                     chip->setRemovable(false);
                     chip->setDot(Theme::current().hashColor(
                         label.isString() ? toQString(label.text()) : each.id));
                     connect(chip, &Chip::clicked, this, [this, other, id = each.id] {
                         m_shell.open(RecordRef{other->id, id}, OpenMode::Lasting);
                     });
                     chips->addWidget(chip, 0, Qt::AlignLeading);
                 }
             });
}

} // namespace socle::studio
