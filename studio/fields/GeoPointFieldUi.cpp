// geoPoint: latitude and longitude; a pair, degrees or a map link pasted into either fills both.
// (0, 0) means unset.
#include "shared/core/Number.h"
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/fields/FieldCell.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/fields/GeoText.h"
#include "studio/kit/Text.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QKeyEvent>

namespace socle::studio {

namespace {

QString coordinate(double value) { return toQString(formatNumber(value)); }

class GeoPointEditor final : public FieldEditor
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::GeoPointEditor)
public:
    GeoPointEditor(const fields::Field &field, const EditorContext &context, QWidget *parent)
        : FieldEditor(field, context, parent)
        , m_latitude(new TextField(tr("Latitude"), this))
        , m_longitude(new TextField(tr("Longitude"), this))
    {
        auto *row = new QHBoxLayout(this);
        row->setContentsMargins(0, 0, 0, 0);
        row->setSpacing(space::k3);
        for (TextField *input : {m_latitude, m_longitude}) {
            input->setLayoutDirection(Qt::LeftToRight);
            row->addWidget(input, 1);
            adoptInput(input);
            connect(input, &QLineEdit::textEdited, this, [this](const QString &text) {
                // A paste is taken apart at once, a typed pair when the field is left: the second
                // number is still being typed.
                if (text.size() - m_lastLength > 1) {
                    settle();
                }
                m_lastLength = text.size();
                noteEdited();
            });
        }
        m_latitude->setTrailingHint(tr("lat"));
        m_longitude->setTrailingHint(tr("lon"));
        m_longitude->setObjectName(objectName() + QStringLiteral(".longitude"));
        m_latitude->setAccessibleName(tr("%1, latitude").arg(fieldName()));
        m_longitude->setAccessibleName(tr("%1, longitude").arg(fieldName()));
        if (isInCell()) {
            setMinimumWidth(space::k10 * 5);
        }
    }

protected:
    void showValue(const QVariant &value) override
    {
        const QPointF point = value.toPointF();
        const bool isUnset = point.isNull();
        m_latitude->setText(isUnset ? QString() : coordinate(point.y()));
        m_longitude->setText(isUnset ? QString() : coordinate(point.x()));
    }

    QVariant currentValue() const override
    {
        if (const auto pair = typedPair()) {
            return *pair;
        }
        return QPointF(parsed(m_longitude).value_or(0), parsed(m_latitude).value_or(0));
    }

    QString inputProblem() const override
    {
        if (typedPair()) {
            return {};
        }
        const bool isLatitude = m_latitude->text().trimmed().isEmpty() || parsed(m_latitude);
        const bool isLongitude = m_longitude->text().trimmed().isEmpty() || parsed(m_longitude);
        return isLatitude && isLongitude
            ? QString()
            : tr("This is no coordinate: write 48.8566, or paste a pair.");
    }

    void showState(InputState state) override
    {
        m_latitude->setInputState(state);
        m_longitude->setInputState(state);
    }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        const bool isReturn = event->type() == QEvent::KeyPress
            && static_cast<QKeyEvent *>(event)->key() == Qt::Key_Return;
        if (isReturn || event->type() == QEvent::FocusOut) {
            settle();
        } else if (event->type() == QEvent::FocusIn) {
            m_lastLength = static_cast<QLineEdit *>(watched)->text().size();
        }
        return FieldEditor::eventFilter(watched, event);
    }

private:
    std::optional<QPointF> typedPair() const
    {
        const auto first = parseGeoPair(m_latitude->text());
        return first ? first : parseGeoPair(m_longitude->text());
    }

    void settle()
    {
        if (const auto pair = typedPair()) {
            m_latitude->setText(coordinate(pair->y()));
            m_longitude->setText(coordinate(pair->x()));
        }
    }

    static std::optional<double> parsed(const TextField *input)
    {
        return parseNumber(toUtf8(input->text().trimmed()));
    }

    TextField *m_latitude;
    TextField *m_longitude;
    qsizetype m_lastLength = 0;
};

class GeoPointCell final : public FieldCell
{
public:
    GeoPointCell(const FieldUi &ui, const fields::Field &field, const EditorContext &context)
        : FieldCell(ui, field, context)
    {
        if (editorPlace() != EditorPlace::None) {
            setPlace(EditorPlace::Popover);
        }
    }

protected:
    bool isEmptyValue(const QVariant &value) const override { return value.toPointF().isNull(); }

    CellContent contentOf(const QVariant &value, const QModelIndex &) const override
    {
        CellContent content;
        content.text = ui().displayText(value, field());
        return content;
    }
};

class GeoPointFieldUi final : public FieldUi
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::GeoPointFieldUi)
public:
    QString typeName() const override { return QStringLiteral("geoPoint"); }

    QString title() const override { return tr("Geo point"); }

    QString description() const override { return tr("A place: latitude and longitude"); }

    std::unique_ptr<CellUi> createCell(const fields::Field &field,
                                       const EditorContext &context) const override
    {
        return std::make_unique<GeoPointCell>(*this, field, context);
    }

    FieldEditor *createEditor(QWidget *parent,
                              const fields::Field &field,
                              const EditorContext &context) const override
    {
        return new GeoPointEditor(field, context, parent);
    }

    QVector<OptionRow> optionRows() const override { return {}; }

    QString displayText(const QVariant &value, const fields::Field &) const override
    {
        const QPointF point = value.toPointF();
        return point.isNull()
            ? QString()
            : isolatedLtr(coordinate(point.y()) + QStringLiteral(", ") + coordinate(point.x()));
    }
};

} // namespace

const FieldUi &geoPointFieldUi()
{
    static const GeoPointFieldUi ui;
    return ui;
}

} // namespace socle::studio
