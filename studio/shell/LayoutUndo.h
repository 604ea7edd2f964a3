// "Undo layout change": the last 50 things somebody did to how the studio is laid out (a column
// hidden, a tab moved, a panel closed or resized), newest last.
//
// Apart from the undo of data and of texts: Ctrl+Z never touches it. Steps guard what they put back
// themselves: what is gone meanwhile is passed over without a word. UI thread.
//
// Source: studio.md 3.15.
#pragma once

#include <QList>
#include <QString>

#include <functional>

namespace socle::studio {

class LayoutUndo
{
public:
    static constexpr qsizetype kKept = 50;

    /// Puts it back; false when what it is about is gone.
    using Back = std::function<bool()>;

    void add(const QString &what, Back back);

    bool isEmpty() const { return m_steps.isEmpty(); }

    qsizetype count() const { return m_steps.size(); }

    /// Undoes the newest step that still can be; returns what it was, empty when there is none.
    QString undo();

private:
    struct Step
    {
        QString what;
        Back back;
    };

    QList<Step> m_steps;
    bool m_isUndoing = false; // what a step does is no step
};

} // namespace socle::studio
