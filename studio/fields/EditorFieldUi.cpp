// editor: stored HTML, typed in HtmlPane: Rich, Source or Preview (studio.md 4.3.5).
//
// What is not edited is never rewritten: the value stays the stored text until a key changes it.
#include "shared/fields/FieldCatalogue.h"
#include "studio/fields/FieldCell.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/fields/HtmlPane.h"
#include "studio/fields/RichEdit.h"
#include "studio/fields/Words.h"
#include "studio/kit/Text.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QRegularExpression>
#include <QVBoxLayout>

namespace socle::studio {

namespace {

constexpr int kExcerpt = 400; // characters of HTML that a cell looks at
constexpr int kLinesInCell = 14;

class HtmlEditor final : public FieldEditor
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::HtmlEditor)
public:
    HtmlEditor(const fields::Field &field, const EditorContext &context, QWidget *parent)
        : FieldEditor(field, context, parent)
        , m_pane(new HtmlPane(field, context, objectName(), this))
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(m_pane);
        if (isInCell()) {
            m_pane->setLines(kLinesInCell, kLinesInCell + kLinesInCell / 2);
            setMinimumWidth(space::k10 * 10);
        }
        adoptInput(m_pane->rich());
        adoptInput(m_pane->source());
        setFocusProxy(m_pane);
        connect(m_pane, &HtmlPane::edited, this, [this] { noteEdited(); });
        connect(m_pane, &HtmlPane::expandRequested, this, [this] { expand(); });
    }

    void setReadOnly(bool readOnly) override
    {
        FieldEditor::setReadOnly(readOnly);
        m_pane->setReadOnly(readOnly);
    }

protected:
    void showValue(const QVariant &value) override { m_pane->setHtml(value.toString()); }

    QVariant currentValue() const override { return m_pane->html(); }

    void takeExpanded(const QString &text) override
    {
        m_pane->setHtml(text);
        finishChoice();
    }

    void showState(InputState state) override
    {
        m_pane->source()->setInputState(state);
        const char *name = state == InputState::Error ? "error"
            : state == InputState::Edited             ? "edited"
                                                      : "";
        m_pane->rich()->setProperty("state", QString::fromLatin1(name));
        m_pane->rich()->update();
    }

    bool keepsKey(const QKeyEvent &event, const QWidget *) const override
    {
        return (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter)
            && !(event.modifiers() & Qt::ControlModifier);
    }

private:
    HtmlPane *m_pane;
};

QString excerptOf(QString html)
{
    static const QRegularExpression tags(QStringLiteral("<[^>]*>?"));
    html.truncate(kExcerpt);
    html.replace(tags, QStringLiteral(" "));
    html.replace(QLatin1String("&nbsp;"), QLatin1String(" "));
    html.replace(QLatin1String("&lt;"), QLatin1String("<"));
    html.replace(QLatin1String("&gt;"), QLatin1String(">"));
    html.replace(QLatin1String("&quot;"), QLatin1String("\""));
    html.replace(QLatin1String("&#39;"), QLatin1String("'"));
    html.replace(QLatin1String("&amp;"), QLatin1String("&"));
    return html.simplified();
}

class EditorCell final : public FieldCell
{
public:
    EditorCell(const FieldUi &ui, const fields::Field &field, const EditorContext &context)
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
        content.text = excerptOf(value.toString());
        if (content.text.isEmpty()) {
            content.text = value.toString().left(kExcerpt);
            content.muted = true;
        }
        return content;
    }
};

class EditorFieldUi final : public FieldUi
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::EditorFieldUi)
public:
    QString typeName() const override { return QStringLiteral("editor"); }

    QString title() const override { return tr("Rich text"); }

    QString description() const override { return tr("Formatted text, stored as HTML"); }

    std::unique_ptr<CellUi> createCell(const fields::Field &field,
                                       const EditorContext &context) const override
    {
        return std::make_unique<EditorCell>(*this, field, context);
    }

    FieldEditor *createEditor(QWidget *parent,
                              const fields::Field &field,
                              const EditorContext &context) const override
    {
        return new HtmlEditor(field, context, parent);
    }

    QVector<OptionRow> optionRows() const override
    {
        return {
            {"maxSize",
             OptionRow::Control::Bytes,
             tr("Largest"),
             tr("Bytes of HTML"),
             QStringLiteral("5242880")},
            {"convertURLs",
             OptionRow::Control::Flag,
             tr("Relative addresses"),
             tr("Editors turn absolute addresses of this server into relative ones"),
             {}},
        };
    }

    QString summary(const fields::Field &field, const SchemaStore *) const override
    {
        return field.integer("maxSize") > 0
            ? tr("at most %1").arg(sizeText(field.integer("maxSize")))
            : QString();
    }

    QString displayText(const QVariant &value, const fields::Field &) const override
    {
        return excerptOf(value.toString());
    }
};

} // namespace

const FieldUi &editorFieldUi()
{
    static const EditorFieldUi ui;
    return ui;
}

} // namespace socle::studio
