// See the header.
#include "studio/kit/QrCode.h"

#include "studio/kit/Theme.h"
#include "studio/kit/Tokens.h"

#include <QPainter>
#include <qrencode.h>

#include <memory>

namespace socle::studio {

namespace {

constexpr int kQuietZone = 4; // modules, as the standard asks
constexpr int kModule = 4; // pixels at scale 1

} // namespace

QrCode::QrCode(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void QrCode::setText(const QString &text)
{
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
        text.isEmpty() ? nullptr
                       : QRcode_encodeString8bit(text.toUtf8().constData(), 0, QR_ECLEVEL_M),
        &QRcode_free);
    m_side = code ? code->width : 0;
    m_modules = QBitArray(m_side * m_side);
    for (int i = 0; i < m_modules.size(); ++i) {
        m_modules.setBit(i, (code->data[i] & 1) != 0); // the lowest bit says dark
    }
    updateGeometry();
    update();
}

QSize QrCode::sizeHint() const
{
    const int edge = m_side == 0 ? 0 : (m_side + 2 * kQuietZone) * Theme::current().scaled(kModule);
    return {edge, edge};
}

void QrCode::paintEvent(QPaintEvent *)
{
    if (!isValid()) {
        return;
    }
    QPainter painter(this);
    // The light theme's surface in every theme: scanners want dark on light.
    painter.fillRect(
        rect(), QColor::fromRgba(tokens::kLightColors[static_cast<std::size_t>(Color::Surface)]));
    const int module = width() / (m_side + 2 * kQuietZone);
    const int start = (width() - module * m_side) / 2;
    for (int row = 0; row < m_side; ++row) {
        for (int column = 0; column < m_side; ++column) {
            if (m_modules.testBit(row * m_side + column)) {
                painter.fillRect(
                    start + column * module, start + row * module, module, module, Qt::black);
            }
        }
    }
}

} // namespace socle::studio
