// The builder of one filter condition: field, operator in words, value (studio.md 4.3.6).
//
// Values offer what the schema knows (options of a select, true and false), what stands in the
// loaded rows (marked so), times by their names, and related records by search. A clause the
// builder has no form for is edited as its text. Deletes itself when closed. Object names:
// data.filter.builder.field, .operator, .value, .to, .offers, .apply.
#pragma once

#include "studio/domain/FilterChips.h"
#include "studio/fields/EditorContext.h"
#include "studio/kit/Popover.h"

#include <functional>

class QVBoxLayout;

namespace socle::studio {

class Button;
class FieldRow;
class PickList;
class RelationPicker;
class Select;
class Text;
class TextField;

class ConditionPopover : public Popover
{
    Q_OBJECT

public:
    using SeenValues = std::function<QStringList(const QString &field)>;

    ConditionPopover(CollectionPtr collection,
                     const FilterChip &chip,
                     const EditorContext &context,
                     SeenValues seenValues,
                     QWidget *parent);

    void focusFirst();

signals:
    void applied(const socle::studio::FilterChip &chip);
    /// A raw clause: its new source.
    void textApplied(const QString &clause);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildRaw();
    void buildClause();
    void showOperators();
    void showValues();
    void showOffers();
    void showRelation();
    bool readPlace(const QString &typed);
    void apply();
    const fields::Field *field() const;
    ChipOperator currentOperator() const;

    CollectionPtr m_collection;
    FilterChip m_chip;
    Select *m_field = nullptr;
    Select *m_operator = nullptr;
    Select *m_choice = nullptr;
    TextField *m_value = nullptr;
    TextField *m_to = nullptr;
    FieldRow *m_choiceRow = nullptr;
    FieldRow *m_valueRow = nullptr;
    FieldRow *m_toRow = nullptr;
    Button *m_apply = nullptr;
    PickList *m_offers = nullptr;
    Text *m_offersLabel = nullptr;
    RelationPicker *m_picker = nullptr; // of the relation at hand
    EditorContext m_context;
    SeenValues m_seenValues;
    bool m_isChoosing = false; // the arrow keys are among the offers
};

/// Whether values of a field are written without quotes: numbers, booleans.
bool isBareValue(const fields::Field &field);
/// "+1" in "is greater": operators that take no value.
bool takesNoValue(ChipOperator op);

} // namespace socle::studio
