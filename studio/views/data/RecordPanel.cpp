#include "studio/views/data/RecordPanel.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/FileItems.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/fields/RecordForm.h"
#include "studio/kit/Banner.h"
#include "studio/kit/CodeEdit.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/ListRow.h"
#include "studio/kit/Tabs.h"
#include "studio/kit/Text.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/HistoryPage.h"

#include <QBoxLayout>
#include <QLocale>
#include <QScrollArea>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kRelatedNames = 5; // studio.md 4.3.13

void writePretty(std::string &out, const Json &json, int level)
{
    const auto line = [&out](int depth) {
        out += '\n' + std::string(static_cast<std::size_t>(depth) * 2, ' ');
    };
    if (json.isArray() && !json.array().empty()) {
        out += '[';
        for (std::size_t i = 0; i < json.array().size(); ++i) {
            out += i == 0 ? "" : ",";
            line(level + 1);
            writePretty(out, json.array()[i], level + 1);
        }
        line(level);
        out += ']';
    } else if (json.isObject() && !json.object().empty()) {
        out += '{';
        bool isFirst = true;
        for (const auto &[name, value] : json.object()) {
            out += std::exchange(isFirst, false) ? "" : ",";
            line(level + 1);
            out += Json(name).dump() + ": ";
            writePretty(out, value, level + 1);
        }
        line(level);
        out += '}';
    } else {
        out += json.dump();
    }
}

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

QString prettyJson(const Json &json)
{
    std::string text;
    writePretty(text, json, 0);
    return toQString(text);
}

RecordPanel::RecordPanel(ConnectionContext &context, Shell &shell, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_shell(shell)
    , m_tabs(new Tabs(Tabs::Look::Underline))
    , m_pages(new QStackedWidget)
    , m_banner(new Banner(Tone::Warning, {}))
    , m_form(new RecordForm)
    , m_related(new QWidget)
    , m_relatedRows(new QVBoxLayout(m_related))
    , m_history(new HistoryPage(context))
    , m_json(new CodeEdit(CodeEdit::Language::Json))
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
    connect(&context.staging(), &StagingEngine::committed, m_history, [this] {
        m_history->forget();
        pageChanged();
    });
    m_form->setObjectName(u"data.form"_s);
    m_related->setObjectName(u"data.related"_s);
    m_related->setAccessibleName(tr("Records that use this one"));
    m_json->setObjectName(u"data.form.json"_s);
    m_json->setAccessibleName(tr("Record as JSON"));
    m_json->setReadOnly(true);
    m_json->setLineNumbers(false);
    m_json->setWrap(true);
    m_banner->setDismissible(false);
    m_banner->hide();

    auto *formPage = new QWidget;
    auto *formColumn = new QVBoxLayout(formPage);
    formColumn->setContentsMargins(space::k5, space::k5, space::k5, space::k7);
    formColumn->setSpacing(space::k4);
    formColumn->addWidget(m_form);
    formColumn->addStretch();
    m_relatedRows->setContentsMargins(space::k3, space::k4, space::k3, space::k4);
    m_relatedRows->setSpacing(0);
    m_pages->addWidget(scrolling(formPage));
    m_pages->addWidget(scrolling(m_related));
    m_pages->addWidget(scrolling(m_history));
    m_pages->addWidget(m_json);
    m_pages->addWidget(m_nothing);

    auto *tabRow = new QHBoxLayout;
    tabRow->setContentsMargins(space::k5 - space::k2, 0, 0, 0);
    m_tabs->setExpanding(false);
    tabRow->addWidget(m_tabs, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, space::k2, 0, 0);
    column->setSpacing(0);
    column->addLayout(tabRow);
    column->addWidget(m_banner);
    column->addWidget(m_pages, 1);

    connect(m_tabs, &QTabBar::currentChanged, this, &RecordPanel::pageChanged);
    StagingEngine &staging = context.staging();
    connect(&staging, &StagingEngine::changed, this, [this](const RecordKey &key) {
        if (key == m_key) {
            showStage();
        }
    });
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
}

