// One row per option, made from the type's table; every change is read back into the field and
// checked with shared/fields.
#include "studio/fields/OptionsForm.h"

#include "shared/core/DateTime.h"
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/SchemaStore.h"
#include "studio/fields/NaturalDate.h"
#include "studio/fields/Words.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Fields.h"
#include "studio/kit/Select.h"
#include "studio/kit/TextField.h"

#include <QAbstractTextDocumentLayout>
#include <QCheckBox>
#include <QLabel>
#include <QRandomGenerator>
#include <QRegularExpression>
#include <QVBoxLayout>

#include <limits>

namespace socle::studio {

namespace {

using RowControl = OptionRow::Control;
using fields::Field;

constexpr int kMostOptionLines = 8;

Json valueOf(const Field &field, std::string_view key)
{
    if (key == "name") {
        return field.name;
    }
    if (key == "help") {
        return field.help;
    }
    if (key == "required") {
        return field.required;
    }
    if (key == "hidden") {
        return field.hidden;
    }
    if (key == "presentable") {
        return field.presentable;
    }
    const Json *found = field.options.find(key);
    return found != nullptr ? *found : Json();
}

void setValueOf(Field &field, std::string_view key, Json value)
{
    if (key == "name") {
        field.name = value.toText();
    } else if (key == "help") {
        field.help = value.toText();
    } else if (key == "required") {
        field.required = value.toBool();
    } else if (key == "hidden") {
        field.hidden = value.toBool();
    } else if (key == "presentable") {
        field.presentable = value.toBool();
    } else {
        field.options.set(key, std::move(value));
    }
}

/// Lines, and words between commas. Choices may hold commas themselves, so they are one a line
/// only.
JsonArray wordsIn(const QString &text, bool onlyLines)
{
    static const QRegularExpression lines(QStringLiteral("\\n"));
    static const QRegularExpression words(QStringLiteral("[\\n,]"));
    JsonArray result;
    const QStringList parts = text.split(onlyLines ? lines : words, Qt::SkipEmptyParts);
    for (const QString &part : parts) {
        if (const QString word = part.trimmed(); !word.isEmpty()) {
            result.emplace_back(toUtf8(word));
        }
    }
    return result;
}

} // namespace

struct OptionsForm::Impl
{
    struct Row
    {
        OptionRow spec;
        QWidget *editor = nullptr;
        FieldRow *row = nullptr; // null for flags
        QString problem = {}; // text that is no value
    };

    OptionsForm *q;
    Field field;
    std::optional<Field> original;
    EditorContext context;
    std::vector<Row> rows;
    FieldErrors errors;
    FieldErrors serverErrors;
    bool isShowing = false;
    bool isReadOnly = false;
    bool wasValid = true;

    void addRow(const OptionRow &spec)
    {
        Row row{.spec = spec};
        const QString name = QStringLiteral("schema.field.") + toQString(spec.key);
        const auto changed = [this, key = spec.key] { noteEdited(key); };
        switch (spec.control) {
        case RowControl::Flag: {
            auto *box = new QCheckBox(spec.label, q);
            QObject::connect(box, &QCheckBox::clicked, q, changed);
            box->setToolTip(spec.help);
            row.editor = box;
            break;
        }
        case RowControl::Words: {
            auto *area = new TextArea(q);
            area->setLineRange(spec.key == "values" ? 3 : 1, kMostOptionLines);
            area->setPlaceholderText(spec.emptyMeans);
            area->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
            QObject::connect(area->document()->documentLayout(),
                             &QAbstractTextDocumentLayout::documentSizeChanged,
                             area,
                             [area](const QSizeF &size) {
                                 area->setVerticalScrollBarPolicy(size.height() > kMostOptionLines
                                                                      ? Qt::ScrollBarAsNeeded
                                                                      : Qt::ScrollBarAlwaysOff);
                             });
            QObject::connect(area, &QPlainTextEdit::textChanged, q, changed);
            row.editor = area;
            break;
        }
        case RowControl::Collection: {
            auto *select = new Select(q);
            select->setPlaceholder(OptionsForm::tr("Choose a collection"));
            QObject::connect(select, &Select::currentChanged, q, changed);
            row.editor = select;
            break;
        }
        default: {
            auto *line = new TextField(spec.emptyMeans, q);
            if (spec.control == RowControl::Pattern) {
                line->setMono(true);
            }
            QObject::connect(line, &QLineEdit::textEdited, q, changed);
            if (spec.control == RowControl::Bytes) {
                QObject::connect(line, &QLineEdit::textChanged, line, [line](const QString &text) {
                    const auto bytes = text.toLongLong();
                    line->setTrailingHint(bytes > 0 ? sizeText(bytes) : QString());
                });
            }
            row.editor = line;
        }
        }
        row.editor->setObjectName(name);
        row.editor->setMinimumHeight(
            row.editor->sizeHint().height()); // a narrow sheet shortens texts, never inputs
        row.editor->setAccessibleName(spec.label);
        if (spec.control == RowControl::Flag) {
            row.editor->setAccessibleDescription(spec.help);
            // A line below for its error, without a second label.
            row.row = new FieldRow(QString(), row.editor, q);
            row.editor->setAccessibleName(spec.label);
            hideLabel(row.row);
        } else {
            row.row = new FieldRow(spec.label, row.editor, q);
        }
        row.row->setHelp(spec.help);
        q->layout()->addWidget(row.row);
        rows.push_back(std::move(row));
    }

