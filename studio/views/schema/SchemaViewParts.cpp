// What floats over the map and what can be done in the schema: toolbar, the first step of a fresh
// project, actions.
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Button.h"
#include "studio/kit/Card.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Text.h"
#include "studio/shell/Actions.h"
#include "studio/shell/Shell.h"
#include "studio/views/schema/CollectionCard.h"
#include "studio/views/schema/CollectionEditor.h"
#include "studio/views/schema/ReviewPanel.h"
#include "studio/views/schema/SchemaMap.h"
#include "studio/views/schema/SchemaMetrics.h"
#include "studio/views/schema/SchemaView.h"

#include <QAction>
#include <QBoxLayout>
#include <QUndoStack>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

/// What a fresh project shows beside the one collection it comes with.
void SchemaView::makeBeginning()
{
    m_beginning = new EmptyState(u"schema"_s,
                                 tr("Draw your first collection"),
                                 tr("A collection is a table with an API: name it, add fields, say "
                                    "who may read and write. Or bring a file with rows."),
                                 m_mapPage);
    m_beginning->setObjectName(u"schema.beginning"_s);
    Button *create = m_beginning->addAction(m_new->text(), u"plus"_s);
    create->setObjectName(u"schema.beginning.new"_s);
    connect(create, &Button::clicked, this, &SchemaView::createNew);
    Button *import = m_beginning->addAction(tr("Import data"), u"upload"_s);
    import->setObjectName(u"schema.beginning.import"_s);
    connect(import, &Button::clicked, this, [this] {
        m_shell.open(ViewTarget{u"import"_s, {}, {}, {}}, OpenMode::Lasting);
    });
    m_beginning->hide();
}

QWidget *SchemaView::makeToolbar()
{
    auto *bar = new Card(m_mapPage);
    bar->setObjectName(u"schema.toolbar"_s);
    bar->body()->setContentsMargins(space::k2, space::k2, space::k2, space::k2);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::k2);
    auto *add = new IconButton(u"plus"_s, tr("New collection (Ctrl+N)"));
    add->setObjectName(u"schema.add"_s);
    add->setRole(Color::Accent);
    m_search = new SearchField(tr("Find a collection or field"));
    m_search->setObjectName(u"schema.search"_s);
    m_search->setAccessibleName(tr("Find a collection or field"));
    keepScaled(m_search, Extent::Width, schema::kSearchWidth);
    m_system = new IconButton(u"lock"_s, tr("Show system collections"));
    m_system->setObjectName(u"schema.system"_s);
    m_system->setCheckable(true);
    m_review = new Button(tr("Review"), ButtonVariant::Ghost);
    m_review->setObjectName(u"schema.review"_s);
    m_review->setAccessibleName(tr("Review and apply the changes"));
    row->addWidget(add);
    row->addWidget(m_search);
    row->addWidget(m_system);
    row->addWidget(m_review);
    bar->body()->addLayout(row);
    connect(add, &IconButton::clicked, this, &SchemaView::createNew);
    connect(m_search, &SearchField::searchChanged, this, &SchemaView::updateMap);
    connect(m_search, &SearchField::leaveDown, this, [this] {
        for (const CollectionPtr &collection : m_context.schema().collections()) {
            if (m_map->cardOf(collection->id) != nullptr) {
                m_map->focusCard(collection->id);
                return;
            }
        }
    });
    connect(m_system, &IconButton::toggled, this, [this](bool on) {
        m_showsSystem = on;
        m_system->setToolTipAndName(on ? tr("Hide system collections")
                                       : tr("Show system collections"));
        emit viewStateChanged();
        update();
    });
    connect(m_review, &Button::clicked, this, [this] { showReview(!m_panel->isVisibleTo(this)); });
    return bar;
}

void SchemaView::makeActions()
{
    const auto add = [this](const ActionSpec &spec, std::function<void()> run) {
        QAction *action = Actions::make(spec, this, std::move(run));
        addAction(action);
        m_actions.append(action);
        return action;
    };
    const QString subject = tr("Schema");
    m_new = add({u"act.schema.new"_s, tr("New collection"), u"plus"_s, {}, subject, {}},
                [this] { createNew(); });
    add({u"act.schema.review"_s,
         tr("Review schema changes"),
         u"diff"_s,
         {QKeySequence(u"Ctrl+Return"_s)},
         subject,
         {}},
        [this] { showReview(true); });
    add({u"act.schema.discard"_s,
         tr("Discard all schema drafts"),
         u"undo"_s,
         {},
         subject,
         {},
         true},
        [this] {
            closeSheet();
            m_context.schema().discardAllDrafts();
        });
    add({u"act.schema.undo"_s,
         tr("Undo schema edit"),
         u"undo"_s,
         {QKeySequence(u"Ctrl+Z"_s)},
         subject,
         {}},
        [this] {
            if (m_editor != nullptr) {
                m_editor->draft().undoStack().undo();
            }
        });
    add({u"act.schema.redo"_s,
         tr("Redo schema edit"),
         u"redo"_s,
         {QKeySequence(u"Ctrl+Shift+Z"_s)},
         subject,
         {}},
        [this] {
            if (m_editor != nullptr) {
                m_editor->draft().undoStack().redo();
            }
        });
}

/// In the middle, or beside the cards when large words would reach over them.
void SchemaView::placeBeginning()
{
    QRect cards;
    for (const CollectionCard *card : m_map->findChildren<CollectionCard *>()) {
        cards |= QRect(card->mapTo(m_mapPage, QPoint()), card->size());
    }
    QRect room = m_mapPage->rect().adjusted(space::k5, 0, -space::k5, 0);
    const int width = std::min(room.width(), Theme::current().scaled(space::k10 * 8));
    const auto middle = [&] {
        const int wide = std::min(width, room.width());
        const int high = m_beginning->hasHeightForWidth() ? m_beginning->heightForWidth(wide)
                                                          : m_beginning->sizeHint().height();
        return QRect(room.left() + (room.width() - wide) / 2,
                     room.top() + (room.height() - high) / 2,
                     wide,
                     high);
    };
    if (middle().intersects(cards)) {
        // The map does not mirror: where there is more room depends on the cards alone.
        if (cards.left() - room.left() > room.right() - cards.right()) {
            room.setRight(cards.left() - space::k7);
        } else {
            room.setLeft(cards.right() + space::k7);
        }
    }
    m_beginning->setGeometry(middle());
    m_beginning->raise();
}

void SchemaView::placeToolbar()
{
    m_map->setGeometry(m_mapPage->rect());
    m_toolbar->adjustSize();
    const int x = layoutDirection() == Qt::RightToLeft
        ? m_mapPage->width() - m_toolbar->width() - space::k5
        : space::k5;
    m_toolbar->move(x, space::k4);
    m_toolbar->raise();
    placeBeginning();
    m_nothing->adjustSize();
    m_nothing->move((m_mapPage->width() - m_nothing->width()) / 2, m_mapPage->height() / 2);
    m_nothing->raise();
}

} // namespace socle::studio
