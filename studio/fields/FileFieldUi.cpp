// file: thumbnails, or the icon of their kind; the editor adds local files, takes out and reorders.
// Nothing is uploaded before the commit.
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/FileItems.h"
#include "studio/domain/PictureStore.h"
#include "studio/fields/FieldCell.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/fields/FilePreview.h"
#include "studio/fields/FileTiles.h"
#include "studio/fields/Words.h"
#include "studio/kit/GridRoles.h"

#include <QCoreApplication>
#include <QDesktopServices>
#include <QUrl>
#include <QVBoxLayout>

namespace socle::studio {

namespace {

constexpr int kInCell = 3;

QStringList namesOf(const QVariant &value)
{
    if (value.typeId() == QMetaType::QStringList) {
        return value.toStringList();
    }
    return value.toString().isEmpty() ? QStringList() : QStringList{value.toString()};
}

class FileEditor final : public FieldEditor
{
public:
    FileEditor(const fields::Field &field, const EditorContext &context, QWidget *parent)
        : FieldEditor(field, context, parent)
        , m_tiles(new FileTiles(field, context, this))
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(m_tiles);
        setFocusProxy(m_tiles); // no policy of its own: Tab would come to rest here as well
        if (isInCell()) {
            setMinimumWidth(space::k10 * 5);
        }
        connect(m_tiles, &FileTiles::itemsChanged, this, [this] {
            noteEdited();
            if (!isInCell()) {
                commit();
            }
        });
        connect(m_tiles, &FileTiles::openRequested, this, &FileEditor::open);
        connect(m_tiles, &FileTiles::previewRequested, this, [this](const QString &item) {
            if (isInCell()) {
                open(item); // a sheet would end the edit of the cell
                return;
            }
            auto *sheet = new FilePreview(window(), this->field(), this->context());
            connect(sheet, &FilePreview::openRequested, this, &FileEditor::open);
            sheet->open(); // first: it remembers who has the keyboard now
            sheet->look(m_tiles->items(), item);
        });
    }

    void setReadOnly(bool readOnly) override
    {
        FieldEditor::setReadOnly(readOnly);
        m_tiles->setReadOnly(readOnly);
    }

protected:
    void showValue(const QVariant &value) override
    {
        m_tiles->setObjectName(objectName());
        m_tiles->setRecordId(context().recordId);
        m_tiles->setItems(namesOf(value));
    }

    QVariant currentValue() const override
    {
        const QStringList &items = m_tiles->items();
        return field().isMultiple() ? QVariant(items)
                                    : QVariant(items.isEmpty() ? QString() : items.last());
    }

    /// Local files are checked as the server would; stored ones are its own.
    QString brokenRule() const override
    {
        for (const QString &item : m_tiles->items()) {
            const QString problem
                = isLocalFile(item) ? localFileProblem(localFilePath(item), field()) : QString();
            if (!problem.isEmpty()) {
                return problem;
            }
        }
        return FieldEditor::brokenRule();
    }

    void showState(InputState) override { } // tiles have no frame of their own

private:
    void open(const QString &item)
    {
        if (isLocalFile(item)) {
            QDesktopServices::openUrl(QUrl::fromLocalFile(localFilePath(item)));
            return;
        }
        if (context().client == nullptr || context().collection == nullptr) {
            return;
        }
        const FileAddress file{context().collection->id, context().recordId, item, {}};
        if (!field().flag("protected") || context().pictures == nullptr) {
            QDesktopServices::openUrl(FilesEndpoint(*context().client).url(file));
            return;
        }
        onResult(context().pictures->fileToken(), this, [this, file](const Result<QString> &token) {
            if (token) {
                QDesktopServices::openUrl(FilesEndpoint(*context().client).url(file, *token));
            }
        });
    }

