// The filter of a grid as chips and as text, which are one thing (studio.md 4.3.6).
//
// Chips and text edit the same FilterChips value. What does not parse shows its reason under the
// bar while the last valid filter stays applied; plain words are a search over the text-like
// fields. Object names: data.filter (the button), data.filter.text, data.filter.add,
// data.filter.toggle, data.filter.ask, data.filter.chip.<n>.
#pragma once

#include "studio/domain/FilterChips.h"

#include <QWidget>

class QHBoxLayout;

namespace socle::studio {

class Button;
class Chip;
class CodeLine;
class IconButton;
class Text;

class FilterBar : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(QWidget *parent = nullptr);

    void setCollection(const CollectionPtr &collection);
    /// Shows a filter without signalling.
    void setFilter(const QString &text);

    /// What is applied: the newest text that parsed.
    QString filter() const { return m_chips.validText(); }

    int conditionCount() const { return static_cast<int>(m_chips.chips().size()); }

    const FilterChips &chips() const { return m_chips; }

    bool isTextShown() const { return m_isText; }

    void showText(bool shown);
    /// Ctrl+F: the text, focused and selected.
    void focusText();
    void addCondition(const FilterChip &chip);
    /// Opens the builder for a new condition, on `field` when given.
    void openBuilder(const QString &field = {});
    void clear();
    /// The server's words about a filter it refused; empty takes them away.
    void setProblem(const QString &message);

    QString problem() const { return m_problem; }

    /// The button that asks in words; `reason` is said when it cannot.
    void setAskEnabled(bool enabled, const QString &reason);

    IconButton *askButton() const { return m_ask; }

signals:
    void filterChanged(const QString &filter);
    /// Message to show under the bar; empty: none.
    void problemChanged(const QString &message);
    void askRequested();
    /// Esc or Down in the text: the grid should take over.
    void leaveRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    void rebuild();
    void layoutChips();
    void acceptText();
    void apply(const QString &before);
    void openEditor(int index, QWidget *anchor);
    QStringList partsOf(const FilterChip &chip) const;
    QVector<struct CodeCompletion> completions(const QString &before, int *replaced) const;

    CollectionPtr m_collection;
    FilterChips m_chips;
    QString m_problem;
    Button *const m_button;
    QWidget *const m_chipPlace;
    QHBoxLayout *const m_chipRow;
    Button *const m_more;
    IconButton *const m_add;
    IconButton *const m_toggle;
    IconButton *const m_ask;
    CodeLine *const m_text;
    QList<QWidget *> m_chipWidgets; // joins ("or") and chips in order
    QString m_seenText;
    bool m_isText = false;
};

} // namespace socle::studio
