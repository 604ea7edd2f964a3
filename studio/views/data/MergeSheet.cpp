#include "studio/views/data/MergeSheet.h"

#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/SchemaStore.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Text.h"
#include "studio/views/data/DataMetrics.h"
#include "studio/views/data/ValueWords.h"

#include <QGridLayout>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kChoiceColumn = 4;

Text *cell(const QString &text, TextRole role, Color color)
{
    auto *label = new Text(text.isEmpty() ? u"—"_s : text, role, color);
    label->setOverflow(Text::Overflow::Wrap);
    label->setAlignment(Qt::AlignLeading | Qt::AlignTop);
    label->setContentsMargins(0, space::k2, 0, 0); // on the line of the choice beside it
    return label;
}

} // namespace

MergeSheet::MergeSheet(ConnectionContext &context, const RecordKey &key, QWidget *window)
    : Sheet(window, tr("Changed by someone else"))
    , m_context(context)
    , m_key(key)
    , m_grid(new QGridLayout)
{
    setObjectName(u"merge"_s);
    setPanelWidth(data::kMergeWidth);
    m_grid->setHorizontalSpacing(space::k5);
    m_grid->setVerticalSpacing(space::k4);
    const QStringList heads{tr("Field"), tr("Before"), tr("On the server"), tr("Mine"), tr("Keep")};
    for (int i = 0; i < heads.size(); ++i) {
        m_grid->addWidget(new Text(heads.at(i), TextRole::SmallStrong, Color::TextMuted), 0, i);
    }
    for (int column = 1; column < kChoiceColumn; ++column) {
        m_grid->setColumnStretch(column, 1);
    }
    int merged = 0;
    const CollectionPtr collection = context.schema().find(key.collection);
    if (const StagedRecord *record = context.staging().find(key);
        record != nullptr && collection != nullptr) {
        setTitle(tr("%1 was changed by someone else").arg(stagedLabel(*record, *collection)));
        for (auto it = record->fields.begin(); it != record->fields.end(); ++it) {
            if (it->hasConflict) {
                addField(it.key(), *it);
            } else {
                ++merged;
            }
        }
    }
    const QString ask = tr("These fields were changed here and on the server. Choose which value "
                           "stays; nothing is sent yet.");
    setSubtitle(
        merged == 0 ? ask
            : merged == 1
            ? tr("%1 One other field merged by itself.").arg(ask)
            : tr("%1 %2 other fields merged by themselves.").arg(ask, QLocale().toString(merged)));
    body()->addLayout(m_grid);
    body()->addStretch();
    Button *done
        = addStandardButtons(tr("Merge %Ln fields", nullptr, static_cast<int>(m_choices.size())));
    if (m_choices.size() == 1) {
        done->setText(tr("Merge 1 field"));
    }
    done->setObjectName(u"merge.accept"_s);
    connect(this, &Sheet::accepted, this, &MergeSheet::resolveAll);
}

void MergeSheet::addField(const QString &name, const StagedField &staged)
{
    const CollectionPtr collection = m_context.schema().find(m_key.collection);
    const fields::Field *field = collection == nullptr ? nullptr : collection->field(name);
    if (field == nullptr) {
        return;
    }
    const int row = 1 + 2 * static_cast<int>(m_choices.size()); // an editor may stand between
    const auto words
        = [this, field](const Json &value) { return valueWords(m_context, value, *field); };
    m_grid->addWidget(cell(name, TextRole::BaseMedium, Color::Text), row, 0);
    const auto place = [&](int column, const Json &value, TextRole role, Color color) {
        Text *text = cell(words(value), role, color);
        Privacy::guard(text, isPrivateField(*field));
        m_grid->addWidget(text, row, column);
    };
    place(1, staged.base, TextRole::Base, Color::TextMuted);
    place(2, staged.theirs, TextRole::Base, Color::ConBar);
    place(3, staged.value, TextRole::BaseMedium, Color::Warning);
    auto *choice = new Segmented;
    choice->setObjectName(u"merge."_s + name);
    choice->setAccessibleName(tr("Which value of %1 stays").arg(name));
    choice->addSegment(u"theirs"_s, tr("Theirs"));
    choice->addSegment(u"mine"_s, tr("Mine"));
    choice->addSegment(u"edit"_s, tr("Edit"));
    choice->setSegmentEnabled(u"edit"_s,
                              staged.files.isEmpty() && !field->isType("file"),
                              tr("Files are chosen in the form"));
    choice->setCurrentKey(u"mine"_s);
    m_grid->addWidget(choice, row, kChoiceColumn, Qt::AlignTop);
    const std::size_t at = m_choices.size();
    m_choices.push_back({name, choice, nullptr, row});
    connect(choice, &Segmented::currentChanged, this, [this, at] { chosen(at); });
}

/// The editor of a third value stands below its field and starts with mine.
void MergeSheet::chosen(std::size_t at)
{
    Choice &choice = m_choices[at];
    const bool isEdited = choice.choice->currentKey() == u"edit"_s;
    if (isEdited && choice.editor == nullptr) {
        const CollectionPtr collection = m_context.schema().find(m_key.collection);
        const fields::Field &field = *collection->field(choice.field);
        EditorContext context;
        context.place = EditorContext::Place::Bulk;
        context.client = &m_context.client();
        context.schema = &m_context.schema();
        context.labels = &m_context.labels();
        context.collection = collection;
        choice.editor = fieldUi(field).createEditor(this, field, context);
        Privacy::guard(choice.editor, isPrivateField(field));
        choice.editor->setObjectName(u"merge.edit."_s + choice.field);
        choice.editor->setValue(
            toVariant(m_context.staging().find(m_key)->effective(choice.field), field));
        m_grid->addWidget(choice.editor, choice.row + 1, 1, 1, kChoiceColumn);
    }
    if (choice.editor != nullptr) {
        choice.editor->setVisible(isEdited);
    }
    if (isEdited) {
        choice.editor->setFocus();
    }
}

void MergeSheet::resolveAll()
{
    StagingEngine &staging = m_context.staging();
    staging.beginMacro(m_key.collection, tr("Merge"));
    for (const Choice &choice : m_choices) {
        const QString key = choice.choice->currentKey();
        staging.resolve(m_key,
                        choice.field,
                        key == u"theirs"_s ? Resolution::TakeTheirs : Resolution::KeepMine);
        if (key == u"edit"_s) {
            staging.setValue(m_key, choice.field, choice.editor->json());
        }
    }
    staging.endMacro(m_key.collection);
}

} // namespace socle::studio
