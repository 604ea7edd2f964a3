#include "studio/kit/FormPage.h"

#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QBoxLayout>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace socle::studio {

FormPage::FormPage(int maxWidth, QWidget *parent)
    : QScrollArea(parent)
    , m_column(nullptr)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusPolicy(Qt::NoFocus);
    viewport()->setAutoFillBackground(false);
    viewport()->setBackgroundRole(QPalette::Base); // what the scroll bar lies on
    auto *page = new QWidget;
    auto *row = new QHBoxLayout(page);
    row->setContentsMargins(space::k7, space::k7, space::k7, space::k8);
    row->setSpacing(0);
    auto *middle = new QWidget;
    keepScaled(middle, Extent::MostWidth, maxWidth);
    m_column = new QVBoxLayout(middle);
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(space::k5);
    row->addStretch(1);
    row->addWidget(middle, 1000);
    row->addStretch(1);
    setWidget(page);
    page->setAutoFillBackground(false); // setWidget turned it on
}

void FormPage::reveal(QWidget *widget)
{
    ensureWidgetVisible(widget, space::k5, space::k9);
    widget->setFocus(Qt::OtherFocusReason);
}

void FormPage::paintEvent(QPaintEvent *event)
{
    QPainter(viewport()).fillRect(viewport()->rect(), colorOf(Color::Surface));
    QScrollArea::paintEvent(event);
}

SectionHead::SectionHead(const QString &title, const QString &help, QWidget *parent)
    : QWidget(parent)
    , m_help(new Text(help, TextRole::Small, Color::TextMuted))
    , m_trailing(new QHBoxLayout)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::k4);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(space::k1);
    texts->addWidget(new Text(title, TextRole::LargeStrong));
    m_help->setOverflow(Text::Overflow::Wrap);
    texts->addWidget(m_help);
    row->addLayout(texts, 1);
    m_help->setVisible(!help.isEmpty()); // has its place now: without one it would be a window
    m_trailing->setSpacing(space::k3);
    row->addLayout(m_trailing);
}

void SectionHead::setHelp(const QString &help)
{
    m_help->setText(help);
    m_help->setVisible(!help.isEmpty());
}

SettingLine::SettingLine(const QString &title, const QString &help, QWidget *parent)
    : QWidget(parent)
    , m_title(new Text(title, TextRole::BaseMedium))
    , m_was(new Text({}, TextRole::Small, Color::Warning))
    , m_undo(new IconButton(u"undo"_s, tr("Undo this change")))
    , m_help(new Text(help, TextRole::Small, Color::TextMuted))
    , m_error(new Text({}, TextRole::Small, Color::Danger))
    , m_controls(new QHBoxLayout)
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::k5, space::k4, space::k5, space::k4);
    row->setSpacing(space::k5);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(space::k1);
    auto *head = new QHBoxLayout;
    head->setSpacing(space::k3);
    head->addWidget(m_title);
    head->addWidget(m_was);
    head->addWidget(m_undo);
    head->addStretch();
    m_undo->setControlSize(ControlSize::Small);
    m_undo->setRole(Color::Warning);
    m_undo->setObjectName(u"setting.undo"_s);
    m_undo->hide();
    connect(m_undo, &QToolButton::clicked, this, &SettingLine::undoRequested);
    texts->addLayout(head);
    for (Text *text : {m_help, m_error}) {
        text->setOverflow(Text::Overflow::Wrap);
        texts->addWidget(text);
    }
    m_error->hide();
    m_was->hide();
    // Beside a control of several lines the words stay together, in the middle.
    auto *middle = new QuietColumn;
    middle->addStretch();
    middle->addLayout(texts);
    middle->addStretch();
    row->addLayout(middle, 1);
    m_help->setVisible(!help.isEmpty()); // has its place now: without one it would be a window
    m_controls->setSpacing(space::k3);
    row->addLayout(m_controls);
}

void SettingLine::setTitleElided() { m_title->setOverflow(Text::Overflow::Elide); }

void SettingLine::setTitle(const QString &title) { m_title->setText(title); }

void SettingLine::setHelp(const QString &help)
{
    m_help->setText(help);
    m_help->setVisible(!help.isEmpty());
}

void SettingLine::addControl(QWidget *control) { m_controls->addWidget(control); }

void SettingLine::setError(const QString &error)
{
    m_error->setText(error);
    m_error->setVisible(!error.isEmpty());
}

void SettingLine::setEdited(bool edited, const QString &was)
{
    m_was->setText(was);
    m_was->setVisible(edited && !was.isEmpty());
    m_undo->setVisible(edited);
}

void SettingLine::setDivided(bool on)
{
    m_isDivided = on;
    update();
}

void SettingLine::paintEvent(QPaintEvent *)
{
    if (m_isDivided) {
        QPainter painter(this);
        drawHairline(&painter,
                     {double(space::k5), 0},
                     {double(width() - space::k5), 0},
                     colorOf(Color::Border));
    }
}

} // namespace socle::studio
