// See the header. Every item keeps its kind and, for scalars, the letters it was written in.
#include "studio/fields/JsonTree.h"

#include "studio/fields/JsonText.h"
#include "studio/fields/JsonTreeText.h"
#include "studio/kit/ItemInk.h"
#include "studio/kit/MenuPlace.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>

#include <utility>

namespace socle::studio {

namespace {

constexpr int kOpenDepth = 2;

} // namespace

JsonTree::JsonTree(QWidget *parent)
    : QTreeWidget(parent)
{
    setColumnCount(2);
    setHeaderHidden(true);
    setRootIsDecorated(true);
    setUniformRowHeights(true);
    setItemDelegate(new InkDelegate(this));
    setAlternatingRowColors(false);
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(QAbstractItemView::DoubleClicked | QAbstractItemView::EditKeyPressed);
    setTabKeyNavigation(false);
    keepFont(this, TextRole::Mono);
    setLayoutDirection(Qt::LeftToRight);
    setIndentation(Theme::current().scaled(space::k5));
    header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    header()->setStretchLastSection(true);
    header()->setMaximumSectionSize(Theme::current().scaled(space::k10 * 3));
    connect(this, &QTreeWidget::itemChanged, this, &JsonTree::itemEdited);
    connect(this, &QTreeWidget::itemExpanded, this, [this](QTreeWidgetItem *item) {
        const bool asks = m_fetch && item->data(1, kJsonFetched).isValid()
            && !item->data(1, kJsonFetched).toBool();
        if (asks) {
            item->setData(1, kJsonFetched, true);
            m_fetch(item, plainJson(item->data(1, kJsonText).toString()));
        }
    });
}

bool JsonTree::setJson(const QString &text)
{
    if (checkJson(text)) {
        return false;
    }
    m_isShowing = true;
    clear();
    invisibleRootItem()->setData(1, kJsonKind, QVariant());
    auto *root = new QTreeWidgetItem;
    readJson(text, root);
    if (root->data(1, kJsonKind).toString() == u"scalar") {
        addTopLevelItem(root);
        showItem(root);
    } else {
        // Members stand at the top; the root's own kind is kept at the invisible one.
        invisibleRootItem()->setData(1, kJsonKind, root->data(1, kJsonKind));
        addTopLevelItems(root->takeChildren());
        delete root;
        for (int i = 0; i < topLevelItemCount(); ++i) {
            showItem(topLevelItem(i));
        }
    }
    m_isShowing = false;
    return true;
}

QString JsonTree::json() const
{
    if (topLevelItemCount() == 1 && invisibleRootItem()->data(1, kJsonKind).isNull()) {
        QString out;
        writeJson(out, topLevelItem(0));
        return out;
    }
    if (invisibleRootItem()->data(1, kJsonKind).isNull()) {
        return {};
    }
    QString out;
    writeJson(out, invisibleRootItem());
    return out;
}

void JsonTree::setEditable(bool editable)
{
    m_isEditable = editable;
    m_isShowing = true;
    for (int i = 0; i < topLevelItemCount(); ++i) {
        showItem(topLevelItem(i));
    }
    m_isShowing = false;
}

void JsonTree::showItem(QTreeWidgetItem *item)
{
    const QString kind = item->data(1, kJsonKind).toString();
    const bool isForeign = item->data(1, kJsonForeign).toBool();
    setInk(item, 0, isForeign ? Color::TextSubtle : Color::TextMuted);
    if (kind == u"scalar") {
        const QString written = item->data(1, kJsonText).toString();
        item->setText(1, written.left(2000));
        setInk(item, 1, jsonSyntaxOf(written));
        if (m_hasMore && !isForeign && item->childCount() == 0
            && !item->data(1, kJsonFetched).isValid()
            && m_hasMore(pathOf(item), plainJson(written))) {
            item->setData(1, kJsonFetched, false);
            item->setChildIndicatorPolicy(QTreeWidgetItem::ShowIndicator);
        }
    } else {
        item->setText(1,
                      kind == u"object" ? QStringLiteral("{%1}").arg(item->childCount())
                                        : QStringLiteral("[%1]").arg(item->childCount()));
        setInk(item, 1, Color::TextSubtle);
        for (int i = 0; i < item->childCount(); ++i) {
            showItem(item->child(i));
        }
        int depth = 0;
        for (const QTreeWidgetItem *up = item->parent(); up != nullptr; up = up->parent()) {
            ++depth;
        }
        item->setExpanded(depth < kOpenDepth);
    }
    Qt::ItemFlags flags = Qt::ItemIsEnabled | Qt::ItemIsSelectable;
    if (m_isEditable && !isForeign) {
        flags |= Qt::ItemIsEditable;
    }
    item->setFlags(flags);
    item->setData(
        1, Qt::AccessibleTextRole, QString(item->text(0) + QStringLiteral(": ") + item->text(1)));
}

void JsonTree::itemEdited(QTreeWidgetItem *item, int column)
{
    if (m_isShowing) {
        return;
    }
    m_isShowing = true;
    QTreeWidgetItem *parent = item->parent() != nullptr ? item->parent() : invisibleRootItem();
    if (column == 0) {
        if (parent->data(1, kJsonKind).toString() != u"object") {
            renumber(parent); // the places of a list are not chosen
        }
    } else if (item->data(1, kJsonKind).toString() == u"scalar") {
        // What is JSON is taken as such, anything else is a text.
        const QString typed = item->text(1).trimmed();
        const bool isJson = !typed.isEmpty() && !checkJson(typed);
        if (isJson && (typed.startsWith(u'{') || typed.startsWith(u'['))) {
            readJson(typed, item);
        } else {
            item->setData(1, kJsonText, isJson ? typed : writtenJson(item->text(1)));
        }
    }
    showItem(item);
    m_isShowing = false;
    emit edited();
}

void JsonTree::renumber(QTreeWidgetItem *parent)
{
    if (parent->data(1, kJsonKind).toString() != u"array") {
        return;
    }
    for (int i = 0; i < parent->childCount(); ++i) {
        parent->child(i)->setText(0, QString::number(i));
    }
}

QString JsonTree::pathOf(const QTreeWidgetItem *item)
{
    static const QRegularExpression word(QStringLiteral("^[A-Za-z_$][A-Za-z0-9_$]*$"));
    QString path;
    for (; item != nullptr; item = item->parent()) {
        const QTreeWidgetItem *parent
            = item->parent() != nullptr ? item->parent() : item->treeWidget()->invisibleRootItem();
        const QString kind = parent->data(1, kJsonKind).toString();
        QString step;
        if (kind == u"array") {
            step = u'[' + item->text(0) + u']';
        } else if (kind.isEmpty()) {
            continue;
        } else if (word.match(item->text(0)).hasMatch()) {
            step = item->text(0);
        } else {
            step = u'[' + writtenJson(item->text(0)) + u']';
        }
        path = step + (path.isEmpty() || path.startsWith(u'[') ? path : QString(u'.' + path));
    }
    return path;
}

int JsonTree::search(const QRegularExpression &pattern)
{
    int found = 0;
    const std::function<bool(QTreeWidgetItem *)> look = [&](QTreeWidgetItem *item) {
        const bool isAll = pattern.pattern().isEmpty();
        // Texts match without their quotes.
        const QString value = item->data(1, kJsonKind).toString() == u"scalar"
            ? plainJson(item->data(1, kJsonText).toString())
            : QString();
        const bool isOwn = !isAll
            && (pattern.match(item->text(0)).hasMatch() || pattern.match(value).hasMatch());
        bool isBelow = false;
        for (int i = 0; i < item->childCount(); ++i) {
            isBelow = look(item->child(i)) || isBelow;
        }
        found += isOwn ? 1 : 0;
        item->setHidden(!isAll && !isOwn && !isBelow);
        if (isBelow) {
            item->setExpanded(true);
        }
        return isOwn || isBelow;
    };
    for (int i = 0; i < topLevelItemCount(); ++i) {
        look(topLevelItem(i));
    }
    return found;
}

void JsonTree::setBranchSource(
    std::function<bool(const QString &path, const QString &value)> hasMore,
    std::function<void(QTreeWidgetItem *item, const QString &value)> fetch)
{
    m_hasMore = std::move(hasMore);
    m_fetch = std::move(fetch);
}

void JsonTree::addBranch(QTreeWidgetItem *item, const QString &json)
{
    if (checkJson(json)) {
        return;
    }
    m_isShowing = true;
    QTreeWidgetItem holder;
    readJson(json, &holder);
    const QList<QTreeWidgetItem *> children = holder.takeChildren();
    const std::function<void(QTreeWidgetItem *)> mark = [&](QTreeWidgetItem *each) {
        each->setData(1, kJsonForeign, true);
        for (int i = 0; i < each->childCount(); ++i) {
            mark(each->child(i));
        }
    };
    for (QTreeWidgetItem *child : children) {
        mark(child);
        item->addChild(child);
        showItem(child);
        child->setExpanded(false);
    }
    m_isShowing = false;
}

void JsonTree::takeOut(QTreeWidgetItem *item)
{
    if (item == nullptr || item->data(1, kJsonForeign).toBool()) {
        return;
    }
    QTreeWidgetItem *parent = item->parent() != nullptr ? item->parent() : invisibleRootItem();
    if (parent->data(1, kJsonKind).isNull()) {
        return; // a lone value is changed, not taken out
    }
    m_isShowing = true;
    delete item;
    renumber(parent);
    if (parent != invisibleRootItem()) {
        showItem(parent);
    }
    m_isShowing = false;
    emit edited();
}

void JsonTree::addChild(QTreeWidgetItem *item)
{
    // Into a container, else beside the value.
    QTreeWidgetItem *parent = item == nullptr || item->data(1, kJsonKind).toString() == u"scalar"
        ? (item != nullptr && item->parent() != nullptr ? item->parent() : invisibleRootItem())
        : item;
    if (parent->data(1, kJsonKind).isNull()) {
        return;
    }
    m_isShowing = true;
    auto *child = new QTreeWidgetItem;
    child->setData(1, kJsonKind, QStringLiteral("scalar"));
    child->setData(1, kJsonText, QStringLiteral("\"\""));
    QString name = tr("key", "name of a new member of a JSON object");
    for (int i = 2;; ++i) {
        bool isTaken = false;
        for (int at = 0; at < parent->childCount(); ++at) {
            isTaken = isTaken || parent->child(at)->text(0) == name;
        }
        if (!isTaken) {
            break;
        }
        name = tr("key", "name of a new member of a JSON object") + QString::number(i);
    }
    child->setText(0, name);
    parent->addChild(child);
    renumber(parent);
    showItem(child);
    if (parent != invisibleRootItem()) {
        parent->setText(1,
                        parent->text(1).left(1) + QString::number(parent->childCount())
                            + parent->text(1).right(1));
        parent->setExpanded(true);
    }
    m_isShowing = false;
    setCurrentItem(child);
    emit edited();
    editItem(child, parent->data(1, kJsonKind).toString() == u"object" ? 0 : 1);
}

void JsonTree::setType(QTreeWidgetItem *item, const QString &type)
{
    m_isShowing = true;
    const QString before = plainJson(item->data(1, kJsonText).toString());
    qDeleteAll(item->takeChildren());
    if (type == u"object" || type == u"array") {
        item->setData(1, kJsonKind, type);
        item->setData(1, kJsonText, QVariant());
    } else {
        bool isNumber = false;
        before.toDouble(&isNumber);
        item->setData(1, kJsonKind, QStringLiteral("scalar"));
        item->setData(1,
                      kJsonText,
                      type == u"string"       ? writtenJson(before)
                          : type == u"number" ? (isNumber ? before : QStringLiteral("0"))
                          : type == u"bool"
                          ? (before == u"true" ? QStringLiteral("true") : QStringLiteral("false"))
                          : QStringLiteral("null"));
    }
    showItem(item);
    m_isShowing = false;
    emit edited();
}

void JsonTree::pasteInto(QTreeWidgetItem *item)
{
    const QString text = QGuiApplication::clipboard()->text();
    if (item == nullptr || text.trimmed().isEmpty()) {
        return;
    }
    m_isShowing = true;
    qDeleteAll(item->takeChildren());
    if (checkJson(text)) {
        item->setData(1, kJsonKind, QStringLiteral("scalar"));
        item->setData(1, kJsonText, writtenJson(text));
    } else {
        readJson(text, item);
    }
    showItem(item);
    m_isShowing = false;
    emit edited();
}

void JsonTree::copyPath(QTreeWidgetItem *item)
{
    QGuiApplication::clipboard()->setText(pathOf(item));
}

void JsonTree::keyPressEvent(QKeyEvent *event)
{
    QTreeWidgetItem *item = currentItem();
    if (event->matches(QKeySequence::Copy) && item != nullptr) {
        QString text;
        writeJson(text, item);
        QGuiApplication::clipboard()->setText(text);
        return;
    }
    if (m_isEditable && state() != QAbstractItemView::EditingState) {
        if (event->matches(QKeySequence::Paste)) {
            pasteInto(item);
            return;
        }
        if (event->key() == Qt::Key_Delete) {
            takeOut(item);
            return;
        }
        if (event->key() == Qt::Key_Insert) {
            addChild(item);
            return;
        }
        if (event->key() == Qt::Key_F2 && item != nullptr) {
            editItem(item, 1);
            return;
        }
    }
    if (event->key() == Qt::Key_Menu && item != nullptr) {
        openMenu(item, viewport()->mapToGlobal(visualItemRect(item).bottomLeft()));
        return;
    }
    QTreeWidget::keyPressEvent(event);
}

void JsonTree::contextMenuEvent(QContextMenuEvent *event)
{
    if (QTreeWidgetItem *item = itemAt(event->pos())) {
        setCurrentItem(item);
        openMenu(item, event->globalPos());
    }
}

void JsonTree::openMenu(QTreeWidgetItem *item, const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Value"));
    connect(menu->addAction(tr("Copy path")), &QAction::triggered, this, [this, item] {
        copyPath(item);
    });
    connect(menu->addAction(tr("Copy value")), &QAction::triggered, this, [item] {
        QString text;
        writeJson(text, item);
        QGuiApplication::clipboard()->setText(text);
    });
    if (m_isEditable && !item->data(1, kJsonForeign).toBool()) {
        menu->addSeparator();
        QMenu *types = menu->addMenu(tr("Type"));
        const std::pair<QString, QString> kinds[] = {{QStringLiteral("string"), tr("Text")},
                                                     {QStringLiteral("number"), tr("Number")},
                                                     {QStringLiteral("bool"), tr("True or false")},
                                                     {QStringLiteral("null"), tr("Null")},
                                                     {QStringLiteral("object"), tr("Object")},
                                                     {QStringLiteral("array"), tr("List")}};
        for (const auto &[kind, words] : kinds) {
            connect(types->addAction(words), &QAction::triggered, this, [this, item, kind = kind] {
                setType(item, kind);
            });
        }
        connect(menu->addAction(tr("Add")), &QAction::triggered, this, [this, item] {
            addChild(item);
        });
        connect(menu->addAction(tr("Paste here")), &QAction::triggered, this, [this, item] {
            pasteInto(item);
        });
        connect(menu->addAction(tr("Take out")), &QAction::triggered, this, [this, item] {
            takeOut(item);
        });
    }
    popupAt(menu, at);
}

} // namespace socle::studio
