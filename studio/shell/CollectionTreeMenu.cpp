// What can be done with a line of the collection tree, and the questions that come with it: groups,
// a copy of a structure, emptying and deleting.
//
// Source: studio.md 3.4.
#include "studio/api/CollectionsEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/ReachedCollections.h"
#include "studio/domain/SavedViews.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StructureCopy.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/MenuPlace.h"
#include "studio/kit/Select.h"
#include "studio/kit/Sheet.h"
#include "studio/kit/TextField.h"
#include "studio/shell/CollectionDanger.h"
#include "studio/shell/CollectionTree.h"
#include "studio/shell/CollectionTreeModel.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QListView>
#include <QLocale>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

void copyText(const QString &text) { QGuiApplication::clipboard()->setText(text); }

} // namespace

QAction *CollectionTree::addTo(
    QMenu *menu, const QString &id, const QString &text, std::function<void()> run, Needs needs)
{
    QAction *action = menu->addAction(text, this, std::move(run));
    action->setObjectName(u"act.tree."_s + id);
    const QString reason = needs == Needs::Nothing              ? QString()
        : !m_context.isSignedIn()                               ? tr("Sign in to edit")
        : needs == Needs::Superuser && !m_context.isSuperuser() ? tr("Needs a superuser")
        : m_context.isLocked()                                  ? tr("Unlock to edit")
                                                                : QString();
    if (!reason.isEmpty()) {
        action->setEnabled(false);
        action->setToolTip(reason);
    }
    return action;
}

void CollectionTree::addViewTo(QMenu *menu,
                               const QString &viewId,
                               const QString &text,
                               const QString &name)
{
    QAction *action
        = addTo(menu, viewId, text, [this, viewId, name] { emit viewRequested(viewId, name); });
    if (const QString refusal = m_refusals ? m_refusals(viewId) : QString(); !refusal.isEmpty()) {
        action->setEnabled(false);
        action->setToolTip(refusal);
    }
}

/// One that was opened by name leaves the list again; nothing happens on the server.
void CollectionTree::fillReachedMenu(QMenu *menu, const CollectionPtr &collection)
{
    ReachedCollections &reached = m_context.reached();
    const bool isOpened = reached.opened().contains(collection->name, Qt::CaseInsensitive);
    if (!m_context.schema().isGuessed() || !isOpened) {
        return;
    }
    menu->addSeparator();
    addTo(menu, u"forget"_s, tr("Take off this list"), [this, name = collection->name] {
        m_context.reached().forget(name);
        m_context.schema().refresh();
    });
}

