#include "studio/views/data/ConditionPopover.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/kit/Button.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Select.h"
#include "studio/kit/TextField.h"
#include "studio/kit/Theme.h"
#include "studio/views/data/DataMetrics.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const QString kBuilder = u"data.filter.builder"_s;

QStringList splitList(const QString &text)
{
    QStringList result;
    for (const QString &item : text.split(u',')) {
        if (!item.trimmed().isEmpty()) {
            result.append(item.trimmed());
        }
    }
    return result;
}

} // namespace

bool isBareValue(const fields::Field &field)
{
    return field.isType(fields::kNumber) || field.isType(fields::kBool);
}

bool takesNoValue(ChipOperator op)
{
    return op == ChipOperator::IsEmpty || op == ChipOperator::IsNotEmpty;
}

ConditionPopover::ConditionPopover(CollectionPtr collection,
                                   const FilterChip &chip,
                                   QWidget *parent)
    : Popover(parent)
    , m_collection(std::move(collection))
    , m_chip(chip)
{
    setObjectName(kBuilder);
    setAccessibleName(tr("Condition"));
    setDeleteOnClose(true);
    setPadding(space::k4);
    setFixedWidth(Theme::current().scaled(data::kPopoverWidth));
    body()->setSpacing(space::k4);
    if (chip.kind == ChipKind::Clause
        && (chip.field.isEmpty() || field() != nullptr
            || m_collection->field(chip.field) != nullptr)) {
        buildClause();
    } else {
        buildRaw();
    }
}

void ConditionPopover::buildRaw()
{
    m_value = new TextField;
    m_value->setObjectName(kBuilder + u".value"_s);
    m_value->setMono(true);
    m_value->setText(m_chip.text);
    m_valueRow = new FieldRow(tr("Condition as text"), m_value);
    body()->addWidget(m_valueRow);
    m_apply = new Button(tr("Apply"), ButtonVariant::Primary);
    m_apply->setObjectName(kBuilder + u".apply"_s);
    body()->addWidget(m_apply, 0, Qt::AlignTrailing);
    connect(m_apply, &Button::clicked, this, &ConditionPopover::apply);
    connect(m_value, &TextField::returnPressed, this, &ConditionPopover::apply);
}

void ConditionPopover::buildClause()
{
    m_field = new Select;
    m_field->setObjectName(kBuilder + u".field"_s);
    QVector<SelectOption> names;
    for (const fields::Field &each : m_collection->fields) {
        if (!each.isType(fields::kPassword)) {
            names.append({.key = toQString(each.name),
                          .text = toQString(each.name),
                          .iconName = fieldIconName(toQString(each.type))});
        }
    }
    m_field->setOptions(names);
    m_operator = new Select;
    m_operator->setObjectName(kBuilder + u".operator"_s);
    m_choice = new Select;
    m_choice->setObjectName(kBuilder + u".choice"_s);
    m_value = new TextField;
    m_value->setObjectName(kBuilder + u".value"_s);
    m_to = new TextField;
    m_to->setObjectName(kBuilder + u".to"_s);
    m_choiceRow = new FieldRow(tr("Value"), m_choice);
    m_valueRow = new FieldRow(tr("Value"), m_value);
    m_toRow = new FieldRow(tr("To"), m_to);
    m_apply = new Button(tr("Apply"), ButtonVariant::Primary);
    m_apply->setObjectName(kBuilder + u".apply"_s);
    body()->addWidget(new FieldRow(tr("Field"), m_field));
    body()->addWidget(new FieldRow(tr("Comparison"), m_operator));
    body()->addWidget(m_choiceRow);
    body()->addWidget(m_valueRow);
    body()->addWidget(m_toRow);
    body()->addWidget(m_apply, 0, Qt::AlignTrailing);

    if (m_chip.field.isEmpty()) {
        // The field that names records is what people look for first.
        m_chip.field = m_collection->labelField();
        const fields::Field *first = field();
        const auto operators
            = first == nullptr ? std::vector<ChipOperator>() : FilterChips::operatorsFor(*first);
        const bool searches = std::find(operators.begin(), operators.end(), ChipOperator::Contains)
            != operators.end();
        m_chip.op = searches ? ChipOperator::Contains : ChipOperator::Is;
    }
    m_field->setCurrentKey(m_chip.field);
    showOperators();
    m_value->setText(m_chip.op == ChipOperator::IsAnyOf ? m_chip.values.join(u", "_s)
                                                        : m_chip.values.value(0));
    m_to->setText(m_chip.values.value(1));
    m_choice->setCurrentKey(m_chip.values.value(0));

    connect(m_field, &Select::currentChanged, this, [this](const QString &key) {
        m_chip.field = key;
        showOperators();
    });
    connect(m_operator, &Select::currentChanged, this, [this] {
        m_chip.op = currentOperator();
        showValues();
    });
    connect(m_apply, &Button::clicked, this, &ConditionPopover::apply);
    connect(m_value, &TextField::returnPressed, this, &ConditionPopover::apply);
    connect(m_to, &TextField::returnPressed, this, &ConditionPopover::apply);
}

