// editor: stored HTML. Source is the text itself; Preview renders it without touching remote
// addresses (studio.md 4.3.5).
//
// What is not edited is never rewritten: the value stays the stored text until a key changes it.
#include "shared/fields/FieldCatalogue.h"
#include "studio/fields/FieldCell.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/fields/Words.h"
#include "studio/kit/CodeEdit.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Text.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QRegularExpression>
#include <QStackedWidget>
#include <QTextBrowser>
#include <QTextDocumentFragment>
#include <QVBoxLayout>

namespace socle::studio {

namespace {

constexpr int kExcerpt = 400; // characters of HTML that a cell looks at

/// Shows HTML; nothing is loaded from anywhere.
class Preview final : public QTextBrowser
{
public:
    using QTextBrowser::QTextBrowser;

    QVariant loadResource(int, const QUrl &) override { return {}; }
};

class HtmlEditor final : public FieldEditor
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::HtmlEditor)
public:
    HtmlEditor(const fields::Field &field, const EditorContext &context, QWidget *parent)
        : FieldEditor(field, context, parent)
        , m_modes(new Segmented(this))
        , m_pages(new QStackedWidget(this))
        , m_source(new TextArea(this))
        , m_preview(new Preview(this))
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(space::k2);
        m_modes->setObjectName(objectName() + QStringLiteral(".mode"));
        m_modes->setAccessibleName(tr("View"));
        m_modes->addSegment(QStringLiteral("source"), tr("Source"));
        m_modes->addSegment(QStringLiteral("preview"), tr("Preview"));
        m_modes->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
        column->addWidget(m_modes, 0, Qt::AlignLeading);
        m_source->setLineRange(isInCell() ? 10 : 4, isInCell() ? 16 : 10);
        m_source->setLayoutDirection(Qt::LeftToRight);
        m_source->setFont(studio::font(TextRole::Mono));
        m_source->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
        m_preview->setOpenLinks(false);
        m_preview->setObjectName(objectName() + QStringLiteral(".preview"));
        m_preview->setAccessibleName(tr("Preview"));
        m_pages->addWidget(m_source);
        m_pages->addWidget(m_preview);
        column->addWidget(m_pages);
        if (isInCell()) {
            setMinimumWidth(space::k10 * 8);
        }
        adoptInput(m_source);
        connect(m_source, &QPlainTextEdit::textChanged, this, [this] {
            const int wanted = m_source->sizeHint().height();
            m_pages->setFixedHeight(wanted);
            noteEdited();
        });
        connect(m_modes, &Segmented::currentChanged, this, [this](const QString &key) {
            const bool isPreview = key == QLatin1String("preview");
            if (isPreview) {
                m_preview->setHtml(m_source->toPlainText());
            }
            m_pages->setCurrentIndex(isPreview ? 1 : 0);
        });
        m_pages->setFixedHeight(m_source->sizeHint().height());
    }

protected:
    void showValue(const QVariant &value) override
    {
        m_source->setPlainText(value.toString());
        if (m_pages->currentIndex() == 1) {
            m_preview->setHtml(value.toString());
        }
    }

    QVariant currentValue() const override { return m_source->toPlainText(); }

    bool keepsKey(const QKeyEvent &event, const QWidget *) const override
    {
        return (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter)
            && !(event.modifiers() & Qt::ControlModifier);
    }

private:
    Segmented *m_modes;
    QStackedWidget *m_pages;
    TextArea *m_source;
    Preview *m_preview;
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
