// json: compact and coloured in the grid; edited as text with the place of the first fault, format
// and key order, or as a tree. Above 1 MB it opens read only first (studio.md 4.3.4).
#include "shared/fields/FieldCatalogue.h"
#include "studio/fields/FieldCell.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/fields/JsonText.h"
#include "studio/fields/JsonTree.h"
#include "studio/fields/Words.h"
#include "studio/kit/Button.h"
#include "studio/kit/CodeLine.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Text.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QKeyEvent>

namespace socle::studio {

namespace {

constexpr qsizetype kMostFormatted = 64 * 1024; // larger values are shown as stored
constexpr qsizetype kMostInCell = 300;
constexpr qsizetype kGuarded = 1024 * 1024; // studio.md 4.3.4
constexpr qsizetype kMostInTree = 4 * 1024 * 1024; // characters; a tree has an item a value

class JsonEditor final : public FieldEditor
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::JsonEditor)
public:
    JsonEditor(const fields::Field &field, const EditorContext &context, QWidget *parent)
        : FieldEditor(field, context, parent)
        , m_text(new CodeLine(this))
        , m_place(new Text({}, TextRole::Small, Color::TextSubtle, this))
        , m_format(new Button(tr("Format"), ButtonVariant::Ghost, this))
        , m_sort(new Button(tr("Sort keys"), ButtonVariant::Ghost, this))
        , m_modes(new Segmented(this))
        , m_tree(new JsonTree(this))
        , m_unlock(new Button(tr("Edit anyway"), ButtonVariant::Ghost, this))
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(space::k2);
        m_modes->setObjectName(objectName() + QStringLiteral(".mode"));
        m_modes->setAccessibleName(tr("View"));
        m_modes->addSegment(QStringLiteral("text"), tr("Text"));
        m_modes->addSegment(QStringLiteral("tree"), tr("Tree"));
        m_modes->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
        auto *top = new QHBoxLayout;
        top->addWidget(m_modes);
        top->addStretch(1);
        top->addWidget(m_unlock);
        column->addLayout(top);
        m_unlock->setObjectName(objectName() + QStringLiteral(".unlock"));
        m_unlock->setControlSize(ControlSize::Small);
        m_unlock->hide();
        m_tree->setObjectName(objectName() + QStringLiteral(".tree"));
        m_tree->setAccessibleName(fieldName());
        m_tree->setMinimumHeight(space::k10 * 2);
        m_tree->hide();
        column->addWidget(m_text);
        column->addWidget(m_tree);
        connect(m_modes, &Segmented::currentChanged, this, [this](const QString &key) {
            showTree(key == u"tree");
        });
        connect(m_tree, &JsonTree::edited, this, [this] {
            m_seen = formatJson(m_tree->json(), JsonLayout::Indented);
            m_text->setText(m_seen);
            showFault();
            finishChoice();
        });
        connect(m_unlock, &QPushButton::clicked, this, [this] {
            m_isGuarded = false;
            m_unlock->hide();
            m_text->setReadOnly(isReadOnly());
        });
        m_text->setLineRange(isInCell() ? 8 : 3, isInCell() ? 14 : 10);
        m_text->setTokenizer(tokenizeJson);
        auto *row = new QHBoxLayout;
        row->setSpacing(space::k2);
        m_place->setOverflow(Text::Overflow::Elide);
        row->addWidget(m_place, 1);
        for (Button *button : {m_format, m_sort}) {
            button->setControlSize(ControlSize::Small);
            row->addWidget(button);
        }
        column->addLayout(row);
        m_format->setObjectName(objectName() + QStringLiteral(".format"));
        m_sort->setObjectName(objectName() + QStringLiteral(".sort"));
        adoptInput(m_text);
        connect(m_format, &QPushButton::clicked, this, [this] { layOut(JsonKeys::AsWritten); });
        connect(m_sort, &QPushButton::clicked, this, [this] { layOut(JsonKeys::Sorted); });
        connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
            // Marking a fault rehighlights, which the document calls a change as well.
            if (const QString text = m_text->text(); text == m_seen) {
                return;
            } else {
                m_seen = text;
            }
            showFault();
            noteEdited();
        });
        connect(m_text, &CodeLine::accepted, this, [this] { commit(); });
        if (isInCell()) {
            setMinimumWidth(space::k10 * 7);
        }
        showFault();
    }

    void setReadOnly(bool readOnly) override
    {
        FieldEditor::setReadOnly(readOnly);
        m_text->setReadOnly(readOnly || m_isGuarded);
        m_tree->setEditable(!readOnly && !m_isGuarded);
    }

    void startTyping(const QString &text) override
    {
        m_text->setText(text);
        m_text->moveCursor(QTextCursor::End);
    }