const fields::Field *ConditionPopover::field() const
{
    return m_collection == nullptr ? nullptr
                                   : m_collection->field(m_chip.field.section(u':', 0, 0));
}

ChipOperator ConditionPopover::currentOperator() const
{
    return static_cast<ChipOperator>(m_operator->currentKey().toInt());
}

void ConditionPopover::showOperators()
{
    QVector<SelectOption> words;
    bool isOffered = false;
    if (const fields::Field *current = field()) {
        for (const ChipOperator op : FilterChips::operatorsFor(*current)) {
            words.append({.key = QString::number(static_cast<int>(op)),
                          .text = FilterChips::operatorWords(op)});
            isOffered = isOffered || op == m_chip.op;
        }
    }
    m_operator->setOptions(words);
    if (!isOffered && !words.isEmpty()) {
        m_chip.op = static_cast<ChipOperator>(words.first().key.toInt());
    }
    m_operator->setCurrentKey(QString::number(static_cast<int>(m_chip.op)));
    showValues();
}

void ConditionPopover::showValues()
{
    const fields::Field *current = field();
    QVector<SelectOption> choices;
    if (current != nullptr && current->isType(fields::kSelect)) {
        for (const std::string &value : current->list("values")) {
            choices.append({.key = toQString(value), .text = toQString(value)});
        }
    } else if (current != nullptr && current->isType(fields::kBool)) {
        choices
            = {{.key = u"true"_s, .text = tr("true")}, {.key = u"false"_s, .text = tr("false")}};
    }
    const bool none = takesNoValue(m_chip.op);
    const bool isChoice = !choices.isEmpty() && m_chip.op != ChipOperator::IsAnyOf;
    m_choice->setOptions(choices);
    if (isChoice && !choices.isEmpty() && m_choice->currentKey().isEmpty()) {
        m_choice->setCurrentKey(choices.first().key);
    }
    m_choiceRow->setVisible(isChoice && !none);
    m_valueRow->setVisible(!isChoice && !none);
    m_toRow->setVisible(m_chip.op == ChipOperator::Between);
    m_valueRow->setHelp(
        m_chip.op == ChipOperator::IsAnyOf ? tr("Several values, separated by commas") : QString());
    adjustSize();
}

void ConditionPopover::apply()
{
    if (m_field == nullptr) {
        emit textApplied(m_value->text().trimmed());
        close();
        return;
    }
    const fields::Field *current = field();
    if (current == nullptr) {
        return;
    }
    const QString typed
        = m_choiceRow->isVisible() ? m_choice->currentKey() : m_value->text().trimmed();
    m_chip.values.clear();
    if (m_chip.op == ChipOperator::IsAnyOf) {
        m_chip.values = splitList(typed);
    } else if (m_chip.op == ChipOperator::Between) {
        m_chip.values = {typed, m_to->text().trimmed()};
    } else if (!takesNoValue(m_chip.op)) {
        m_chip.values = {typed};
    }
    const bool isMacro = typed.startsWith(u'@');
    m_chip.valuesAreText = !isBareValue(*current) && !isMacro;
    if (current->isType(fields::kNumber) && !takesNoValue(m_chip.op)) {
        for (const QString &value : std::as_const(m_chip.values)) {
            bool isNumber = false;
            value.toDouble(&isNumber);
            if (!isNumber && !value.startsWith(u'@')) {
                m_valueRow->setError(tr("A number is needed here"));
                m_value->setFocus();
                return;
            }
        }
    }
    m_chip.kind = ChipKind::Clause;
    emit applied(m_chip);
    close();
}

void ConditionPopover::focusFirst()
{
    if (m_field == nullptr) {
        m_value->setFocus();
        m_value->selectAll();
    } else if (m_chip.values.isEmpty()) {
        m_field->setFocus();
    } else if (m_valueRow->isVisible()) {
        m_value->setFocus();
        m_value->selectAll();
    } else {
        m_choice->setFocus();
    }
}

} // namespace socle::studio
