// See the header. The cell looks stand in for those of studio/fields.
#include "studio/kit/gallery/GalleryModel.h"

#include "studio/kit/TextField.h"

#include <QPainter>

namespace socle::studio {

namespace {

struct Book
{
    const char *id;
    const char *title;
    const char *author;
    double price;
    const char *status;
};

constexpr Book kBooks[] = {
    {"r8k2m0xq1bz7c4v", "The Left Hand of Darkness", "U. K. Le Guin", 9.99, "published"},
    {"new", "Invisible Cities", "I. Calvino", 13.74, "published"},
    {"m7c1x4z9k2j6h3g", "A Wizard of Earthsea", "U. K. Le Guin", 17.49, "published"},
    {"w5b8q2r7t1y4u9i", "Kindred", "O. E. Butler", 14.50, "published"},
    {"e6o3l8a2s7d1f5g", "The Dispossessed", "U. K. Le Guin", 24.99, "published"},
    {"z9x3c7v1b5n8m2k", "Piranesi", "S. Clarke", 28.74, "draft"},
    {"a4s8d2f6g1h5j9k", "Stories of Your Life", "T. Chiang", 11.24, "published"},
    {"q2w6e1r5t9y3u7i", "Annihilation", "J. VanderMeer", 14.99, "published"},
    {"l3k7j1h5g9f2d6s", "The Fifth Season", "N. K. Jemisin", 18.74, "draft"},
    {"o8i2u6y1t5r9e3w", "Station Eleven", "E. St. J. Mandelbaum", 22.49, "published"},
    {"b4v8c2x6z1a5s9d", "Solaris", "S. Lem", 26.24, "published"},
    {"n7m3b9v5c1x8z2a", "Roadside Picnic", "A. Strugatsky", 29.99, "published"},
    {"k2j6h1g5f9d3s7a", "The Memory Police", "Y. Ogawa", 12.49, "archived"},
    {"t4r8e2w6q1y5u9i", "Gideon the Ninth", "", 16.24, "published"},
    {"h3g7f1d5s9a2z6x", "Ancillary Justice", "A. Leckie", 19.99, "published"},
    {"y1u5i9o3p7l2k6j", "Parable of the Sower", "O. E. Butler", 23.74, "published"},
    {"c8v2b6n1m5q9w3e", "If on a winter's night a traveller", "I. Calvino", 27.49, "published"},
    {"f7d1s5a9z3x7c1v", "Exhalation", "T. Chiang", 9.99, "published"},
};

constexpr int kInserted = 1;
constexpr int kEdited = 3;
constexpr int kDraft = 5;
constexpr int kDeleted = 7;
constexpr int kConflict = 12;

enum Column { Id, Title, Author, Price, Status, Cover, Tags, InPrint, Meta, ColumnCount };

class TextUi : public CellUi
{
public:
    EditorPlace editorPlace() const override { return EditorPlace::InCell; }

    QWidget *createEditor(QWidget *parent, const QModelIndex &) const override
    {
        return new TextField(parent);
    }

    void setEditorValue(QWidget *editor, const QModelIndex &index) const override
    {
        static_cast<TextField *>(editor)->setText(index.data(Qt::DisplayRole).toString());
        static_cast<TextField *>(editor)->selectAll();
    }

    std::optional<QVariant> editorValue(QWidget *editor) const override
    {
        return QVariant(static_cast<TextField *>(editor)->text());
    }

    void startTyping(QWidget *editor, const QString &text) const override
    {
        static_cast<TextField *>(editor)->setText(text);
    }
};

class ItemsUi : public CellUi
{
public:
    explicit ItemsUi(CellContent::Kind kind)
        : m_kind(kind)
    {
    }

    CellContent content(const QModelIndex &index) const override
    {
        CellContent content;
        content.kind = m_kind;
        const QString text = index.data(Qt::DisplayRole).toString();
        if (text.isEmpty() && m_kind != CellContent::Kind::Thumbnails) {
            content.kind = CellContent::Kind::Empty;
            return content;
        }
        const QStringList parts = text.split(QLatin1Char(','));
        for (const QString &part : parts) {
            CellItem item;
            item.text = part;
            item.tone = part == QLatin1String("published") ? Tone::Success
                : part == QLatin1String("draft")           ? Tone::Warning
                                                           : Tone::Neutral;
            if (m_kind == CellContent::Kind::Thumbnails) {
                item.picture = cover(index.row());
            }
            content.items.push_back(item);
        }
        return content;
    }

private:
    static QPixmap cover(int row)
    {
        QPixmap pixmap(54, 54);
        QPainter painter(&pixmap);
        const QColor from = Theme::current().chart(row);
        QLinearGradient gradient(0, 0, 54, 54);
        gradient.setColorAt(0, from);
        gradient.setColorAt(1, from.darker(170));
        painter.fillRect(pixmap.rect(), gradient);
        return pixmap.copy(0, 0, 40, 54);
    }

    CellContent::Kind m_kind;
};

class CheckUi : public CellUi
{
public:
    CellContent content(const QModelIndex &index) const override
    {
        CellContent content;
        content.kind = CellContent::Kind::Check;
        content.checked = index.data(Qt::DisplayRole).toString() != QLatin1String("false");
        return content;
    }