protected:
    void showValue(const QVariant &value) override
    {
        const QString text = value.toString();
        m_seen = text.size() <= kMostFormatted ? formatJson(text, JsonLayout::Indented) : text;
        m_text->setText(m_seen);
        m_isGuarded = text.size() > kGuarded;
        m_unlock->setVisible(m_isGuarded && !isReadOnly());
        m_text->setReadOnly(m_isGuarded || isReadOnly());
        showFault();
        if (m_modes->currentKey() == u"tree") {
            showTree(true);
        }
    }

    QVariant currentValue() const override
    {
        const QString text = m_text->text().trimmed();
        return text.size() <= kMostFormatted ? formatJson(text, JsonLayout::Compact) : text;
    }

    QString inputProblem() const override
    {
        return m_fault ? tr("Line %1, column %2: %3")
                             .arg(m_fault->line)
                             .arg(m_fault->column)
                             .arg(m_fault->message)
                       : QString();
    }

    bool keepsKey(const QKeyEvent &event, const QWidget *) const override
    {
        return (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter)
            && !(event.modifiers() & Qt::ControlModifier);
    }

private:
    void showTree(bool on)
    {
        const QString text = m_text->text().trimmed();
        if (on && (text.size() > kMostInTree || (!text.isEmpty() && !m_tree->setJson(text)))) {
            // A text with a fault has no tree yet; the fault is shown below.
            m_modes->setCurrentKey(QStringLiteral("text"));
            on = false;
        } else if (on && text.isEmpty()) {
            m_tree->setJson(QStringLiteral("{}"));
        }
        m_tree->setEditable(on && !isReadOnly() && !m_isGuarded);
        m_text->setVisible(!on);
        m_tree->setVisible(on);
        m_format->setVisible(!on);
        m_sort->setVisible(!on);
    }

    void layOut(JsonKeys keys)
    {
        m_text->setText(formatJson(m_text->text(), JsonLayout::Indented, keys));
        m_text->setFocus(Qt::OtherFocusReason);
    }

    void showFault()
    {
        const QString text = m_text->text();
        m_fault = text.trimmed().isEmpty() ? std::nullopt : checkJson(text);
        m_text->setProblems(m_fault ? QVector<CodeProblem>{{m_fault->position, 1, m_fault->message}}
                                    : QVector<CodeProblem>());
        const bool isGood = !m_fault && !text.trimmed().isEmpty();
        m_format->setEnabled(isGood && !isReadOnly());
        m_sort->setEnabled(isGood && !isReadOnly());
        m_place->setColor(m_fault ? Color::Danger : Color::TextSubtle);
        // In a form the row below says it; in a popover nobody else does.
        m_place->setText(m_fault          ? (isInCell() ? inputProblem() : QString())
                             : isInCell() ? tr("Ctrl+Enter stages")
                                          : QString());
    }

    CodeLine *m_text;
    QString m_seen;
    Text *m_place;
    Button *m_format;
    Button *m_sort;
    Segmented *m_modes;
    JsonTree *m_tree;
    Button *m_unlock;
    std::optional<JsonFault> m_fault;
    bool m_isGuarded = false; // large: read only until somebody asks
};

class JsonCell final : public FieldCell
{
public:
    JsonCell(const FieldUi &ui, const fields::Field &field, const EditorContext &context)
        : FieldCell(ui, field, context)
    {
        if (editorPlace() != EditorPlace::None) {
            setPlace(EditorPlace::Popover);
        }
    }

    int preferredWidth() const override { return layout::kSidebar; }

protected:
    CellContent contentOf(const QVariant &value, const QModelIndex &) const override
    {
        CellContent content;
        content.kind = CellContent::Kind::Code;
        content.text = value.toString().left(kMostInCell);
        const auto spans = tokenizeJson(content.text);
        for (const CodeSpan &span : spans) {
            content.spans.append({span.start, span.length, span.syntax});
        }
        return content;
    }
};

class JsonFieldUi final : public FieldUi
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::JsonFieldUi)
public:
    QString typeName() const override { return QStringLiteral("json"); }

    QString title() const override { return tr("JSON"); }

    QString description() const override { return tr("Anything JSON can say"); }

    std::unique_ptr<CellUi> createCell(const fields::Field &field,
                                       const EditorContext &context) const override
    {
        return std::make_unique<JsonCell>(*this, field, context);
    }

    FieldEditor *createEditor(QWidget *parent,
                              const fields::Field &field,
                              const EditorContext &context) const override
    {
        return new JsonEditor(field, context, parent);
    }

    QVector<OptionRow> optionRows() const override
    {
        return {{"maxSize",
                 OptionRow::Control::Bytes,
                 tr("Largest"),
                 tr("Bytes of JSON"),
                 QStringLiteral("1048576")}};
    }

    QString summary(const fields::Field &field, const SchemaStore *) const override
    {
        return field.integer("maxSize") > 0
            ? tr("at most %1").arg(sizeText(field.integer("maxSize")))
            : QString();
    }
};

} // namespace

const FieldUi &jsonFieldUi()
{
    static const JsonFieldUi ui;
    return ui;
}

} // namespace socle::studio
