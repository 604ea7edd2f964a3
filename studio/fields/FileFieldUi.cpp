// file: names with the icon of their kind. Stored files can be taken out; adding files needs an
// upload path in the stage, which does not exist yet, and the editor says so.
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/fields/FieldCell.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/fields/PickList.h"
#include "studio/fields/ValueBox.h"
#include "studio/fields/Words.h"
#include "studio/kit/Chip.h"
#include "studio/kit/Text.h"

#include <QFileInfo>
#include <QHash>
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

QString iconOfFile(const QString &name)
{
    static const QHash<QString, QString> icons = [] {
        QHash<QString, QString> table;
        const auto add = [&table](const char *icon, std::initializer_list<const char *> suffixes) {
            for (const char *suffix : suffixes) {
                table.insert(QLatin1String(suffix), QLatin1String(icon));
            }
        };
        add("file-image",
            {"png", "jpg", "jpeg", "gif", "webp", "avif", "svg", "bmp", "tif", "tiff"});
        add("file-zip", {"zip", "gz", "tar", "7z", "xz", "rar", "zst"});
        add("file-pdf", {"pdf"});
        add("file-code", {"json", "xml", "html", "css", "js", "ts", "sql", "yml", "yaml"});
        add("file-text", {"txt", "md", "csv", "doc", "docx", "odt", "rtf"});
        return table;
    }();
    return icons.value(QFileInfo(name).suffix().toLower(), QStringLiteral("file"));
}

class FileEditor final : public FieldEditor
{
public:
    FileEditor(const fields::Field &field, const EditorContext &context, QWidget *parent)
        : FieldEditor(field, context, parent)
        , m_list(new QWidget(this))
        , m_note(new Text(tr("Files cannot be added here yet; stored ones can be taken out."),
                          TextRole::Small,
                          Color::TextSubtle,
                          this))
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(space::k2);
        auto *rows = new QVBoxLayout(m_list);
        rows->setContentsMargins(0, 0, 0, 0);
        rows->setSpacing(space::k2);
        column->addWidget(m_list);
        m_note->setOverflow(Text::Overflow::Wrap);
        column->addWidget(m_note);
        setFocusPolicy(Qt::StrongFocus);
        if (isInCell()) {
            setMinimumWidth(space::k10 * 4);
        }
        showNames();
    }

    void setReadOnly(bool readOnly) override
    {
        FieldEditor::setReadOnly(readOnly);
        m_note->setVisible(!readOnly);
        showNames();
    }

protected:
    void showValue(const QVariant &value) override
    {
        m_names = namesOf(value);
        showNames();
    }

    QVariant currentValue() const override
    {
        return field().isMultiple() ? QVariant(m_names)
                                    : QVariant(m_names.isEmpty() ? QString() : m_names.last());
    }

    void showState(InputState) override { } // names have no frame of their own

private:
    void showNames()
    {
        qDeleteAll(m_list->findChildren<Chip *>(QString(), Qt::FindDirectChildrenOnly));
        for (const QString &name : std::as_const(m_names)) {
            auto *chip = new Chip(name, m_list);
            chip->setTone(Tone::Neutral);
            chip->setLeadingIcon(iconOfFile(name));
            chip->setRemovable(!isReadOnly());
            chip->setObjectName(objectName() + QLatin1Char('.') + name);
            chip->setAccessibleName(name);
            chip->setToolTip(name);
            connect(chip, &Chip::removeRequested, this, [this, name] {
                m_names.removeOne(name);
                // Not inside the chip's own signal.
                QMetaObject::invokeMethod(
                    this, [this] { showNames(); }, Qt::QueuedConnection);
                noteEdited();
                if (!isInCell()) {
                    commit();
                }
            });
            m_list->layout()->addWidget(chip);
            static_cast<QVBoxLayout *>(m_list->layout())->setAlignment(chip, Qt::AlignLeading);
            chip->show();
        }
        m_list->setVisible(!m_names.isEmpty());
    }

    QStringList m_names;
    QWidget *m_list;
    Text *m_note;
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

    CellContent contentOf(const QVariant &value, const QModelIndex &) const override
    {
        CellContent content;
        content.kind = CellContent::Kind::Thumbnails;
        const QStringList names = namesOf(value);
        for (const QString &name : names.mid(0, kInCell)) {
            content.items.append(CellItem{.text = name, .iconName = iconOfFile(name)});
        }
        content.more = static_cast<int>(std::max<qsizetype>(0, names.size() - kInCell));
        return content;
    }
};

class FileFieldUi final : public FieldUi
{
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
        return namesOf(value).join(QStringLiteral(", "));
    }
};

} // namespace

const FieldUi &fileFieldUi()
{
    static const FileFieldUi ui;
    return ui;
}

} // namespace socle::studio
