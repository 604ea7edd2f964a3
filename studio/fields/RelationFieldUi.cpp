// relation: chips with a dot and a label; the picker searches the target collection.
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/RecordRoles.h"
#include "studio/domain/SchemaStore.h"
#include "studio/fields/FieldCell.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/fields/RelationPicker.h"
#include "studio/fields/ValueBox.h"
#include "studio/kit/Popover.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QPointer>
#include <QVBoxLayout>

namespace socle::studio {

namespace {

QStringList idsOf(const QVariant &value)
{
    if (value.typeId() == QMetaType::QStringList) {
        return value.toStringList();
    }
    return value.toString().isEmpty() ? QStringList() : QStringList{value.toString()};
}

CollectionPtr targetOf(const fields::Field &field, const SchemaStore *schema)
{
    return schema != nullptr ? schema->find(CollectionSchema::relationTarget(field)) : nullptr;
}

CellItem chipOf(const QString &label)
{
    return CellItem{.text = label, .ground = Theme::current().hashColor(label)};
}

class RelationEditor final : public FieldEditor
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::RelationEditor)
public:
    RelationEditor(const fields::Field &field, const EditorContext &context, QWidget *parent)
        : FieldEditor(field, context, parent)
        , m_picker(new RelationPicker(targetOf(field, context.schema), context, this))
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        const auto limit = std::clamp<std::int64_t>(field.integer("maxSelect"), 1, 1'000'000);
        m_picker->setLimits(
            static_cast<int>(std::min<std::int64_t>(field.integer("minSelect"), limit)),
            static_cast<int>(limit));
        if (isInCell()) {
            column->addWidget(m_picker);
            m_picker->setMinimumWidth(space::k10 * 5);
            m_picker->searchNow();
        } else {
            m_picker->hide();
            m_box = new ValueBox(this);
            m_box->setPlaceholder(tr("None"));
            column->addWidget(m_box);
            adoptInput(m_box);
            connect(m_box, &ValueBox::openRequested, this, [this] { openPicker({}); });
            connect(
                m_box, &ValueBox::typed, this, [this](const QString &text) { openPicker(text); });
            connect(m_box, &ValueBox::clearRequested, this, [this] {
                m_picker->setSelected({});
                showChips();
                finishChoice();
            });
        }
        adoptInput(m_picker->focusProxy());
        connect(m_picker, &RelationPicker::selectionChanged, this, [this] {
            showChips();
            noteEdited();
        });
        connect(m_picker, &RelationPicker::resultsShown, this, [this] { showChips(); });
        connect(m_picker, &RelationPicker::accepted, this, [this] {
            if (m_popover) {
                m_popover->close();
            } else {
                commit();
            }
        });
        connect(m_picker, &RelationPicker::openRequested, this, [this](const QString &id) {
            if (this->context().openRecord && !id.isEmpty()) {
                this->context().openRecord(CollectionSchema::relationTarget(this->field()), id);
            }
        });
    }

    void startTyping(const QString &text) override { m_picker->setSearchText(text); }

protected:
    void showValue(const QVariant &value) override
    {
        m_picker->setSelected(idsOf(value));
        showChips();
    }

    QVariant currentValue() const override
    {
        const QStringList ids = m_picker->selected();
        return field().isMultiple() ? QVariant(ids)
                                    : QVariant(ids.isEmpty() ? QString() : ids.last());
    }

    bool keepsKey(const QKeyEvent &event, const QWidget *input) const override
    {
        // The box opens with it; in the search field the picker itself chooses.
        Q_UNUSED(input)
        return event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter
            || (m_popover && event.key() == Qt::Key_Escape);
    }