void CollectionTree::showMenu(const QPoint &position)
{
    const QModelIndex index = m_list->indexAt(position);
    auto *menu = new QMenu(this);
    menu->setObjectName(u"shell.tree.menu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    using Kind = CollectionTreeModel::Kind;
    const auto kind = static_cast<Kind>(index.data(CollectionTreeModel::KindRole).toInt());
    if (!index.isValid() || kind == Kind::Section) {
        fillSectionMenu(menu, index);
    } else if (kind == Kind::SavedView) {
        fillViewMenu(menu, index);
    } else {
        fillCollectionMenu(menu, index);
    }
    popupAt(menu, m_list->viewport()->mapToGlobal(position));
}

void CollectionTree::fillSectionMenu(QMenu *menu, const QModelIndex &section)
{
    if (m_context.schema().isGuessed()) {
        addTo(menu, u"openByName"_s, tr("Open by name…"), [this] { openByName(); });
    }
    addTo(
        menu,
        u"newCollection"_s,
        tr("New collection"),
        [this] { emit newCollectionRequested(); },
        Needs::Superuser);
    addTo(
        menu,
        u"import"_s,
        tr("Import data…"),
        [this] { emit importRequested({}); },
        Needs::Superuser);
    const QString key = section.data(CollectionTreeModel::SectionKeyRole).toString();
    if (key.startsWith(u"group/")) {
        const QString group = key.section(u'/', 1);
        menu->addSeparator();
        addTo(menu, u"renameGroup"_s, tr("Rename group…"), [this, group] { askForName(group); });
        addTo(menu, u"dissolveGroup"_s, tr("Dissolve group"), [this, group] {
            m_model->renameGroup(group, {});
        });
    }
}

void CollectionTree::fillViewMenu(QMenu *menu, const QModelIndex &view)
{
    const QString name = collectionAt(view);
    const QString id = view.data(CollectionTreeModel::ItemRole).toString();
    addTo(menu, u"open"_s, tr("Open"), [this, name, id] {
        emit savedViewRequested(name, id, OpenMode::Preview);
    });
    addTo(menu, u"openTab"_s, tr("Open in new tab"), [this, name, id] {
        emit savedViewRequested(name, id, OpenMode::Lasting);
    });
    menu->addSeparator();
    addTo(menu, u"hideViews"_s, tr("Hide saved views of %1").arg(name), [this, name] {
        m_model->setViewsShown(name, false);
    });
}

void CollectionTree::fillCollectionMenu(QMenu *menu, const QModelIndex &row)
{
    const QString name = collectionAt(row);
    const CollectionPtr collection = m_context.schema().find(name);
    if (collection == nullptr) {
        return;
    }
    const bool isView = collection->isView();
    addTo(
        menu, u"open"_s, tr("Open"), [this, name] { emit openRequested(name, OpenMode::Preview); });
    addTo(menu, u"openTab"_s, tr("Open in new tab"), [this, name] {
        emit openRequested(name, OpenMode::Lasting);
    });
    menu->addSeparator();
    addViewTo(menu, u"schema"_s, tr("Open schema"), name);
    addViewTo(menu, u"rules"_s, tr("Rules"), name);
    addViewTo(menu, u"api"_s, tr("API"), name);
    menu->addSeparator();
    if (!isView) {
        addTo(
            menu,
            u"newRecord"_s,
            tr("New record"),
            [this, name] { emit newRecordRequested(name); },
            Needs::Writes);
        addTo(
            menu,
            u"import"_s,
            tr("Import data…"),
            [this, name] { emit importRequested(name); },
            Needs::Writes);
    }
    addTo(menu, u"export"_s, tr("Export…"), [this, name] { emit exportRequested(name); });
    menu->addSeparator();
    addTo(
        menu,
        u"duplicate"_s,
        tr("Duplicate structure"),
        [this, collection] { duplicate(collection); },
        Needs::Superuser);
    QMenu *copies = menu->addMenu(tr("Copy"));
    copies->setObjectName(u"shell.tree.menu.copy"_s);
    addTo(copies, u"copyName"_s, tr("Copy name"), [this, name] {
        copyText(name);
        emit said(tr("Copied %1").arg(name));
    });
    addTo(copies, u"copyId"_s, tr("Copy id"), [this, id = collection->id] {
        copyText(id);
        emit said(tr("Copied %1").arg(id));
    });
    addTo(copies, u"copyJson"_s, tr("Copy JSON"), [this, collection] {
        copyText(toQString(collection->json.dump()));
        emit said(tr("Copied the JSON of %1").arg(collection->name));
    });
    menu->addSeparator();
    const bool isPinned = row.data(CollectionTreeModel::IsPinnedRole).toBool();
    addTo(menu, u"pin"_s, isPinned ? tr("Unpin") : tr("Pin"), [this, name] {
        m_model->togglePin(name);
    });
    fillGroupMenu(menu->addMenu(tr("Move to group")), name);
    if (!SavedViews(m_workspace, m_context.profile().id, collection->id).all().empty()) {
        const bool isShown = !m_model->hidesViews(name);
        addTo(menu,
              u"views"_s,
              isShown ? tr("Hide saved views") : tr("Show saved views"),
              [this, name, isShown] { m_model->setViewsShown(name, !isShown); });
    }
    fillReachedMenu(menu, collection);
    if (collection->isSystem) {
        return; // what the server needs for itself is neither emptied nor deleted here
    }
    menu->addSeparator();
    const auto danger = [this, collection](CollectionDanger what) {
        askBeforeDanger(
            window(), m_context, collection, what, [this, collection](const QString &line) {
                m_model->recount(collection->id);
                emit said(line);
            });
    };
    if (!isView) {
        addTo(
            menu,
            u"truncate"_s,
            tr("Truncate…"),
            [danger] { danger(CollectionDanger::Truncate); },
            Needs::Superuser)
            ->setProperty("destructive", true);
    }
    addTo(
        menu,
        u"delete"_s,
        tr("Delete…"),
        [danger] { danger(CollectionDanger::Delete); },
        Needs::Superuser)
        ->setProperty("destructive", true);
}

void CollectionTree::fillGroupMenu(QMenu *menu, const QString &name)
{
    menu->setObjectName(u"shell.tree.menu.groups"_s);
    const QString current = m_model->groupOf(name);
    for (const QString &group : m_model->groups()) {
        QAction *one = menu->addAction(QString(group).replace(u'/', u" › "_s),
                                       this,
                                       [this, name, group] { m_model->moveToGroup(name, group); });
        one->setCheckable(true);
        one->setChecked(group == current);
    }
    addTo(menu, u"noGroup"_s, tr("No group"), [this, name] {
        m_model->moveToGroup(name, {});
    })->setEnabled(!current.isEmpty());
    menu->addSeparator();
    addTo(menu, u"newGroup"_s, tr("New group…"), [this, name] { askForGroup({name}); });
}

void CollectionTree::duplicate(const CollectionPtr &collection)
{
    SchemaStore &schema = m_context.schema();
    QStringList taken;
    for (const CollectionPtr &known : schema.collections()) {
        taken << known->name;
    }
    const QString name = copyName(collection->name, taken);
    emit viewRequested(u"schema"_s, schema.addDraft(structureCopy(collection->json, name)));
    emit said(tr("%1 is a draft; review it to create it").arg(name));
}

void CollectionTree::askForGroup(const QStringList &collections)
{
    auto *sheet = new Sheet(window(), tr("New group"));
    sheet->setObjectName(u"shell.tree.group"_s);
    auto *name = new TextField(tr("Catalogue"));
    name->setObjectName(u"shell.tree.group.name"_s);
    sheet->body()->addWidget(new FieldRow(tr("Name"), name));
    // One level: only a group that is in none can take another in.
    auto *outer = new Select;
    outer->setObjectName(u"shell.tree.group.outer"_s);
    QVector<SelectOption> options{{.key = {}, .text = tr("No other group")}};
    for (const QString &group : m_model->groups()) {
        if (!group.contains(u'/')) {
            options.append({.key = group, .text = group});
        }
    }
    outer->setOptions(options);
    outer->setCurrentKey({});
    auto *outerRow = new FieldRow(tr("Inside"), outer);
    sheet->body()->addWidget(outerRow);
    outerRow->setVisible(options.size() > 1);
    Button *accept
        = sheet->addStandardButtons(tr("Move %1").arg(QLocale().createSeparatedList(collections)));
    accept->setObjectName(u"shell.tree.group.accept"_s);
    accept->setEnabled(false);
    connect(name, &TextField::textChanged, accept, [accept, name] {
        accept->setEnabled(!name->text().trimmed().isEmpty());
    });
    connect(name, &TextField::returnPressed, accept, &Button::click);
    connect(sheet, &Sheet::accepted, this, [this, name, outer, collections] {
        QString group = name->text().trimmed().replace(u'/', u'-'); // the slash means "inside"
        if (!outer->currentKey().isEmpty()) {
            group.prepend(outer->currentKey() + u'/');
        }
        for (const QString &collection : collections) {
            m_model->moveToGroup(collection, group);
        }
    });
    sheet->open();
    name->setFocus();
}

void CollectionTree::askForName(const QString &group)
{
    auto *sheet = new Sheet(window(), tr("Rename group"));
    sheet->setObjectName(u"shell.tree.rename"_s);
    const QString outer = group.contains(u'/') ? group.section(u'/', 0, 0) + u'/' : QString();
    auto *name = new TextField;
    name->setObjectName(u"shell.tree.rename.name"_s);
    name->setText(group.section(u'/', -1));
    sheet->body()->addWidget(new FieldRow(tr("Name"), name));
    Button *accept = sheet->addStandardButtons(tr("Rename"));
    accept->setObjectName(u"shell.tree.rename.accept"_s);
    connect(name, &TextField::textChanged, accept, [accept](const QString &text) {
        accept->setEnabled(!text.trimmed().isEmpty());
    });
    connect(name, &TextField::returnPressed, accept, &Button::click);
    connect(sheet, &Sheet::accepted, this, [this, name, group, outer] {
        m_model->renameGroup(group, outer + name->text().trimmed().replace(u'/', u'-'));
    });
    sheet->open();
    name->setFocus();
    name->selectAll();
}

} // namespace socle::studio
