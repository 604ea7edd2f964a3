// bool: a mark in the grid that Space toggles, a switch in forms.
#include "shared/fields/FieldCatalogue.h"
#include "studio/fields/FieldCell.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/GridRoles.h"
#include "studio/kit/Switch.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QKeyEvent>

namespace socle::studio {

namespace {

class BoolEditor final : public FieldEditor
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::BoolEditor)
public:
    BoolEditor(const fields::Field &field, const EditorContext &context, QWidget *parent)
        : FieldEditor(field, context, parent)
        , m_switch(new Switch({}, this))
    {
        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(0, space::k2, 0, space::k2);
        row->addWidget(m_switch);
        row->addStretch(1);
        m_switch->setCheckable(true);
        adoptInput(m_switch);
        connect(m_switch, &QAbstractButton::toggled, this, [this](bool on) {
            m_switch->setText(on ? tr("Yes") : tr("No"));
        });
        connect(m_switch, &QAbstractButton::clicked, this, [this] {
            finishChoice();
        }); // staged at once
        m_switch->setText(tr("No"));
    }

protected:
    void showValue(const QVariant &value) override { m_switch->setChecked(value.toBool()); }

    QVariant currentValue() const override { return m_switch->isChecked(); }

private:
    Switch *m_switch;
};

class BoolCell final : public FieldCell
{
public:
    BoolCell(const FieldUi &ui, const fields::Field &field, const EditorContext &context)
        : FieldCell(ui, field, context)
    {
        if (editorPlace() != EditorPlace::None) {
            setPlace(EditorPlace::Toggle);
        }
    }

    Qt::Alignment alignment() const override { return Qt::AlignHCenter | Qt::AlignVCenter; }

    int preferredWidth() const override { return space::k10 + space::k7; }

    double skeletonShare() const override { return 0.2; }

    QVariant toggled(const QModelIndex &index) const override
    {
        return !index.data(RawValueRole).toBool();
    }

protected:
    CellContent contentOf(const QVariant &value, const QModelIndex &) const override
    {
        CellContent content;
        content.kind = CellContent::Kind::Check;
        content.checked = value.toBool();
        return content;
    }
};

class BoolFieldUi final : public FieldUi
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::BoolFieldUi)
public:
    QString typeName() const override { return QStringLiteral("bool"); }

    QString title() const override { return tr("Yes or no"); }

    QString description() const override { return tr("A switch: true or false"); }

    std::unique_ptr<CellUi> createCell(const fields::Field &field,
                                       const EditorContext &context) const override
    {
        return std::make_unique<BoolCell>(*this, field, context);
    }

    FieldEditor *createEditor(QWidget *parent,
                              const fields::Field &field,
                              const EditorContext &context) const override
    {
        return new BoolEditor(field, context, parent);
    }

    QVector<OptionRow> optionRows() const override { return {}; }

    QString summary(const fields::Field &field, const SchemaStore *) const override
    {
        return field.required ? tr("must be true") : QString();
    }

    QString displayText(const QVariant &value, const fields::Field &) const override
    {
        return value.toBool() ? tr("yes") : tr("no");
    }
};

} // namespace

const FieldUi &boolFieldUi()
{
    static const BoolFieldUi ui;
    return ui;
}

} // namespace socle::studio