private:
    void openPicker(const QString &typed)
    {
        if (isReadOnly()) {
            return;
        }
        auto *popover = new Popover(this);
        popover->setObjectName(objectName() + QStringLiteral(".popover"));
        popover->body()->addWidget(m_picker);
        m_picker->show();
        m_popover = popover;
        connect(popover, &Popover::closed, this, [this, popover] {
            // The picker lives on with its labels; only the panel goes.
            m_picker->setParent(this);
            m_picker->hide();
            m_popover = nullptr;
            popover->deleteLater();
            m_box->setFocus(Qt::PopupFocusReason);
            commit();
        });
        m_picker->setSearchText(typed);
        m_picker->searchNow();
        popover->showFor(m_box);
        m_picker->focusSearch();
    }

    void showChips()
    {
        if (m_box == nullptr) {
            return;
        }
        QVector<CellItem> items;
        const QStringList ids = m_picker->selected();
        for (const QString &id : ids) {
            items.append(chipOf(m_picker->record(id).label));
        }
        m_box->setItems(CellContent::Kind::Chips, items);
    }

    RelationPicker *m_picker;
    ValueBox *m_box = nullptr;
    QPointer<Popover> m_popover;
};

class RelationCell final : public FieldCell
{
public:
    RelationCell(const FieldUi &ui, const fields::Field &field, const EditorContext &context)
        : FieldCell(ui, field, context)
    {
        if (editorPlace() != EditorPlace::None) {
            setPlace(EditorPlace::Popover);
        }
    }

    int preferredWidth() const override { return layout::kSidebarMin - space::k6; }

    QString toolTip(const QModelIndex &index) const override
    {
        const QString error = FieldCell::toolTip(index);
        return error.isEmpty() ? idsOf(index.data(RecordRole::RawValue)).join(QLatin1Char('\n'))
                               : error;
    }

    QString accessibleText(const QModelIndex &index) const override
    {
        QStringList texts;
        for (const CellItem &item : content(index).items) {
            texts.append(item.text);
        }
        return texts.join(QStringLiteral(", "));
    }

protected:
    bool isEmptyValue(const QVariant &value) const override { return idsOf(value).isEmpty(); }

    CellContent contentOf(const QVariant &value, const QModelIndex &index) const override
    {
        CellContent content;
        content.kind = CellContent::Kind::Chips;
        const QStringList ids = idsOf(value);
        const QStringList labels = index.data(RecordRole::Labels).toStringList();
        for (qsizetype i = 0; i < ids.size(); ++i) {
            const QString label = labels.value(i);
            content.items.append(chipOf(label.isEmpty() ? ids.at(i) : label));
        }
        return content;
    }
};

class RelationFieldUi final : public FieldUi
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::RelationFieldUi)
public:
    QString typeName() const override { return QStringLiteral("relation"); }

    QString title() const override { return tr("Relation"); }

    QString description() const override { return tr("Records of another collection"); }

    std::unique_ptr<CellUi> createCell(const fields::Field &field,
                                       const EditorContext &context) const override
    {
        return std::make_unique<RelationCell>(*this, field, context);
    }

    FieldEditor *createEditor(QWidget *parent,
                              const fields::Field &field,
                              const EditorContext &context) const override
    {
        return new RelationEditor(field, context, parent);
    }

    QVector<OptionRow> optionRows() const override
    {
        using Control = OptionRow::Control;
        return {
            {"collectionId",
             Control::Collection,
             tr("Records of"),
             tr("Cannot be changed later"),
             {}},
            {"minSelect",
             Control::Count,
             tr("At least"),
             tr("Records, when any is given"),
             tr("no limit")},
            {"maxSelect",
             Control::Multiple,
             tr("At most"),
             tr("How many records one value may name"),
             QStringLiteral("1")},
            {"cascadeDelete",
             Control::Flag,
             tr("Delete with the target"),
             tr("Deleting the last related record deletes this one"),
             {}},
        };
    }

    QString summary(const fields::Field &field, const SchemaStore *schema) const override
    {
        const CollectionPtr target = targetOf(field, schema);
        const QString name = target ? target->name : CollectionSchema::relationTarget(field);
        QString text = field.isMultiple()
            ? tr("up to %1 of %2").arg(field.integer("maxSelect")).arg(name)
            : tr("one of %1").arg(name);
        return field.flag("cascadeDelete") ? tr("%1, deleted with it").arg(text) : text;
    }

    QString displayText(const QVariant &value, const fields::Field &) const override
    {
        return idsOf(value).join(QStringLiteral(", "));
    }
};

} // namespace

const FieldUi &relationFieldUi()
{
    static const RelationFieldUi ui;
    return ui;
}

} // namespace socle::studio
