#include "studio/views/schema/SchemaView.h"

#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/kit/Button.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Skeleton.h"
#include "studio/kit/Text.h"
#include "studio/shell/Actions.h"
#include "studio/shell/Shell.h"
#include "studio/views/schema/CollectionEditor.h"
#include "studio/views/schema/ReviewPanel.h"
#include "studio/views/schema/SchemaMap.h"
#include "studio/views/schema/SchemaMetrics.h"

#include <QAction>
#include <QBoxLayout>
#include <QResizeEvent>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// The map with its toolbar floating over it.
class MapPage : public QWidget
{
public:
    std::function<void()> onResize;

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        QWidget::resizeEvent(event);
        if (onResize) {
            onResize();
        }
    }
};

} // namespace

SchemaView::SchemaView(ConnectionContext &context, Shell &shell, const ViewTarget &target)
    : View(u"schema"_s)
    , m_context(context)
    , m_shell(shell)
    , m_stack(new QStackedWidget)
    , m_mapPage(new MapPage)
    , m_map(new SchemaMap(m_mapPage))
    , m_nothing(new Text({}, TextRole::Base, Color::TextMuted, m_mapPage))
    , m_panel(new ReviewPanel(context, shell))
{
    setTitle(tr("Schema map"));
    setIcon(u"schema"_s);
    makeActions();
    m_toolbar = makeToolbar();
    m_nothing->setObjectName(u"schema.nothing"_s);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->hide();
    makeBeginning();
    static_cast<MapPage *>(m_mapPage)->onResize = [this] { placeToolbar(); };
    // Larger text, once all of it is larger: no layout looks after what floats over the map.
    connect(
        &Theme::current(),
        &Theme::densityChanged,
        this,
        [this] { placeToolbar(); },
        Qt::QueuedConnection);
    m_stack->addWidget(m_mapPage);
    auto *content = new QWidget;
    auto *row = new QHBoxLayout(content);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_stack, 1);
    row->addWidget(m_panel);
    m_panel->hide();
    auto *skeleton = new Skeleton(Skeleton::Shape::Cards);
    setSkeleton(skeleton);
    setContent(content);

    SchemaStore &schema = context.schema();
    connect(&schema, &SchemaStore::stateChanged, this, &SchemaView::update);
    connect(&schema,
            &SchemaStore::collectionsChanged,
            this,
            [this](const QStringList &, const QStringList &changed, const QStringList &removed) {
                for (const QString &id : changed + removed) {
                    m_counts.remove(id);
                }
                update();
            });
    connect(&schema, &SchemaStore::draftChanged, this, [this] {
        // Typing changes the draft with every key: one look at the map and the review in the next
        // turn of the loop.
        if (!m_isUpdateDue) {
            m_isUpdateDue = true;
            QMetaObject::invokeMethod(this, &SchemaView::update, Qt::QueuedConnection);
        }
    });
    connect(m_map, &SchemaMap::openRequested, this, &SchemaView::openSheet);
    connect(m_map, &SchemaMap::removeRequested, this, &SchemaView::removeCollection);
    connect(m_map, &SchemaMap::newRequested, this, &SchemaView::createNew);
    connect(m_panel, &ReviewPanel::closeRequested, this, [this] { showReview(false); });
    connect(m_panel, &ReviewPanel::applied, this, &SchemaView::applied);
    connect(
        m_panel, &ReviewPanel::runningChanged, this, [this](bool running) { setBusy(running); });
    connect(m_panel,
            &ReviewPanel::showRequested,
            this,
            [this](const QString &id, const QString &fieldId) {
                if (m_editor != nullptr || !fieldId.isEmpty()) {
                    openSheet(id);
                    if (m_editor != nullptr) {
                        m_editor->showField(fieldId);
                    }
                } else {
                    m_map->focusCard(id);
                }
            });
    if (schema.state() == SchemaStore::State::Empty) {
        discard(schema.refresh().isValid() ? Result<void>() : Result<void>(),
                "the signals of the store tell the outcome");
    }
    update();
    showReview(schema.hasDrafts());
    navigate(target);
}