    EditorPlace editorPlace() const override { return EditorPlace::Toggle; }

    Qt::Alignment alignment() const override { return Qt::AlignCenter; }

    QVariant toggled(const QModelIndex &index) const override
    {
        return index.data(Qt::DisplayRole).toString() == QLatin1String("false")
            ? QStringLiteral("true")
            : QStringLiteral("false");
    }
};

class JsonUi : public CellUi
{
public:
    CellContent content(const QModelIndex &index) const override
    {
        CellContent content;
        if (index.row() % 5 == 3) {
            content.kind = CellContent::Kind::Null;
            return content;
        }
        content.kind = CellContent::Kind::Code;
        content.text = index.data(Qt::DisplayRole).toString();
        content.spans = {{1, 7, Syntax::Field},
                         {10, 3, Syntax::Number},
                         {15, 6, Syntax::Field},
                         {23, 4, Syntax::String}};
        return content;
    }
};

} // namespace

GalleryModel::GalleryModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

int GalleryModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(std::size(kBooks)) + 60;
}

int GalleryModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant GalleryModel::data(const QModelIndex &index, int role) const
{
    const int row = index.row();
    const bool isLoaded = row < static_cast<int>(std::size(kBooks));
    switch (role) {
    case LoadedRole:
        return isLoaded;
    case RowErrorRole:
        return row == static_cast<int>(std::size(kBooks)) + 1 ? tr("The server did not answer")
                                                              : QString();
    case RowKeyRole:
        return isLoaded ? QLatin1String(kBooks[row].id) : QString::number(row);
    case RowStateRole:
        return static_cast<int>(row == kInserted       ? RowState::Inserted
                                    : row == kDeleted  ? RowState::Deleted
                                    : row == kConflict ? RowState::Conflict
                                                       : RowState::Normal);
    case CellStateRole:
        if ((row == kEdited && index.column() == Price)
            || (row == kDraft && index.column() == Status)
            || m_edits.contains({row, index.column()})) {
            return static_cast<int>(CellState::Edited);
        }
        return static_cast<int>(row == kConflict && index.column() == Price ? CellState::Conflict
                                    : row == 15 && index.column() == Title  ? CellState::Invalid
                                                                            : CellState::Normal);
    case ErrorTextRole:
        return row == 15 && index.column() == Title ? tr("Must be unique") : QVariant();
    case Qt::DisplayRole:
    case Qt::EditRole:
        break;
    default:
        return {};
    }
    if (!isLoaded) {
        return {};
    }
    if (const auto edit = m_edits.constFind({row, index.column()}); edit != m_edits.constEnd()) {
        return *edit;
    }
    const Book &book = kBooks[row];
    switch (index.column()) {
    case Id:
        return QLatin1String(book.id);
    case Title:
        return QLatin1String(book.title);
    case Author:
        return QLatin1String(book.author);
    case Price:
        return role == Qt::EditRole ? QVariant(book.price)
                                    : QVariant(QString::number(book.price, 'f', 2));
    case Status:
        return QLatin1String(book.status);
    case Tags:
        return QStringLiteral("sci-fi,classic,award winner");
    case InPrint:
        return row % 3 == 1 ? QStringLiteral("false") : QStringLiteral("true");
    case Meta:
        return QStringLiteral("{\"pages\": 304, \"lang\": \"en\"}");
    default:
        return {};
    }
}

bool GalleryModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole) {
        return false;
    }
    m_edits.insert({index.row(), index.column()}, value.toString());
    emit dataChanged(index, index);
    return true;
}

QVector<GridColumn> GalleryModel::columns()
{
    static const TextUi text;
    static const ItemsUi pills(CellContent::Kind::Pills);
    static const ItemsUi chips(CellContent::Kind::Chips);
    static const ItemsUi thumbnails(CellContent::Kind::Thumbnails);
    static const CheckUi check;
    static const JsonUi json;
    const auto column
        = [](const char *key, const char *iconName, FieldHue hue, const CellUi *ui, int width) {
              GridColumn result;
              result.key = QLatin1String(key);
              result.title = result.key;
              result.iconName = QLatin1String(iconName);
              result.hue = hue;
              result.ui = ui;
              result.width = width;
              return result;
          };
    QVector<GridColumn> all{
        column("id", "key", FieldHue::Text, &stockCellUi(CellContent::Kind::Mono), 122),
        column("title", "type", FieldHue::Text, &text, 214),
        column("author", "relation", FieldHue::Relation, &chips, 156),
        column("price", "hash", FieldHue::Number, &stockCellUi(CellContent::Kind::Number), 96),
        column("status", "select", FieldHue::Select, &pills, 112),
        column("cover", "file", FieldHue::File, &thumbnails, 84),
        column("tags", "select-many", FieldHue::Select, &pills, 210),
        column("inPrint", "toggle", FieldHue::Bool, &check, 96),
        column("meta", "braces", FieldHue::Json, &json, 230)};
    all[Id].isPinned = true;
    all[Price].sortLevel = 1;
    all[Price].sortOrder = Qt::DescendingOrder;
    all[Status].isFiltered = true;
    return all;
}

} // namespace socle::studio
