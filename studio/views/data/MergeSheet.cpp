#include "studio/views/data/MergeSheet.h"

#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/SchemaStore.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Text.h"
#include "studio/views/data/DataMetrics.h"

#include <QGridLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

Text *cell(const QString &text, TextRole role, Color color)
{
    auto *label = new Text(text.isEmpty() ? u"—"_s : text, role, color);
    label->setOverflow(Text::Overflow::Wrap);
    label->setAlignment(Qt::AlignLeading | Qt::AlignTop);
    return label;
}

} // namespace

MergeSheet::MergeSheet(StagingEngine &staging,
                       const SchemaStore &schema,
                       const RecordKey &key,
                       QWidget *window)
    : Sheet(window, tr("Changed by someone else"))
    , m_staging(staging)
    , m_schema(schema)
    , m_key(key)
{
    setObjectName(u"merge"_s);
    setSubtitle(tr("These fields were changed here and on the server. Choose which value stays; "
                   "nothing is sent yet."));
    setPanelWidth(Theme::current().scaled(data::kMergeWidth));
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(space::k5);
    grid->setVerticalSpacing(space::k4);
    const QStringList heads{tr("Field"), tr("Before"), tr("On the server"), tr("Mine"), tr("Keep")};
    for (int i = 0; i < heads.size(); ++i) {
        grid->addWidget(new Text(heads.at(i), TextRole::SmallStrong, Color::TextMuted), 0, i);
    }
    for (int column = 1; column < 4; ++column) {
        grid->setColumnStretch(column, 1);
    }
    if (const StagedRecord *record = staging.find(key)) {
        for (auto it = record->fields.begin(); it != record->fields.end(); ++it) {
            if (it->hasConflict) {
                addField(it.key(), *it, grid);
            }
        }
    }
    body()->addLayout(grid);
    body()->addStretch();
    Button *done
        = addStandardButtons(tr("Merge %Ln fields", nullptr, static_cast<int>(m_choices.size())));
    if (m_choices.size() == 1) {
        done->setText(tr("Merge 1 field"));
    }
    done->setObjectName(u"merge.accept"_s);
    connect(this, &Sheet::accepted, this, &MergeSheet::resolveAll);
}

void MergeSheet::addField(const QString &name, const StagedField &staged, QGridLayout *grid)
{
    const CollectionPtr collection = m_schema.find(m_key.collection);
    const fields::Field *field = collection == nullptr ? nullptr : collection->field(name);
    if (field == nullptr) {
        return;
    }
    m_choices.insert(name, Resolution::KeepMine);
    const int row = grid->rowCount();
    const auto words = [field](const Json &value) {
        return fieldUi(*field).displayText(toVariant(value, *field), *field);
    };
    grid->addWidget(cell(name, TextRole::BaseMedium, Color::Text), row, 0);
    grid->addWidget(cell(words(staged.base), TextRole::Base, Color::TextMuted), row, 1);
    grid->addWidget(cell(words(staged.theirs), TextRole::Base, Color::Text), row, 2);
    grid->addWidget(cell(words(staged.value), TextRole::BaseMedium, Color::Warning), row, 3);
    auto *choice = new Segmented;
    choice->setObjectName(u"merge."_s + name);
    choice->setAccessibleName(tr("Which value of %1 stays").arg(name));
    choice->addSegment(u"theirs"_s, tr("Theirs"));
    choice->addSegment(u"mine"_s, tr("Mine"));
    choice->setCurrentKey(u"mine"_s);
    grid->addWidget(choice, row, 4, Qt::AlignTop);
    connect(choice, &Segmented::currentChanged, this, [this, name](const QString &key) {
        m_choices.insert(name, key == u"mine"_s ? Resolution::KeepMine : Resolution::TakeTheirs);
    });
}

void MergeSheet::resolveAll()
{
    for (auto it = m_choices.begin(); it != m_choices.end(); ++it) {
        m_staging.resolve(m_key, it.key(), it.value());
    }
}

} // namespace socle::studio
