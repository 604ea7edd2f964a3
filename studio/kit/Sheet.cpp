// See the header.
#include "studio/kit/Sheet.h"

#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Paint.h"
#include "studio/kit/SheetBody.h"
#include "studio/kit/TabOrder.h"
#include "studio/kit/Text.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>

namespace socle::studio {

namespace {

constexpr int kDefaultWidth = 480;

} // namespace

Sheet::Sheet(QWidget *window, const QString &title)
    : QWidget(window->window())
    , m_panel(new QWidget(this))
    , m_title(new Text(title, TextRole::LargeStrong, Color::Text, m_panel))
    , m_subtitle(new Text({}, TextRole::Base, Color::TextMuted, m_panel))
    , m_close(new IconButton(QStringLiteral("x"), tr("Close"), m_panel))
    , m_middle(new SheetBody(m_panel))
    , m_footer(new QWidget(m_panel))
    , m_footerLeading(new QHBoxLayout)
    , m_footerButtons(new QHBoxLayout)
    , m_panelWidth(kDefaultWidth)
{
    hide();
    setAccessibleName(title);
    m_title->setOverflow(Text::Overflow::Wrap); // names and addresses of any length
    m_close->setObjectName(QStringLiteral("sheet.close"));
    m_close->setControlSize(ControlSize::Small);
    m_subtitle->setOverflow(Text::Overflow::Wrap);
    m_subtitle->hide();
    auto *column = new QVBoxLayout(m_panel);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *head = new QHBoxLayout;
    setMirroredMargins(head, space::k6, space::k5, space::k4, 0);
    auto *titles = new QVBoxLayout;
    titles->setSpacing(space::k1);
    titles->addWidget(m_title);
    titles->addWidget(m_subtitle);
    head->addLayout(titles, 1);
    head->addWidget(m_close, 0, Qt::AlignTop);
    column->addLayout(head);
    body()->setContentsMargins(space::k6, space::k5, space::k6, space::k6);
    body()->setSpacing(space::k4);
    column->addWidget(m_middle, 1);
    auto *footer = new QHBoxLayout(m_footer);
    footer->setContentsMargins(space::k6, 0, space::k6, space::k6);
    footer->setSpacing(space::k3);
    footer->addLayout(m_footerLeading);
    footer->addStretch(1);
    footer->addLayout(m_footerButtons);
    m_footerButtons->setSpacing(space::k3);
    m_footer->hide();
    column->addWidget(m_footer);
    connect(m_close, &QToolButton::clicked, this, &Sheet::reject);
    window->window()->installEventFilter(this);
    m_panel->installEventFilter(this);
}

void Sheet::setTitle(const QString &title)
{
    m_title->setText(title);
    setAccessibleName(title);
}

void Sheet::setSubtitle(const QString &subtitle)
{
    m_subtitle->setText(subtitle);
    m_subtitle->setVisible(!subtitle.isEmpty());
    setAccessibleDescription(subtitle);
}

QVBoxLayout *Sheet::body() const { return m_middle->column(); }

void Sheet::setPlacement(Placement placement)
{
    m_placement = placement;
    placePanel();
}

void Sheet::setPanelWidth(int pixels)
{
    m_panelWidth = pixels;
    placePanel();
}

Button *Sheet::addButton(const QString &text, ButtonVariant variant)
{
    auto *button = new Button(text, variant, m_footer);
    button->setControlSize(ControlSize::Large);
    m_footerButtons->addWidget(button);
    m_footer->show();
    return button;
}

Button *Sheet::addStandardButtons(const QString &acceptText, ButtonVariant variant)
{
    Button *cancel = addButton(tr("Cancel"), ButtonVariant::Ghost);
    cancel->setObjectName(QStringLiteral("sheet.cancel"));
    connect(cancel, &QPushButton::clicked, this, &Sheet::reject);
    Button *verb = addButton(acceptText, variant);
    verb->setObjectName(QStringLiteral("sheet.accept"));
    verb->setDefault(true);
    connect(verb, &QPushButton::clicked, this, &Sheet::accept);
    return verb;
}

void Sheet::setCloseGuard(std::function<bool()> guard) { m_guard = std::move(guard); }

void Sheet::open()
{
    m_focusBefore = window()->focusWidget();
    setGeometry(parentWidget()->rect());
    show();
    raise();
    placePanel();
    // The first control of the body, not the cross.
    const auto children = m_panel->findChildren<QWidget *>();
    QWidget *first = nullptr;
    for (QWidget *child : children) {
        if (child != m_close && child->focusPolicy() & Qt::TabFocus && child->isVisibleTo(m_panel)
            && child->isEnabled()) {
            first = child;
            if (!m_footer->isAncestorOf(child)) {
                break;
            }
        }
    }
    (first != nullptr ? first : m_close)->setFocus(Qt::OtherFocusReason);
}

void Sheet::accept()
{
    if (!m_done) {
        emit accepted();
        finish();
    }
}

void Sheet::reject()
{
    if (m_done || (m_guard && !m_guard())) {
        return;
    }
    finish();
}

bool Sheet::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == parentWidget() && event->type() == QEvent::Resize) {
        setGeometry(parentWidget()->rect());
    }
    // Fields that appear, errors below them: the panel grows with its content. Later, not inside
    // the layout's own round.
    if (watched == m_panel && event->type() == QEvent::LayoutRequest
        && m_placement == Placement::Center) {
        QMetaObject::invokeMethod(
            this, [this] { placePanel(); }, Qt::QueuedConnection);
    }
    return QWidget::eventFilter(watched, event);
}

