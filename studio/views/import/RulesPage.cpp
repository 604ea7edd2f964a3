#include "studio/views/import/RulesPage.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Icon.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/views/import/ImportMetrics.h"

#include <QBoxLayout>
#include <QCheckBox>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

RulesPage::RulesPage(SchemaStore &schema, QWidget *parent)
    : QWidget(parent)
    , m_schema(schema)
    , m_title(new Text({}, TextRole::BaseStrong))
    , m_mode(new Segmented)
    , m_key(new Select)
    , m_note(new Text({}, TextRole::Small, Color::TextMuted))
    , m_empty(new QCheckBox(tr("Leave empty cells unset")))
    , m_onError(new Segmented)
{
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins(space::k7, space::k6, space::k7, space::k5);
    page->setSpacing(space::k5);
    page->addWidget(m_title);
    m_mode->setObjectName(u"import.mode"_s);
    m_mode->setAccessibleName(tr("Rows become"));
    m_mode->addSegment(u"insert"_s, tr("New records"));
    m_mode->addSegment(u"update"_s, tr("Changes of records"));
    m_mode->addSegment(u"upsert"_s, tr("Changes, else new records"));
    page->addWidget(new FieldRow(tr("Rows become"), m_mode), 0, Qt::AlignLeading);
    m_key->setObjectName(u"import.key"_s);
    m_key->setAccessibleName(tr("Found by"));
    keepScaled(m_key, Extent::Width, import::kNameWidth);
    m_keyRow = new FieldRow(tr("Found by"), m_key);
    page->addWidget(m_keyRow, 0, Qt::AlignLeading);
    m_note->setOverflow(Text::Overflow::Wrap);
    page->addWidget(m_note);
    m_onError->setObjectName(u"import.onError"_s);
    m_onError->setAccessibleName(tr("When a row is refused"));
    m_onError->addSegment(u"collect"_s, tr("Collect it in a file"));
    m_onError->addSegment(u"skip"_s, tr("Go on without it"));
    m_onError->addSegment(u"stop"_s, tr("Stop"));
    page->addWidget(new FieldRow(tr("When a row is refused"), m_onError), 0, Qt::AlignLeading);
    m_empty->setObjectName(u"import.emptyIsMissing"_s);
    page->addWidget(m_empty);
    page->addStretch();

    connect(m_mode, &Segmented::currentChanged, this, [this](const QString &key) {
        m_draft.mode = key == u"update"_s ? ImportMode::Update
            : key == u"upsert"_s          ? ImportMode::Upsert
                                          : ImportMode::Insert;
        describe();
        publish();
    });
    connect(m_key, &Select::currentChanged, this, [this](const QString &key) {
        m_draft.keyField = key;
        describe();
        publish();
    });
    connect(m_empty, &QCheckBox::clicked, this, [this](bool on) {
        m_draft.emptyIsMissing = on;
        describe();
        publish();
    });
    connect(m_onError, &Segmented::currentChanged, this, [this](const QString &key) {
        m_draft.onError = key == u"stop"_s ? OnRowError::Stop
            : key == u"skip"_s             ? OnRowError::Skip
                                           : OnRowError::Collect;
        publish();
    });
}

void RulesPage::show(const ImportDraft &draft)
{
    m_draft = draft;
    m_title->setText(draft.fileName());
    m_mode->setCurrentKey(draft.mode == ImportMode::Update       ? u"update"_s
                              : draft.mode == ImportMode::Upsert ? u"upsert"_s
                                                                 : u"insert"_s);
    const QString why = tr("A new collection has no records yet");
    m_mode->setSegmentEnabled(u"update"_s, !draft.makesCollection, why);
    m_mode->setSegmentEnabled(u"upsert"_s, !draft.makesCollection, why);
    m_empty->setChecked(draft.emptyIsMissing);
    m_onError->setCurrentKey(draft.onError == OnRowError::Stop       ? u"stop"_s
                                 : draft.onError == OnRowError::Skip ? u"skip"_s
                                                                     : u"collect"_s);
    fillKeys();
    describe();
}

/// Fields a record can be told by that a column goes to: the id, then unique ones, then others.
void RulesPage::fillKeys()
{
    QVector<SelectOption> unique;
    QVector<SelectOption> others;
    const CollectionPtr target = m_schema.find(m_draft.collectionId);
    for (const ColumnChoice &column : m_draft.columns) {
        const fields::Field *field = target == nullptr ? nullptr : target->field(column.existing);
        if (field == nullptr) {
            continue;
        }
        const bool isUnique = field->name == "id" || target->hasUniqueIndex(column.existing);
        const bool isPlain = field->isType(fields::kText) || field->isType(fields::kEmail)
            || field->isType(fields::kUrl) || field->isType(fields::kNumber);
        const SelectOption option{.key = column.existing,
                                  .text = column.existing,
                                  .detail = isUnique ? tr("unique") : QString(),
                                  .iconName = fieldIconName(toQString(field->type))};
        if (isUnique) {
            unique.append(option);
        } else if (isPlain) {
            others.append(option);
        }
    }
    const QVector<SelectOption> all = unique + others;
    m_key->setOptions(all);
    const bool isKnown = std::any_of(all.begin(), all.end(), [this](const SelectOption &option) {
        return option.key == m_draft.keyField;
    });
    if (!isKnown && !all.isEmpty()) {
        m_draft.keyField = all.first().key;
    }
    m_key->setCurrentKey(m_draft.keyField);
}

void RulesPage::describe()
{
    const bool hasKey = m_draft.mode != ImportMode::Insert;
    m_keyRow->setVisible(hasKey);
    const bool keepsIds = std::any_of(m_draft.columns.begin(),
                                      m_draft.columns.end(),
                                      [](const ColumnChoice &c) { return c.existing == u"id"_s; });
    QString note;
    switch (m_draft.mode) {
    case ImportMode::Insert:
        note = keepsIds ? tr("Ids come from the file; an id that is taken fails.")
                        : tr("Every row becomes a record with an id of its own. It can be undone "
                             "as long as the records are unchanged.");
        break;
    case ImportMode::Update:
        note = tr("Fields that no column goes to stay as they are. A row that finds no record "
                  "fails.");
        break;
    case ImportMode::Upsert:
        note = tr("A row changes the record it finds; one that finds none becomes a new one.");
        break;
    }
    m_note->setText(note);
}

void RulesPage::publish() { emit draftChanged(m_draft); }

void RulesPage::focusFirst() { m_mode->setFocus(); }

} // namespace socle::studio
