// See the header.
#include "studio/kit/Toast.h"

#include "studio/kit/Button.h"
#include "studio/kit/Icon.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"

#include <QAccessible>
#include <QEvent>
#include <QHBoxLayout>
#include <QTimerEvent>

namespace socle::studio {

namespace {

constexpr int kMaxToasts = 3;
constexpr int kLifeMs = 4000;
constexpr int kMaxWidth = 420;

} // namespace

Toast *Toast::show(QWidget *anywhere,
                   Tone tone,
                   const QString &text,
                   const QString &actionText,
                   std::function<void()> action)
{
    QWidget *window = anywhere->window();
    const auto open = window->findChildren<Toast *>(QString(), Qt::FindDirectChildrenOnly);
    if (open.size() >= kMaxToasts) {
        open.first()->dismiss();
    }
    auto *toast = new Toast(window, tone, text, actionText, std::move(action));
    toast->QWidget::show();
    toast->raise();
    arrange(window);
    QAccessibleEvent alert(toast, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
    return toast;
}

Toast::Toast(QWidget *window,
             Tone tone,
             const QString &text,
             const QString &actionText,
             std::function<void()> action)
    : QWidget(window)
    , m_tone(tone)
{
    setObjectName(QStringLiteral("shell.toast"));
    setAccessibleName(text);
    const QMargins room = shadowMargins(2);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(room.left() + space::k3,
                            room.top() + space::k3,
                            room.right() + space::k3,
                            room.bottom() + space::k3);
    row->setSpacing(space::k3);
    row->addSpacing(space::k7 + space::k2); // the icon; margins would not mirror, a spacing does
    auto *label = new Text(text, TextRole::Base, Color::Text, this);
    if (label->sizeHint().width() > kMaxWidth) {
        label->setOverflow(Text::Overflow::Wrap);
        label->setFixedWidth(kMaxWidth);
    }
    row->addWidget(label);
    if (!actionText.isEmpty()) {
        auto *button = new Button(actionText, ButtonVariant::Ghost, this);
        button->setObjectName(QStringLiteral("shell.toast.action"));
        row->addWidget(button);
        connect(button, &QPushButton::clicked, this, [this, run = std::move(action)] {
            if (run) {
                run();
            }
            dismiss();
        });
    }
    auto *close = new IconButton(QStringLiteral("x"), tr("Dismiss"), this);
    close->setObjectName(QStringLiteral("shell.toast.close"));
    close->setControlSize(ControlSize::Small);
    row->addWidget(close);
    connect(close, &QToolButton::clicked, this, &Toast::dismiss);
    window->installEventFilter(this);
    m_timer = startTimer(kLifeMs);
}

void Toast::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const QMargins room = shadowMargins(2);
    const QRectF box = QRectF(rect()).marginsRemoved(room);
    drawShadow(&painter, box, radius::kLg, 2);
    drawRounded(&painter, box, radius::kLg, colorOf(Color::Surface), colorOf(Color::Border));
    const QString name = m_tone == Tone::Danger ? QStringLiteral("circle-x")
        : m_tone == Tone::Warning               ? QStringLiteral("warning")
        : m_tone == Tone::Success               ? QStringLiteral("circle-check")
                                                : QStringLiteral("info");
    const double side = Theme::current().scaled(static_cast<int>(iconSize::kMd));
    drawIcon(&painter,
             name,
             mirrored(layoutDirection(),
                      rect(),
                      QRectF(box.left() + space::k5 - 2, box.center().y() - side / 2, side, side)),
             Theme::current().toneText(m_tone));
}

void Toast::enterEvent(QEnterEvent *)
{
    killTimer(m_timer);
    m_timer = 0;
}

void Toast::leaveEvent(QEvent *)
{
    if (m_timer == 0) {
        m_timer = startTimer(kLifeMs);
    }
}

bool Toast::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::Resize) {
        arrange(static_cast<QWidget *>(watched));
    }
    return QWidget::eventFilter(watched, event);
}

void Toast::timerEvent(QTimerEvent *)
{
    if (!isAncestorOf(window()->focusWidget())) {
        dismiss();
    }
}

void Toast::dismiss()
{
    QWidget *host = parentWidget();
    hide();
    setParent(nullptr);
    deleteLater();
    emit dismissed();
    if (host != nullptr) {
        arrange(host);
    }
}

void Toast::arrange(QWidget *window)
{
    const QMargins room = shadowMargins(2);
    // Above the status bar and above a view's footer: what they say of now must stay in sight.
    const Theme &theme = Theme::current();
    int bottom = window->height() - theme.scaled(layout::kStatusBar) - theme.scaled(layout::kFooter)
        - space::k4 + room.bottom();
    const auto open = window->findChildren<Toast *>(QString(), Qt::FindDirectChildrenOnly);
    for (auto it = open.crbegin(); it != open.crend(); ++it) {
        Toast *toast = *it;
        toast->adjustSize();
        const int x = window->layoutDirection() == Qt::RightToLeft
            ? space::k5 - room.left()
            : window->width() - toast->width() - space::k5 + room.right();
        toast->move(x, bottom - toast->height());
        bottom -= toast->height() - room.top() - room.bottom() + space::k3;
    }
}

} // namespace socle::studio
