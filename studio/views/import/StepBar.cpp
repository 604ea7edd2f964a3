#include "studio/views/import/StepBar.h"

#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/views/import/ImportMetrics.h"

#include <QBoxLayout>
#include <QFontMetrics>

using namespace Qt::StringLiterals;

namespace socle::studio {

StepButton::StepButton(int number, const QString &text, QWidget *parent)
    : QAbstractButton(parent)
    , m_number(number)
{
    setText(text);
    setFocusPolicy(Qt::StrongFocus);
    setObjectName(u"import.step.%1"_s.arg(number));
}

void StepButton::setLook(Look look)
{
    m_look = look;
    const QString state = look == Look::Done ? tr("done")
        : look == Look::Current              ? tr("current step")
                                             : tr("to come");
    setAccessibleName(tr("Step %1: %2").arg(m_number).arg(text()));
    setAccessibleDescription(state);
    update();
}

QSize StepButton::sizeHint() const
{
    const int mark = Theme::current().scaled(import::kStepMark);
    const int words = QFontMetrics(studio::font(TextRole::BaseStrong)).horizontalAdvance(text());
    return {mark + words + space::k3 + space::k5,
            std::max(mark, Theme::current().scaled(control::kMd)) + space::k2};
}

void StepButton::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setLayoutDirection(layoutDirection());
    const double side = Theme::current().scaled(import::kStepMark);
    const QRectF bounds = rect();
    const QRectF mark
        = mirrored(layoutDirection(), bounds, {space::k3, (height() - side) / 2, side, side});
    const bool isOn = m_look != Look::Ahead;
    if (m_look == Look::Done) {
        drawRounded(&painter, mark, side / 2, colorOf(Color::AccentSoft));
        drawIcon(&painter,
                 u"check"_s,
                 mark.adjusted(space::k2, space::k2, -space::k2, -space::k2),
                 colorOf(Color::OnAccentSoft));
    } else {
        drawRounded(&painter, mark, side / 2, isOn ? colorOf(Color::Accent) : colorOf(Color::Chip));
        drawLine(&painter,
                 mark,
                 QLocale().toString(m_number),
                 studio::font(TextRole::SmallStrong),
                 isOn ? colorOf(Color::OnAccent) : colorOf(Color::TextMuted),
                 Qt::AlignCenter);
    }
    const QRectF words
        = mirrored(layoutDirection(),
                   bounds,
                   {space::k3 + side + space::k3, 0, width() - side - space::k5, double(height())});
    drawLine(&painter,
             words,
             text(),
             studio::font(m_look == Look::Current ? TextRole::BaseStrong : TextRole::Base),
             colorOf(isOn ? Color::Text : Color::TextSubtle));
    if (hasFocus()) {
        drawFocusRing(&painter, bounds, radius::kMd, 0);
    }
}

StepBar::StepBar(const QStringList &steps, QWidget *parent)
    : QWidget(parent)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::k3);
    int number = 0;
    for (const QString &step : steps) {
        if (number > 0) {
            auto *line = new Divider;
            line->setFixedWidth(space::k8);
            row->addWidget(line, 0, Qt::AlignVCenter);
        }
        auto *button = new StepButton(++number, step);
        connect(
            button, &StepButton::clicked, this, [this, number] { emit stepRequested(number - 1); });
        row->addWidget(button);
        m_buttons.push_back(button);
    }
    row->addStretch();
}

void StepBar::setCurrent(int step, int reachable)
{
    for (int i = 0; i < static_cast<int>(m_buttons.size()); ++i) {
        StepButton *button = m_buttons[static_cast<std::size_t>(i)];
        button->setLook(i < step        ? StepButton::Look::Done
                            : i == step ? StepButton::Look::Current
                                        : StepButton::Look::Ahead);
        button->setEnabled(i <= reachable);
    }
}

} // namespace socle::studio
