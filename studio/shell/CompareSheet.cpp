#include "studio/shell/CompareSheet.h"

#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/Connections.h"
#include "studio/shell/Metrics.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QTreeWidget>

#include <memory>
#include <optional>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kCompared = 500; // records of each side: one page

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

CompareSheet::CompareSheet(Connections &connections, const QString &left, QWidget *window)
    : Sheet(window, tr("Compare two connections"))
    , m_connections(connections)
    , m_left(new Select)
    , m_right(new Select)
    , m_what(new Segmented)
    , m_collection(new Select)
    , m_list(new QTreeWidget)
    , m_state(new Text({}, TextRole::Base, Color::TextMuted))
{
    setObjectName(u"shell.compare"_s);
    setPanelWidth(Theme::current().scaled(metrics::kCompareWidth));
    QVector<SelectOption> options;
    for (const ConnectionSession *session : connections.sessions()) {
        options.append({.key = session->profile().id, .text = session->profile().name});
    }
    const auto side = [&](Select *select, const QString &name, const QString &text) {
        select->setObjectName(u"shell.compare."_s + name);
        select->setAccessibleName(text);
        select->setOptions(options);
        connect(select, &Select::currentChanged, this, [this] {
            fillCollections();
            compare();
        });
    };
    side(m_left, u"left"_s, tr("Left"));
    side(m_right, u"right"_s, tr("Right"));
    m_left->setCurrentKey(left);
    for (const SelectOption &option : options) {
        if (option.key != left) {
            m_right->setCurrentKey(option.key);
            break;
        }
    }
    m_what->setObjectName(u"shell.compare.what"_s);
    m_what->setAccessibleName(tr("What to compare"));
    m_what->addSegment(u"schema"_s, tr("Schema"));
    m_what->addSegment(u"records"_s, tr("Records"));
    m_what->setCurrentKey(u"schema"_s);
    connect(m_what, &Segmented::currentChanged, this, &CompareSheet::compare);
    m_collection->setObjectName(u"shell.compare.collection"_s);
    m_collection->setAccessibleName(tr("Collection"));
    m_collection->setPlaceholder(tr("Collection"));
    connect(m_collection, &Select::currentChanged, this, &CompareSheet::compare);
    auto *head = new QHBoxLayout;
    head->setSpacing(space::k4);
    head->addWidget(m_left, 1);
    head->addWidget(m_right, 1);
    head->addWidget(m_what);
    head->addWidget(m_collection, 1);
    body()->addLayout(head);
    m_state->setObjectName(u"shell.compare.state"_s);
    m_state->setOverflow(Text::Overflow::Wrap);
    body()->addWidget(m_state);
    m_list->setObjectName(u"shell.compare.list"_s);
    m_list->setAccessibleName(tr("Differences"));
    m_list->setRootIsDecorated(true);
    m_list->setUniformRowHeights(true);
    keepScaled(m_list, Extent::LeastHeight, metrics::kHelpHeight);
    m_list->header()->setSectionResizeMode(QHeaderView::Stretch);
    body()->addWidget(m_list, 1);
    Button *done = addButton(tr("Close"), ButtonVariant::Secondary);
    done->setObjectName(u"shell.compare.close"_s);
    connect(done, &Button::clicked, this, &Sheet::reject);
    fillCollections();
    compare();
}

ConnectionContext *CompareSheet::contextOf(const Select &side) const
{
    ConnectionSession *session = m_connections.session(side.currentKey());
    return session == nullptr ? nullptr : &session->context();
}

void CompareSheet::fillCollections()
{
    QVector<SelectOption> options;
    ConnectionContext *left = contextOf(*m_left);
    ConnectionContext *right = contextOf(*m_right);
    if (left != nullptr && right != nullptr) {
        for (const CollectionPtr &collection : ownCollections(*left)) {
            if (right->schema().find(collection->name) != nullptr) {
                options.append({.key = collection->name, .text = collection->name});
            }
        }
    }
    const QString known = m_collection->currentKey();
    m_collection->setOptions(options);
    m_collection->setCurrentKey(known.isEmpty() && !options.isEmpty() ? options.first().key
                                                                      : known);
}