SchemaView::~SchemaView() = default;

SchemaDraft &SchemaView::draftOf(const QString &id)
{
    SchemaDraft *&draft = m_drafts[id];
    if (draft == nullptr) {
        draft = new SchemaDraft(m_context.schema(), id, this);
    }
    return *draft;
}

void SchemaView::navigate(const ViewTarget &target)
{
    if (target.arguments.value(u"create"_s).toBool()) {
        createNew();
    } else if (!target.collection.isEmpty()) {
        openSheet(target.collection);
    }
}

void SchemaView::refresh()
{
    m_counts.clear();
    onResult(
        m_context.schema().refresh(), this, [](const Result<void> &) { /* stateChanged tells */ });
}

bool SchemaView::find()
{
    if (m_editor != nullptr) {
        return false;
    }
    m_search->setFocus();
    m_search->selectAll();
    return true;
}

bool SchemaView::createNew()
{
    // An empty one somebody began is taken up again instead of a second.
    SchemaStore &schema = m_context.schema();
    const QStringList drafts = schema.draftIds();
    for (const QString &id : drafts) {
        if (schema.isNew(id) && (*schema.draft(id))["name"].text().empty()) {
            openSheet(id);
            return true;
        }
    }
    openSheet(schema.addDraft(SchemaDraft::blank(CollectionType::Base, {})));
    return true;
}

bool SchemaView::save()
{
    if (!m_context.schema().hasDrafts()) {
        return false;
    }
    showReview(true);
    return true;
}

bool SchemaView::canGoBack() const { return m_editor != nullptr; }

void SchemaView::goBack() { closeSheet(); }

QJsonObject SchemaView::saveState() const
{
    return {{u"sheet"_s, m_sheetId}, {u"system"_s, m_showsSystem}};
}

void SchemaView::restoreState(const QJsonObject &state)
{
    m_system->setChecked(state.value(u"system"_s).toBool());
    if (const QString id = state.value(u"sheet"_s).toString(); !id.isEmpty()) {
        openSheet(id);
    }
}

void SchemaView::openSheet(const QString &idOrName)
{
    SchemaStore &schema = m_context.schema();
    const CollectionPtr found = schema.find(idOrName);
    const QString id = found ? found->id : idOrName;
    if (!found && !schema.draft(id)) {
        m_sheetId = idOrName; // taken up when the schema is there
        return;
    }
    if (m_editor != nullptr && m_editor->draft().id() == id) {
        return;
    }
    closeSheet();
    m_sheetId = id;
    m_editor = new CollectionEditor(m_context, draftOf(id));
    m_stack->addWidget(m_editor);
    m_stack->setCurrentWidget(m_editor);
    connect(m_editor, &CollectionEditor::backRequested, this, &SchemaView::closeSheet);
    connect(m_editor, &CollectionEditor::reviewRequested, this, [this] { showReview(true); });
    connect(m_editor, &CollectionEditor::removeRequested, this, [this, id] {
        closeSheet();
        removeCollection(id);
    });
    update();
    // Behind whatever shows this view: a tab that is just being made has no focus to give yet.
    QMetaObject::invokeMethod(m_editor, &CollectionEditor::focusFirst, Qt::QueuedConnection);
    emit historyChanged();
    emit viewStateChanged();
}

void SchemaView::closeSheet()
{
    if (m_editor == nullptr) {
        m_sheetId.clear();
        return;
    }
    const QString id = m_sheetId;
    SchemaStore &schema = m_context.schema();
    m_stack->setCurrentWidget(m_mapPage);
    m_stack->removeWidget(m_editor);
    m_editor->hide();
    m_editor->deleteLater();
    m_editor = nullptr;
    m_sheetId.clear();
    if (schema.isNew(id) && schema.draft(id) && !draftOf(id).undoStack().canUndo()
        && (*schema.draft(id))["name"].text().empty()) {
        schema.discardDraft(id); // opened and left: nothing was wanted
    }
    update();
    m_map->focusCard(id);
    emit historyChanged();
    emit viewStateChanged();
}

