// number: arithmetic ("12*1.2", "+5%" of what stood there), arrows step, Shift steps ten; whole
// numbers where the field wants them.
#include "shared/core/Number.h"
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/RecordRoles.h"
#include "studio/fields/FieldCell.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/Fields.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QKeyEvent>

#include <cmath>

namespace socle::studio {

namespace {

constexpr double kMaxExact
    = 9007199254740992.0; // 2^53: from here a double is no exact whole number

QString plainText(const QVariant &value)
{
    return value.typeId() == QMetaType::Double ? toQString(formatNumber(value.toDouble()))
                                               : QString::number(value.toLongLong());
}

class NumberEditor final : public FieldEditor
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::NumberEditor)
public:
    NumberEditor(const fields::Field &field, const EditorContext &context, QWidget *parent)
        : FieldEditor(field, context, parent)
        , m_input(new TextField(this))
    {
        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(m_input);
        m_input->setLayoutDirection(Qt::LeftToRight);
        m_input->setAlignment(Qt::AlignRight);
        m_input->setPlaceholderText(QStringLiteral("0"));
        m_input->setAccessibleDescription(tr("A number or a calculation"));
        adoptInput(m_input);
        connect(m_input, &QLineEdit::textChanged, this, [this] {
            const QString text = m_input->text().trimmed();
            bool isPlain = false;
            text.toDouble(&isPlain);
            const auto result = calculated();
            m_input->setTrailingHint(!isPlain && result ? QStringLiteral("= ") + plainText(*result)
                                                        : QString());
        });
        connect(m_input, &QLineEdit::textEdited, this, [this] { noteEdited(); });
    }

    void startTyping(const QString &text) override
    {
        m_input->setText(text);
        noteEdited();
    }

protected:
    void showValue(const QVariant &value) override
    {
        m_base = value.toDouble();
        const bool isBlank = !value.isValid()
            || (context().place == EditorContext::Place::Bulk && value.toDouble() == 0);
        m_input->setText(isBlank ? QString() : shown(value));
        if (isInCell()) {
            m_input->selectAll();
        }
    }

    QVariant currentValue() const override { return calculated().value_or(QVariant(qlonglong(0))); }

    QString inputProblem() const override
    {
        const bool isNumber = m_input->text().trimmed().isEmpty() || calculated();
        return isNumber ? QString() : tr("This is not a number or a calculation.");
    }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::KeyPress && watched == m_input && !isReadOnly()) {
            const auto *key = static_cast<QKeyEvent *>(event);
            const int direction = key->key() == Qt::Key_Up ? 1
                : key->key() == Qt::Key_Down               ? -1
                                                           : 0;
            if (direction != 0) {
                step(direction * (key->modifiers() & Qt::ShiftModifier ? 10 : 1));
                return true;
            }
            if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
                settle();
            }
        } else if (event->type() == QEvent::FocusOut && watched == m_input && !isInCell()) {
            settle();
        }
        return FieldEditor::eventFilter(watched, event);
    }

private:
    /// As the column shows it.
    QString shown(const QVariant &value) const
    {
        const auto &decimals = context().decimalsOf;
        return withDecimals(plainText(value), decimals ? decimals(fieldName()) : -1);
    }

    /// Whole numbers keep their 64 bits; nothing when the text is no number.
    std::optional<QVariant> calculated() const
    {
        const QString text = m_input->text().trimmed();
        bool isWhole = false;
        const qlonglong whole = text.toLongLong(&isWhole);
        const bool isRelative = text.startsWith(QLatin1Char('+'));
        if (isWhole && !isRelative) {
            return QVariant(whole);
        }
        const auto result = NumberField::calculate(text, m_base);
        if (!result) {
            return std::nullopt;
        }
        // 12*1.2 is 14.4, not 14.399999999999999.
        const double tidy = QString::number(*result, 'g', 15).toDouble();
        if (std::floor(tidy) == tidy && std::abs(tidy) < kMaxExact) {
            return QVariant(static_cast<qlonglong>(tidy));
        }
        return QVariant(tidy);
    }

    /// Shows the result in place of the calculation.
    void settle()
    {
        if (const auto result = calculated(); result && isTouched()) {
            m_input->setText(shown(*result));
        }
    }

    void step(int by)
    {
        const QVariant before = calculated().value_or(QVariant(qlonglong(0)));
        QVariant next = before.typeId() == QMetaType::LongLong
            ? QVariant(before.toLongLong() + by)
            : QVariant(QString::number(before.toDouble() + by, 'g', 15).toDouble());
        if (const auto min = field().number("min"); min && next.toDouble() < *min) {
            next = *min;
        }
        if (const auto max = field().number("max"); max && next.toDouble() > *max) {
            next = *max;
        }
        m_input->setText(shown(next));
        noteEdited();
    }

    TextField *m_input;
    double m_base = 0;
};

class NumberCell final : public FieldCell
{
public:
    using FieldCell::FieldCell;

    /// In every language: the places of decimals stand below one another.
    Qt::Alignment alignment() const override
    {
        return Qt::AlignRight | Qt::AlignAbsolute | Qt::AlignVCenter;
    }

    int preferredWidth() const override { return space::k10 + space::k9; }

    double skeletonShare() const override { return 0.4; }

protected:
    CellContent contentOf(const QVariant &value, const QModelIndex &index) const override
    {
        const QVariant decimals = index.model() == nullptr
            ? QVariant()
            : index.model()->headerData(index.column(), Qt::Horizontal, RecordRole::Decimals);
        CellContent content;
        content.kind = CellContent::Kind::Number;
        content.text = withDecimals(plainText(value), decimals.isValid() ? decimals.toInt() : -1);
        return content;
    }
};

class NumberFieldUi final : public FieldUi
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::NumberFieldUi)
public:
    QString typeName() const override { return QStringLiteral("number"); }

    QString title() const override { return tr("Number"); }

    QString description() const override { return tr("Whole or decimal, with bounds"); }

    std::unique_ptr<CellUi> createCell(const fields::Field &field,
                                       const EditorContext &context) const override
    {
        return std::make_unique<NumberCell>(*this, field, context);
    }

    FieldEditor *createEditor(QWidget *parent,
                              const fields::Field &field,
                              const EditorContext &context) const override
    {
        return new NumberEditor(field, context, parent);
    }

    QVector<OptionRow> optionRows() const override
    {
        using Control = OptionRow::Control;
        return {
            {"min",
             Control::OptionalNumber,
             tr("Smallest"),
             tr("Zero is always allowed unless the field is required"),
             tr("no limit")},
            {"max", Control::OptionalNumber, tr("Largest"), {}, tr("no limit")},
            {"onlyInt", Control::Flag, tr("Whole numbers only"), {}, {}},
        };
    }

    QString summary(const fields::Field &field, const SchemaStore *) const override
    {
        QStringList parts;
        const auto min = field.number("min");
        const auto max = field.number("max");
        const auto text = [](double value) { return toQString(formatNumber(value)); };
        if (min && max) {
            parts << tr("%1 to %2").arg(text(*min), text(*max));
        } else if (min) {
            parts << tr("at least %1").arg(text(*min));
        } else if (max) {
            parts << tr("at most %1").arg(text(*max));
        }
        if (field.flag("onlyInt")) {
            parts << tr("whole numbers");
        }
        return parts.join(QStringLiteral(", "));
    }
};

} // namespace

const FieldUi &numberFieldUi()
{
    static const NumberFieldUi ui;
    return ui;
}

} // namespace socle::studio
