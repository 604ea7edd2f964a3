// email and url: one line, checked while typing, with a button that opens the address outside.
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/fields/AddressLink.h"
#include "studio/fields/FieldCell.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/GridRoles.h"
#include "studio/kit/Icon.h"
#include "studio/kit/IconButton.h"

#include <QCoreApplication>
#include <QDesktopServices>
#include <QHBoxLayout>
#include <QUrl>

namespace socle::studio {

namespace {

class AddressEditor final : public FieldEditor
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::AddressEditor)
public:
    AddressEditor(const fields::Field &field, const EditorContext &context, QWidget *parent)
        : FieldEditor(field, context, parent)
        , m_input(new TextField(this))
    {
        const bool isEmail = field.isType(fields::kEmail);
        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(space::k2);
        row->addWidget(m_input);
        const auto only = field.list("onlyDomains");
        const QString domain
            = only.empty() ? QStringLiteral("example.com") : toQString(only.front());
        m_input->setPlaceholderText(isEmail ? QStringLiteral("name@") + domain
                                            : QStringLiteral("https://") + domain);
        m_input->setInputMethodHints(isEmail ? Qt::ImhEmailCharactersOnly
                                             : Qt::ImhUrlCharactersOnly);
        adoptInput(m_input);
        if (!isInCell()) {
            m_open = new IconButton(QStringLiteral("external-link"),
                                    isEmail ? tr("Write a mail") : tr("Open in the browser"),
                                    this);
            m_open->setObjectName(objectName() + QStringLiteral(".open"));
            row->addWidget(m_open);
            connect(m_open, &QToolButton::clicked, this, [this, isEmail] {
                if (const QUrl url = addressUrl(m_input->text(), isEmail); !url.isEmpty()) {
                    QDesktopServices::openUrl(url);
                }
            });
            connect(this, &FieldEditor::validityChanged, this, [this] {
                m_open->setEnabled(!m_input->text().isEmpty() && isValid());
            });
        }
        connect(m_input, &QLineEdit::textEdited, this, [this] { noteEdited(); });
    }

protected:
    void showValue(const QVariant &value) override
    {
        m_input->setText(value.toString());
        m_input->setCursorPosition(0);
        if (isInCell()) {
            m_input->selectAll();
        }
    }

    QVariant currentValue() const override { return m_input->text(); }

private:
    TextField *m_input;
    IconButton *m_open = nullptr;
};

/// A mail or web address; the row under the pointer shows the icon that opens it.
class AddressCell final : public FieldCell
{
public:
    AddressCell(const FieldUi &ui,
                const fields::Field &field,
                const EditorContext &context,
                bool isEmail)
        : FieldCell(ui, field, context)
        , m_isEmail(isEmail)
    {
    }

    bool paint(QPainter *painter, const CellPaint &cell, const QModelIndex &index) const override
    {
        if (!cell.isHovered
            || addressUrl(index.data(RawValueRole).toString(), m_isEmail).isEmpty()) {
            return false;
        }
        const QRectF icon = addressIconRect(cell.cell, cell.direction);
        CellPaint text = cell;
        if (cell.direction == Qt::RightToLeft) {
            text.rect.setLeft(icon.right() + space::k2);
        } else {
            text.rect.setRight(icon.left() - space::k2);
        }
        paintCellContent(painter, text, content(index), alignment());
        drawIcon(painter,
                 QStringLiteral("external-link"),
                 icon,
                 colorOf(Color::TextMuted),
                 cell.direction);
        return true;
    }

private:
    bool m_isEmail;
};

class AddressFieldUi : public FieldUi
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::AddressFieldUi)
public:
    explicit AddressFieldUi(bool isEmail)
        : m_isEmail(isEmail)
    {
    }

    QString typeName() const override
    {
        return m_isEmail ? QStringLiteral("email") : QStringLiteral("url");
    }

    QString title() const override { return m_isEmail ? tr("Email") : tr("URL"); }

    QString description() const override
    {
        return m_isEmail ? tr("A mail address, domains restricted if wanted")
                         : tr("A web address, domains restricted if wanted");
    }

    std::unique_ptr<CellUi> createCell(const fields::Field &field,
                                       const EditorContext &context) const override
    {
        return std::make_unique<AddressCell>(*this, field, context, m_isEmail);
    }

    FieldEditor *createEditor(QWidget *parent,
                              const fields::Field &field,
                              const EditorContext &context) const override
    {
        return new AddressEditor(field, context, parent);
    }

    QVector<OptionRow> optionRows() const override
    {
        return {
            {"onlyDomains",
             OptionRow::Control::Words,
             tr("Only these domains"),
             tr("One or the other list, not both"),
             tr("every domain")},
            {"exceptDomains", OptionRow::Control::Words, tr("Not these domains"), {}, tr("none")},
        };
    }

    QString summary(const fields::Field &field, const SchemaStore *) const override
    {
        const auto joined = [](const std::vector<std::string> &words) {
            QStringList list;
            for (const std::string &word : words) {
                list << toQString(word);
            }
            return list.join(QStringLiteral(", "));
        };
        if (const auto only = field.list("onlyDomains"); !only.empty()) {
            return tr("only %1").arg(joined(only));
        }
        if (const auto except = field.list("exceptDomains"); !except.empty()) {
            return tr("not %1").arg(joined(except));
        }
        return {};
    }

private:
    bool m_isEmail;
};

} // namespace

QUrl addressUrl(const QString &text, bool isEmail)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty() || (isEmail && !trimmed.contains(u'@'))) {
        return {};
    }
    QUrl url(isEmail ? QStringLiteral("mailto:") + trimmed : trimmed);
    if (url.scheme().isEmpty()) {
        url = QUrl(QStringLiteral("https://") + trimmed);
    }
    // A stored address may be anything; only these open without a question.
    static const QStringList schemes{
        QStringLiteral("http"), QStringLiteral("https"), QStringLiteral("mailto")};
    return url.isValid() && schemes.contains(url.scheme().toLower()) ? url : QUrl();
}

QRectF addressIconRect(const QRectF &cell, Qt::LayoutDirection direction)
{
    const double side = Theme::current().scaled(static_cast<int>(iconSize::kSm));
    const double inset = space::k3;
    const double left
        = direction == Qt::RightToLeft ? cell.left() + inset : cell.right() - inset - side;
    return {left, cell.center().y() - side / 2, side, side};
}

const FieldUi &emailFieldUi()
{
    static const AddressFieldUi ui(true);
    return ui;
}

const FieldUi &urlFieldUi()
{
    static const AddressFieldUi ui(false);
    return ui;
}

} // namespace socle::studio
