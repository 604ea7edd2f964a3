// email and url: one line, checked while typing, with a button that opens the address outside.
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/fields/FieldCell.h"
#include "studio/fields/FieldUiCatalogue.h"
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
        m_input->setLayoutDirection(Qt::LeftToRight);
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
                QUrl url(isEmail ? QStringLiteral("mailto:") + m_input->text() : m_input->text());
                if (url.scheme().isEmpty()) {
                    url = QUrl(QStringLiteral("https://") + m_input->text());
                }
                // A stored address may be anything; only these open without a question.
                static const QStringList schemes{
                    QStringLiteral("http"), QStringLiteral("https"), QStringLiteral("mailto")};
                if (schemes.contains(url.scheme().toLower())) {
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
        return std::make_unique<FieldCell>(*this, field, context);
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
