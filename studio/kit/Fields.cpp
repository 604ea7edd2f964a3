// Numbers by a tiny recursive descent: + - * / and parentheses, percent of the base at the end.
#include "studio/kit/Fields.h"

#include <QKeyEvent>
#include <QLocale>
#include <QWheelEvent>

#include <cmath>

namespace socle::studio {

namespace {

constexpr int kMaxDepth = 32;

class Calculator
{
public:
    explicit Calculator(QString text)
        : m_text(std::move(text))
    {
    }

    std::optional<double> run()
    {
        const double value = sum(0);
        skip();
        return m_ok && m_pos == m_text.size() && std::isfinite(value) ? std::optional(value)
                                                                      : std::nullopt;
    }

private:
    void skip()
    {
        while (m_pos < m_text.size() && m_text.at(m_pos).isSpace()) {
            ++m_pos;
        }
    }

    bool take(char c)
    {
        skip();
        if (m_pos < m_text.size() && m_text.at(m_pos) == QLatin1Char(c)) {
            ++m_pos;
            return true;
        }
        return false;
    }

    double sum(int depth)
    {
        double value = product(depth);
        while (m_ok) {
            if (take('+')) {
                value += product(depth);
            } else if (take('-')) {
                value -= product(depth);
            } else {
                break;
            }
        }
        return value;
    }

    double product(int depth)
    {
        double value = factor(depth);
        while (m_ok) {
            if (take('*')) {
                value *= factor(depth);
            } else if (take('/')) {
                value /= factor(depth);
            } else {
                break;
            }
        }
        return value;
    }

    double factor(int depth)
    {
        if (depth > kMaxDepth) {
            m_ok = false;
            return 0;
        }
        if (take('-')) {
            return -factor(depth + 1);
        }
        if (take('(')) {
            const double value = sum(depth + 1);
            m_ok = m_ok && take(')');
            return value;
        }
        skip();
        const qsizetype start = m_pos;
        while (m_pos < m_text.size()
               && (m_text.at(m_pos).isDigit() || m_text.at(m_pos) == QLatin1Char('.'))) {
            ++m_pos;
        }
        if (m_pos < m_text.size() && m_pos > start
            && m_text.at(m_pos).toLower() == QLatin1Char('e')) {
            ++m_pos;
            if (m_pos < m_text.size()
                && (m_text.at(m_pos) == QLatin1Char('-') || m_text.at(m_pos) == QLatin1Char('+'))) {
                ++m_pos;
            }
            while (m_pos < m_text.size() && m_text.at(m_pos).isDigit()) {
                ++m_pos;
            }
        }
        bool ok = false;
        const double value = m_text.mid(start, m_pos - start).toDouble(&ok);
        m_ok = m_ok && ok;
        return value;
    }

    QString m_text;
    qsizetype m_pos = 0;
    bool m_ok = true;
};

QString shown(double value) { return QString::number(value, 'g', QLocale::FloatingPointShortest); }

} // namespace

NumberField::NumberField(QWidget *parent)
    : TextField(parent)
{
    connect(this, &QLineEdit::editingFinished, this, &NumberField::settle);
}

std::optional<double> NumberField::value() const
{
    const auto result = calculate(text(), m_base);
    return result && m_integerOnly ? std::optional(std::round(*result)) : result;
}

void NumberField::setValue(std::optional<double> value)
{
    m_base = value.value_or(0);
    setText(value ? shown(*value) : QString());
}

void NumberField::setRange(std::optional<double> minimum, std::optional<double> maximum)
{
    m_minimum = minimum;
    m_maximum = maximum;
}

void NumberField::setIntegerOnly(bool on) { m_integerOnly = on; }

void NumberField::setStep(double step) { m_step = step; }

std::optional<double> NumberField::calculate(const QString &text, double base)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty()) {
        return std::nullopt;
    }
    if (trimmed.endsWith(QLatin1Char('%'))
        && (trimmed.startsWith(QLatin1Char('+')) || trimmed.startsWith(QLatin1Char('-')))) {
        const auto percent = Calculator(trimmed.mid(1, trimmed.size() - 2)).run();
        return percent ? std::optional(
                   base + (trimmed.startsWith(QLatin1Char('+')) ? 1 : -1) * base * *percent / 100)
                       : std::nullopt;
    }
    return Calculator(trimmed).run();
}

void NumberField::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Up || event->key() == Qt::Key_Down) {
        const double step = m_step * (event->modifiers() & Qt::ShiftModifier ? 10 : 1);
        double next = value().value_or(0) + (event->key() == Qt::Key_Up ? step : -step);
        if (m_minimum) {
            next = std::max(next, *m_minimum);
        }
        if (m_maximum) {
            next = std::min(next, *m_maximum);
        }
        setValue(next);
        emit valueChanged(next);
        return;
    }
    TextField::keyPressEvent(event);
}

void NumberField::wheelEvent(QWheelEvent *event)
{
    event->ignore(); // scrolling a form must not change values
}

void NumberField::settle()
{
    if (const auto result = value()) {
        const double before = m_base;
        setValue(result);
        if (before != *result) {
            emit valueChanged(result);
        }
    } else if (text().trimmed().isEmpty()) {
        emit valueChanged(std::nullopt);
    }
}

} // namespace socle::studio
