// The window of the gallery: its pages, and how they look: theme, density, direction, size.
#include "studio/kit/KitGallery.h"

#include "studio/kit/Segmented.h"
#include "studio/kit/Tabs.h"
#include "studio/kit/Theme.h"
#include "studio/kit/gallery/Pages.h"

#include <QApplication>
#include <QScrollArea>

namespace socle::studio {

namespace {

/// Theme, density, direction: each a row of segments that acts at once.
QWidget *makeLooks(QWidget *gallery)
{
    auto *bar = new QWidget;
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(space::k7, space::k3, space::k7, space::k3);
    row->setSpacing(space::k4);
    const auto add = [&](const QString &name, const QStringList &keys, const QStringList &texts) {
        auto *one = new Segmented;
        one->setObjectName(QStringLiteral("kit.gallery.") + name);
        one->setAccessibleName(name);
        for (int i = 0; i < keys.size(); ++i) {
            one->addSegment(keys[i], texts[i]);
        }
        row->addWidget(one);
        return one;
    };
    const QStringList kinds{
        QStringLiteral("0"), QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("3")};
    auto *theme = add(QStringLiteral("theme"),
                      kinds,
                      {KitGallery::tr("Light"),
                       KitGallery::tr("Dark"),
                       KitGallery::tr("Contrast light"),
                       KitGallery::tr("Contrast dark")});
    theme->setCurrentKey(QString::number(static_cast<int>(Theme::current().kind())));
    QObject::connect(theme, &Segmented::currentChanged, gallery, [](const QString &key) {
        Theme::current().setKind(static_cast<ThemeKind>(key.toInt()));
    });
    auto *density = add(
        QStringLiteral("density"),
        kinds.first(3),
        {KitGallery::tr("Compact"), KitGallery::tr("Comfortable"), KitGallery::tr("Spacious")});
    constexpr Density kDensities[] = {Density::Compact, Density::Comfortable, Density::Spacious};
    for (int i = 0; i < 3; ++i) {
        if (kDensities[i] == Theme::current().density()) {
            density->setCurrentKey(QString::number(i));
        }
    }
    QObject::connect(density, &Segmented::currentChanged, gallery, [&](const QString &key) {
        constexpr Density kAll[] = {Density::Compact, Density::Comfortable, Density::Spacious};
        Theme::current().setDensity(kAll[key.toInt()]);
    });
    auto *direction = add(QStringLiteral("direction"),
                          kinds.first(2),
                          {KitGallery::tr("Left to right"), KitGallery::tr("Right to left")});
    direction->setCurrentKey(QString::number(static_cast<int>(QGuiApplication::layoutDirection())));
    QObject::connect(direction, &Segmented::currentChanged, gallery, [](const QString &key) {
        QGuiApplication::setLayoutDirection(static_cast<Qt::LayoutDirection>(key.toInt()));
    });
    row->addStretch(1);
    return bar;
}

} // namespace

KitGallery::KitGallery(Page page, QWidget *parent)
    : QWidget(parent)
{
    setObjectName(QStringLiteral("kit.gallery"));
    setWindowTitle(tr("Socle kit"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *tabs = new Tabs;
    tabs->setObjectName(QStringLiteral("kit.gallery.pages"));
    tabs->addTab(QStringLiteral("controls"), tr("Controls"));
    tabs->addTab(QStringLiteral("choices"), tr("Lists and menus"));
    tabs->addTab(QStringLiteral("fields"), tr("Fields"));
    tabs->addTab(QStringLiteral("feedback"), tr("Feedback"));
    tabs->addTab(QStringLiteral("grid"), tr("Grid"));
    tabs->addTab(QStringLiteral("code"), tr("Code"));
    tabs->setCurrentIndex(static_cast<int>(page));
    auto *head = new QHBoxLayout;
    head->setContentsMargins(space::k7, space::k3, space::k7, 0);
    head->addWidget(tabs, 1);
    column->addLayout(head);
    column->addWidget(makeLooks(this));
    connect(tabs, &QTabBar::currentChanged, this, [this](int index) {
        setPage(static_cast<Page>(index));
    });
    setPage(page);
}

void KitGallery::setPage(Page page)
{
    delete m_content;
    switch (page) {
    case Page::Controls:
        m_content = GalleryPages::controls();
        break;
    case Page::Choices:
        m_content = GalleryPages::choices();
        break;
    case Page::Fields:
        m_content = GalleryPages::fields();
        break;
    case Page::Feedback:
        m_content = GalleryPages::feedback();
        break;
    case Page::Grid:
        m_content = GalleryPages::grid();
        break;
    case Page::Code:
        m_content = GalleryPages::code();
        break;
    }
    layout()->addWidget(m_content);
}

} // namespace socle::studio
