// geoPoint: latitude and longitude; a pair, degrees or a map link pasted into either fills both. A
// map with a pin under them, and the place of another record. (0, 0) means unset.
#include "shared/core/Number.h"
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/fields/FieldCell.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/fields/GeoFromRecord.h"
#include "studio/fields/GeoText.h"
#include "studio/fields/MapTiles.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/PinMap.h"
#include "studio/kit/Text.h"

#include <QCoreApplication>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace socle::studio {

namespace {

bool isOnEarth(const QPointF &place)
{
    return std::abs(place.x()) <= 180 && std::abs(place.y()) <= 90;
}

QString coordinate(double value) { return toQString(formatNumber(value)); }

class GeoPointEditor final : public FieldEditor
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::GeoPointEditor)
public:
    GeoPointEditor(const fields::Field &field, const EditorContext &context, QWidget *parent)
        : FieldEditor(field, context, parent)
        , m_latitude(new TextField(tr("Latitude"), this))
        , m_longitude(new TextField(tr("Longitude"), this))
        , m_map(new PinMap(this))
        , m_mapButton(new IconButton(QStringLiteral("map"), tr("Map"), this))
        , m_from(new IconButton(
              QStringLiteral("relation"), tr("Take the place of another record"), this))
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(space::k3);
        auto *row = new QHBoxLayout;
        column->addLayout(row);
        column->addWidget(m_map);
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
                showPin();
                noteEdited();
            });
        }
        m_latitude->setTrailingHint(tr("lat"));
        m_longitude->setTrailingHint(tr("lon"));
        m_longitude->setObjectName(objectName() + QStringLiteral(".longitude"));
        m_latitude->setAccessibleName(tr("%1, latitude").arg(fieldName()));
        m_longitude->setAccessibleName(tr("%1, longitude").arg(fieldName()));
        for (IconButton *button : {m_mapButton, m_from}) {
            button->setOutlined(true);
            row->addWidget(button);
        }
        m_mapButton->setObjectName(objectName() + QStringLiteral(".showMap"));
        m_mapButton->setCheckable(true);
        m_from->setObjectName(objectName() + QStringLiteral(".from"));
        m_from->setVisible(GeoFromRecord::isPossible(context));
        connect(m_mapButton, &IconButton::clicked, this, [this](bool wanted) {
            m_wantsMap = wanted;
            m_map->setVisible(wanted);
            if (wanted) {
                m_map->setFocus(Qt::OtherFocusReason);
            }
        });
        connect(m_from, &IconButton::clicked, this, &GeoPointEditor::chooseRecord);
        makeMap();
        if (isInCell()) {
            setMinimumWidth(space::k10 * 5);
        }
    }

    void setReadOnly(bool readOnly) override
    {
        FieldEditor::setReadOnly(readOnly);
        m_map->setEnabled(true); // one may still look about
        m_map->setReadOnly(readOnly);
        m_from->setEnabled(!readOnly);
    }

protected:
    void showValue(const QVariant &value) override
    {
        const QPointF point = value.toPointF();
        const bool isUnset = point.isNull();
        m_latitude->setText(isUnset ? QString() : coordinate(point.y()));
        m_longitude->setText(isUnset ? QString() : coordinate(point.x()));
        const bool isPlace = !isUnset && isOnEarth(point);
        m_map->setPin(isPlace ? std::optional(point) : std::nullopt);
        // In a form the map costs room: it is there when it says something.
        const bool shows = m_wantsMap.value_or(isInCell() || isPlace);
        m_mapButton->setChecked(shows);
        m_map->setVisible(shows);
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
        } else if (const auto *line = qobject_cast<QLineEdit *>(watched);
                   line != nullptr && event->type() == QEvent::FocusIn) {
            m_lastLength = line->text().size();
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
        showPin();
    }

    /// What is typed, on the map.
    void showPin()
    {
        if (!hasInputProblem()) {
            const QPointF place = currentValue().toPointF();
            m_map->setPin(place.isNull() || !isOnEarth(place) ? std::nullopt
                                                              : std::optional(place));
        }
    }

    void makeMap()
    {
        m_map->setObjectName(objectName() + QStringLiteral(".map"));
        m_map->setReadOnly(context().isReadOnly);
        adoptInput(m_map);
        m_map->setAccessibleName(tr("%1, map").arg(fieldName()));
        if (context().tiles != nullptr) {
            showTilesOn(*m_map, *context().tiles);
        }
        connect(m_map, &PinMap::pinMoved, this, &GeoPointEditor::take);
        connect(m_map, &PinMap::pinDropped, this, [this] {
            if (!isInCell()) {
                commit();
            }
        });
    }

    void take(const QPointF &place)
    {
        m_latitude->setText(coordinate(place.y()));
        m_longitude->setText(coordinate(place.x()));
        noteEdited();
    }

    void chooseRecord()
    {
        auto *popover = new GeoFromRecord(context(), fieldName(), this);
        popover->setObjectName(objectName() + QStringLiteral(".fromRecord"));
        popover->setDeleteOnClose(true);
        connect(popover, &GeoFromRecord::chosen, this, [this](const QPointF &place) {
            take(place);
            m_map->setPin(place);
            if (!isInCell()) {
                commit();
            }
        });
        connect(
            popover, &Popover::closed, m_from, [this] { m_from->setFocus(Qt::PopupFocusReason); });
        popover->showFor(m_from);
        popover->focusSearch();
    }

    static std::optional<double> parsed(const TextField *input)
    {
        return parseNumber(toUtf8(input->text().trimmed()));
    }

    TextField *m_latitude;
    TextField *m_longitude;
    PinMap *m_map;
    IconButton *m_mapButton;
    IconButton *m_from;
    std::optional<bool> m_wantsMap; // of the user
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
