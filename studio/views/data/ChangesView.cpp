#include "studio/views/data/ChangesView.h"

#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/ChangeJournal.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FilterChips.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/Button.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/DataMetrics.h"
#include "studio/views/data/HistoryEntry.h"
#include "studio/views/data/RecordCompareSheet.h"
#include "studio/views/data/Strip.h"

#include <QBoxLayout>
#include <QLocale>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kPerPage = 50;

QString actionWord(RevisionAction action)
{
    return action == RevisionAction::Create ? u"create"_s
        : action == RevisionAction::Delete  ? u"delete"_s
                                            : u"update"_s;
}

} // namespace

ChangesView::ChangesView(ConnectionContext &context, Shell &shell, const ViewTarget &target)
    : View(u"changes"_s)
    , m_context(context)
    , m_shell(shell)
    , m_collectionName(target.collection)
{
    setTitle(tr("Changes of %1").arg(m_collectionName));
    setIcon(u"history"_s);
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeToolbar());
    auto *place = new QWidget;
    m_column = new QVBoxLayout(place);
    m_column->setContentsMargins(space::k5, space::k5, space::k5, space::k5);
    m_column->setSpacing(space::k4);
    auto *scroll = new QScrollArea;
    scroll->setObjectName(u"changes.list"_s);
    scroll->setAccessibleName(tr("Changes"));
    scroll->setFocusPolicy(Qt::NoFocus); // what is in it has the focus
    scroll->setWidget(place);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    column->addWidget(scroll, 1);
    setContent(content);
    connect(&context.schema(), &SchemaStore::stateChanged, this, &ChangesView::schemaChanged);
    connect(&context.schema(), &SchemaStore::collectionsChanged, this, &ChangesView::schemaChanged);
    connect(&context, &ConnectionContext::lockChanged, this, &ChangesView::rebuild);
    connect(&context.staging(), &StagingEngine::committed, this, &ChangesView::refresh);
    schemaChanged();
}

QWidget *ChangesView::makeToolbar()
{
    auto *toolbar = new Strip(layout::kToolbar, Strip::BottomLine);
    toolbar->setObjectName(u"changes.toolbar"_s);
    toolbar->setAccessibleName(tr("Toolbar"));
    m_search = new SearchField(tr("Record, person or value"));
    m_search->setObjectName(u"changes.search"_s);
    m_search->setAccessibleName(tr("Search the changes"));
    m_kind = new Segmented;
    m_kind->setObjectName(u"changes.kind"_s);
    m_kind->setAccessibleName(tr("Which changes"));
    m_kind->addSegment(u"all"_s, tr("All"));
    m_kind->addSegment(u"create"_s, tr("Created"));
    m_kind->addSegment(u"update"_s, tr("Changed"));
    m_kind->addSegment(u"delete"_s, tr("Deleted"));
    m_kind->setCurrentKey(u"all"_s);
    m_compare = new Button(tr("Compare the two"), ButtonVariant::Secondary);
    m_compare->setObjectName(u"changes.compare"_s);
    m_compare->setEnabled(false);
    m_compare->setToolTip(tr("Choose two changes to compare them"));
    auto *row = new QHBoxLayout(toolbar);
    row->setContentsMargins(space::k5, 0, space::k5, 0);
    row->setSpacing(space::k4);
    row->addWidget(m_search, 1);
    row->addWidget(m_kind);
    row->addWidget(m_compare);
    connect(m_search, &SearchField::searchChanged, this, &ChangesView::refresh);
    connect(m_kind, &Segmented::currentChanged, this, &ChangesView::refresh);
    connect(m_compare, &Button::clicked, this, &ChangesView::compare);
    return toolbar;
}

void ChangesView::schemaChanged()
{
    const CollectionPtr found = m_context.schema().find(m_collectionName);
    if (found == nullptr && m_context.schema().state() != SchemaStore::State::Ready) {
        showLoading();
    } else if (found == nullptr) {
        showEmpty({u"history"_s,
                   tr("There is no collection %1").arg(m_collectionName),
                   tr("It may have been renamed or removed."),
                   {}});
    } else if (found != m_collection) {
        m_collection = found;
        refresh();
    }
}

