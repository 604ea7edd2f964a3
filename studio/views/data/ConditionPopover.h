// The builder of one filter condition: field, operator in words, value (studio.md 4.3.6).
//
// Values offer what the schema knows (options of a select, true and false). A clause the builder
// has no form for is edited as its text. Deletes itself when closed. Object names:
// data.filter.builder.field, .operator, .value, .to, .apply.
#pragma once

#include "studio/domain/FilterChips.h"
#include "studio/kit/Popover.h"

class QVBoxLayout;

namespace socle::studio {

class Button;
class FieldRow;
class Select;
class TextField;

class ConditionPopover : public Popover
{
    Q_OBJECT

public:
    ConditionPopover(CollectionPtr collection, const FilterChip &chip, QWidget *parent);

    void focusFirst();

signals:
    void applied(const socle::studio::FilterChip &chip);
    /// A raw clause: its new source.
    void textApplied(const QString &clause);

private:
    void buildRaw();
    void buildClause();
    void showOperators();
    void showValues();
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
};

/// Whether values of a field are written without quotes: numbers, booleans.
bool isBareValue(const fields::Field &field);
/// "+1" in "is greater": operators that take no value.
bool takesNoValue(ChipOperator op);

} // namespace socle::studio