    /// FieldRow's label line is empty for a check box, which is its own label.
    static void hideLabel(FieldRow *row)
    {
        const auto labels = row->findChildren<QLabel *>(QString(), Qt::FindDirectChildrenOnly);
        for (QLabel *label : labels) {
            if (label->buddy() != nullptr) {
                label->hide();
                label->setMinimumHeight(0);
            }
        }
    }

    void fillCollections(Select *select)
    {
        QVector<SelectOption> choices;
        const QString current = toQString(field.text("collectionId"));
        bool isKnown = false;
        if (context.schema != nullptr) {
            for (const CollectionPtr &collection : context.schema->collections()) {
                isKnown = isKnown || collection->id == current;
                choices.append({.key = collection->id,
                                .text = collection->name,
                                .iconName = collection->isView() ? QStringLiteral("view")
                                                                 : QStringLiteral("table")});
            }
        }
        if (!isKnown && !current.isEmpty()) {
            choices.append({.key = current, .text = current});
        }
        select->setOptions(choices);
    }

    void show(Row &row)
    {
        const Json value = valueOf(field, row.spec.key);
        row.problem.clear();
        switch (row.spec.control) {
        case RowControl::Flag:
            static_cast<QCheckBox *>(row.editor)->setChecked(value.toBool());
            return;
        case RowControl::Words: {
            QStringList lines;
            for (const Json &word : value.array()) {
                lines << toQString(word.text());
            }
            static_cast<TextArea *>(row.editor)->setPlainText(lines.join(QLatin1Char('\n')));
            return;
        }
        case RowControl::Collection: {
            auto *select = static_cast<Select *>(row.editor);
            fillCollections(select);
            select->setCurrentKey(toQString(value.text()));
            return;
        }
        case RowControl::Count:
        case RowControl::Bytes:
        case RowControl::Multiple:
            line(row)->setText(value.toInt() != 0 ? QString::number(value.toInt()) : QString());
            return;
        case RowControl::OptionalNumber:
            line(row)->setText(value.isNull() ? QString() : displayText(value, numberField()));
            return;
        case RowControl::Date:
            line(row)->setText(toQString(value.text()));
            return;
        case RowControl::Text:
        case RowControl::Pattern:
            line(row)->setText(toQString(value.text()));
            return;
        }
    }

    static TextField *line(const Row &row) { return static_cast<TextField *>(row.editor); }

    static const Field &numberField()
    {
        static const Field number = fields::makeField(fields::kNumber, "option");
        return number;
    }

    void read(Row &row)
    {
        row.problem.clear();
        const std::string_view key = row.spec.key;
        switch (row.spec.control) {
        case RowControl::Flag:
            setValueOf(field, key, static_cast<QCheckBox *>(row.editor)->isChecked());
            return;
        case RowControl::Words: {
            JsonArray words
                = wordsIn(static_cast<TextArea *>(row.editor)->toPlainText(), key == "values");
            setValueOf(field, key, words.empty() ? Json() : Json(std::move(words)));
            return;
        }
        case RowControl::Collection:
            setValueOf(field, key, toUtf8(static_cast<Select *>(row.editor)->currentKey()));
            return;
        case RowControl::Text:
        case RowControl::Pattern:
            setValueOf(field, key, toUtf8(line(row)->text()));
            return;
        default:
            break;
        }
        const QString text = line(row)->text().trimmed();
        if (row.spec.control == RowControl::Date) {
            if (text.isEmpty()) {
                setValueOf(field, key, std::string());
            } else if (const auto date
                       = parseNaturalDate(text, QDateTime::currentDateTime(), true)) {
                setValueOf(field, key, DateTime(date->toMSecsSinceEpoch()).toString());
                line(row)->setTrailingHint(exactTime(*date, true));
            } else {
                row.problem = OptionsForm::tr("This is no date.");
            }
            return;
        }
        const auto number = NumberField::calculate(text);
        if (row.spec.control == RowControl::OptionalNumber) {
            if (!text.isEmpty() && !number) {
                row.problem = OptionsForm::tr("This is not a number.");
            } else {
                setValueOf(field, key, number ? Json(*number) : Json());
            }
            return;
        }
        bool isWhole = text.isEmpty();
        qlonglong count = 0;
        if (!isWhole) {
            count = text.toLongLong(&isWhole);
        }
        if (!isWhole) {
            row.problem = OptionsForm::tr("This is not a whole number.");
            return;
        }
        setValueOf(field, key, static_cast<std::int64_t>(count));
    }

