// Label, control, help and error of one form field; "was 13.25" with undo when its value is staged.
#pragma once

#include "studio/kit/TextField.h"

#include <QWidget>

class QVBoxLayout;

namespace socle::studio {

class Text;
class IconButton;

class FieldRow : public QWidget
{
    Q_OBJECT

public:
    /// `editor` becomes a child, buddy of the label; its accessible name is the label unless it has
    /// one.
    FieldRow(const QString &label, QWidget *editor, QWidget *parent = nullptr);

    QWidget *editor() const { return m_editor; }

    void setLabel(const QString &label);
    /// Field type icon before the label ("number").
    void setFieldType(const QString &typeName);
    void setRequired(bool required);
    void setHelp(const QString &help);
    /// Red border and message below; an empty text clears it.
    void setError(const QString &error);
    QString error() const;
    /// Amber ground, "was …" and undo; nullopt-like: an empty `was` with `edited` false clears.
    void setEdited(bool edited, const QString &was = {});
    /// A widget at the trailing end of the label line (counter, menu).
    void setTrailing(QWidget *widget);

signals:
    void undoRequested();

private:
    void applyState();

    class TypeIcon;
    QWidget *m_editor;
    TypeIcon *m_icon;
    Text *m_label;
    Text *m_was;
    IconButton *m_undo;
    Text *m_help;
    Text *m_error;
    QWidget *m_trailingSlot;
    bool m_edited = false;
};

} // namespace socle::studio