    FileTiles *m_tiles;
};

class FileCell final : public FieldCell
{
public:
    FileCell(const FieldUi &ui, const fields::Field &field, const EditorContext &context)
        : FieldCell(ui, field, context)
    {
        if (editorPlace() != EditorPlace::None) {
            setPlace(EditorPlace::Popover);
        }
    }

    int preferredWidth() const override { return space::k10 + space::k7; }

    double skeletonShare() const override { return 0.3; }

    QString toolTip(const QModelIndex &index) const override
    {
        const QString error = FieldCell::toolTip(index);
        return error.isEmpty() ? clipboardText(index) : error;
    }

protected:
    bool isEmptyValue(const QVariant &value) const override { return namesOf(value).isEmpty(); }

    CellContent contentOf(const QVariant &value, const QModelIndex &index) const override
    {
        CellContent content;
        content.kind = CellContent::Kind::Thumbnails;
        const QStringList names = namesOf(value);
        const QString record = index.siblingAtColumn(0).data(RowKeyRole).toString();
        for (const QString &name : names.mid(0, kInCell)) {
            CellItem item{.text = fileItemName(name), .iconName = fileIconName(name)};
            if (context().pictures != nullptr && context().collection != nullptr) {
                item.picture = context().pictures->picture(
                    context().collection->id, record, name, field(), space::k9);
            }
            content.items.append(std::move(item));
        }
        content.more = static_cast<int>(std::max<qsizetype>(0, names.size() - kInCell));
        return content;
    }
};

class FileFieldUi final : public FieldUi
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::FileFieldUi)
public:
    QString typeName() const override { return QStringLiteral("file"); }

    QString title() const override { return tr("File"); }

    QString description() const override { return tr("Uploads, with size, kind and thumbnails"); }

    std::unique_ptr<CellUi> createCell(const fields::Field &field,
                                       const EditorContext &context) const override
    {
        return std::make_unique<FileCell>(*this, field, context);
    }

    FieldEditor *createEditor(QWidget *parent,
                              const fields::Field &field,
                              const EditorContext &context) const override
    {
        return new FileEditor(field, context, parent);
    }

    QVector<OptionRow> optionRows() const override
    {
        using Control = OptionRow::Control;
        return {
            {"maxSelect",
             Control::Multiple,
             tr("At most"),
             tr("How many files one value may hold"),
             QStringLiteral("1")},
            {"maxSize",
             Control::Bytes,
             tr("Largest"),
             tr("Bytes of each file"),
             QStringLiteral("5242880")},
            {"mimeTypes",
             Control::Words,
             tr("Kinds"),
             tr("MIME types, for example image/png"),
             tr("every kind")},
            {"thumbs",
             Control::Words,
             tr("Thumbnails"),
             tr("100x100, 300x0; t, b or f at the end"),
             tr("none")},
            {"protected", Control::Flag, tr("Protected"), tr("Reading needs a file token"), {}},
        };
    }

    QString summary(const fields::Field &field, const SchemaStore *) const override
    {
        QStringList parts;
        if (field.isMultiple()) {
            parts << tr("up to %Ln files", nullptr, pluralCount(field.integer("maxSelect")));
        }
        if (field.integer("maxSize") > 0) {
            parts << tr("at most %1").arg(sizeText(field.integer("maxSize")));
        }
        if (const auto kinds = field.list("mimeTypes"); !kinds.empty()) {
            parts << tr("%n kinds", nullptr, static_cast<int>(kinds.size()));
        }
        if (field.flag("protected")) {
            parts << tr("protected");
        }
        return parts.join(QStringLiteral(", "));
    }

    QString displayText(const QVariant &value, const fields::Field &) const override
    {
        QStringList names;
        for (const QString &item : namesOf(value)) {
            names.append(fileItemName(item));
        }
        return names.join(QStringLiteral(", "));
    }
};

} // namespace

const FieldUi &fileFieldUi()
{
    static const FileFieldUi ui;
    return ui;
}

} // namespace socle::studio
