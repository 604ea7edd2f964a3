#include "studio/views/data/HistoryPage.h"

#include "studio/api/CancelKey.h"
#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ChangeJournal.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/Button.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/ShownTime.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/views/data/HistoryEntry.h"
#include "studio/views/data/RecordCompareSheet.h"

#include <QBoxLayout>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace socle::studio {

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
    m_isJournal = !m_context.capabilities().has(Capability::Revisions);
    if (m_isJournal) {
        m_revisions = m_context.journal().revisions(key);
        build();
        return;
    }
    clear();
    m_column->addWidget(new Text(tr("Loading…"), TextRole::Small, Color::TextSubtle));
    m_column->addStretch();
    onResult(RevisionsEndpoint(m_context.client())
                 .list(collection->name, key.record, cancelKeyOf("records.revisions", this)),
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
    if (m_revisions.empty() && m_isJournal) {
        showMessage(u"history"_s,
                    tr("Nothing was changed from this studio"),
                    tr("This server keeps no history: only changes made from this studio are shown "
                       "here. Socle servers keep full history."));
        return;
    }
    if (m_revisions.empty()) {
        showMessage(u"history"_s,
                    tr("No versions are kept"),
                    tr("History may be off for %1, or this record is older than it.")
                        .arg(m_collection->name));
        return;
    }
    clear();
    if (m_isJournal) {
        auto *note = new Text(tr("Only changes made from this studio are shown. Socle servers keep "
                                 "full history."),
                              TextRole::Small,
                              Color::TextMuted);
        note->setOverflow(Text::Overflow::Wrap);
        note->setObjectName(u"data.history.note"_s);
        m_column->addWidget(note);
    }
    m_picked.clear();
    m_compare = new Button(tr("Compare the two"), ButtonVariant::Secondary);
    m_compare->setObjectName(u"data.history.compare"_s);
    m_compare->setControlSize(ControlSize::Small);
    m_compare->hide();
    connect(m_compare, &Button::clicked, this, &HistoryPage::compare);
    m_column->addWidget(m_compare, 0, Qt::AlignLeading);
    QDate day;
    for (std::size_t i = 0; i < m_revisions.size(); ++i) {
        const QDate on = shownTime(m_revisions[i].created).date();
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
    const auto values = valuesAfter(at);
    HistoryEntry::Offers offers;
    offers.restoresFields = true;
    offers.restoresVersion = revision.action != RevisionAction::Delete && !values.empty();
    auto *entry = new HistoryEntry(m_context, m_collection, revision, at, offers, m_isReadOnly);
    connect(
        entry, &HistoryEntry::restoreFieldRequested, this, [this](const Revision::Change &change) {
            stage({{change.field, change.before}});
        });
    connect(entry, &HistoryEntry::restoreRequested, this, [this, values] { stage(values); });
    connect(entry, &HistoryEntry::picked, this, [this, at](bool isPicked) {
        if (isPicked) {
            m_picked.insert(at);
        } else {
            m_picked.erase(at);
        }
        m_compare->setVisible(m_picked.size() == 2);
    });
    return entry;
}

void HistoryPage::compare()
{
    std::vector<ComparedRecord> versions;
    for (auto at = m_picked.rbegin(); at != m_picked.rend(); ++at) { // the older one first
        const Revision &revision = m_revisions[*at];
        ComparedRecord version{
            tr("%1, %2", "what was done, when")
                .arg(HistoryEntry::titleOf(revision),
                     QLocale().toString(shownTime(revision.created), QLocale::ShortFormat)),
            m_record->values};
        for (const auto &[field, value] : valuesAfter(*at)) {
            version.values.set(toUtf8(field), value);
        }
        versions.push_back(std::move(version));
    }
    emit compareRequested(versions);
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
