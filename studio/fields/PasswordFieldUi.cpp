// password: can be set, never read. Generate makes one that obeys the field; Copy works until the
// editor closes.
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/fields/FieldCell.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Text.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QRandomGenerator>
#include <QSet>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace socle::studio {

namespace {

constexpr int kGeneratedLength = 24;

QString generatedPassword(const fields::Field &field)
{
    // Without characters that look alike.
    static const QString alphabet
        = QStringLiteral("abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789-_");
    const auto max = field.integer("max");
    const auto least = std::max<std::int64_t>(field.integer("min"), kGeneratedLength);
    const auto length = static_cast<int>(max > 0 ? std::min(least, max) : least);
    QString text;
    for (int i = 0; i < length; ++i) {
        text += alphabet.at(QRandomGenerator::system()->bounded(static_cast<int>(alphabet.size())));
    }
    return text;
}

constexpr double kWeakBits = 40;
constexpr double kGoodBits = 64;

/// Bits of a text whose characters come from the kinds it uses; what repeats counts once.
double passwordBits(const QString &text)
{
    int kinds = 0;
    const auto uses
        = [&](auto is, int size) { kinds += std::any_of(text.begin(), text.end(), is) ? size : 0; };
    uses([](QChar c) { return c.isLower(); }, 26);
    uses([](QChar c) { return c.isUpper(); }, 26);
    uses([](QChar c) { return c.isDigit(); }, 10);
    uses([](QChar c) { return !c.isLetterOrNumber(); }, 32);
    const QSet<QChar> different(text.begin(), text.end());
    const double length = std::min<double>(static_cast<double>(text.size()),
                                           static_cast<double>(different.size()) * 1.5);
    return kinds == 0 ? 0 : length * std::log2(kinds);
}

class PasswordEditor final : public FieldEditor
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::PasswordEditor)
public:
    PasswordEditor(const fields::Field &field, const EditorContext &context, QWidget *parent)
        : FieldEditor(field, context, parent)
        , m_input(new TextField(this))
        , m_copy(new IconButton(QStringLiteral("copy"), tr("Copy the new password"), this))
        , m_strength(new Text({}, TextRole::Small, Color::TextSubtle, this))
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(space::k1);
        auto *row = new QHBoxLayout;
        row->setSpacing(space::k2);
        column->addLayout(row);
        m_strength->setObjectName(objectName() + QStringLiteral(".strength"));
        m_strength->hide();
        column->addWidget(m_strength);
        row->addWidget(m_input, 1);
        m_input->setSecret(true);
        const bool isStored = !context.isNewRecord && context.place != EditorContext::Place::Bulk;
        m_input->setPlaceholderText(isStored ? tr("Set; type to change") : tr("New password"));
        m_input->setLeadingIcon(QStringLiteral("lock"));
        adoptInput(m_input);
        auto *generate = new IconButton(QStringLiteral("wand"), tr("Generate a password"), this);
        generate->setObjectName(objectName() + QStringLiteral(".generate"));
        m_copy->setObjectName(objectName() + QStringLiteral(".copy"));
        row->addWidget(generate);
        row->addWidget(m_copy);
        connect(generate, &QToolButton::clicked, this, [this] {
            m_input->setText(generatedPassword(this->field()));
            noteEdited();
        });
        connect(m_copy, &QToolButton::clicked, this, [this] {
            QGuiApplication::clipboard()->setText(m_input->text());
            m_copy->setEnabled(false); // once
        });
        connect(m_input, &QLineEdit::textEdited, this, [this] { noteEdited(); });
        connect(m_input, &QLineEdit::textChanged, this, [this](const QString &text) {
            m_copy->setEnabled(!text.isEmpty());
            showStrength(text);
        });
        m_copy->setEnabled(false);
        if (isInCell()) {
            setMinimumWidth(space::k10 * 5);
        }
    }