void ChangesView::refresh()
{
    if (m_collection == nullptr) {
        return;
    }
    m_revisions.clear();
    load(1);
}

bool ChangesView::find()
{
    m_search->setFocus();
    return true;
}

QString ChangesView::filterText() const
{
    QString filter;
    if (m_kind->currentKey() != u"all"_s) {
        filter = u"action = "_s + filterLiteral(m_kind->currentKey());
    }
    if (const QString words = m_search->text().trimmed(); !words.isEmpty()) {
        const QString literal = filterLiteral(words);
        filter = FilterChips::combine(
            filter, u"recordRef ~ %1 || actor ~ %1 || changes ~ %1"_s.arg(literal));
    }
    return filter;
}

bool ChangesView::matches(const Revision &revision) const
{
    const QString kind = m_kind->currentKey();
    const QString words = m_search->text().trimmed();
    const auto holds
        = [&words](const QString &text) { return text.contains(words, Qt::CaseInsensitive); };
    return (kind == u"all"_s || kind == actionWord(revision.action))
        && (words.isEmpty() || holds(revision.record)
            || std::any_of(revision.changes.begin(),
                           revision.changes.end(),
                           [&holds](const Revision::Change &change) {
                               return holds(toQString(change.before.dump()))
                                   || holds(toQString(change.after.dump()));
                           }));
}

void ChangesView::load(int page)
{
    m_page = page;
    const quint64 mine = ++m_generation;
    if (!m_context.capabilities().has(Capability::Revisions)) {
        std::vector<Revision> own;
        for (Revision &revision : m_context.journal().revisions({m_collection->id, {}})) {
            if (matches(revision)) {
                own.push_back(std::move(revision));
            }
        }
        const bool isLast = own.size() <= std::size_t(page) * kPerPage;
        own.resize(std::min(own.size(), std::size_t(page) * kPerPage));
        m_revisions.clear();
        arrived(std::move(own), isLast);
        return;
    }
    if (page == 1 && state() != State::Filled) {
        showLoading();
    }
    onResult(RevisionsEndpoint(m_context.client())
                 .listAll(m_collection->name, filterText(), page, kPerPage),
             this,
             [this, mine](Result<std::vector<Revision>> revisions) {
                 if (mine != m_generation) {
                     return;
                 }
                 if (!revisions) {
                     showError(ErrorText::of(apiError(revisions.error())), [this] { refresh(); });
                     return;
                 }
                 const bool isLast = revisions->size() < std::size_t(kPerPage);
                 arrived(revisions.takeValue(), isLast);
             });
}

void ChangesView::arrived(std::vector<Revision> revisions, bool isLast)
{
    m_hasMore = !isLast;
    std::move(revisions.begin(), revisions.end(), std::back_inserter(m_revisions));
    rebuild();
}

