#include "studio/views/import/DropZone.h"

#include "studio/kit/Button.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"
#include "studio/views/import/ImportMetrics.h"

#include <QBoxLayout>
#include <QPen>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

EmptyState *makeWords()
{
    return new EmptyState(
        u"upload"_s,
        DropZone::tr("Drop files here"),
        DropZone::tr(
            "CSV, TSV, JSON or JSON lines, of any size. Nothing is written before the last step."));
}

} // namespace

DropZone::DropZone(QWidget *parent)
    : QWidget(parent)
    , m_button([this] {
        auto *column = new QVBoxLayout(this);
        EmptyState *words = makeWords();
        column->addStretch();
        column->addWidget(words);
        column->addStretch();
        return words->addAction(tr("Choose files"), u"folder-open"_s);
    }())
{
    m_button->setObjectName(u"import.choose"_s);
    m_button->setAccessibleName(tr("Choose files to import"));
    keepScaled(this, Extent::Height, import::kDropHeight);
}

void DropZone::setActive(bool active)
{
    m_active = active;
    update();
}

void DropZone::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(colorOf(m_active ? Color::AccentSoft : Color::SurfaceAlt));
    QPen pen(colorOf(m_active ? Color::Accent : Color::BorderStrong));
    pen.setStyle(Qt::DashLine);
    painter.setPen(pen);
    painter.drawRoundedRect(
        QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius::kXl, radius::kXl);
}

} // namespace socle::studio