void CompareSheet::compare()
{
    ++m_turn;
    const bool isRecords = m_what->currentKey() == u"records"_s;
    m_collection->setVisible(isRecords);
    const auto nameOf = [this](const Select &side) {
        const ConnectionSession *session = m_connections.session(side.currentKey());
        return session == nullptr ? QString() : session->profile().name;
    };
    m_list->setHeaderLabels({tr("Where"), nameOf(*m_left), nameOf(*m_right)});
    if (contextOf(*m_left) == nullptr || contextOf(*m_right) == nullptr) {
        show({}, tr("Open a second connection to compare this one with."));
    } else if (isRecords && m_collection->currentKey().isEmpty()) {
        show({}, tr("The two have no collection of the same name."));
    } else if (isRecords) {
        compareRecordsOf(m_collection->currentKey());
    } else {
        compareSchema();
    }
}

void CompareSheet::compareSchema()
{
    show(compareSchemas(ownCollections(*contextOf(*m_left)), ownCollections(*contextOf(*m_right))));
}

void CompareSheet::compareRecordsOf(const QString &collection)
{
    struct Sides
    {
        std::optional<RecordPage> left;
        std::optional<RecordPage> right;
    };

    const CollectionPtr left = contextOf(*m_left)->schema().find(collection);
    const CollectionPtr right = contextOf(*m_right)->schema().find(collection);
    if (left == nullptr || right == nullptr) {
        show({}, tr("The two have no collection of the same name."));
        return;
    }
    m_list->clear();
    m_state->setText(tr("Comparing"));
    const auto sides = std::make_shared<Sides>();
    const int turn = m_turn;
    const auto fetch = [&](const Select &from, std::optional<RecordPage> Sides::*into) {
        ListQuery query;
        query.perPage = kCompared;
        query.sort = u"id"_s;
        onResult(RecordsEndpoint(contextOf(from)->client()).list(collection, query),
                 this,
                 [this, sides, into, turn, left, right](Result<RecordPage> page) {
                     if (turn != m_turn) {
                         return;
                     }
                     if (!page) {
                         ++m_turn;
                         show({}, toQString(page.error().message));
                         return;
                     }
                     (*sides).*into = page.takeValue();
                     if (!sides->left || !sides->right) {
                         return;
                     }
                     const bool isAll = sides->left->totalItems <= kCompared
                         && sides->right->totalItems <= kCompared;
                     show(compareRecords(sides->left->items,
                                         sides->right->items,
                                         comparableFields(*left, *right)),
                          isAll ? QString()
                                : tr("Only the first %Ln records of each side, by id.",
                                     nullptr,
                                     kCompared));
                 });
    };
    fetch(*m_left, &Sides::left);
    fetch(*m_right, &Sides::right);
}

void CompareSheet::show(const QList<Difference> &differences, const QString &note)
{
    m_list->clear();
    QTreeWidgetItem *parent = nullptr;
    for (const Difference &one : differences) {
        if (parent == nullptr || parent->text(0) != one.where) {
            parent = new QTreeWidgetItem(m_list, {one.where});
            parent->setExpanded(true);
        }
        QTreeWidgetItem *line
            = one.what.isEmpty() ? parent : new QTreeWidgetItem(parent, {one.what});
        using Kind = Difference::Kind;
        const QString there = tr("is there");
        const QString missing = tr("missing");
        line->setText(1,
                      one.kind == Kind::Differs        ? one.left
                          : one.kind == Kind::OnlyLeft ? there
                                                       : missing);
        line->setText(2,
                      one.kind == Kind::Differs         ? one.right
                          : one.kind == Kind::OnlyRight ? there
                                                        : missing);
        line->setToolTip(1, line->text(1));
        line->setToolTip(2, line->text(2));
    }
    m_list->setVisible(!differences.isEmpty());
    QStringList words;
    if (!differences.isEmpty()) {
        words << tr("%Ln differences.", nullptr, static_cast<int>(differences.size()));
    } else if (note.isEmpty()) {
        words << tr("No differences.");
    }
    if (!note.isEmpty()) {
        words << note;
    }
    m_state->setText(words.join(u' '));
}

} // namespace socle::studio