protected:
    void showValue(const QVariant &value) override { m_input->setText(value.toString()); }

    QVariant currentValue() const override { return m_input->text(); }

    QString brokenRule() const override
    {
        // The server never tells the stored one: an empty editor of a stored record means
        // "unchanged".
        const bool isUnchanged = m_input->text().isEmpty() && !context().isNewRecord;
        return isUnchanged ? QString() : FieldEditor::brokenRule();
    }

private:
    /// How long guessing would take, in words; nothing for an empty one.
    void showStrength(const QString &text)
    {
        const double bits = passwordBits(text);
        m_strength->setVisible(!text.isEmpty());
        m_strength->setColor(bits < kWeakBits       ? Color::Danger
                                 : bits < kGoodBits ? Color::Warning
                                                    : Color::Success);
        const QString strength = bits < kWeakBits ? tr("Weak: easily guessed")
            : bits < kGoodBits                    ? tr("Fair: longer is better")
                                                  : tr("Strong");
        // Not a choice: the server ends every session of an account whose password changes.
        const bool endsSessions = context().collection != nullptr && context().collection->isAuth()
            && !context().isNewRecord;
        m_strength->setOverflow(Text::Overflow::Wrap);
        m_strength->setText(
            endsSessions ? tr("%1. This password signs the account out everywhere.").arg(strength)
                         : strength);
    }

    TextField *m_input;
    IconButton *m_copy;
    Text *m_strength;
};

class PasswordCell final : public FieldCell
{
public:
    PasswordCell(const FieldUi &ui, const fields::Field &field, const EditorContext &context)
        : FieldCell(ui, field, context)
    {
        if (editorPlace() != EditorPlace::None) {
            setPlace(EditorPlace::Popover);
        }
    }

    QString clipboardText(const QModelIndex &) const override { return {}; }

    int preferredWidth() const override { return space::k10 + space::k9; }

protected:
    bool isEmptyValue(const QVariant &) const override { return false; }

    CellContent contentOf(const QVariant &value, const QModelIndex &) const override
    {
        CellContent content;
        content.kind = CellContent::Kind::Icon;
        content.iconName = QStringLiteral("lock");
        content.text = ui().displayText(value, field());
        return content;
    }
};

class PasswordFieldUi final : public FieldUi
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::PasswordFieldUi)
public:
    QString typeName() const override { return QStringLiteral("password"); }

    QString title() const override { return tr("Password"); }

    QString description() const override { return tr("Stored as a hash, never shown again"); }

    std::unique_ptr<CellUi> createCell(const fields::Field &field,
                                       const EditorContext &context) const override
    {
        return std::make_unique<PasswordCell>(*this, field, context);
    }

    FieldEditor *createEditor(QWidget *parent,
                              const fields::Field &field,
                              const EditorContext &context) const override
    {
        return new PasswordEditor(field, context, parent);
    }

    QVector<OptionRow> optionRows() const override
    {
        using Control = OptionRow::Control;
        return {
            {"min", Control::Count, tr("Shortest"), tr("Characters, 1 to 71"), tr("no limit")},
            {"max",
             Control::Count,
             tr("Longest"),
             tr("Characters, at most 71"),
             QStringLiteral("71")},
            {"pattern",
             Control::Pattern,
             tr("Pattern"),
             tr("A regular expression the password must match"),
             tr("anything")},
            {"cost",
             Control::Count,
             tr("Cost"),
             tr("Work factor of the hash, 4 to 31; each step doubles the time"),
             QStringLiteral("10")},
        };
    }

    QString summary(const fields::Field &field, const SchemaStore *) const override
    {
        return field.integer("min") > 0
            ? tr("at least %Ln characters", nullptr, pluralCount(field.integer("min")))
            : QString();
    }

    QString displayText(const QVariant &value, const fields::Field &) const override
    {
        return value.toString().isEmpty() ? tr("set", "a password exists") : tr("new password");
    }
};

} // namespace

const FieldUi &passwordFieldUi()
{
    static const PasswordFieldUi ui;
    return ui;
}

} // namespace socle::studio
