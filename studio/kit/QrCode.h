// A text as a QR code, for a telephone's camera: dark on light in every theme, with the quiet zone
// scanners need.
#pragma once

#include <QBitArray>
#include <QWidget>

namespace socle::studio {

class QrCode : public QWidget
{
    Q_OBJECT

public:
    explicit QrCode(QWidget *parent = nullptr);

    /// An empty or overlong text (more than 2,900 bytes) shows nothing; isValid() is false then.
    void setText(const QString &text);

    bool isValid() const { return m_side > 0; }

    /// Modules along an edge, without the quiet zone.
    int side() const { return m_side; }

    QSize sizeHint() const override;

    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QBitArray m_modules; // row by row; set is dark
    int m_side = 0;
};

} // namespace socle::studio
