#include "studio/views/server/ServerNav.h"

#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Text.h"
#include "studio/views/server/ServerMetrics.h"

#include <QAbstractButton>
#include <QBoxLayout>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace socle::studio {

/// A page (icon, title, mark) or a hit (title, page below).
class ServerNav::Item : public QAbstractButton
{
public:
    Item(const QString &iconName, const QString &title, const QString &detail = {})
        : m_icon(iconName)
        , m_detail(detail)
    {
        setText(title);
        setAccessibleName(detail.isEmpty() ? title : QString(title + u", "_s + detail));
        setCheckable(detail.isEmpty());
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        keepScaled(this,
                   Extent::Height,
                   detail.isEmpty() ? server::kNavItem : server::kNavItem + space::k5);
    }

    void setMark(Tone tone)
    {
        if (tone != m_mark) {
            m_mark = tone;
            update();
        }
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF tile = QRectF(rect()).adjusted(0, 1, 0, -1);
        const bool isOn = isChecked();
        if (isOn || underMouse()) {
            drawRounded(
                &painter, tile, radius::kMd, colorOf(isOn ? Color::AccentSoft : Color::Hover));
        }
        if (hasFocus()) {
            drawFocusRing(&painter, tile, radius::kMd, 0);
        }
        const QColor color = colorOf(isOn ? Color::OnAccentSoft : Color::Text);
        double left = space::k4;
        if (!m_icon.isEmpty()) {
            const double side = Theme::current().scaled(iconSize::kMd);
            drawIcon(
                &painter,
                m_icon,
                mirrored(layoutDirection(), tile, {left, tile.center().y() - side / 2, side, side}),
                colorOf(isOn ? Color::OnAccentSoft : Color::TextMuted),
                layoutDirection());
            left += side + space::k4;
        }
        const double room = tile.width() - left - space::k6;
        const double half = tile.height() / 2;
        const QRectF title{left,
                           tile.top() + (m_detail.isEmpty() ? 0 : space::k2),
                           room,
                           m_detail.isEmpty() ? tile.height() : half};
        drawLine(&painter,
                 mirrored(layoutDirection(), tile, title),
                 text(),
                 studio::font(isOn ? TextRole::BaseStrong : TextRole::BaseMedium),
                 color);
        if (!m_detail.isEmpty()) {
            drawLine(&painter,
                     mirrored(layoutDirection(),
                              tile,
                              {left, tile.top() + half - space::k1, room, half - space::k1}),
                     m_detail,
                     studio::font(TextRole::Small),
                     colorOf(Color::TextMuted));
        }
        if (m_mark != Tone::Neutral) {
            const double side = space::k3;
            drawRounded(&painter,
                        mirrored(layoutDirection(),
                                 tile,
                                 {tile.right() - space::k4 - side / 2,
                                  tile.center().y() - side / 2,
                                  side,
                                  side}),
                        side / 2,
                        Theme::current().toneMark(m_mark));
        }
    }

private:
    QString m_icon;
    QString m_detail;
    Tone m_mark = Tone::Neutral;
};

ServerNav::ServerNav(QWidget *parent)
    : QWidget(parent)
    , m_search(new SearchField(tr("Find a setting")))
    , m_pages(new QWidget)
    , m_hits(new QWidget)
    , m_hitList(new QVBoxLayout(m_hits))
{
    setObjectName(u"settings.nav"_s);
    setAccessibleName(tr("Pages of the settings"));
    keepScaled(this, Extent::Width, server::kNav);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::k4, space::k4, space::k4, space::k4);
    column->setSpacing(space::k4);
    m_search->setObjectName(u"settings.search"_s);
    m_search->setAccessibleName(tr("Find a setting"));
    column->addWidget(m_search);
    auto *list = new QVBoxLayout(m_pages);
    list->setContentsMargins(0, 0, 0, 0);
    list->setSpacing(space::k1);
    for (const ServerPage &page : serverPages()) {
        const QString key = QString::fromLatin1(page.key);
        auto *item = new Item(QString::fromLatin1(page.icon), settingText(page.title));
        item->setObjectName(u"settings.nav."_s + key);
        m_items.insert(key, item);
        list->addWidget(item);
        connect(item, &QAbstractButton::clicked, this, [this, key] { emit pageRequested(key); });
    }
    m_hitList->setContentsMargins(0, 0, 0, 0);
    m_hitList->setSpacing(space::k1);
    m_hits->hide();
    // Large text: the list is higher than the window.
    auto *both = new QWidget;
    auto *rows = new QVBoxLayout(both);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->addWidget(m_pages);
    rows->addWidget(m_hits);
    rows->addStretch();
    auto *scroll = new QScrollArea;
    scroll->setObjectName(u"settings.nav.scroll"_s);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setWidget(both);
    scroll->viewport()->setAutoFillBackground(false);
    both->setAutoFillBackground(false);
    column->addWidget(scroll, 1);
    connect(m_search, &SearchField::searchChanged, this, &ServerNav::search);
}

void ServerNav::setCurrent(const QString &page)
{
    for (auto it = m_items.begin(); it != m_items.end(); ++it) {
        it.value()->setChecked(it.key() == page);
    }
}

void ServerNav::setMarks(const QSet<QString> &changed, const QSet<QString> &refused)
{
    for (auto it = m_items.begin(); it != m_items.end(); ++it) {
        it.value()->setMark(refused.contains(it.key())       ? Tone::Danger
                                : changed.contains(it.key()) ? Tone::Warning
                                                             : Tone::Neutral);
    }
}

void ServerNav::setReason(const QString &page, const QString &reason)
{
    if (Item *item = m_items.value(page)) {
        item->setToolTip(reason);
    }
}

void ServerNav::focusSearch()
{
    m_search->setFocus();
    m_search->selectAll();
}

void ServerNav::search(const QString &words)
{
    const QString wanted = words.trimmed();
    m_pages->setVisible(wanted.isEmpty());
    m_hits->setVisible(!wanted.isEmpty());
    while (QLayoutItem *item = m_hitList->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    if (wanted.isEmpty()) {
        return;
    }
    for (const ServerSetting &setting : serverSettings()) {
        const QString title = settingText(setting.title);
        const QString page = pageTitle(QString::fromLatin1(setting.page));
        const QString all = title + u' ' + page + u' ' + settingText(setting.section) + u' '
            + settingText(setting.help) + u' ' + QString::fromLatin1(setting.path);
        bool fits = true;
        for (const QString &word : wanted.split(u' ', Qt::SkipEmptyParts)) {
            fits = fits && all.contains(word, Qt::CaseInsensitive);
        }
        if (!fits) {
            continue;
        }
        const QString section = settingText(setting.section);
        auto *item
            = new Item({}, title, section.isEmpty() ? page : QString(page + u" · "_s + section));
        item->setObjectName(u"settings.hit."_s + QString::fromLatin1(setting.path));
        connect(item, &QAbstractButton::clicked, this, [this, &setting] {
            emit settingRequested(QString::fromLatin1(setting.path), setting.isSocle);
        });
        m_hitList->addWidget(item);
    }
    if (m_hitList->count() == 0) {
        m_hitList->addWidget(
            new Text(tr("No setting is called so"), TextRole::Small, Color::TextMuted));
    }
}

void ServerNav::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorOf(Color::Canvas));
    const double x = layoutDirection() == Qt::RightToLeft ? 0.0 : width() - 1.0;
    drawHairline(&painter, {x, 0}, {x, double(height())}, colorOf(Color::Border));
}

} // namespace socle::studio
