// text: a line that grows to six, counter near the limit, Generate when the field has an
// autogenerate pattern.
#include "shared/core/Text.h"
#include "shared/fields/FieldCatalogue.h"
#include "shared/fields/PatternGenerator.h"
#include "shared/protocol/Limits.h"
#include "studio/api/Text.h"
#include "studio/fields/FieldCell.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/GridRoles.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Text.h"

#include <QAbstractTextDocumentLayout>
#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QRandomGenerator>

namespace socle::studio {

namespace {

constexpr int kMostLines = 6;
constexpr double kCounterFrom = 0.8; // share of the limit from which the counter shows

std::int64_t limitOf(const fields::Field &field)
{
    const std::int64_t max = field.integer("max");
    return max > 0 ? max : protocol::kDefaultTextLength;
}

class TextEditor final : public FieldEditor
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::TextEditor)
public:
    TextEditor(const fields::Field &field, const EditorContext &context, QWidget *parent)
        : FieldEditor(field, context, parent)
        , m_area(new TextArea(this))
        , m_counter(new Text({}, TextRole::Small, Color::TextSubtle, this))
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(space::k1);
        auto *line = new QHBoxLayout;
        line->setSpacing(space::k2);
        m_area->setLineRange(1, kMostLines);
        m_area->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        line->addWidget(m_area, 1);
        column->addLayout(line);
        column->addWidget(m_counter, 0, Qt::AlignTrailing);
        m_counter->hide();
        adoptInput(m_area);
        if (!isInCell()) {
            addButtons(line);
        }
        const bool isKey = field.flag("primaryKey");
        if (isKey) {
            m_area->setFont(studio::font(TextRole::Mono));
        }
        if (isKey && !context.isNewRecord) {
            setReadOnly(true);
        }
        if (const auto pattern = field.text("pattern"); !pattern.empty()) {
            m_area->setPlaceholderText(isKey ? tr("Made by the server when empty")
                                             : toQString(pattern));
        }
        connect(m_area, &QPlainTextEdit::textChanged, this, [this] {
            showCounter();
            noteEdited();
        });
        connect(
            m_area->document()->documentLayout(),
            &QAbstractTextDocumentLayout::documentSizeChanged,
            this,
            [this](const QSizeF &size) {
                // One line needs no bar, although the frame is a pixel tighter than the text.
                m_area->setVerticalScrollBarPolicy(
                    size.height() > kMostLines ? Qt::ScrollBarAsNeeded : Qt::ScrollBarAlwaysOff);
                if (isInCell()) {
                    resize(width(), std::max(height(), sizeHint().height())); // over the rows below
                }
            });
    }

protected:
    void showValue(const QVariant &value) override
    {
        m_area->setPlainText(value.toString());
        if (isInCell()) {
            m_area->selectAll(); // typing replaces, an arrow key goes on from there
        }
        showCounter();
    }

    QVariant currentValue() const override { return m_area->toPlainText(); }

    bool keepsKey(const QKeyEvent &event, const QWidget *) const override
    {
        return (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter)
            && event.modifiers() & Qt::ShiftModifier;
    }

private:
    void addButtons(QHBoxLayout *line)
    {
        const bool isKey = field().flag("primaryKey");
        if (isKey && !context().isNewRecord) {
            auto *copy = new IconButton(QStringLiteral("copy"), tr("Copy the id"), this);
            copy->setObjectName(objectName() + QStringLiteral(".copy"));
            connect(copy, &QToolButton::clicked, this, [this] {
                QGuiApplication::clipboard()->setText(m_area->toPlainText());
            });
            line->addWidget(copy, 0, Qt::AlignTop);
        } else if (!field().text("autogeneratePattern").empty() && !context().isReadOnly) {
            auto *generate = new IconButton(QStringLiteral("wand"), tr("Generate a value"), this);
            generate->setObjectName(objectName() + QStringLiteral(".generate"));
            connect(generate, &QToolButton::clicked, this, [this] { generateValue(); });
            line->addWidget(generate, 0, Qt::AlignTop);
        }
    }

    void generateValue()
    {
        const auto random
            = [](std::uint32_t bound) { return QRandomGenerator::system()->bounded(bound); };
        const auto made = fields::generateFromPattern(field().text("autogeneratePattern"), random);
        if (made) {
            m_area->setPlainText(toQString(*made));
            finishChoice();
        }
    }

    void showCounter()
    {
        const auto limit = limitOf(field());
        const auto count = static_cast<std::int64_t>(codePointCount(toUtf8(m_area->toPlainText())));
        const bool isNear = static_cast<double>(count) >= kCounterFrom * static_cast<double>(limit);
        m_counter->setVisible(isNear && count > 0 && !isInCell() && !isReadOnly());
        m_counter->setColor(count > limit ? Color::Danger : Color::TextSubtle);
        m_counter->setText(tr("%1 of %2", "characters typed, limit").arg(count).arg(limit));
    }

    TextArea *m_area;
    Text *m_counter;
};

