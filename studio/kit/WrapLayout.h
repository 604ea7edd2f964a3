// A line of controls that goes on in a second line where the first is full: toolbars in narrow
// panes, with long words, or at 160 %.
//
// Widgets that may grow (Expanding) take what their line leaves; without one the line ends ragged.
// A stretch pushes what follows to the trailing edge of its line. Mirrors with the direction.
#pragma once

#include <QLayout>

#include <vector>

namespace socle::studio {

class WrapLayout : public QLayout
{
    Q_OBJECT

public:
    explicit WrapLayout(QWidget *parent = nullptr);
    ~WrapLayout() override;

    /// What follows stands at the trailing edge.
    void addStretch();
    /// Every line stands at the trailing edge: the buttons below a form.
    void setTrailing(bool on);

    void addItem(QLayoutItem *item) override;

    int count() const override { return static_cast<int>(m_items.size()); }

    QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;

    Qt::Orientations expandingDirections() const override { return {}; }

    bool hasHeightForWidth() const override { return true; }

    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    void setGeometry(const QRect &rect) override;

private:
    using Items = std::vector<QLayoutItem *>;

    std::vector<Items> lines(int width) const;
    int gap() const;
    void place(const Items &line, const QRect &room, int height) const;

    Items m_items;
    bool m_isTrailing = false;
};

} // namespace socle::studio