void RecordPanel::showRecord(const RecordKey &key, const Record *record)
{
    const bool isOther = !(key == m_key);
    m_key = key;
    m_record = record == nullptr ? std::nullopt : std::optional<Record>(*record);
    m_tabs->setEnabled(true);
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
        showNothing(); // a staged insert that was discarded
        return;
    }
    m_form->setValues(effective());
    m_form->clearErrors();
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
    if (!errors.empty()) {
        m_form->setErrors(errors);
    }
    delete std::exchange(m_bannerAction, nullptr);
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
    m_form->setReadOnly(m_isReadOnly || (stage != nullptr && stage->kind == ChangeKind::Delete));
    if (m_pages->currentWidget() == m_json) {
        showJson();
    }
    emit titleChanged(title());
}

void RecordPanel::pageChanged()
{
    if (m_key.isEmpty()) {
        return;
    }
    m_pages->setCurrentIndex(m_tabs->currentIndex());
    const QString key = m_tabs->keyAt(m_tabs->currentIndex());
    if (key == u"json"_s) {
        showJson();
    } else if (key == u"related"_s) {
        showRelated();
    } else if (key == u"history"_s) {
        m_history->show(m_key, m_collection, m_record ? &*m_record : nullptr);
    }
}

void RecordPanel::showJson() { m_json->setText(prettyJson(Json(effective()))); }

void RecordPanel::showRelated()
{
    if (m_relatedOf == m_key.record) {
        return;
    }
    m_relatedOf = m_key.record;
    while (QLayoutItem *item = m_relatedRows->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    const auto references = m_context.schema().referencesTo(m_collection->id);
    for (const auto &[collection, name] : references) {
        const fields::Field *field = collection->field(name);
        const QString filter = name
            + (field != nullptr && field->isMultiple() ? u" ?= "_s : u" = "_s)
            + filterLiteral(m_key.record);
        auto *row = new ListRow(collection->name, tr("through %1").arg(name));
        row->setObjectName(u"data.related."_s + collection->name + u'.' + name);
        row->setAccessibleName(tr("%1 through %2").arg(collection->name, name));
        row->setTile(u"table"_s, Tone::Neutral);
        m_relatedRows->addWidget(row);
        connect(row, &ListRow::activated, this, [this, collection = collection, filter] {
            m_shell.open(
                ViewTarget{u"data"_s, collection->name, {}, QJsonObject{{u"filter"_s, filter}}});
        });
        // The first ones by name and how many there are, in one request.
        ListQuery query;
        query.perPage = kRelatedNames;
        query.filter = filter;
        query.fields = u"id,"_s + collection->labelField();
        query.cancelKey = u"data.related."_s + collection->id + name;
        query.purpose = u"data.related"_s;
        onResult(RecordsEndpoint(m_context.client()).list(collection->name, query),
                 row,
                 [row, name, collection = collection](const Result<RecordPage> &page) {
                     if (!page) {
                         row->setPill(tr("no answer"), Tone::Neutral);
                         return;
                     }
                     QStringList labels;
                     for (const Record &record : page->items) {
                         const Json &label = record.value(collection->labelField());
                         labels.append(label.isString() && !label.text().empty()
                                           ? toQString(label.text())
                                           : record.id);
                     }
                     row->setPill(QLocale().toString(page->totalItems), Tone::Neutral);
                     if (!labels.isEmpty()) {
                         row->setTitle(collection->name,
                                       tr("through %1: %2").arg(name, labels.join(u", "_s)));
                     }
                 });
    }
    if (references.empty()) {
        m_relatedRows->addWidget(
            new EmptyState(u"relation"_s,
                           tr("Nothing refers here"),
                           tr("No collection has a relation to %1.").arg(m_collection->name)));
    }
    m_relatedRows->addStretch();
}

void RecordPanel::setReadOnly(bool readOnly)
{
    m_isReadOnly = readOnly;
    m_form->setReadOnly(readOnly);
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
