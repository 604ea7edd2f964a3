// Where one is in the import: numbered steps, done ones with a check mark, clickable when they can
// be reached.
//
// Object names: import.step.<n>.
#pragma once

#include <QAbstractButton>

#include <vector>

namespace socle::studio {

class StepButton : public QAbstractButton
{
    Q_OBJECT

public:
    enum class Look { Ahead, Current, Done };

    StepButton(int number, const QString &text, QWidget *parent = nullptr);

    void setLook(Look look);
    QSize sizeHint() const override;

    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const int m_number;
    Look m_look = Look::Ahead;
};

class StepBar : public QWidget
{
    Q_OBJECT

public:
    explicit StepBar(const QStringList &steps, QWidget *parent = nullptr);

    /// `reachable`: steps up to this one may be clicked.
    void setCurrent(int step, int reachable);

signals:
    void stepRequested(int step);

private:
    std::vector<StepButton *> m_buttons;
};

} // namespace socle::studio