    void noteEdited(std::string_view key)
    {
        if (isShowing) {
            return;
        }
        for (Row &row : rows) {
            if (row.spec.key == key) {
                read(row);
            }
        }
        serverErrors.erase(std::string(key));
        check();
        emit q->fieldChanged(field);
    }

    void check()
    {
        const auto random
            = [](std::uint32_t bound) { return QRandomGenerator::global()->bounded(bound); };
        const fields::OptionContext checks{.patterns = patternMatcher(),
                                           .random = random,
                                           .original = original ? &*original : nullptr};
        Field checked = field;
        if (checked.id.empty()) {
            checked.id = fields::derivedFieldId(
                field.type, field.name); // a new field gets its id when it is sent
        }
        errors = field.kind != nullptr ? fields::validateField(checked, checks) : FieldErrors();
        for (const auto &[key, error] : serverErrors) {
            errors.emplace(key, error);
        }
        bool isGood = errors.empty();
        for (Row &row : rows) {
            QString words = row.problem;
            if (const auto found = errors.find(row.spec.key);
                words.isEmpty() && found != errors.end()) {
                words = errorText(found->second);
            }
            isGood = isGood && row.problem.isEmpty();
            row.row->setError(words);
        }
        if (isGood != wasValid) {
            wasValid = isGood;
            emit q->validityChanged(isGood);
        }
    }

    void showAll()
    {
        isShowing = true;
        for (Row &row : rows) {
            show(row);
        }
        isShowing = false;
        check();
        lock();
    }

    void lock()
    {
        for (Row &row : rows) {
            const bool isFixed = original
                && (row.spec.key == "collectionId" || (row.spec.key == "name" && original->system)
                    || row.spec.key == "primaryKey");
            row.editor->setEnabled(!isReadOnly && !isFixed);
        }
    }
};

OptionsForm::OptionsForm(const Field &field,
                         QVector<OptionRow> rows,
                         const EditorContext &context,
                         Common common,
                         QWidget *parent)
    : QWidget(parent)
    , m_impl(std::make_unique<Impl>())
{
    m_impl->q = this;
    m_impl->field = field;
    m_impl->context = context;
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k4);
    const bool hasHelp = field.kind == nullptr || field.kind->hasHelpAndRequired();
    if (common == Common::Show) {
        m_impl->addRow({"name", RowControl::Text, tr("Name"), {}, tr("letters, digits and _")});
    }
    for (const OptionRow &row : std::as_const(rows)) {
        m_impl->addRow(row);
    }
    if (common == Common::Show) {
        if (hasHelp) {
            m_impl->addRow({"required", RowControl::Flag, tr("Required"), {}, {}});
        }
        m_impl->addRow({"presentable",
                        RowControl::Flag,
                        tr("Presentable"),
                        tr("Names a record to people"),
                        {}});
        m_impl->addRow(
            {"hidden", RowControl::Flag, tr("Hidden"), tr("Only superusers see and set it"), {}});
        if (hasHelp) {
            m_impl->addRow(
                {"help", RowControl::Text, tr("Help"), tr("Shown below the field in forms"), {}});
        }
    }
    m_impl->showAll();
}

OptionsForm::~OptionsForm() = default;

const Field &OptionsForm::field() const { return m_impl->field; }

void OptionsForm::setField(const Field &field)
{
    m_impl->field = field;
    m_impl->serverErrors.clear();
    m_impl->showAll();
}

void OptionsForm::setOriginal(const Field *original)
{
    m_impl->original = original != nullptr ? std::optional(*original) : std::nullopt;
    m_impl->check();
    m_impl->lock();
}

const JsonObject &OptionsForm::options() const { return m_impl->field.options; }

void OptionsForm::setOptions(const JsonObject &options)
{
    for (const auto &[key, value] : options) {
        if (m_impl->field.options.contains(key)) {
            m_impl->field.options.set(key, value);
        }
    }
    m_impl->showAll();
}

void OptionsForm::readAll()
{
    for (Impl::Row &row : m_impl->rows) {
        m_impl->read(row);
    }
    m_impl->check();
}

bool OptionsForm::isValid() const { return m_impl->wasValid; }

const FieldErrors &OptionsForm::errors() const { return m_impl->errors; }

void OptionsForm::setServerErrors(const FieldErrors &errors)
{
    m_impl->serverErrors = errors;
    m_impl->check();
}

void OptionsForm::setReadOnly(bool readOnly)
{
    m_impl->isReadOnly = readOnly;
    m_impl->lock();
}

void OptionsForm::focusOption(const QString &key)
{
    for (const Impl::Row &row : m_impl->rows) {
        if (toQString(row.spec.key) == key) {
            row.editor->setFocus(Qt::OtherFocusReason);
        }
    }
}

} // namespace socle::studio
