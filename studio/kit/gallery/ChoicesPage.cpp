// The gallery: what is chosen from and what says where one is: tree, list, menu, slider,
// breadcrumb, tooltip, select with search, tabs in every mark.
#include "studio/kit/Breadcrumb.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Select.h"
#include "studio/kit/Tabs.h"
#include "studio/kit/Text.h"
#include "studio/kit/gallery/Pages.h"

#include <QAction>
#include <QListWidget>
#include <QMenu>
#include <QSlider>
#include <QToolTip>
#include <QTreeWidget>

namespace socle::studio {

namespace {

QTreeWidget *makeTree(const QString &outer, const QString &inner, const QString &leaf)
{
    auto *tree = new QTreeWidget;
    tree->setHeaderHidden(true);
    tree->setAccessibleName(outer);
    auto *root = new QTreeWidgetItem(tree, {outer});
    auto *branch = new QTreeWidgetItem(root, {inner});
    auto *last = new QTreeWidgetItem(branch, {leaf});
    new QTreeWidgetItem(root, {leaf});
    new QTreeWidgetItem(tree, {inner});
    root->setExpanded(true);
    branch->setExpanded(true);
    tree->setCurrentItem(last);
    return tree;
}

} // namespace

QWidget *GalleryPages::choices()
{
    auto *page = new QWidget;
    auto *columns = new QHBoxLayout(page);
    columns->setContentsMargins(space::k7, space::k7, space::k7, space::k7);
    columns->setSpacing(space::k7);
    auto *left = new QVBoxLayout;
    left->setSpacing(space::k4);
    left->addWidget(new SectionLabel(tr("Tree")));
    left->addWidget(makeTree(tr("Shop"), tr("Orders"), tr("order_items")), 1);
    left->addWidget(new SectionLabel(tr("List")));
    auto *list = new QListWidget;
    list->setAccessibleName(tr("List"));
    for (const QString &name : {tr("books"), tr("authors"), tr("reviews"), tr("genres")}) {
        list->addItem(new QListWidgetItem(icon(QStringLiteral("table")), name));
    }
    list->item(3)->setFlags(Qt::NoItemFlags);
    list->setCurrentRow(1);
    left->addWidget(list, 1);
    columns->addLayout(left, 1);

    auto *right = new QVBoxLayout;
    right->setSpacing(space::k4);
    right->addWidget(new SectionLabel(tr("Breadcrumb")));
    auto *path = new Breadcrumb;
    path->setPath({{QStringLiteral("shop"), tr("Shop")},
                   {QStringLiteral("orders"), tr("Orders")},
                   {QStringLiteral("items"), tr("order_items")}});
    right->addWidget(path);
    right->addWidget(new SectionLabel(tr("Tabs with marks")));
    auto *marks = new Tabs(Tabs::Look::Document);
    const QString table = QStringLiteral("table");
    marks->addTab(QStringLiteral("plain"), tr("books"), table);
    marks->addTab(QStringLiteral("dirty"), tr("staged"), table);
    marks->addTab(QStringLiteral("busy"), tr("loading"), table);
    marks->addTab(QStringLiteral("failed"), tr("failed"), table);
    marks->addTab(QStringLiteral("preview"), tr("preview"), table);
    marks->setDirty(1, true);
    marks->setBusy(2, true);
    marks->setFailed(3, true);
    marks->setPreview(4, true);
    right->addWidget(marks);
    right->addWidget(new SectionLabel(tr("Slider")));
    auto *slider = new QSlider(Qt::Horizontal);
    slider->setValue(40);
    slider->setAccessibleName(tr("Slider"));
    auto *off = new QSlider(Qt::Horizontal);
    off->setValue(70);
    off->setAccessibleName(tr("Slider"));
    right->addWidget(slider);
    right->addWidget(disabled(off));
    right->addWidget(new SectionLabel(tr("Select")));
    auto *few = new Select;
    few->setOptions(
        {{QStringLiteral("draft"), tr("draft")}, {QStringLiteral("published"), tr("published")}});
    few->setPlaceholder(tr("Choose a status"));
    auto *wrong = new Select;
    wrong->setOptions(few->options());
    wrong->setInputState(InputState::Error);
    right->addWidget(few);
    right->addWidget(wrong);
    right->addWidget(disabled(new Select));
    right->addWidget(new SectionLabel(tr("Menu")));
    auto *menu = new QMenu(page);
    menu->setWindowFlags(Qt::Widget); // in the page, not over it
    menu->addAction(icon(QStringLiteral("plus")), tr("New record"))
        ->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_N));
    QAction *live = menu->addAction(tr("Live"));
    live->setCheckable(true);
    live->setChecked(true);
    menu->addSeparator();
    menu->addAction(tr("Not now"))->setEnabled(false);
    menu->addMenu(tr("Move to group"));
    right->addWidget(menu, 0, Qt::AlignLeading);
    menu->show();
    right->addStretch(1);
    columns->addLayout(right, 1);
    return page;
}

} // namespace socle::studio
