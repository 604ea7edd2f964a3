// The fields of one drafted collection as cards: choose, reorder, duplicate, remove, and the line
// at the end that adds one.
//
// Keys: Up and Down choose, Alt+Shift+Up/Down move, Enter opens the options, Ctrl+D duplicates, Del
// removes. Object names: schema.card.<field>, schema.field.add, schema.field.add.type.
//
// Source: studio.md 4.4.1.
#pragma once

#include "studio/domain/SchemaDraft.h"

#include <QHash>
#include <QMap>
#include <QWidget>

class QScrollArea;
class QVBoxLayout;

namespace socle::studio {

class IconButton;
class TextField;
class TypePicker;

/// What a typed line means: "price number >= 0 required" -> price, number, {min: 0, required:
/// true}. The type is empty when none was typed.
struct FieldSketch
{
    QString name;
    QString type;
    JsonObject options;
};

FieldSketch sketchField(const QString &line);

class FieldList : public QWidget
{
    Q_OBJECT

public:
    FieldList(SchemaDraft &draft, const SchemaStore &store, QWidget *parent = nullptr);

    const QString &current() const { return m_current; }

    void setCurrent(const QString &fieldId);
    /// Paths "fields.<id>.<member>": cards with a fault get a red edge and the message as tooltip.
    void setProblems(const QMap<QString, QString> &problems);
    void focusAdd();

signals:
    void currentChanged(const QString &fieldId);
    /// Enter on a card: the options want the focus.
    void openRequested(const QString &fieldId);

private:
    class FieldCard;
    void fill();
    void addTyped();
    void add(const QString &type);
    void move(const QString &fieldId, int step);
    void focusStep(const QString &fieldId, int step);
    void dragTo(const QString &fieldId, int y);

    SchemaDraft &m_draft;
    const SchemaStore &m_store;
    QScrollArea *const m_scroll;
    QVBoxLayout *const m_column;
    TextField *const m_add;
    IconButton *const m_addType;
    TypePicker *const m_picker;
    QHash<QString, FieldCard *> m_cards;
    QStringList m_order;
    QString m_current;
    QMap<QString, QString> m_problems;
};

} // namespace socle::studio
