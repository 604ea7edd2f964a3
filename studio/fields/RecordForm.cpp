// See the header.
#include "studio/fields/RecordForm.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/fields/RecordFormParts.h"
#include "studio/fields/Words.h"
#include "studio/kit/Banner.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/Text.h"

#include <QApplication>
#include <QGridLayout>
#include <QResizeEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace socle::studio {

namespace {

constexpr int kLongestWas = 40;

} // namespace

void RecordForm::Impl::build()
{
    // A record that is stored now has other editors (id, password); whoever typed goes on.
    const QString focused = focusedField();
    for (Part &part : parts) {
        part.items.clear();
    }
    for (Item &item : items) {
        delete item.row;
    }
    items.clear();
    if (collection == nullptr) {
        return;
    }
    int hiddenFields = 0;
    for (const fields::Field &field : collection->fields) {
        Item item{.field = field, .name = toQString(field.name)};
        const FieldUi &ui = fieldUi(field);
        EditorContext own = context;
        own.place = EditorContext::Place::Form;
        own.collection = collection;
        QWidget *host = field.hidden ? hidden : q;
        item.editor = ui.createEditor(host, field, own);
        item.row = new FieldRow(item.name, item.editor, host);
        const bool isKey = field.flag("primaryKey");
        Privacy::guard(item.editor, isPrivateField(field));
        item.row->setFieldType(isKey ? QStringLiteral("id") : ui.typeName());
        item.row->setHelp(toQString(field.help));
        const bool isFilledByServer = !field.text("autogeneratePattern").empty();
        item.isNeeded = field.required && !isFilledByServer && ui.isEditable(field, own);
        item.row->setRequired(item.isNeeded);
        hiddenFields += field.hidden ? 1 : 0;
        wire(item);
        items.push_back(std::move(item));
    }
    fold->setVisible(hiddenFields > 0);
    fold->setText(RecordForm::tr("%n hidden fields", nullptr, hiddenFields));
    hidden->setVisible(hiddenFields > 0 && fold->isChecked());
    sort();
    applyReadOnly();
    if (!focused.isEmpty()) {
        q->focusField(focused);
    }
}

void RecordForm::Impl::countErrors()
{
    const auto show = [](Pill *pill, const std::vector<const Item *> &below) {
        const auto count = std::count_if(below.begin(), below.end(), [](const Item *item) {
            return !item->row->error().isEmpty();
        });
        if (pill != nullptr) {
            pill->setText(QString::number(count));
            pill->setVisible(count > 0);
        }
    };
    for (const Part &part : parts) {
        show(part.count, part.items);
    }
    show(hiddenCount, hiddenItems());
}

void RecordForm::Impl::wire(const Item &item)
{
    const QString name = item.name;
    FieldEditor *editor = item.editor;
    QObject::connect(editor, &FieldEditor::committed, q, [this, name](const QVariant &value) {
        if (Item *own = find(name)) {
            own->wasLeft = true;
            own->serverError.clear();
            own->committed = toJson(value, own->field);
            showState(*own);
        }
        emit q->valueCommitted(name, value);
    });
    QObject::connect(editor, &FieldEditor::valueEdited, q, [this, name](const QVariant &value) {
        emit q->valueEdited(name, value);
    });
    QObject::connect(editor, &FieldEditor::validityChanged, q, [this, name] {
        if (Item *own = find(name)) {
            // A problem of input shows as soon as the focus has left.
            QWidget *now = QApplication::focusWidget();
            const bool isInside = now != nullptr && own->editor->isAncestorOf(now);
            own->wasLeft = own->wasLeft || (own->editor->hasInputProblem() && !isInside);
            showState(*own);
        }
    });
    QObject::connect(
        item.row, &FieldRow::undoRequested, q, [this, name] { emit q->undoRequested(name); });
}

void RecordForm::Impl::showState(Item &item)
{
    QString words = item.serverError;
    if (words.isEmpty() && item.wasLeft) {
        words = item.editor->message();
    }
    if (item.row->error() != words) {
        item.row->setError(words);
        countErrors();
    }
}

void RecordForm::Impl::applyReadOnly()
{
    for (Item &item : items) {
        const bool isFixed = isReadOnly || !fieldUi(item.field).isEditable(item.field, context)
            || (item.field.flag("primaryKey") && !context.isNewRecord);
        item.editor->setReadOnly(isFixed);
    }
}

QString RecordForm::Impl::focusedField() const
{
    const QWidget *now = QApplication::focusWidget();
    for (const Item &item : items) {
        if (now != nullptr && item.row->isAncestorOf(now)) {
            return item.name;
        }
    }
    return {};
}

