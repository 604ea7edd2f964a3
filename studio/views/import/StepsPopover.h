// What happens to a column's values on their way: steps in order, with what they make of the first
// sample (studio.md 4.3.11 (3)).
//
// Object names: import.steps, .kind.<n>, .first.<n>, .second.<n>, .remove.<n>, .add.
#pragma once

#include "studio/domain/ImportPlan.h"
#include "studio/kit/Popover.h"

class QVBoxLayout;

namespace socle::studio {

class Text;

class StepsPopover : public Popover
{
    Q_OBJECT

public:
    StepsPopover(const QString &column,
                 const std::vector<ImportStep> &steps,
                 const QString &sample,
                 QWidget *parent);

    /// "trim, lower case"; empty without steps. Translated.
    static QString summary(const std::vector<ImportStep> &steps);

signals:
    void stepsChanged(const std::vector<socle::studio::ImportStep> &steps);

private:
    void rebuild();
    QWidget *makeRow(std::size_t index);
    void publish();

    std::vector<ImportStep> m_steps;
    const QString m_sample;
    QVBoxLayout *const m_rows;
    Text *const m_result;
};

} // namespace socle::studio
