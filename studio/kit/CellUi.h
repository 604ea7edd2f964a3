// How a kind of cell looks and is edited. The grid owns the geometry and the states; a CellUi says
// what is in the cell.
//
// kit knows no field types: studio/fields implements one CellUi per type, views hand them to the
// DataGrid. All functions run on the UI thread; content() runs for every visible cell of every
// paint, so it must not allocate more than it shows.
#pragma once

#include "studio/kit/Theme.h"

#include <QModelIndex>
#include <QPixmap>
#include <QString>
#include <QVector>

#include <optional>

class QPainter;
class QWidget;

namespace socle::studio {

/// One pill, chip or thumbnail in a cell.
struct CellItem
{
    QString text = {};
    Tone tone = Tone::Neutral; // Pills
    QColor ground = {}; // Pills: own colour instead of the tone. Chips: colour of the dot
    QPixmap picture = {}; // Chips: avatar. Thumbnails: the picture
    QString iconName = {}; // Thumbnails without a picture
};

/// A coloured stretch of a cell's text.
struct CellSpan
{
    int start = 0;
    int length = 0;
    Syntax syntax = Syntax::Operator;
};

struct CellContent
{
    enum class Kind {
        Empty, // a subtle dash
        Null, // the word null in mono
        Text,
        Number, // trailing, tabular digits
        Mono, // ids
        Code, // mono with spans: compact JSON
        Pills,
        Chips,
        Thumbnails,
        Check, // `checked`
        Icon, // icon and text: "set" with a lock
    };

    Kind kind = Kind::Text;
    QString text = {};
    QVector<CellItem> items = {};
    QVector<CellSpan> spans = {};
    QString iconName = {};
    int more = 0; // "+4" after the items
    bool checked = false;
    bool muted = false; // read-only values: autodate
    QColor textColor = {}; // conditional formats; invalid = token
    double bar = -1; // data bar behind the value, 0 to 1
};

/// Everything a custom paint needs; `rect` is the cell inside its padding.
struct CellPaint
{
    QRectF rect = {};
    QRectF cell = {};
    QColor ground = {};
    Qt::LayoutDirection direction = Qt::LeftToRight;
    bool isStrong = false; // edited
    bool isStruck = false; // row staged for deletion
    bool isHovered = false;
};

class CellUi
{
public:
    enum class EditorPlace { InCell, Popover, Toggle, None };

    virtual ~CellUi() = default;

    /// What to paint. The index is of the grid's model; unloaded rows are never asked.
    virtual CellContent content(const QModelIndex &index) const;
    /// Paints a cell itself; true means done, false lets the grid paint content().
    virtual bool paint(QPainter *painter, const CellPaint &cell, const QModelIndex &index) const;

    /// Not for other eyes: blurred in privacy mode.
    virtual bool isPrivate() const { return false; }

    virtual Qt::Alignment alignment() const { return Qt::AlignLeading | Qt::AlignVCenter; }

    /// Width of a skeleton bar as a share of the cell.
    virtual double skeletonShare() const { return 0.6; }

    virtual int preferredWidth() const { return 160; }

    /// Where the editor lives. Toggle: Space, Enter or a click on the glyph calls toggled() and
    /// nothing opens.
    virtual EditorPlace editorPlace() const { return EditorPlace::None; }

    /// A widget for the value; the grid positions it (InCell) or puts it into a popover (Popover).
    /// It must emit its own change only through value(). The caller owns it.
    virtual QWidget *createEditor(QWidget *parent, const QModelIndex &index) const;
    virtual void setEditorValue(QWidget *editor, const QModelIndex &index) const;
    /// The value to give to setData(EditRole), or nullopt when what stands there is not valid (the
    /// editor stays open; the reason is editorError()).
    virtual std::optional<QVariant> editorValue(QWidget *editor) const;
    virtual QString editorError(QWidget *editor) const;
    /// Typing over a cell starts with this text instead of the value.
    virtual void startTyping(QWidget *editor, const QString &text) const;
    virtual QVariant toggled(const QModelIndex &index) const;

    /// What Ctrl+C puts on the clipboard for this cell.
    virtual QString clipboardText(const QModelIndex &index) const;
    virtual QString toolTip(const QModelIndex &index) const;
    /// Said by a screen reader; the grid adds the staged state.
    virtual QString accessibleText(const QModelIndex &index) const;
};

/// Plain text through Qt::DisplayRole; the grid's fallback.
const CellUi &plainCellUi();
/// The stock looks, for grids without field types (SQL results, logs): kind Text, Number, Mono or
/// Check.
const CellUi &stockCellUi(CellContent::Kind kind);

/// Paints `content` as the grid does: for previews, lists and boards.
void paintCellContent(QPainter *painter,
                      const CellPaint &cell,
                      const CellContent &content,
                      Qt::Alignment alignment);

} // namespace socle::studio
