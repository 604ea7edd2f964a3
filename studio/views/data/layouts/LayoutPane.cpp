#include "studio/views/data/layouts/LayoutPane.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/BulkEdit.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/FileItems.h"
#include "studio/domain/LabelCache.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Popover.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Skeleton.h"
#include "studio/kit/Text.h"
#include "studio/kit/WrapLayout.h"
#include "studio/shell/ErrorPage.h"
#include "studio/views/data/DataMetrics.h"
#include "studio/views/data/Strip.h"

#include <QBoxLayout>
#include <QElapsedTimer>
#include <QStackedLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr const char *kLabelProperty = "layoutLabel"; // what shows and hides with a select

} // namespace

LayoutPane::LayoutPane(const QString &kind, ConnectionContext &context, QWidget *parent)
    : QWidget(parent)
    , m_kind(kind)
    , m_context(context)
    , m_strip(new Strip(0, Strip::BottomLine))
    , m_row(new WrapLayout(m_strip))
    , m_pages(new QStackedLayout)
    , m_loading(new Skeleton(Skeleton::Shape::Rows))
    , m_message(new EmptyState(u"table"_s, {}, {}))
    , m_messagePage(new QWidget)
{
    setObjectName(u"data."_s + kind);
    m_strip->setObjectName(u"data.%1.options"_s.arg(kind));
    m_strip->setAccessibleName(tr("Options of this layout"));
    keepScaled(m_strip, Extent::LeastHeight, layout::kToolbar);
    setMirroredMargins(m_row, space::k4 + space::k1, space::k2, space::k4, space::k2);
    m_row->setSpacing(space::k3);
    m_message->setObjectName(u"data.%1.message"_s.arg(kind));
    auto *middle = new QVBoxLayout(m_messagePage);
    middle->addStretch();
    middle->addWidget(m_message);
    middle->addStretch();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_strip);
    column->addLayout(m_pages, 1); // first: without a place its first page would show as a window
    m_pages->addWidget(m_loading);
    m_pages->addWidget(m_messagePage);
}

void LayoutPane::open(const LayoutQuery &query)
{
    m_query = query;
    if (query.collection != nullptr) {
        reload();
    }
}

void LayoutPane::setOptions(const QJsonObject &options)
{
    m_options = options;
    if (m_query.collection != nullptr) {
        reload();
    }
}

void LayoutPane::setReadOnly(bool readOnly) { m_isReadOnly = readOnly; }

Select *LayoutPane::addSelect(const QString &key, const QString &label, Popover *popover)
{
    auto *text = new Text(label, TextRole::Small, Color::TextMuted);
    auto *select = new Select;
    select->setObjectName(u"data.%1.%2"_s.arg(m_kind, key));
    select->setAccessibleName(label);
    keepScaled(select, Extent::LeastWidth, data::kLayoutSelect); // more for long words
    text->setBuddy(select);
    if (popover != nullptr) {
        auto *line = new QHBoxLayout;
        line->setSpacing(space::k5);
        line->addWidget(text, 1);
        line->addWidget(select);
        popover->body()->addLayout(line);
        select->setProperty(kLabelProperty, QVariant::fromValue<QObject *>(text));
    } else {
        auto *both = new QWidget; // a label never stands on another line than its choice
        auto *line = new QHBoxLayout(both);
        setMirroredMargins(line, 0, 0, space::k3, 0);
        line->setSpacing(space::k3);
        line->addWidget(text);
        line->addWidget(select);
        select->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed); // as wide as its words
        m_row->addWidget(both);
        select->setProperty(kLabelProperty, QVariant::fromValue<QObject *>(both));
    }
    connect(select, &Select::currentChanged, this, [this, key](const QString &chosen) {
        setOption(key, chosen);
        reload();
    });
    return select;
}

void LayoutPane::setOffered(Select *select, bool isOffered)
{
    select->setVisible(isOffered);
    if (auto *label
        = qobject_cast<QWidget *>(select->property(kLabelProperty).value<QObject *>())) {
        label->setVisible(isOffered);
    }
}

void LayoutPane::addToStrip(QWidget *widget)
{
    if (!std::exchange(m_hasTrailing, true)) {
        m_row->addStretch();
    }
    m_row->addWidget(widget);
}

QString LayoutPane::option(const QString &key) const { return m_options[key].toString(); }

void LayoutPane::setOption(const QString &key, const QJsonValue &value)
{
    if (m_options[key] != value) {
        m_options.insert(key, value);
        emit optionsChanged();
    }
}

