// A page of a form: it scrolls, its content is one centred column, and its lines say what a control
// does before the control itself.
//
// For settings and for the page of one account: long, quiet, read from top to bottom.
#pragma once

#include "studio/kit/Tokens.h"

#include <QScrollArea>
#include <QWidget>

class QHBoxLayout;
class QVBoxLayout;

namespace socle::studio {

class IconButton;
class Text;

/// Scrolls; the column is at most `maxWidth` wide (scaled), centred on surface.
class FormPage : public QScrollArea
{
    Q_OBJECT

public:
    explicit FormPage(int maxWidth, QWidget *parent = nullptr);

    QVBoxLayout *column() const { return m_column; }

    /// Scrolls `widget` into view and gives it the focus.
    void reveal(QWidget *widget);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QVBoxLayout *m_column;
};

/// Title and a quiet line below: the head of a section. Trailing widgets go into `trailing()`.
class SectionHead : public QWidget
{
    Q_OBJECT

public:
    explicit SectionHead(const QString &title, const QString &help = {}, QWidget *parent = nullptr);

    QHBoxLayout *trailing() const { return m_trailing; }

    void setHelp(const QString &help);

private:
    Text *m_help;
    QHBoxLayout *m_trailing;
};

/// One line: what it is (title, help below), and its controls at the trailing edge.
class SettingLine : public QWidget
{
    Q_OBJECT

public:
    explicit SettingLine(const QString &title, const QString &help = {}, QWidget *parent = nullptr);

    void setTitle(const QString &title);
    /// A title that is data may be longer than the line: its end gives way.
    void setTitleElided();
    void setHelp(const QString &help);
    /// Appends a control at the trailing edge; becomes a child.
    void addControl(QWidget *control);
    /// Below the help, in danger; empty clears.
    void setError(const QString &error);
    /// The amber word beside the title, with undo: what stood here before ("was off").
    void setEdited(bool edited, const QString &was = {});
    /// A hairline above the line (not for the first of a card).
    void setDivided(bool on);

signals:
    void undoRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Text *m_title;
    Text *m_was;
    IconButton *m_undo;
    Text *m_help;
    Text *m_error;
    QHBoxLayout *m_controls;
    bool m_isDivided = false;
};

} // namespace socle::studio