void SchemaView::removeCollection(const QString &id)
{
    SchemaStore &schema = m_context.schema();
    const CollectionPtr found = schema.find(id);
    if (found && found->isSystem) {
        m_shell.status(tr("System collections cannot be deleted"));
        return;
    }
    schema.setRemoved(id, !schema.isRemoved(id));
    if (schema.isRemoved(id)) {
        showReview(true);
    }
}

void SchemaView::showReview(bool shown)
{
    m_panel->setVisible(shown && m_context.schema().hasDrafts());
    if (shown) {
        m_panel->reload();
    }
}

void SchemaView::update()
{
    m_isUpdateDue = false;
    SchemaStore &schema = m_context.schema();
    const bool hasNothing = schema.collections().empty();
    if (hasNothing
        && (schema.state() == SchemaStore::State::Loading
            || schema.state() == SchemaStore::State::Empty)
        && m_editor == nullptr) {
        showLoading();
        return;
    }
    if (hasNothing && schema.state() == SchemaStore::State::Failed && m_editor == nullptr) {
        showError(ErrorText::of(schema.error()), [this] { refresh(); });
        return;
    }
    if (!m_sheetId.isEmpty() && m_editor == nullptr
        && (schema.find(m_sheetId) || schema.draft(m_sheetId))) {
        openSheet(m_sheetId); // asked for before the schema was there
        return;
    }
    if (m_editor != nullptr && !schema.find(m_sheetId) && !schema.draft(m_sheetId)) {
        closeSheet(); // gone from the server, or discarded
        return;
    }
    const bool hasOwn = std::any_of(schema.collections().begin(),
                                    schema.collections().end(),
                                    [](const CollectionPtr &one) { return !one->isSystem; });
    setMark(schema.hasDrafts() ? Mark::Unsaved : Mark::None);
    const QString title = m_editor != nullptr && !m_editor->draft().name().isEmpty()
        ? m_editor->draft().name()
        : m_editor != nullptr ? tr("New collection")
                              : tr("Schema map");
    setTitle(title);
    updateMap();
    updateReview();
    if (!hasOwn && !schema.hasDrafts() && m_editor == nullptr && !m_showsSystem) {
        showEmpty({u"schema"_s,
                   tr("No collections yet"),
                   tr("A collection is a table with an API: name it, add fields, say who may read "
                      "and write."),
                   {m_new}});
        return;
    }
    showContent();
    countRecords();
}