QString LayoutPane::fillFields(Select *select,
                               const QString &key,
                               const std::function<bool(const fields::Field &)> &fits,
                               const QString &none,
                               bool prefersFirst)
{
    QVector<SelectOption> options;
    if (!none.isEmpty()) {
        options.append({.key = u"-"_s, .text = none});
    }
    QString first;
    QString chosen;
    const QString stored = option(key);
    for (const fields::Field &field : m_query.collection->fields) {
        if (!fits(field)) {
            continue;
        }
        const QString name = toQString(field.name);
        options.append(
            {.key = name, .text = name, .iconName = fieldIconName(toQString(field.type))});
        first = first.isEmpty() ? name : first;
        chosen = name == stored ? name : chosen;
    }
    if (chosen.isEmpty() && stored != u"-"_s && prefersFirst) {
        chosen = first;
    }
    select->setOptions(options);
    select->setCurrentKey(chosen.isEmpty() ? u"-"_s : chosen);
    select->setEnabled(!options.isEmpty());
    return chosen;
}

void LayoutPane::setContent(QWidget *content)
{
    m_content = content;
    m_pages->addWidget(content);
}

void LayoutPane::showContent() { m_pages->setCurrentWidget(m_content); }

void LayoutPane::showLoading() { m_pages->setCurrentWidget(m_loading); }

void LayoutPane::showEmpty(const QString &icon, const QString &title, const QString &reason)
{
    m_message->clearActions();
    m_message->setError(false);
    m_message->setContent(icon, title, reason);
    m_pages->setCurrentWidget(m_messagePage);
}

void LayoutPane::showError(const ApiError &error)
{
    fillErrorPage(
        *m_message, u"data."_s + m_kind, View::ErrorText::of(error), [this] { reload(); }, nullptr);
    m_pages->setCurrentWidget(m_messagePage);
}

void LayoutPane::gather(const GatherPlan &plan, std::function<void(std::vector<Record>)> then)
{
    QElapsedTimer clock;
    clock.start();
    onResult(gatherRecords(m_context.client(), plan, this),
             this,
             [this, clock, then = std::move(then), mine = ++m_gathering](
                 Result<std::vector<Record>> records) {
                 if (!isWanted(mine)) {
                     return;
                 }
                 if (!records) {
                     showError(apiError(records.error()));
                     return;
                 }
                 then(records.takeValue());
                 emit fetched(clock.elapsed());
             });
}

const StagedRecord *LayoutPane::staged(const QString &recordId) const
{
    return m_context.staging().find({m_query.collection->id, recordId});
}

JsonObject LayoutPane::effective(const Record &record) const
{
    JsonObject values = record.values;
    if (const StagedRecord *stage = staged(record.id)) {
        for (auto it = stage->fields.begin(); it != stage->fields.end(); ++it) {
            const fields::Field *field
                = it->files.isEmpty() ? nullptr : m_query.collection->field(it.key());
            values.set(toUtf8(it.key()), field != nullptr ? joinFileItems(*it, *field) : it->value);
        }
    }
    return values;
}

bool LayoutPane::stage(const Record &record, const QString &field, const Json &value)
{
    if (m_isReadOnly) {
        emit said(tr("This cannot be edited here"));
        return false;
    }
    const RecordKey key{m_query.collection->id, record.id};
    if (record.values.empty()) {
        m_context.staging().setValue(key, field, value);
    } else {
        m_context.staging().setValue(key, record, field, value);
    }
    return true;
}

std::vector<const StagedRecord *> LayoutPane::stagedInserts() const
{
    std::vector<const StagedRecord *> inserts;
    for (const StagedRecord *record : m_context.staging().records(m_query.collection->id)) {
        if (record->kind == ChangeKind::Insert) {
            inserts.push_back(record);
        }
    }
    return inserts;
}

QString LayoutPane::labelOf(const JsonObject &values, const QString &id) const
{
    const Json *label = values.find(toUtf8(m_query.collection->labelField()));
    const QString text
        = label != nullptr && label->isString() ? toQString(label->text()) : QString();
    if (!text.isEmpty()) {
        return text;
    }
    const StagedRecord *stage = staged(id);
    return stage != nullptr && stage->kind == ChangeKind::Insert ? tr("New record") : id;
}

QString LayoutPane::wordsOf(const JsonObject &values, const QString &name) const
{
    const fields::Field *field = m_query.collection->field(name);
    const Json *value = values.find(toUtf8(name));
    if (field == nullptr || value == nullptr) {
        return {};
    }
    if (Privacy::current().isOn() && isPrivateField(*field)) {
        return Privacy::hiddenText();
    }
    const QString target = CollectionSchema::relationTarget(*field);
    if (target.isEmpty()) {
        const QString words = fieldUi(*field).displayText(toVariant(*value, *field), *field);
        return field->isType(fields::kNumber) && m_decimalsOf
            ? withDecimals(words, m_decimalsOf(name))
            : words;
    }
    QStringList words;
    const QStringList ids = toVariant(*value, *field).toStringList();
    for (const QString &id : ids) {
        if (!id.isEmpty()) {
            const QString label = m_context.labels().label(target, id);
            words.append(label.isEmpty() ? id : label);
        }
    }
    return words.join(u", "_s);
}

} // namespace socle::studio
