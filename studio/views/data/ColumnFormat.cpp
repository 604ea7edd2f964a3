#include "studio/views/data/ColumnFormat.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/kit/GridRoles.h"
#include "studio/kit/Paint.h"

#include <QDateTime>
#include <QPainter>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr double kStrongest = 0.34; // of the scale's colour over the ground: text stays readable
constexpr double kLightest = 0.04;

struct KindWord
{
    ColumnFormat::Kind kind;
    const char *word;
};

constexpr std::array kKinds{KindWord{ColumnFormat::Kind::None, ""},
                            KindWord{ColumnFormat::Kind::Scale, "scale"},
                            KindWord{ColumnFormat::Kind::ScaleDown, "scaleDown"},
                            KindWord{ColumnFormat::Kind::Bar, "bar"},
                            KindWord{ColumnFormat::Kind::Badges, "badges"}};

struct ToneWord
{
    Tone tone;
    const char *word;
};

constexpr std::array kTones{ToneWord{Tone::Neutral, "neutral"},
                            ToneWord{Tone::Accent, "accent"},
                            ToneWord{Tone::Success, "success"},
                            ToneWord{Tone::Warning, "warning"},
                            ToneWord{Tone::Danger, "danger"}};

} // namespace

QJsonObject ColumnFormat::toJson() const
{
    QJsonObject json;
    for (const KindWord &each : kKinds) {
        if (each.kind == kind) {
            json.insert(u"kind"_s, QLatin1String(each.word));
        }
    }
    QJsonObject colours;
    for (auto it = tones.begin(); it != tones.end(); ++it) {
        for (const ToneWord &each : kTones) {
            if (each.tone == *it) {
                colours.insert(it.key(), QLatin1String(each.word));
            }
        }
    }
    if (!colours.isEmpty()) {
        json.insert(u"tones"_s, colours);
    }
    return json;
}

ColumnFormat ColumnFormat::fromJson(const QJsonObject &json)
{
    ColumnFormat format;
    const QString kind = json[u"kind"_s].toString();
    for (const KindWord &each : kKinds) {
        if (kind == QLatin1String(each.word)) {
            format.kind = each.kind;
        }
    }
    const QJsonObject colours = json[u"tones"_s].toObject();
    for (auto it = colours.begin(); it != colours.end(); ++it) {
        for (const ToneWord &each : kTones) {
            if (it->toString() == QLatin1String(each.word)) {
                format.tones.insert(it.key(), each.tone);
            }
        }
    }
    return format;
}

bool ColumnFormat::isMeasured(const fields::Field &field)
{
    return field.isType(fields::kNumber) || field.isType(fields::kDate)
        || field.isType(fields::kAutodate);
}

bool ColumnFormat::isBadged(const fields::Field &field)
{
    return field.isType(fields::kSelect) || field.isType(fields::kText)
        || field.isType(fields::kBool);
}

FormattedCellUi::FormattedCellUi(std::unique_ptr<CellUi> inner, Range range)
    : WrappedCellUi(std::move(inner))
    , m_range(std::move(range))
{
}

std::optional<double> FormattedCellUi::shareOf(const QModelIndex &index) const
{
    const QVariant value = index.data(RawValueRole);
    const QDateTime time = value.toDateTime();
    const bool isDate = value.typeId() == QMetaType::QDateTime;
    if (!value.isValid() || value.isNull() || (isDate && !time.isValid())) {
        return std::nullopt;
    }
    const ValueRange range = m_range();
    if (!range || range->second <= range->first) {
        return std::nullopt;
    }
    const double own = isDate ? static_cast<double>(time.toMSecsSinceEpoch()) : value.toDouble();
    return std::clamp((own - range->first) / (range->second - range->first), 0.0, 1.0);
}

CellContent FormattedCellUi::content(const QModelIndex &index) const
{
    CellContent content = inner().content(index);
    const bool isPlain
        = content.kind != CellContent::Kind::Empty && content.kind != CellContent::Kind::Null;
    if (m_format.kind == ColumnFormat::Kind::Bar && isPlain) {
        content.bar = shareOf(index).value_or(-1);
    } else if (m_format.kind == ColumnFormat::Kind::Badges && isPlain) {
        if (content.kind == CellContent::Kind::Pills) {
            for (CellItem &item : content.items) {
                if (const auto tone = m_format.tones.find(item.text);
                    tone != m_format.tones.end()) {
                    item.tone = *tone;
                    item.ground = QColor();
                }
            }
        } else {
            const QString text = index.data().toString();
            if (const auto tone = m_format.tones.find(text); tone != m_format.tones.end()) {
                content.kind = CellContent::Kind::Pills;
                content.items = {{.text = text, .tone = *tone}};
            }
        }
    }
    return content;
}

bool FormattedCellUi::paint(QPainter *painter,
                            const CellPaint &cell,
                            const QModelIndex &index) const
{
    const bool isScale = m_format.kind == ColumnFormat::Kind::Scale
        || m_format.kind == ColumnFormat::Kind::ScaleDown;
    if (m_format.kind == ColumnFormat::Kind::None) {
        return inner().paint(painter, cell, index);
    }
    if (isScale && !cell.isStrong && !cell.isStruck) { // an edit shows itself, not its size
        if (const auto share = shareOf(index)) {
            const double part
                = m_format.kind == ColumnFormat::Kind::ScaleDown ? 1 - *share : *share;
            painter->fillRect(cell.cell.adjusted(0, 0, 0, -1),
                              blended(colorOf(Color::Accent),
                                      cell.ground,
                                      kLightest + part * (kStrongest - kLightest)));
        }
    }
    if (m_format.kind == ColumnFormat::Kind::Badges || m_format.kind == ColumnFormat::Kind::Bar) {
        return false; // content() says it
    }
    return inner().paint(painter, cell, index);
}

} // namespace socle::studio