void SchemaView::updateMap()
{
    SchemaStore &schema = m_context.schema();
    const QString wanted = m_search->text().trimmed();
    std::vector<CardContent> cards;
    const auto matches = [&](const CardContent &card) {
        return wanted.isEmpty() || card.name.contains(wanted, Qt::CaseInsensitive)
            || std::any_of(card.fields.begin(), card.fields.end(), [&](const DraftField &field) {
                   return field.name.contains(wanted, Qt::CaseInsensitive);
               });
    };
    const auto add = [&](const QString &id, CardContent::Mark mark) {
        SchemaDraft &draft = draftOf(id);
        CardContent card{id,
                         draft.name(),
                         draft.type(),
                         draft.isSystem(),
                         m_counts.value(id, -1),
                         mark,
                         draft.fields()};
        // Behind the scenes of sign-in: nobody looks for them on the map.
        card.fields.erase(std::remove_if(card.fields.begin(),
                                         card.fields.end(),
                                         [](const DraftField &field) {
                                             return field.isSystem && field.json["hidden"].toBool();
                                         }),
                          card.fields.end());
        if (matches(card)) {
            cards.push_back(std::move(card));
        }
    };
    for (const CollectionPtr &collection : schema.collections()) {
        if (!collection->isSystem || m_showsSystem) {
            add(collection->id,
                schema.isRemoved(collection->id) ? CardContent::Mark::Removed
                                                 : CardContent::Mark::None);
        }
    }
    const QStringList drafts = schema.draftIds();
    for (const QString &id : drafts) {
        if (schema.isNew(id)) {
            add(id, CardContent::Mark::Added);
        }
    }
    m_map->setCards(cards);
    m_nothing->setText(wanted.isEmpty()
                           ? QString()
                           : tr("No collection and no field matches \u201c%1\u201d.").arg(wanted));
    m_nothing->setVisible(cards.empty() && !wanted.isEmpty());
    // Every server starts with an empty "users": the work begins beside it.
    const bool isFresh = std::none_of(
        schema.collections().begin(), schema.collections().end(), [](const CollectionPtr &one) {
            return !one->isSystem && one->name != u"users"_s;
        });
    const bool isBeginning = isFresh && wanted.isEmpty() && !m_showsSystem && !schema.hasDrafts();
    if (isBeginning && !m_beginning->isVisible() && !m_search->hasFocus()) {
        // Enter draws the first collection; behind whatever is just bringing this view to the
        // front.
        QMetaObject::invokeMethod(
            m_beginning,
            [this] {
                if (auto *create = m_beginning->findChild<Button *>(u"schema.beginning.new"_s);
                    create != nullptr && m_beginning->isVisible()) {
                    create->setFocus(Qt::OtherFocusReason);
                }
            },
            Qt::QueuedConnection);
    }
    m_beginning->setVisible(isBeginning);
    placeToolbar();
}

void SchemaView::updateReview()
{
    m_panel->reload();
    const int count = static_cast<int>(m_panel->changes().size());
    m_review->setText(tr("Review %n changes", nullptr, count));
    m_review->setVisible(count > 0);
    if (m_editor != nullptr) {
        m_editor->setReviewCount(count);
    }
    if (!m_context.schema().hasDrafts()) {
        m_panel->hide();
    }
    placeToolbar(); // mirrored, its place depends on its width
}

void SchemaView::applied(const std::vector<SchemaStepOutcome> &outcomes)
{
    // The sheet that was refused is what people want to see; errors go to its controls.
    for (const SchemaStepOutcome &outcome : outcomes) {
        if (!outcome.error) {
            continue;
        }
        if (outcome.step.kind == SchemaStep::Kind::Create
            || outcome.step.kind == SchemaStep::Kind::Update) {
            openSheet(outcome.step.id);
            QMap<QString, QString> problems;
            for (auto it = outcome.error->fields.begin(); it != outcome.error->fields.end(); ++it) {
                problems.insert(SchemaDraft::pathByFieldId(it.key(), outcome.step.body),
                                it.value());
            }
            if (m_editor != nullptr) {
                m_editor->setServerProblems(problems, outcome.error->message);
            }
        }
        setMark(Mark::Failed);
        return;
    }
    m_counts.clear();
    update();
}

void SchemaView::countRecords()
{
    for (const CollectionPtr &collection : m_context.schema().collections()) {
        const QString id = collection->id;
        if ((collection->isSystem && !m_showsSystem) || m_counts.contains(id)) {
            continue;
        }
        m_counts.insert(id, -1);
        onResult(RecordsEndpoint(m_context.client())
                     .count(collection->name, {}, u"schema.records."_s + id),
                 this,
                 [this, id](const Result<qint64> &result) {
                     if (result) {
                         m_counts.insert(id, *result);
                         m_map->setCount(id, *result);
                     }
                 });
    }
}

void SchemaView::resizeEvent(QResizeEvent *event)
{
    View::resizeEvent(event);
    placeToolbar();
}

} // namespace socle::studio
