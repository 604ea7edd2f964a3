// The keyboard of a person whose mouse is unplugged: keys go to whatever has the focus, and where
// Tab is pressed until a control has it, the number of presses is bounded.
//
// Nothing is clicked, triggered or focused from here.
#pragma once

#include "studio/kit/DataGrid.h"
#include "studio/shell/TabArea.h"
#include "studio/shell/View.h"
#include "studio/shell/Workbench.h"
#include "tests/studio/app/Wire.h"

#include <QAbstractItemModel>
#include <QAbstractItemView>
#include <QApplication>
#include <QHeaderView>
#include <QMenu>

#include <algorithm>

namespace socle::studio {

class Keys
{
public:
    static constexpr int kMostTabs = 60;

    explicit Keys(RunningStudio &studio)
        : m_studio(studio)
    {
    }

    Pilot &pilot() const { return *m_studio.pilot; }

    Workbench *bench() const { return m_studio.window->workbench(); }

    /// What the next key goes to: of a popup, of the window in front, of the main one.
    QWidget *focus() const
    {
        const QWidget *window = QApplication::activePopupWidget();
        if (window == nullptr) {
            window = QApplication::activeWindow();
        }
        return window == nullptr ? m_studio.window->focusWidget() : window->focusWidget();
    }

    QString focused() const
    {
        const QWidget *at = focus();
        return at == nullptr ? QString() : at->objectName();
    }

    /// The focus is on something one can see and use: not nowhere, not on what has gone.
    bool isSomewhere() const
    {
        const QWidget *at = focus();
        return at != nullptr && at != m_studio.window && at->isVisible() && at->isEnabled();
    }

    /// The control, its inner part, or the part of it that takes the focus.
    bool hasFocus(const QString &name) const
    {
        const QWidget *focus = this->focus();
        return focus != nullptr
            && (focus->objectName() == name
                || (focus->focusProxy() != nullptr && focus->focusProxy()->objectName() == name)
                || (focus->parentWidget() != nullptr
                    && focus->parentWidget()->objectName() == name));
    }

    /// Tab until the control has the focus; false when it cannot be reached.
    bool tabTo(const QString &name, Qt::Key key = Qt::Key_Tab) const
    {
        QStringList way;
        for (int i = 0; i < kMostTabs; ++i) {
            if (hasFocus(name)) {
                return true;
            }
            way << focused();
            pilot().press(key, key == Qt::Key_Backtab ? Qt::ShiftModifier : Qt::NoModifier);
        }
        qWarning("%s was not reached: %s",
                 qPrintable(name),
                 qPrintable(way.join(QStringLiteral(" > "))));
        return false;
    }

    /// F6 until the keyboard is in it.
    bool toRegion(const QString &name) const
    {
        for (int i = 0; i < 10; ++i) {
            const QWidget *region = pilot().find(name);
            if (region != nullptr && focus() != nullptr
                && (region == focus() || region->isAncestorOf(focus()))) {
                return true;
            }
            pilot().press(Qt::Key_F6);
        }
        return false;
    }

    /// F6 to the region of the tabs, then Tab.
    bool toGrid() const
    {
        for (int i = 0; i < 8; ++i) {
            if (focus() != nullptr && bench()->tabs()->isAncestorOf(focus())) {
                break;
            }
            pilot().press(Qt::Key_F6);
        }
        return tabTo(QStringLiteral("data.grid"));
    }

    DataGrid *grid() const
    {
        return qobject_cast<DataGrid *>(pilot().await(QStringLiteral("data.grid")));
    }

    /// Arrows to the cell of this field, from wherever the grid stands.
    bool goToCell(int row, const QString &field) const
    {
        int column = -1;
        for (int i = 0; i < grid()->columns().size(); ++i) {
            if (grid()->columns()[i].key == field) {
                column = i;
            }
        }
        const auto placeOf
            = [this](int logical) { return grid()->horizontalHeader()->visualIndex(logical); };
        for (int i = 0; i < kMostTabs && column >= 0; ++i) {
            const QModelIndex at = grid()->currentIndex();
            if (at.row() == row && at.column() == column) {
                return true;
            }
            pilot().press(!at.isValid() || at.row() < row              ? Qt::Key_Down
                              : at.row() > row                         ? Qt::Key_Up
                              : placeOf(at.column()) < placeOf(column) ? Qt::Key_Right
                                                                       : Qt::Key_Left);
        }
        return false;
    }

    /// F2, the text, Enter.
    bool edit(int row, const QString &field, const QString &text) const
    {
        const bool isOpen = pilot().until(QStringLiteral("the editor of ") + field, [&] {
            if (!grid()->isEditing() && goToCell(row, field)) {
                pilot().press(Qt::Key_F2);
            }
            return grid()->isEditing();
        });
        pilot().press(Qt::Key_A, Qt::ControlModifier);
        pilot().keys(text);
        pilot().press(Qt::Key_Return);
        return isOpen && pilot().until(QStringLiteral("the editor to close"), [&] {
            return !grid()->isEditing();
        });
    }