class TextCell final : public FieldCell
{
public:
    using FieldCell::FieldCell;

    QWidget *createEditor(QWidget *parent, const QModelIndex &index) const override
    {
        const bool isNew = index.data(RowStateRole).toInt() == static_cast<int>(RowState::Inserted);
        return field().flag("primaryKey") && !isNew ? nullptr
                                                    : FieldCell::createEditor(parent, index);
    }

    int preferredWidth() const override
    {
        return field().flag("primaryKey") ? layout::kSidebarMin - space::k9 : layout::kSidebar;
    }

    double skeletonShare() const override { return 0.7; }

protected:
    CellContent contentOf(const QVariant &value, const QModelIndex &index) const override
    {
        CellContent content = FieldCell::contentOf(value, index);
        if (field().flag("primaryKey")) {
            content.kind = CellContent::Kind::Mono;
            if (index.data(RowStateRole).toInt() == static_cast<int>(RowState::Inserted)) {
                content.kind = CellContent::Kind::Text;
                content.text
                    = QCoreApplication::translate("TextCell", "new", "id of a staged record");
                content.textColor = colorOf(Color::Success);
            }
        }
        return content;
    }
};

class TextFieldUi final : public FieldUi
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::TextFieldUi)
public:
    QString typeName() const override { return QStringLiteral("text"); }

    QString title() const override { return tr("Text"); }

    QString description() const override
    {
        return tr("Words, names, codes; with length and pattern");
    }

    std::unique_ptr<CellUi> createCell(const fields::Field &field,
                                       const EditorContext &context) const override
    {
        return std::make_unique<TextCell>(*this, field, context);
    }

    FieldEditor *createEditor(QWidget *parent,
                              const fields::Field &field,
                              const EditorContext &context) const override
    {
        return new TextEditor(field, context, parent);
    }

    QVector<OptionRow> optionRows() const override
    {
        using Control = OptionRow::Control;
        return {
            {"min", Control::Count, tr("Shortest"), tr("Characters"), tr("no limit")},
            {"max", Control::Count, tr("Longest"), tr("Characters"), QStringLiteral("5000")},
            {"pattern",
             Control::Pattern,
             tr("Pattern"),
             tr("A regular expression the text must match"),
             tr("anything")},
            {"autogeneratePattern",
             Control::Pattern,
             tr("Autogenerate"),
             tr("Fills empty new values: [a-z0-9]{30}"),
             tr("never")},
            {"primaryKey",
             Control::Flag,
             tr("Primary key"),
             tr("Only the field id can be one"),
             {}},
        };
    }

    QString summary(const fields::Field &field, const SchemaStore *) const override
    {
        QStringList parts;
        const auto min = field.integer("min");
        const auto max = field.integer("max");
        if (min > 0 && max > 0) {
            parts << tr("%1\u2013%2 characters").arg(min).arg(max);
        } else if (min > 0) {
            parts << tr("at least %Ln characters", nullptr, pluralCount(min));
        } else if (max > 0) {
            parts << tr("at most %Ln characters", nullptr, pluralCount(max));
        }
        if (!field.text("pattern").empty()) {
            parts << tr("pattern");
        }
        if (!field.text("autogeneratePattern").empty()) {
            parts << tr("autogenerated");
        }
        return parts.join(QStringLiteral(", "));
    }
};

} // namespace

const FieldUi &textFieldUi()
{
    static const TextFieldUi ui;
    return ui;
}

} // namespace socle::studio
