// The keyboard of a person whose mouse is unplugged: keys go to whatever has the focus, and where
// Tab is pressed until a control has it, the number of presses is bounded.
//
// Nothing is clicked, triggered or focused from here.
#pragma once

#include "studio/kit/DataGrid.h"
#include "studio/shell/TabArea.h"
#include "studio/shell/Workbench.h"
#include "tests/studio/app/Wire.h"

#include <QAbstractItemModel>
#include <QApplication>

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

    QString focused() const
    {
        const QWidget *focus = m_studio.window->focusWidget();
        return focus == nullptr ? QString() : focus->objectName();
    }

    /// The control, its inner part, or the part of it that takes the focus.
    bool hasFocus(const QString &name) const
    {
        const QWidget *popup = QApplication::activePopupWidget();
        const QWidget *focus
            = popup != nullptr ? popup->focusWidget() : m_studio.window->focusWidget();
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

    /// F6 to the region of the tabs, then Tab.
    bool toGrid() const
    {
        for (int i = 0; i < 8; ++i) {
            const QWidget *focus = m_studio.window->focusWidget();
            if (focus != nullptr && bench()->tabs()->isAncestorOf(focus)) {
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
        for (int i = 0; i < kMostTabs && column >= 0; ++i) {
            const QModelIndex at = grid()->currentIndex();
            if (at.row() == row && at.column() == column) {
                return true;
            }
            pilot().press(!at.isValid() || at.row() < row ? Qt::Key_Down
                              : at.row() > row            ? Qt::Key_Up
                              : at.column() < column      ? Qt::Key_Right
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
        QTest::qWait(250); // what must be asked for comes after a rest
        pilot().press(Qt::Key_Return);
        return true;
    }

    /// What a failed step should leave behind.
    void explain() const
    {
        const QWidget *popup = QApplication::activePopupWidget();
        const QWidget *active = QApplication::activeWindow();
        qWarning("focus %s, popup %s, active window %s",
                 qPrintable(focused()),
                 popup == nullptr ? "none" : qPrintable(popup->objectName()),
                 active == nullptr ? "none" : qPrintable(active->objectName()));
        if (const QString folder = qEnvironmentVariable("SOCLE_SHOTS"); !folder.isEmpty()) {
            m_studio.window->grab().save(folder + QStringLiteral("/keyboard-failed.png"));
        }
    }

private:
    RunningStudio &m_studio;
};

} // namespace socle::studio