    /// Ctrl+K, the words, Enter on the first hit.
    bool palette(const QString &words) const
    {
        pilot().press(Qt::Key_K, Qt::ControlModifier);
        if (pilot().await(QStringLiteral("palette.input")) == nullptr) {
            return false;
        }
        pilot().keys(words);
        const bool isOffered = pilot().until(words + QStringLiteral(" in the palette"), [&] {
            const auto *list = listOf(QStringLiteral("palette.list"));
            return list != nullptr && list->currentIndex().flags().testFlag(Qt::ItemIsEnabled);
        });
        pilot().press(Qt::Key_Return);
        return isOffered && pilot().until(QStringLiteral("the palette to close"), [&] {
            return !pilot().isShown(QStringLiteral("palette.input"));
        });
    }

    /// Ctrl+L, the name, Down into the list, Enter.
    bool openFromTree(const QString &name) const
    {
        if (!goToTree(name)) {
            return false;
        }
        pilot().press(Qt::Key_Return);
        return pilot().until(QStringLiteral("the tab of ") + name, [&] {
            const View *view = bench()->currentView();
            return view != nullptr && view->title() == name;
        });
    }

    /// The same without the Enter: the line of the collection has the keyboard.
    bool goToTree(const QString &name) const
    {
        pilot().press(Qt::Key_L, Qt::ControlModifier);
        pilot().press(Qt::Key_A, Qt::ControlModifier);
        pilot().keys(name);
        const auto *list = listOf(QStringLiteral("shell.tree"));
        const bool isFound
            = list != nullptr && pilot().until(name + QStringLiteral(" in the tree"), [&] {
                  for (int row = 0; row < list->model()->rowCount(); ++row) {
                      const QModelIndex at = list->model()->index(row, 0);
                      if (at.flags().testFlag(Qt::ItemIsSelectable)) {
                          return at.data().toString() == name; // the first one is what Down takes
                      }
                  }
                  return false;
              });
        pilot().press(Qt::Key_Down);
        return isFound;
    }

    /// Tab to a choice, Space opens its list, arrows, Enter.
    bool choose(const QString &select, const QString &text) const
    {
        if (!tabTo(select)) {
            return false;
        }
        pilot().press(Qt::Key_Space);
        if (pilot().await(select + QStringLiteral(".list")) == nullptr) {
            return false;
        }
        pilot().press(Qt::Key_Home);
        for (int i = 0; i < kMostTabs; ++i) {
            const auto *list = listOf(select + QStringLiteral(".list"));
            if (list != nullptr && list->currentIndex().data().toString() == text) {
                pilot().press(Qt::Key_Return);
                return true;
            }
            pilot().press(Qt::Key_Down); // also from the search above it
        }
        return false;
    }

    /// The way through the menu that is open, and the submenus it names.
    bool chooseInMenu(const QStringList &way) const
    {
        for (const QString &text : way) {
            const bool isOpen = pilot().until(QStringLiteral("a menu with ") + text, [&] {
                const auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
                return menu != nullptr
                    && std::ranges::any_of(menu->actions(), [&](const QAction *action) {
                           return action->text() == text;
                       });
            });
            if (!isOpen) {
                return false;
            }
            const auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
            for (int i = 0; i < kMostTabs
                 && (menu->activeAction() == nullptr || menu->activeAction()->text() != text);
                 ++i) {
                pilot().press(Qt::Key_Down);
            }
            pilot().press(Qt::Key_Return);
        }
        return pilot().until(QStringLiteral("the menu to close"), [] {
            return qobject_cast<QMenu *>(QApplication::activePopupWidget()) == nullptr;
        });
    }

    /// What a failed step should leave behind.
    void explain() const
    {
        const QWidget *popup = QApplication::activePopupWidget();
        const QWidget *active = QApplication::activeWindow();
        const QWidget *focus = this->focus();
        qWarning("focus %s%s%s, popup %s, active window %s",
                 qPrintable(focused()),
                 focus == nullptr || focus->isVisible() ? "" : " (hidden)",
                 focus == nullptr || focus->isEnabled() ? "" : " (disabled)",
                 popup == nullptr ? "none" : qPrintable(popup->objectName()),
                 active == nullptr ? "none" : qPrintable(active->objectName()));
        if (const QString folder = qEnvironmentVariable("SOCLE_SHOTS"); !folder.isEmpty()) {
            m_studio.window->grab().save(folder + QStringLiteral("/keyboard-failed.png"));
        }
    }

private:
    const QAbstractItemView *listOf(const QString &name) const
    {
        return qobject_cast<QAbstractItemView *>(pilot().find(name));
    }

    RunningStudio &m_studio;
};

} // namespace socle::studio