void Sheet::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorOf(Color::Scrim));
    const QRectF box = m_panel->geometry();
    const double corner = m_placement == Placement::Trailing ? 0 : radius::kXl;
    drawShadow(&painter, box, corner, 3);
    drawRounded(&painter, box, corner, colorOf(Color::Surface), colorOf(Color::Border));
}

void Sheet::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape) {
        reject();
        return;
    }
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        const auto buttons = m_footer->findChildren<Button *>();
        for (Button *button : buttons) {
            if (button->isDefault() && button->isEnabled()) {
                button->click();
                return;
            }
        }
    }
    // Nothing below the scrim hears keys while the sheet is open.
    event->accept();
}

void Sheet::mousePressEvent(QMouseEvent *event)
{
    if (!m_panel->geometry().contains(event->pos())) {
        reject();
    }
}

void Sheet::resizeEvent(QResizeEvent *) { placePanel(); }

bool Sheet::focusNextPrevChild(bool next)
{
    goToTabStop(*this, next);
    return true; // nothing else to focus: stay, never leave the sheet
}

void Sheet::placePanel()
{
    const int margin = space::k7;
    // Larger text and longer languages need more of the window; never more than there is.
    const int wide = std::max({Theme::current().scaled(m_panelWidth),
                               Theme::current().scaled(kDefaultWidth),
                               m_panel->layout()->minimumSize().width()});
    const int width = std::min(wide, this->width() - 2 * margin);
    if (width <= 0) {
        return;
    }
    if (m_placement == Placement::Full) {
        m_panel->setGeometry(rect().adjusted(margin, margin, -margin, -margin));
    } else if (m_placement == Placement::Trailing) {
        const int x = layoutDirection() == Qt::RightToLeft ? 0 : this->width() - width;
        m_panel->setGeometry(x, 0, width, height());
    } else {
        m_panel->setFixedWidth(width);
        m_panel->layout()->activate();
        const int wanted = m_panel->layout()->hasHeightForWidth()
            ? m_panel->layout()->totalHeightForWidth(width)
            : m_panel->sizeHint().height();
        const int height = std::min(wanted, this->height() - 2 * margin);
        m_panel->setGeometry((this->width() - width) / 2,
                             std::max(margin, (this->height() - height) * 2 / 5),
                             width,
                             height);
    }
    update();
}

void Sheet::finish()
{
    m_done = true;
    hide();
    if (m_focusBefore != nullptr) {
        m_focusBefore->setFocus(Qt::OtherFocusReason);
    }
    emit closed();
    deleteLater();
}

} // namespace socle::studio
