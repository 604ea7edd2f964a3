#include "studio/views/data/HistoryPage.h"

#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/StagingEngine.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/Button.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QBoxLayout>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kLongestValue = 60; // of a line; the rest is in the tooltip

QString shortened(const QString &text)
{
    return text.size() <= kLongestValue ? text : text.left(kLongestValue - 1) + u'\u2026';
}

} // namespace

HistoryPage::HistoryPage(ConnectionContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_column(new QVBoxLayout(this))
{
    setObjectName(u"data.history"_s);
    setAccessibleName(tr("History of the record"));
    m_column->setContentsMargins(space::k5, space::k4, space::k5, space::k5);
    m_column->setSpacing(space::k4);
}

void HistoryPage::show(const RecordKey &key, const CollectionPtr &collection, const Record *record)
{
    if (key == m_key && collection == m_collection) {
        return;
    }
    m_key = key;
    m_collection = collection;
    m_record = record != nullptr ? std::make_shared<const Record>(*record) : nullptr;
    m_revisions.clear();
    const quint64 mine = ++m_generation;
    if (record == nullptr) {
        showMessage(u"history"_s,
                    tr("No history yet"),
                    tr("A record has one from the moment it is committed."));
        return;
    }
    const QString obstacle = m_context.capabilities().reason(Capability::Revisions);
    if (!obstacle.isEmpty()) {
        showMessage(u"history"_s, tr("This server keeps no history"), obstacle);
        return;
    }
    clear();
    m_column->addWidget(new Text(tr("Loading…"), TextRole::Small, Color::TextSubtle));
    m_column->addStretch();
    onResult(RevisionsEndpoint(m_context.client()).list(collection->name, key.record),
             this,
             [this, mine](Result<std::vector<Revision>> revisions) {
                 if (mine != m_generation) {
                     return;
                 }
                 if (!revisions) {
                     const ApiError error = apiError(revisions.error());
                     m_key = RecordKey(); // the next look asks again
                     showMessage(u"alert"_s, error.title(), error.message);
                     return;
                 }
                 m_revisions = revisions.takeValue();
                 build();
             });
}

void HistoryPage::clear()
{
    while (QLayoutItem *item = m_column->takeAt(0)) {
        if (item->widget() != nullptr) {
            item->widget()->hide();
            item->widget()->deleteLater(); // a button of it may have brought us here
        }
        delete item;
    }
}

void HistoryPage::showMessage(const QString &icon, const QString &title, const QString &reason)
{
    clear();
    m_column->addStretch();
    m_column->addWidget(new EmptyState(icon, title, reason));
    m_column->addStretch();
}

void HistoryPage::build()
{
    if (m_revisions.empty()) {
        showMessage(u"history"_s,
                    tr("No versions are kept"),
                    tr("History may be off for %1, or this record is older than it.")
                        .arg(m_collection->name));
        return;
    }
    clear();
    QDate day;
    for (std::size_t i = 0; i < m_revisions.size(); ++i) {
        const QDate on = m_revisions[i].created.date();
        if (on != day) {
            day = on;
            m_column->addWidget(new SectionLabel(QLocale().toString(on, QLocale::LongFormat)));
        }
        m_column->addWidget(makeEntry(i));
    }
    m_column->addStretch();
}

QWidget *HistoryPage::makeEntry(std::size_t at)
{
    const Revision &revision = m_revisions[at];
    auto *entry = new QWidget;
    auto *lines = new QVBoxLayout(entry);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(space::k1);
    auto *head = new QHBoxLayout;
    const QString what = revision.action == RevisionAction::Create ? tr("Created")
        : revision.action == RevisionAction::Delete                ? tr("Deleted")
                                                                   : tr("Changed");
    auto *title = new Text(revision.actor.isEmpty()
                               ? what
                               : tr("%1 by %2", "what was done, who").arg(what, revision.actor),
                           TextRole::BaseMedium);
    title->setOverflow(Text::Overflow::Elide);
    head->addWidget(title, 1);
    head->addWidget(new Text(QLocale().toString(revision.created.time(), QLocale::ShortFormat),
                             TextRole::Small,
                             Color::TextSubtle));
    lines->addLayout(head);
    const auto words = [this](const QString &name, const Json &value) {
        const fields::Field *field = m_collection->field(name);
        const QString text = field == nullptr
            ? toQString(value.dump())
            : fieldUi(*field).displayText(toVariant(value, *field), *field).simplified();
        return text.isEmpty() ? u"\u2014"_s : text;
    };
    for (const Revision::Change &change : revision.changes) {
        if (revision.action != RevisionAction::Update) {
            break; // the whole record: too much to say here
        }
        auto *line = new QHBoxLayout;
        line->setSpacing(space::k2);
        const QString before = words(change.field, change.before);
        const QString after = words(change.field, change.after);
        auto *text = new Text(tr("%1: %2 \u2192 %3", "field, old value, new value")
                                  .arg(change.field, shortened(before), shortened(after)),
                              TextRole::Small,
                              Color::TextMuted);
        text->setOverflow(Text::Overflow::Wrap);
        text->setToolTip(u"%1\n\u2192\n%2"_s.arg(before, after));
        line->addWidget(text, 1);
        auto *restore = new IconButton(u"undo"_s,
                                       tr("Restore %1 to %2").arg(change.field, shortened(before)));
        restore->setObjectName(u"data.history.field.%1.%2"_s.arg(at).arg(change.field));
        restore->setControlSize(ControlSize::Small);
        restore->setEnabled(!m_isReadOnly && m_collection->field(change.field) != nullptr);
        connect(restore, &IconButton::clicked, this, [this, change] {
            stage({{change.field, change.before}});
        });
        line->addWidget(restore, 0, Qt::AlignTop);
        lines->addLayout(line);
    }
    const auto values = valuesAfter(at);
    if (revision.action != RevisionAction::Delete && !values.empty()) {
        auto *restore = new Button(tr("Restore this version"), ButtonVariant::Ghost);
        restore->setObjectName(u"data.history.restore.%1"_s.arg(at));
        restore->setControlSize(ControlSize::Small);
        restore->setEnabled(!m_isReadOnly);
        connect(restore, &Button::clicked, this, [this, values] { stage(values); });
        lines->addWidget(restore, 0, Qt::AlignLeading);
    }
    return entry;
}

std::vector<std::pair<QString, Json>> HistoryPage::valuesAfter(std::size_t at) const
{
    QMap<QString, Json> then;
    for (std::size_t i = 0; i < at; ++i) { // from the newest back: the oldest of these has the word
        for (const Revision::Change &change : m_revisions[i].changes) {
            then.insert(change.field, change.before);
        }
    }
    std::vector<std::pair<QString, Json>> values;
    for (auto it = then.begin(); it != then.end(); ++it) {
        const fields::Field *field = m_collection->field(it.key());
        if (field != nullptr && !field->isType("autodate") && !field->isType("file")
            && !sameValue(m_record->value(it.key()), it.value())) {
            values.emplace_back(it.key(), it.value());
        }
    }
    return values;
}

void HistoryPage::stage(const std::vector<std::pair<QString, Json>> &values)
{
    m_context.staging().setValues(m_key, *m_record, values);
    emit said(values.size() == 1 ? tr("Staged %1 as it was").arg(values.front().first)
                                 : tr("Staged the record as it was"));
}

} // namespace socle::studio
