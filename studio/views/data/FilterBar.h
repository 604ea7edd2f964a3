// The filter of a grid as chips and as text, which are one thing (studio.md 4.3.6).
//
// Chips and text edit the same FilterChips value. What does not parse shows its reason under the
// bar while the last valid filter stays applied; plain words are a search over the text-like
// fields. Groups stand in brackets, their word "and" or "or" toggles all and any. A chip dragged
// onto another (or moved with Alt+Shift+Left, Right) makes a group, Alt+Shift+Up takes one apart.
// FilterBar.cpp is the bar and its text, FilterBarChips.cpp the chips. Object names: data.filter
// (the button), data.filter.text, data.filter.add, data.filter.toggle, data.filter.ask,
// data.filter.chip.<path>, data.filter.join.<path>.
#pragma once

#include "studio/domain/FilterChips.h"
#include "studio/fields/EditorContext.h"

#include <QPoint>
#include <QWidget>

#include <functional>

class QHBoxLayout;
class QTimer;

namespace socle::studio {

class Button;
class Chip;
class CodeLine;
class FoldingButton;
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

    /// Where relation values are searched, and what was seen in the loaded rows of a field.
    void setSources(const EditorContext &context,
                    std::function<QStringList(const QString &field)> seenValues);

    /// Filters applied before, newest first (Alt+Down).
    void setHistory(const QStringList &filters) { m_history = filters; }

    void openHistory();
    void copyText();
    /// "filter=…", encoded.
    void copyAsParameter();
    /// The list request in JavaScript, as the API page writes it.
    void copyAsCode();

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

    /// The one that opens the builder: in a narrow toolbar it gives up its word.
    FoldingButton *button() const { return m_button; }

signals:
    void filterChanged(const QString &filter);
    /// Message to show under the bar; empty: none.
    void problemChanged(const QString &message);
    void askRequested();
    /// Esc or Down in the text: the grid should take over.
    void leaveRequested();
    void historyChanged(const QStringList &filters);
    void said(const QString &text);

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void rebuild();
    void addChips(const std::vector<FilterChip> &chips, const ChipPath &parent);
    void addBracket(const QString &sign);
    void place(QWidget *widget);
    void edit(const std::function<void()> &change);
    void join(const ChipPath &moved, const ChipPath &target);
    bool moveByKey(const ChipPath &path, int key);
    void openChipMenu(const ChipPath &path, const QPoint &at);
    void startDrag(QWidget *chip);
    void focusChip(const ChipPath &path);
    void checkTyped();
    void layoutChips();
    void acceptText();
    void apply(const QString &before);
    void openEditor(const ChipPath &path, QWidget *anchor);
    QStringList partsOf(const FilterChip &chip) const;
    QVector<struct CodeCompletion> completions(const QString &before, int *replaced) const;

    CollectionPtr m_collection;
    FilterChips m_chips;
    QString m_problem;
    FoldingButton *const m_button;
    QWidget *const m_chipPlace;
    QHBoxLayout *const m_chipRow;
    Button *const m_more;
    IconButton *const m_add;
    IconButton *const m_toggle;
    IconButton *const m_ask;
    CodeLine *const m_text;
    QList<QWidget *> m_chipWidgets; // joins ("or") and chips in order
    QString m_seenText;
    EditorContext m_context;
    std::function<QStringList(const QString &)> m_seenValues;
    QStringList m_history;
    QTimer *const m_check; // a moment after the last key
    QPoint m_pressed; // where a chip was pressed, to tell a drag from a click
    bool m_isText = false;
};

} // namespace socle::studio