RecordForm::Impl::Item *RecordForm::Impl::find(const QString &name)
{
    for (Item &item : items) {
        if (item.name == name) {
            return &item;
        }
    }
    return nullptr;
}

RecordForm::RecordForm(QWidget *parent)
    : QWidget(parent)
    , m_impl(std::make_unique<Impl>())
{
    Impl &d = *m_impl;
    d.q = this;
    setObjectName(QStringLiteral("data.form"));
    setAccessibleName(tr("Record"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k4);
    d.banner = new Banner(Tone::Danger, {}, {}, this);
    d.banner->hide();
    column->addWidget(d.banner);
    const auto addGrid = [](QVBoxLayout *to) {
        auto *grid = new QGridLayout;
        grid->setContentsMargins(0, 0, 0, 0);
        grid->setHorizontalSpacing(space::k5);
        grid->setVerticalSpacing(space::k4);
        to->addLayout(grid);
        return grid;
    };
    d.partColumn = new QVBoxLayout;
    d.partColumn->setSpacing(space::k4);
    column->addLayout(d.partColumn);
    d.fold = new Button(QStringLiteral("chevron-right"), {}, ButtonVariant::Ghost, this);
    d.fold->setObjectName(QStringLiteral("data.form.hidden"));
    d.fold->setAccessibleName(tr("Hidden fields"));
    d.fold->setCheckable(true);
    d.fold->hide();
    auto *foldLine = new QHBoxLayout;
    foldLine->addWidget(d.fold);
    d.hiddenCount = new Pill({}, Tone::Danger, this);
    d.hiddenCount->hide();
    foldLine->addWidget(d.hiddenCount);
    foldLine->addStretch(1);
    column->addLayout(foldLine);
    d.hidden = new QWidget(this);
    auto *inner = new QVBoxLayout(d.hidden);
    inner->setContentsMargins(0, 0, 0, 0);
    d.hiddenGrid = addGrid(inner);
    d.hidden->hide();
    column->addWidget(d.hidden);
    column->addStretch(1);
    connect(d.fold, &QPushButton::toggled, this, [this](bool on) {
        m_impl->hidden->setVisible(on);
        m_impl->fold->setIconName(on ? QStringLiteral("chevron-down")
                                     : QStringLiteral("chevron-right"));
    });
}

RecordForm::~RecordForm() = default;

void RecordForm::setCollection(const CollectionPtr &collection, const EditorContext &context)
{
    Impl &d = *m_impl;
    d.collection = collection;
    d.context = context;
    d.context.collection = collection;
    d.build();
}

CollectionPtr RecordForm::collection() const { return m_impl->collection; }

void RecordForm::setRecord(const QString &recordId, bool isNew)
{
    Impl &d = *m_impl;
    const bool hasOtherEditors = d.context.isNewRecord != isNew;
    d.context.recordId = recordId;
    d.context.isNewRecord = isNew;
    clearErrors();
    if (hasOtherEditors) {
        d.build(); // ids and passwords look different on a new record
        return;
    }
    for (Impl::Item &item : d.items) {
        item.wasLeft = false;
        item.committed.reset();
        item.editor->setRecord(recordId);
        d.showState(item);
    }
}

void RecordForm::setValue(const QString &fieldName, const Json &value)
{
    Impl::Item *item = m_impl->find(fieldName);
    if (item == nullptr) {
        return;
    }
    QWidget *now = QApplication::focusWidget();
    const bool isTyping = now != nullptr && item->editor->isAncestorOf(now)
        && (item->editor->isModified() || item->editor->hasInputProblem());
    // What was handed over is the stage's: it may take it back while somebody is in the field.
    const bool isTakenBack = item->committed && sameValue(*item->committed, item->editor->json())
        && !sameValue(*item->committed, value);
    if ((!isTyping || isTakenBack)
        && (item->editor->isModified() || item->editor->hasInputProblem()
            || !sameValue(item->editor->json(), value) || !item->editor->baseValue().isValid())) {
        item->committed.reset();
        item->editor->setJson(value);
    }
    m_impl->showState(*item);
}

void RecordForm::setValues(const JsonObject &record)
{
    for (const Impl::Item &item : m_impl->items) {
        const Json *value = record.find(item.field.name);
        const Json zero
            = item.field.kind != nullptr ? item.field.kind->zeroValue(item.field) : Json();
        setValue(item.name, value != nullptr ? *value : zero);
    }
}

Json RecordForm::value(const QString &fieldName) const
{
    const Impl::Item *item = m_impl->find(fieldName);
    return item != nullptr ? item->editor->json() : Json();
}

void RecordForm::setEdited(const QString &fieldName, bool edited, const QString &was)
{
    if (Impl::Item *item = m_impl->find(fieldName)) {
        item->isEdited = edited;
        item->row->setEdited(
            edited, was.size() > kLongestWas ? was.left(kLongestWas) + QChar(0x2026) : was);
    }
}

void RecordForm::setErrors(const FieldErrors &errors)
{
    clearErrors();
    QStringList strays;
    for (const auto &[path, error] : errors) {
        // "title", "data.title", "tags.2", "requests.3.response.data.title.0"
        const QString whole = toQString(path);
        const qsizetype dataAt = whole.lastIndexOf(QLatin1String("data."));
        const QString inner = dataAt >= 0 ? whole.mid(dataAt + 5) : whole;
        const QString name = whole;
        Impl::Item *exact = m_impl->find(whole);
        if (Impl::Item *item
            = exact != nullptr ? exact : m_impl->find(inner.section(QLatin1Char('.'), 0, 0))) {
            item->serverError = item->serverError.isEmpty()
                ? errorText(error)
                : item->serverError + QLatin1Char(' ') + errorText(error);
            if (item->field.hidden) {
                m_impl->fold->setChecked(true);
            }
            m_impl->showState(*item);
        } else {
            strays.append(
                tr("%1: %2", "path of an error, its message").arg(name, errorText(error)));
        }
    }
    if (!strays.isEmpty()) {
        m_impl->banner->setMessage(
            Tone::Danger, tr("The server refused this record"), strays.join(QLatin1Char('\n')));
        m_impl->banner->show();
    }
}

void RecordForm::clearErrors()
{
    m_impl->banner->hide();
    for (Impl::Item &item : m_impl->items) {
        item.serverError.clear();
        m_impl->showState(item);
    }
}

QString RecordForm::firstErrorField() const
{
    for (const Impl::Item *item : m_impl->inOrder()) {
        if (!item->row->error().isEmpty()) {
            return item->name;
        }
    }
    return {};
}

int RecordForm::errorCount() const
{
    return static_cast<int>(
        std::count_if(m_impl->items.begin(), m_impl->items.end(), [](const Impl::Item &item) {
            return !item.row->error().isEmpty();
        }));
}

QString RecordForm::inputProblemField() const
{
    for (const Impl::Item *item : m_impl->inOrder()) {
        if (item->editor->hasInputProblem()) {
            return item->name;
        }
    }
    return {};
}

QString RecordForm::focusedField() const { return m_impl->focusedField(); }

void RecordForm::setSections(const FormSections &sections)
{
    if (m_impl->sections == sections) {
        return;
    }
    m_impl->sections = sections;
    m_impl->sort();
}

FormSections RecordForm::sections() const { return m_impl->sections; }

bool RecordForm::validateAll()
{
    bool isGood = true;
    for (Impl::Item &item : m_impl->items) {
        const bool isFilledByServer = m_impl->context.isNewRecord
            && !item.field.text("autogeneratePattern").empty()
            && item.editor->json().text().empty();
        item.wasLeft = !isFilledByServer;
        m_impl->showState(item);
        isGood = isGood && (isFilledByServer || item.editor->isValid());
    }
    return isGood;
}

void RecordForm::setReadOnly(bool readOnly)
{
    m_impl->isReadOnly = readOnly;
    m_impl->applyReadOnly();
}

void RecordForm::focusField(const QString &fieldName)
{
    if (Impl::Item *item = m_impl->find(fieldName)) {
        if (item->field.hidden) {
            m_impl->fold->setChecked(true);
        }
        item->editor->setFocus(Qt::OtherFocusReason);
    }
}

void RecordForm::focusFirstField()
{
    for (const Impl::Item *item : m_impl->inOrder()) {
        if (!item->editor->isReadOnly() && !item->field.hidden) {
            item->editor->setFocus(Qt::OtherFocusReason);
            return;
        }
    }
}

FieldEditor *RecordForm::editor(const QString &fieldName) const
{
    const Impl::Item *item = m_impl->find(fieldName);
    return item != nullptr ? item->editor : nullptr;
}

FieldRow *RecordForm::row(const QString &fieldName) const
{
    const Impl::Item *item = m_impl->find(fieldName);
    return item != nullptr ? item->row : nullptr;
}

QStringList RecordForm::fieldNames() const
{
    QStringList names;
    for (const Impl::Item *item : m_impl->inOrder()) {
        names.append(item->name);
    }
    return names;
}

QWidgetList RecordForm::tabStops() const { return m_impl->stops(); }

bool RecordForm::focusNextPrevChild(bool next)
{
    return goAlongTabStops(tabStops(), next) || QWidget::focusNextPrevChild(next);
}

void RecordForm::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_impl->place();
}

} // namespace socle::studio