void ChangesView::rebuild()
{
    if (m_collection == nullptr) {
        return;
    }
    while (QLayoutItem *item = m_column->takeAt(0)) {
        if (item->widget() != nullptr) {
            item->widget()->hide();
            item->widget()->deleteLater(); // a button of it may have brought us here
        }
        delete item;
    }
    m_picked.clear();
    m_compare->setEnabled(false);
    const bool isJournal = !m_context.capabilities().has(Capability::Revisions);
    const QString note = tr("Only changes made from this studio are shown. Socle servers keep full "
                            "history.");
    const bool isFiltered
        = m_kind->currentKey() != u"all"_s || !m_search->text().trimmed().isEmpty();
    QWidget *place = m_column->parentWidget(); // lines of a readable width; the middle of it all
    place->setMaximumWidth(m_revisions.empty() ? QWIDGETSIZE_MAX
                                               : Theme::current().scaled(data::kChangesWidth));
    if (m_revisions.empty()) {
        auto *nothing = new EmptyState(
            u"history"_s,
            isFiltered ? tr("No change fits") : tr("No change is known"),
            isFiltered ? tr("Other words, or all kinds of changes, may find one.")
                : isJournal
                ? note
                : tr("What is created, changed or deleted in %1 appears here, with who did it.")
                      .arg(m_collectionName));
        nothing->setObjectName(u"changes.note"_s);
        m_column->addWidget(nothing, 1);
        showContent();
        return;
    }
    if (isJournal) {
        auto *words = new Text(note, TextRole::Small, Color::TextMuted);
        words->setObjectName(u"changes.note"_s);
        words->setOverflow(Text::Overflow::Wrap);
        m_column->addWidget(words);
    }
    QDate day;
    for (std::size_t i = 0; i < m_revisions.size(); ++i) {
        const QDate on = m_revisions[i].created.date();
        if (on != day) {
            day = on;
            m_column->addWidget(new SectionLabel(QLocale().toString(on, QLocale::LongFormat)));
        }
        m_column->addWidget(makeEntry(i));
    }
    if (m_hasMore) {
        auto *more = new Button(tr("Load more"), ButtonVariant::Secondary);
        more->setObjectName(u"changes.more"_s);
        connect(more, &Button::clicked, this, [this] { load(m_page + 1); });
        m_column->addWidget(more, 0, Qt::AlignHCenter);
    }
    m_column->addStretch();
    showContent();
}

QWidget *ChangesView::makeEntry(std::size_t at)
{
    const Revision &revision = m_revisions[at];
    HistoryEntry::Offers offers;
    offers.namesRecord = true;
    offers.bringsBack = true;
    auto *entry
        = new HistoryEntry(m_context, m_collection, revision, at, offers, m_context.isLocked());
    connect(entry, &HistoryEntry::openRequested, this, [this, revision] {
        m_shell.open(RecordRef{m_collection->name, revision.record}, OpenMode::Lasting);
    });
    connect(
        entry, &HistoryEntry::bringBackRequested, this, [this, revision] { bringBack(revision); });
    connect(entry, &HistoryEntry::picked, this, [this, at](bool isPicked) {
        if (isPicked) {
            m_picked.insert(at);
        } else {
            m_picked.erase(at);
        }
        m_compare->setEnabled(m_picked.size() == 2);
    });
    return entry;
}

void ChangesView::bringBack(const Revision &revision)
{
    StagedRecord record;
    record.key = {m_collection->id, revision.record};
    record.kind = ChangeKind::Insert;
    record.fields.insert(u"id"_s, StagedField{.value = toUtf8(revision.record)});
    for (const Revision::Change &change : revision.changes) {
        const fields::Field *field = m_collection->field(change.field);
        if (field != nullptr && !field->isType("autodate") && !field->isType("file")) {
            record.fields.insert(change.field, StagedField{.value = change.before});
        }
    }
    if (m_context.staging().bringBack({record}, tr("Bring back")) == 0) {
        m_shell.status(tr("It is staged already"));
        return;
    }
    m_shell.status(tr("Staged as it was, with its old id; files are gone. Review and commit it"));
    m_shell.openCollection(m_collection->name, OpenMode::Lasting);
}

void ChangesView::compare()
{
    std::vector<ComparedRecord> both;
    for (auto at = m_picked.rbegin(); at != m_picked.rend(); ++at) { // the older one first
        const Revision &revision = m_revisions[*at];
        ComparedRecord one{
            u"%1, %2"_s.arg(HistoryEntry::titleOf(revision),
                            QLocale().toString(revision.created, QLocale::ShortFormat)),
            {}};
        for (const Revision::Change &change : revision.changes) {
            const bool isDelete = revision.action == RevisionAction::Delete;
            one.values.set(toUtf8(change.field), isDelete ? change.before : change.after);
        }
        both.push_back(std::move(one));
    }
    m_shell.showSheet(
        new RecordCompareSheet(m_context, m_collection, both, tr("Two changes"), m_shell.window()));
}

} // namespace socle::studio
