// Notices windows nobody asked for: a widget that is shown before it has a place flashes as a
// window of its own, and takes the keyboard with it when it goes.
#pragma once

#include <QApplication>
#include <QEvent>
#include <QStringList>
#include <QWidget>

#include <algorithm>

namespace socle::studio {

class WindowWatch : public QObject
{
public:
    WindowWatch() { qApp->installEventFilter(this); }

    /// Windows shown that are neither one of the program's, a popup nor a tip: class and name.
    const QStringList &strays() const { return m_strays; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        const auto *widget
            = event->type() == QEvent::Show ? qobject_cast<QWidget *>(watched) : nullptr;
        if (widget != nullptr && widget->windowType() == Qt::Window && !isKnown(*widget)) {
            m_strays << QLatin1String(widget->metaObject()->className()) + u' '
                    + widget->objectName();
        }
        return false;
    }

private:
    static bool isKnown(const QWidget &widget)
    {
        static constexpr const char *kKnown[] = {"socle::studio::MainWindow",
                                                 "socle::studio::PaneWindow",
                                                 "socle::studio::InspectorWindow"};
        return std::any_of(std::begin(kKnown), std::end(kKnown), [&widget](const char *name) {
            return widget.inherits(name);
        });
    }

    QStringList m_strays;
};

} // namespace socle::studio
