// A dashed place that says what may be dropped here. The view around it takes the drop itself.
#pragma once

#include <QWidget>

namespace socle::studio {

class Button;

class DropZone : public QWidget
{
    Q_OBJECT

public:
    explicit DropZone(QWidget *parent = nullptr);

    Button *button() const { return m_button; }

    /// Something droppable hovers.
    void setActive(bool active);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Button *const m_button;
    bool m_active = false;
};

} // namespace socle::studio
