// On or off at once. For "will be saved later" use a QCheckBox, which SocleStyle paints.
#pragma once

#include <QAbstractButton>

namespace socle::studio {

class Switch : public QAbstractButton
{
    Q_OBJECT
    Q_PROPERTY(double position READ position WRITE setPosition)

public:
    explicit Switch(const QString &text = {}, QWidget *parent = nullptr);

    double position() const { return m_position; }

    void setPosition(double position);
    QSize sizeHint() const override;

    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    double m_position = 0;
};

} // namespace socle::studio
