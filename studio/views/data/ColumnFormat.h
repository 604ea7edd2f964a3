// How values of a column are told apart by colour: a scale, a bar, badges by value
// (studio.md 4.3.3, conditional formats). A plain value, stored with the columns of a view.
//
// Scale and bar run from the smallest to the largest value that was loaded.
#pragma once

#include "shared/fields/Field.h"
#include "studio/views/data/WrappedCellUi.h"

#include <QHash>
#include <QJsonObject>

#include <functional>
#include <optional>
#include <utility>

namespace socle::studio {

struct ColumnFormat
{
    enum class Kind { None, Scale, ScaleDown, Bar, Badges };

    Kind kind = Kind::None;
    QHash<QString, Tone> tones = {}; // Badges: by value; others keep what they have

    QJsonObject toJson() const;
    static ColumnFormat fromJson(const QJsonObject &json);
    bool operator==(const ColumnFormat &) const = default;

    /// Scale and bar need an order that can be measured.
    static bool isMeasured(const fields::Field &field);
    /// Badges need values that come again.
    static bool isBadged(const fields::Field &field);
};

using ValueRange = std::optional<std::pair<double, double>>;

/// A column's own look, with its format over it.
class FormattedCellUi final : public WrappedCellUi
{
public:
    using Range = std::function<ValueRange()>;

    FormattedCellUi(std::unique_ptr<CellUi> inner, Range range);

    void setFormat(const ColumnFormat &format) { m_format = format; }

    CellContent content(const QModelIndex &index) const override;
    bool paint(QPainter *painter, const CellPaint &cell, const QModelIndex &index) const override;

private:
    /// 0 to 1 between the smallest and the largest loaded value; nothing for cells without one.
    std::optional<double> shareOf(const QModelIndex &index) const;

    ColumnFormat m_format;
    Range m_range;
};

} // namespace socle::studio
