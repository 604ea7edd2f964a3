#include "studio/views/data/ConditionPopover.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/GuessedSchema.h"
#include "studio/domain/SchemaStore.h"
#include "studio/fields/GeoText.h"
#include "studio/fields/PickList.h"
#include "studio/fields/RelationPicker.h"
#include "studio/kit/Button.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Icon.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/kit/Theme.h"
#include "studio/views/data/DataMetrics.h"

#include <QBoxLayout>
#include <QKeyEvent>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const QString kBuilder = u"data.filter.builder"_s;
constexpr int kOffers = 12;

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
                                   const EditorContext &context,
                                   SeenValues seenValues,
                                   QWidget *parent)
    : Popover(parent)
    , m_collection(std::move(collection))
    , m_chip(chip)
    , m_context(context)
    , m_seenValues(std::move(seenValues))
{
    setObjectName(kBuilder);
    setAccessibleName(tr("Condition"));
    setDeleteOnClose(true);
    setPadding(space::k4);
    keepScaled(this, Extent::Width, data::kPopoverWidth);
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
    m_offersLabel = new Text({}, TextRole::Small, Color::TextSubtle);
    m_offersLabel->setOverflow(Text::Overflow::Wrap);
    m_offers = new PickList;
    m_offers->setObjectName(kBuilder + u".offers"_s);
    m_offers->setAccessibleName(tr("Values to choose from"));
    body()->addWidget(m_offersLabel);
    body()->addWidget(m_offers);
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
    if (m_chip.op == ChipOperator::Within && m_chip.values.size() == 3) {
        m_value->setText(m_chip.values.at(1) + u", "_s + m_chip.values.at(0));
        m_to->setText(m_chip.values.at(2));
    }
    showOffers();
    connect(m_value, &QLineEdit::textEdited, this, &ConditionPopover::showOffers);
    connect(m_offers, &PickList::picked, this, [this](const QString &key) {
        if (m_chip.op == ChipOperator::IsAnyOf) {
            QStringList values = splitList(m_value->text());
            values.removeOne(values.isEmpty() ? QString() : values.last());
            values.append(key);
            m_value->setText(values.join(u", "_s));
        } else {
            m_value->setText(key);
        }
        m_value->setFocus();
        showOffers();
    });
    m_value->installEventFilter(this);

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
    if (current != nullptr && current->isType(fields::kSelect) && !isGuess(*current)) {
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
    const bool isPlace = m_chip.op == ChipOperator::Within;
    m_toRow->setVisible(isPlace || m_chip.op == ChipOperator::Between);
    m_toRow->setLabel(isPlace ? tr("Within km") : tr("To"));
    m_valueRow->setLabel(isPlace ? tr("Latitude, longitude") : tr("Value"));
    showRelation();
    showOffers();
    adjustSize();
}

/// Related records are found by their names, not by their ids.
void ConditionPopover::showRelation()
{
    const fields::Field *current = field();
    const CollectionPtr target = current == nullptr || m_context.schema == nullptr
            || takesNoValue(m_chip.op) || m_chip.op == ChipOperator::IsAnyOf
        ? nullptr
        : m_context.schema->find(CollectionSchema::relationTarget(*current));
    if (m_picker != nullptr) {
        m_picker->hide();
        m_picker->deleteLater();
        m_picker = nullptr;
    }
    if (target == nullptr) {
        return;
    }
    EditorContext context = m_context;
    context.createRecord = {};
    m_picker = new RelationPicker(target, context, this);
    m_picker->setLimits(0, 1);
    m_picker->setSelected(m_chip.values.mid(0, 1));
    body()->insertWidget(body()->indexOf(m_valueRow), m_picker);
    m_valueRow->hide();
    connect(m_picker, &RelationPicker::selectionChanged, this, [this](const QStringList &ids) {
        m_value->setText(ids.value(0));
    });
    connect(m_picker, &RelationPicker::accepted, this, &ConditionPopover::apply);
    connect(m_picker, &RelationPicker::resultsShown, this, [this] { adjustSize(); });
    m_picker->searchNow();
}

void ConditionPopover::showOffers()
{
    const fields::Field *current = field();
    QVector<PickRow> rows;
    const QString typed
        = (m_chip.op == ChipOperator::IsAnyOf ? m_value->text().section(u',', -1) : m_value->text())
              .trimmed();
    const auto offer = [&](const QString &key, const QString &text, const QString &hint) {
        if (typed.isEmpty() || (text.contains(typed, Qt::CaseInsensitive) && key != typed)) {
            rows.append({.key = key, .text = text, .hint = hint});
        }
    };
    const bool isDate = current != nullptr
        && (current->isType(fields::kDate) || current->isType(fields::kAutodate));
    const bool isOpen = current != nullptr && !takesNoValue(m_chip.op) && m_picker == nullptr
        && !m_choiceRow->isVisibleTo(this) && m_chip.op != ChipOperator::Within;
    QString label;
    if (isOpen && isDate) {
        label = tr("Times by name");
        const std::pair<const char *, QString> times[]
            = {{"@todayStart", tr("today")},
               {"@yesterday", tr("yesterday at this time")},
               {"@now", tr("now")},
               {"@monthStart", tr("this month")},
               {"@yearStart", tr("this year")}};
        for (const auto &[macro, words] : times) {
            offer(QLatin1String(macro), words, {});
        }
    } else if (isOpen && current->isType(fields::kSelect) && !isGuess(*current)) {
        label = tr("Options");
        for (const std::string &value : current->list("values")) {
            offer(toQString(value), toQString(value), {});
        }
    } else if (isOpen && m_seenValues) {
        label = tr("Seen in the loaded rows");
        const QStringList seen = m_seenValues(toQString(current->name));
        for (const QString &value : seen) {
            if (rows.size() >= kOffers) {
                break;
            }
            offer(value, value, {});
        }
    }
    m_offers->setRows(rows, false);
    m_offers->setVisible(!rows.isEmpty());
    m_offersLabel->setText(label);
    m_offersLabel->setVisible(!rows.isEmpty());
    adjustSize();
}

bool ConditionPopover::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_value && event->type() == QEvent::KeyPress && m_offers->isVisible()) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Tab && !m_value->text().isEmpty()
            && key->modifiers() == Qt::NoModifier && !m_offers->currentKey().isEmpty()
            && m_isChoosing) {
            emit m_offers->picked(m_offers->currentKey());
            m_isChoosing = false;
            return true;
        }
        if (m_offers->handleKey(key->key())) {
            m_isChoosing = true;
            return true;
        }
        const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (isReturn && m_isChoosing) {
            m_isChoosing = false;
            emit m_offers->picked(m_offers->currentKey());
            return true;
        }
    }
    return Popover::eventFilter(watched, event);
}

/// "48.8566, 2.3522", degrees or a map link.
bool ConditionPopover::readPlace(const QString &typed)
{
    const auto place = parseGeoPair(typed);
    bool isNumber = false;
    const double km = m_to->text().trimmed().toDouble(&isNumber);
    if (!place) {
        m_valueRow->setError(tr("Latitude and longitude are needed here"));
        m_value->setFocus();
        return false;
    }
    if (!isNumber || km <= 0) {
        m_toRow->setError(tr("A number is needed here"));
        m_to->setFocus();
        return false;
    }
    m_chip.values = {QString::number(place->x(), 'g', 10),
                     QString::number(place->y(), 'g', 10),
                     QString::number(km, 'g', 10)};
    m_chip.valuesAreText = false;
    m_chip.kind = ChipKind::Clause;
    return true;
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
    if (m_chip.op == ChipOperator::Within) {
        if (readPlace(m_value->text())) {
            emit applied(m_chip);
            close();
        }
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
    } else if (m_picker != nullptr) {
        m_picker->focusSearch();
    } else if (m_valueRow->isVisible()) {
        m_value->setFocus();
        m_value->selectAll();
    } else {
        m_choice->setFocus();
    }
}

} // namespace socle::studio
