// A type this studio does not know: its values are shown as text and left alone.
#include "studio/api/Text.h"
#include "studio/fields/FieldCell.h"
#include "studio/fields/FieldUiCatalogue.h"

#include <QCoreApplication>
#include <QHBoxLayout>

namespace socle::studio {

namespace {

class UnknownEditor final : public FieldEditor
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::UnknownEditor)
public:
    UnknownEditor(const fields::Field &field, const EditorContext &context, QWidget *parent)
        : FieldEditor(field, context, parent)
        , m_input(new TextField(this))
    {
        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->addWidget(m_input);
        m_input->setMono(true);
        m_input->setPlaceholderText(tr("A newer server wrote this; it is shown as it is"));
        adoptInput(m_input);
        FieldEditor::setReadOnly(true);
    }

    void setReadOnly(bool) override { } // always

protected:
    void showValue(const QVariant &value) override { m_input->setText(value.toString()); }

    QVariant currentValue() const override { return baseValue(); }

    QString brokenRule() const override { return {}; }

private:
    TextField *m_input;
};

class UnknownFieldUi final : public FieldUi
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::UnknownFieldUi)
public:
    QString typeName() const override { return {}; }

    QString title() const override { return tr("Unknown type"); }

    QString description() const override { return tr("A type of a newer server, shown as text"); }

    QString iconName() const override { return QStringLiteral("help"); }

    std::unique_ptr<CellUi> createCell(const fields::Field &field,
                                       const EditorContext &context) const override
    {
        return std::make_unique<FieldCell>(*this, field, context);
    }

    FieldEditor *createEditor(QWidget *parent,
                              const fields::Field &field,
                              const EditorContext &context) const override
    {
        return new UnknownEditor(field, context, parent);
    }

    QVector<OptionRow> optionRows() const override { return {}; }

    bool isEditable(const fields::Field &, const EditorContext &) const override { return false; }
};

} // namespace

const FieldUi &unknownFieldUi()
{
    static const UnknownFieldUi ui;
    return ui;
}

} // namespace socle::studio
