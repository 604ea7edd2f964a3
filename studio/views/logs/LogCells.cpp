#include "studio/views/logs/LogCells.h"

#include "studio/domain/LogModel.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ShownTime.h"
#include "studio/kit/Text.h"
#include "studio/views/logs/LogMetrics.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

CellContent pill(const QString &text, Tone tone)
{
    CellContent content;
    if (text.isEmpty()) {
        content.kind = CellContent::Kind::Empty;
        return content;
    }
    content.kind = CellContent::Kind::Pills;
    content.items.append({.text = text, .tone = tone});
    return content;
}

class TimeUi : public CellUi
{
public:
    CellContent content(const QModelIndex &index) const override
    {
        CellContent content;
        content.kind = CellContent::Kind::Mono;
        const QDateTime local = shownTime(index.data(LogModel::CreatedRole).toDateTime());
        // The day only where it is not today: most lists are of the last hours.
        content.text = local.date() == QDate::currentDate() ? local.toString(u"HH:mm:ss.zzz"_s)
                                                            : local.toString(u"MM-dd HH:mm:ss"_s);
        return content;
    }

    QString toolTip(const QModelIndex &index) const override
    {
        return index.data(LogModel::CreatedRole).toDateTime().toString(u"yyyy-MM-dd HH:mm:ss.zzz"_s)
            + u" UTC";
    }
};

class LevelUi : public CellUi
{
public:
    CellContent content(const QModelIndex &index) const override
    {
        return pill(index.data().toString().toLower(),
                    toneOfLevel(index.data(LogModel::LevelRole).toInt()));
    }
};

class StatusUi : public CellUi
{
public:
    CellContent content(const QModelIndex &index) const override
    {
        return pill(index.data().toString(),
                    toneOfStatus(index.data(LogModel::StatusRole).toInt()));
    }
};

class MonoUi : public CellUi
{
public:
    CellContent content(const QModelIndex &index) const override
    {
        CellContent content;
        content.text = index.data().toString();
        content.kind = content.text.isEmpty() ? CellContent::Kind::Empty : CellContent::Kind::Mono;
        return content;
    }

    QString toolTip(const QModelIndex &index) const override { return index.data().toString(); }
};

/// A bar on a logarithmic scale up to a second, the number beside it.
class DurationUi : public CellUi
{
public:
    bool paint(QPainter *painter, const CellPaint &cell, const QModelIndex &index) const override
    {
        const double ms = index.data(LogModel::DurationRole).toDouble();
        if (ms < 0) {
            return false;
        }
        const double textWidth = Theme::current().scaled(logs::kDurationText);
        const QRectF text = mirrored(
            cell.direction,
            cell.rect,
            {cell.rect.right() - textWidth, cell.rect.top(), textWidth, cell.rect.height()});
        drawTabular(
            painter, text, durationText(ms), font(TextRole::Small), colorOf(Color::TextMuted));
        const double room = cell.rect.width() - textWidth - space::k3;
        if (room <= space::k3) {
            return true;
        }
        const double share = std::clamp(std::log1p(ms) / std::log1p(logs::kSlowMs), 0.02, 1.0);
        const QRectF track = mirrored(
            cell.direction,
            cell.rect,
            {cell.rect.left(), cell.rect.center().y() - space::k1, room, double(space::k2)});
        drawRounded(painter, track, space::k1, colorOf(Color::Chip));
        QRectF bar = track;
        bar.setWidth(std::max(room * share, double(space::k2)));
        if (cell.direction == Qt::RightToLeft) {
            bar.moveRight(track.right());
        }
        const Tone tone = ms >= logs::kSlowMs ? Tone::Danger
            : ms >= logs::kSlowMs / 5         ? Tone::Warning
                                              : Tone::Accent;
        drawRounded(painter,
                    bar,
                    space::k1,
                    tone == Tone::Accent ? colorOf(Color::Accent)
                                         : Theme::current().toneText(tone));
        return true;
    }

    CellContent content(const QModelIndex &) const override
    {
        CellContent content;
        content.kind = CellContent::Kind::Empty;
        return content;
    }

    QString accessibleText(const QModelIndex &index) const override
    {
        const double ms = index.data(LogModel::DurationRole).toDouble();
        return ms < 0 ? QString() : durationText(ms);
    }
};

/// Who asked, and from where: nothing for a screen that is shared.
class AddressUi : public MonoUi
{
public:
    bool isPrivate() const override { return true; }
};

class WordUi : public CellUi
{
public:
    bool isPrivate() const override { return true; }

    CellContent content(const QModelIndex &index) const override
    {
        CellContent content;
        content.text = index.data().toString();
        content.kind = content.text.isEmpty() ? CellContent::Kind::Empty : CellContent::Kind::Text;
        return content;
    }
};

} // namespace

const CellUi &logCellUi(int column)
{
    static const TimeUi time;
    static const LevelUi level;
    static const StatusUi status;
    static const MonoUi mono;
    static const AddressUi address;
    static const DurationUi duration;
    static const WordUi word;
    switch (static_cast<LogModel::Column>(column)) {
    case LogModel::Time:
        return time;
    case LogModel::Level:
        return level;
    case LogModel::Status:
        return status;
    case LogModel::Duration:
        return duration;
    case LogModel::Method:
    case LogModel::Path:
        return mono;
    case LogModel::Address:
        return address;
    case LogModel::User:
    case LogModel::ColumnCount:
        break;
    }
    return word;
}

Tone toneOfLevel(int level)
{
    return level >= 8 ? Tone::Danger
        : level >= 4  ? Tone::Warning
        : level >= 0  ? Tone::Neutral
                      : Tone::Info;
}

Tone toneOfStatus(int status)
{
    return status >= 500 ? Tone::Danger
        : status >= 400  ? Tone::Warning
        : status >= 300  ? Tone::Info
                         : Tone::Success;
}

QString durationText(double ms)
{
    const QLocale locale;
    if (ms >= 1000) {
        return QStringLiteral("%1 s").arg(locale.toString(ms / 1000, 'f', 2));
    }
    return QStringLiteral("%1 ms").arg(locale.toString(ms, 'f', ms < 10 ? 2 : ms < 100 ? 1 : 0));
}

} // namespace socle::studio
