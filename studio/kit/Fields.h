// Inputs with a grammar of their own: numbers that calculate, tags that become chips.
#pragma once

#include "studio/kit/TextField.h"

#include <optional>

namespace socle::studio {

/// A number, typed as one or as arithmetic ("12*1.2", "+5%" of what stood there). Arrows step,
/// Shift steps by ten.
class NumberField : public TextField
{
    Q_OBJECT

public:
    explicit NumberField(QWidget *parent = nullptr);

    /// nullopt when empty or not a number.
    std::optional<double> value() const;
    void setValue(std::optional<double> value);
    void setRange(std::optional<double> minimum, std::optional<double> maximum);
    void setIntegerOnly(bool on);
    void setStep(double step);

    /// Value of `text`; "+5%" and "-5%" are relative to `base`. nullopt when it is no calculation.
    static std::optional<double> calculate(const QString &text, double base = 0);

signals:
    void valueChanged(std::optional<double> value);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    void settle();

    std::optional<double> m_minimum;
    std::optional<double> m_maximum;
    double m_step = 1;
    double m_base = 0;
    bool m_integerOnly = false;
};

} // namespace socle::studio
