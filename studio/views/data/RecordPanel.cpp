#include "studio/views/data/RecordPanel.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/FileItems.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/fields/ArrangeSheet.h"
#include "studio/fields/FieldEditor.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/fields/RecordForm.h"
#include "studio/kit/Banner.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/Tabs.h"
#include "studio/kit/Text.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/ApiPage.h"
#include "studio/views/data/HistoryPage.h"
#include "studio/views/data/JsonPage.h"
#include "studio/views/data/PeekPopover.h"
#include "studio/views/data/RecordCompareSheet.h"
#include "studio/views/data/RecordHead.h"
#include "studio/views/data/RelatedPage.h"
#include "studio/views/data/Strip.h"

#include <QBoxLayout>
#include <QJsonArray>
#include <QScrollArea>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const QString kSectionsKey = u"data.form.sections."_s; // and the collection's id

QScrollArea *scrolling(QWidget *content)
{
    auto *area = new QScrollArea;
    area->setWidget(content);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setFocusPolicy(Qt::NoFocus);
    // The ground of the inspector shines through.
    area->viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
    return area;
}

} // namespace

RecordPanel::RecordPanel(ConnectionContext &context, Shell &shell, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_shell(shell)
    , m_head(new RecordHead)
    , m_tabs(new Tabs(Tabs::Look::Underline))
    , m_pages(new QStackedWidget)
    , m_banner(new Banner(Tone::Warning, {}))
    , m_form(new RecordForm)
    , m_related(new RelatedPage(context, shell))
    , m_history(new HistoryPage(context))
    , m_json(new JsonPage(context))
    , m_api(new ApiPage(shell))
    , m_newBar(new Strip(layout::kToolbar, Strip::TopLine))
    , m_another(new Button({}, ButtonVariant::Secondary))
    , m_nothing(new EmptyState(
          u"rows"_s, tr("No record selected"), tr("Select a row to see and edit its fields.")))
{
    setObjectName(u"data.form.panel"_s);
    setAccessibleName(tr("Record"));
    m_tabs->setObjectName(u"data.form.tabs"_s);
    m_tabs->setAccessibleName(tr("Parts of the record"));
    m_tabs->addTab(u"record"_s, tr("Record"));
    m_tabs->addTab(u"related"_s, tr("Related"));
    m_tabs->addTab(u"history"_s, tr("History"));
    m_tabs->addTab(u"json"_s, tr("JSON"));
    connect(
        m_history, &HistoryPage::said, this, [this](const QString &text) { m_shell.status(text); });
    connect(m_history,
            &HistoryPage::compareRequested,
            this,
            [this](const std::vector<ComparedRecord> &versions) {
                m_shell.showSheet(new RecordCompareSheet(
                    m_context, m_collection, versions, tr("Two versions"), m_shell.window()));
            });
    connect(&context.staging(), &StagingEngine::committed, m_history, [this] {
        m_history->forget();
        pageChanged();
    });
    m_tabs->addTab(u"api"_s, tr("API"));
    const auto say = [this](const QString &text) { m_shell.status(text); };
    connect(m_json, &JsonPage::said, this, say);
    connect(m_api, &ApiPage::said, this, say);
    connect(m_head, &RecordHead::copied, this, [this](const QString &id) {
        m_shell.status(tr("Copied %1").arg(id));
    });
    connect(m_related, &RelatedPage::counted, this, [this](int total) {
        m_tabs->setCount(m_tabs->indexOfKey(u"related"_s), total);
    });
    m_form->setObjectName(u"data.form"_s);
    m_banner->setDismissible(false);
    m_banner->hide();

    auto *formPage = new QWidget;
    auto *formColumn = new QVBoxLayout(formPage);
    formColumn->setContentsMargins(space::k5, space::k5, space::k5, space::k7);
    formColumn->setSpacing(space::k4);
    formColumn->addWidget(m_form);
    formColumn->addStretch();
    auto *newRow = new QHBoxLayout(m_newBar);
    newRow->setContentsMargins(space::k5, 0, space::k5, 0);
    auto *hint = new Text(tr("Staged as you type"), TextRole::Small, Color::TextSubtle);
    hint->setOverflow(Text::Overflow::Elide);
    newRow->addWidget(hint, 1);
    m_another->setObjectName(u"data.form.another"_s);
    newRow->addWidget(m_another);
    m_newBar->hide();
    m_pages->addWidget(scrolling(formPage));
    m_pages->addWidget(scrolling(m_related));
    m_pages->addWidget(scrolling(m_history));
    m_pages->addWidget(m_json);
    m_pages->addWidget(m_api);
    m_pages->addWidget(m_nothing);

    auto *tabRow = new QHBoxLayout;
    tabRow->setContentsMargins(0, 0, 0, 0);
    tabRow->addSpacing(space::k5 - space::k2); // a margin would not mirror
    m_tabs->setExpanding(false);
    tabRow->addWidget(m_tabs, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::k2, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_head);
    column->addLayout(tabRow);
    column->addWidget(m_banner);
    column->addWidget(m_pages, 1);
    column->addWidget(m_newBar);

    connect(m_tabs, &QTabBar::currentChanged, this, &RecordPanel::pageChanged);
    StagingEngine &staging = context.staging();
    connect(&staging, &StagingEngine::changed, this, [this](const RecordKey &key) {
        if (key == m_key) {
            showStage();
        }
    });
    connect(&staging,
            &StagingEngine::insertRemoved,
            this,
            [this](const RecordKey &key, const QString &newId) {
                if (key == m_key && !newId.isEmpty()) {
                    m_becomes = newId; // its values come with committed()
                }
            });
    connect(&staging, &StagingEngine::committed, this, &RecordPanel::committed);
    connect(m_form,
            &RecordForm::valueCommitted,
            this,
            [this](const QString &name, const QVariant &value) {
                const fields::Field *field
                    = m_collection == nullptr ? nullptr : m_collection->field(name);
                if (field == nullptr || m_key.isEmpty()) {
                    return;
                }
                const Json json = toJson(value, *field);
                if (m_record) {
                    m_context.staging().setValue(m_key, *m_record, name, json);
                } else {
                    m_context.staging().setValue(m_key, name, json);
                }
            });
    connect(m_form, &RecordForm::undoRequested, this, [this](const QString &name) {
        m_context.staging().revertField(m_key, name);
    });
    showNothing();
}

void RecordPanel::setCollection(const CollectionPtr &collection)
{
    const bool isSame = m_collection == collection;
    m_collection = collection;
    if (!isSame) {
        buildForm();
        showNothing();
    }
}

void RecordPanel::buildForm()
{
    EditorContext context;
    context.place = EditorContext::Place::Form;
    context.client = &m_context.client();
    context.schema = &m_context.schema();
    context.labels = &m_context.labels();
    context.pictures = &m_context.pictures();
    context.tiles = &m_context.tiles();
    context.peekRecord = peekFor(m_context, m_shell);
    context.decimalsOf = m_decimalsOf;
    context.collection = m_collection;
    context.recordId = m_key.record;
    context.isNewRecord = !m_record.has_value() && !m_key.isEmpty();
    context.isReadOnly = m_isReadOnly;
    Shell *shell = &m_shell;
    context.openRecord = [shell](const QString &collection, const QString &record) {
        shell->open(RecordRef{collection, record});
    };
    StagingEngine *staging = &m_context.staging();
    context.createRecord
        = [staging](const QString &collection, const std::function<void(const QString &)> &done) {
              done(staging->insert(collection).record);
          };
    m_form->setCollection(m_collection, context);
    const QJsonArray kept = m_shell.workspace()
                                .state(m_shell.connectionId(), kSectionsKey + m_collection->id)
                                .toArray();
    m_form->setSections(formSectionsFrom(kept));
}

void RecordPanel::arrange()
{
    if (m_collection == nullptr) {
        return;
    }
    auto *sheet = new ArrangeSheet(m_collection, m_form->sections(), m_shell.window());
    connect(sheet, &ArrangeSheet::arranged, this, [this](const FormSections &sections) {
        m_shell.workspace().setState(
            m_shell.connectionId(), kSectionsKey + m_collection->id, toJson(sections));
        m_form->setSections(sections);
        showStage();
    });
    m_shell.showSheet(sheet);
}

void RecordPanel::setAnotherAction(QAction *action)
{
    m_another->bindAction(action);
    m_another->setObjectName(u"data.form.another"_s);
}

bool RecordPanel::finishTyping()
{
    const QString name = focusedField();
    if (!name.isEmpty()) {
        m_form->editor(name)->commit();
    }
    return m_form->inputProblemField().isEmpty()
        || (m_form->focusField(m_form->inputProblemField()), false);
}

QString RecordPanel::focusedField() const { return m_form->focusedField(); }

void RecordPanel::focusField(const QString &name)
{
    m_tabs->setCurrentIndex(0);
    m_form->focusField(name);
}

/// A new record got its id: the same form goes on with the stored one.
void RecordPanel::committed(const std::vector<CommitOutcome> &outcomes)
{
    const QString id = std::exchange(m_becomes, {});
    if (id.isEmpty()) {
        return;
    }
    for (const CommitOutcome &outcome : outcomes) {
        if (outcome.isWritten && outcome.newId == id && outcome.record) {
            showRecord({m_key.collection, id}, &*outcome.record);
            return;
        }
    }
    showStage(); // nothing more is known of it
}

void RecordPanel::showRecord(const RecordKey &key, const Record *record)
{
    const bool isOther = !(key == m_key);
    m_key = key;
    m_record = record == nullptr ? std::nullopt : std::optional<Record>(*record);
    m_tabs->setEnabled(true);
    m_head->show();
    m_head->setRecord(key.record, record == nullptr);
    m_newBar->setVisible(record == nullptr && m_another->isEnabled());
    if (isOther) {
        m_tabs->setCount(m_tabs->indexOfKey(u"related"_s), -1);
    }
    if (isOther) {
        m_form->setRecord(key.record, record == nullptr);
    }
    showStage();
    pageChanged();
}

void RecordPanel::showNothing()
{
    m_key = {};
    m_record.reset();
    m_head->hide();
    m_newBar->hide();
    m_banner->hide();
    m_tabs->setEnabled(false);
    m_pages->setCurrentWidget(m_nothing);
    emit titleChanged(title());
}

const StagedRecord *RecordPanel::staged() const
{
    return m_key.isEmpty() ? nullptr : m_context.staging().find(m_key);
}

JsonObject RecordPanel::effective() const
{
    JsonObject values = m_record ? m_record->values : JsonObject();
    values.erase("expand");
    if (const StagedRecord *stage = staged()) {
        for (auto it = stage->fields.begin(); it != stage->fields.end(); ++it) {
            const fields::Field *field = it->files.isEmpty() || m_collection == nullptr
                ? nullptr
                : m_collection->field(it.key());
            values.set(toUtf8(it.key()), field != nullptr ? joinFileItems(*it, *field) : it->value);
        }
    }
    return values;
}

QString RecordPanel::title() const
{
    if (m_key.isEmpty() || m_collection == nullptr) {
        return tr("Record");
    }
    const JsonObject values = effective();
    const Json *label = values.find(toUtf8(m_collection->labelField()));
    const QString text
        = label != nullptr && label->isString() ? toQString(label->text()) : QString();
    if (!text.isEmpty()) {
        return text;
    }
    return m_record ? m_key.record : tr("New record");
}

void RecordPanel::showStage()
{
    if (m_key.isEmpty() || m_collection == nullptr) {
        return;
    }
    const StagedRecord *stage = staged();
    if (stage == nullptr && !m_record) {
        if (m_becomes.isEmpty()) {
            showNothing(); // a staged insert that was discarded
        }
        return;
    }
    m_form->setValues(effective());
    FieldErrors errors;
    for (const QString &name : m_form->fieldNames()) {
        const StagedField *field
            = stage == nullptr ? nullptr : m_context.staging().find(m_key, name);
        const bool isEdited = field != nullptr && stage->kind == ChangeKind::Update;
        QString was;
        if (isEdited) {
            if (const fields::Field *schema = m_collection->field(name)) {
                was = fieldUi(*schema).displayText(toVariant(field->base, *schema), *schema);
                if (schema->isType(fields::kNumber) && m_decimalsOf) {
                    was = withDecimals(was, m_decimalsOf(name));
                }
            }
        }
        m_form->setEdited(name, isEdited, was);
        if (field != nullptr && !field->error.isEmpty()) {
            FieldError error;
            error.code = "refused";
            error.message = toUtf8(field->error);
            errors.emplace(toUtf8(name), std::move(error));
        }
    }
    m_form->setErrors(errors);
    m_tabs->setCount(0, errors.empty() ? -1 : static_cast<int>(errors.size()));
    showBanner(stage);
    m_form->setReadOnly(m_isReadOnly || (stage != nullptr && stage->kind == ChangeKind::Delete));
    pageChanged();
    emit titleChanged(title());
}

void RecordPanel::showBanner(const StagedRecord *stage)
{
    delete std::exchange(m_bannerAction, nullptr);
    delete std::exchange(m_bannerMore, nullptr);
    m_banner->setVisible(stage != nullptr
                         && (stage->hasConflict() || stage->isMissing || !stage->error.isEmpty()
                             || stage->kind == ChangeKind::Delete));
    if (m_banner->isVisibleTo(this)) {
        if (stage->isMissing) {
            m_banner->setMessage(Tone::Danger,
                                 tr("This record no longer exists"),
                                 tr("It was deleted on the server."));
            m_bannerAction = m_banner->addAction(tr("Remove from view"));
            m_bannerAction->setObjectName(u"data.form.removeFromView"_s);
            connect(m_bannerAction, &Button::clicked, this, [this] {
                emit removeFromViewRequested(m_key);
            });
            m_bannerMore = m_banner->addAction(tr("Create again from my copy"));
            m_bannerMore->setObjectName(u"data.form.recreate"_s);
            connect(m_bannerMore, &Button::clicked, this, [this] {
                m_context.staging().recreate(m_key);
            });
        } else if (stage->hasConflict()) {
            m_banner->setMessage(
                Tone::Warning, tr("Changed by someone else"), tr("Choose which values stay."));
            m_bannerAction = m_banner->addAction(tr("Merge"));
            m_bannerAction->setObjectName(u"data.form.merge"_s);
            connect(m_bannerAction, &Button::clicked, this, [this] { emit mergeRequested(m_key); });
        } else if (!stage->error.isEmpty()) {
            m_banner->setMessage(Tone::Danger, tr("Not committed"), stage->error);
        } else {
            m_banner->setMessage(
                Tone::Danger, tr("Deletion staged"), tr("The record goes with the next commit."));
            m_bannerAction = m_banner->addAction(tr("Keep"));
            m_bannerAction->setObjectName(u"data.form.keep"_s);
            connect(m_bannerAction, &Button::clicked, this, [this] {
                m_context.staging().revert(m_key);
            });
        }
    }
}

void RecordPanel::pageChanged()
{
    if (m_key.isEmpty()) {
        return;
    }
    m_pages->setCurrentIndex(m_tabs->currentIndex());
    const QString key = m_tabs->keyAt(m_tabs->currentIndex());
    if (key == u"json"_s) {
        m_json->show(m_collection, effective());
    } else if (key == u"related"_s) {
        m_related->show(m_collection, m_key, !m_record);
    } else if (key == u"history"_s) {
        m_history->show(m_key, m_collection, m_record ? &*m_record : nullptr);
    } else if (key == u"api"_s) {
        showApi();
    }
}

/// What is staged, or every value one may write.
void RecordPanel::showApi()
{
    JsonObject body;
    const StagedRecord *stage = staged();
    const JsonObject values = effective();
    const bool isChanged = stage != nullptr && stage->kind == ChangeKind::Update;
    for (const fields::Field &field : m_collection->fields) {
        const QString name = toQString(field.name);
        const Json *value = values.find(field.name);
        const bool isSent = !field.isType(fields::kAutodate) && !field.isType(fields::kFile)
            && !field.flag("primaryKey") && value != nullptr
            && (!isChanged || stage->fields.contains(name));
        if (isSent && field.isType(fields::kPassword)) {
            body.set(field.name, Json("…")); // never the one that was typed
        } else if (isSent) {
            body.set(field.name, *value);
        }
    }
    m_api->show(m_context.client().baseUrl(),
                m_collection,
                m_record ? m_key.record : QString(),
                body,
                m_context.client().hasToken());
}

void RecordPanel::setReadOnly(bool readOnly)
{
    m_isReadOnly = readOnly;
    m_form->setReadOnly(readOnly);
    m_related->setReadOnly(readOnly);
    m_history->setReadOnly(readOnly);
}

void RecordPanel::focusForm()
{
    m_tabs->setCurrentIndex(0);
    m_form->focusFirstField();
}

void RecordPanel::focusFirstError()
{
    m_tabs->setCurrentIndex(0);
    const QString name = m_form->firstErrorField();
    if (!name.isEmpty()) {
        m_form->focusField(name);
    }
}

} // namespace socle::studio
