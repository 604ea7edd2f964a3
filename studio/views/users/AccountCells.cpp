#include "studio/views/users/AccountCells.h"

#include "studio/domain/AccountModel.h"
#include "studio/fields/Words.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ShownTime.h"
#include "studio/kit/Text.h"
#include "studio/views/users/UsersMetrics.h"

#include <QCoreApplication>
#include <QLocale>

#include <array>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// A dot with the initial, the name, and the second name in a quieter tone.
class NameUi : public CellUi
{
public:
    bool isPrivate() const override { return true; }

    bool paint(QPainter *painter, const CellPaint &cell, const QModelIndex &index) const override
    {
        const QString name = index.data(AccountModel::NameRole).toString();
        const QString subtitle = index.data(AccountModel::SubtitleRole).toString();
        const double side = Theme::current().scaled(users::kCellAvatar);
        const QRectF avatar
            = mirrored(cell.direction,
                       cell.rect,
                       {cell.rect.left(), cell.rect.center().y() - side / 2, side, side});
        const QColor ground = Theme::current().hashColor(name);
        const QColor dark = colorOf(Theme::current().isDark() ? Color::Canvas : Color::Text);
        const QColor light = colorOf(Theme::current().isDark() ? Color::Text : Color::Surface);
        drawRounded(painter, avatar, side / 2, ground);
        drawLine(painter,
                 avatar,
                 name.left(1).toUpper(),
                 font(TextRole::SmallStrong),
                 contrastRatio(ground, dark) > contrastRatio(ground, light) ? dark : light,
                 Qt::AlignCenter);
        const double textLeft = cell.rect.left() + side + space::k3;
        const QFont strong = font(TextRole::BaseMedium);
        const double room = cell.rect.right() - textLeft;
        const double nameWidth = std::min(room, QFontMetricsF(strong).horizontalAdvance(name) + 1);
        drawLine(painter,
                 mirrored(cell.direction,
                          cell.rect,
                          {textLeft, cell.rect.top(), nameWidth, cell.rect.height()}),
                 name,
                 strong,
                 colorOf(Color::Text));
        const double rest = room - nameWidth - space::k4;
        if (!subtitle.isEmpty() && rest > side) {
            drawLine(
                painter,
                mirrored(cell.direction,
                         cell.rect,
                         {cell.rect.right() - rest, cell.rect.top(), rest, cell.rect.height()}),
                subtitle,
                font(TextRole::Base),
                colorOf(Color::TextMuted));
        }
        return true;
    }

    QString accessibleText(const QModelIndex &index) const override
    {
        return index.data(AccountModel::NameRole).toString();
    }
};

class VerifiedUi : public CellUi
{
public:
    CellContent content(const QModelIndex &index) const override
    {
        CellContent content;
        content.kind = CellContent::Kind::Pills;
        content.items.append({.text = index.data().toString(),
                              .tone = index.data(AccountModel::VerifiedRole).toBool()
                                  ? Tone::Success
                                  : Tone::Neutral});
        return content;
    }
};

class ProvidersUi : public CellUi
{
public:
    CellContent content(const QModelIndex &index) const override
    {
        CellContent content;
        const QStringList names = index.data(AccountModel::ProvidersRole).toStringList();
        content.kind = names.isEmpty() ? CellContent::Kind::Empty : CellContent::Kind::Pills;
        for (const QString &name : names) {
            content.items.append({.text = providerTitle(name), .tone = Tone::Neutral});
        }
        return content;
    }
};

class TimeUi : public CellUi
{
public:
    CellContent content(const QModelIndex &index) const override
    {
        CellContent content;
        content.text = accountTime(index.data(AccountModel::TimeRole).toDateTime(), {});
        content.kind = content.text.isEmpty() ? CellContent::Kind::Empty : CellContent::Kind::Text;
        content.muted = true;
        return content;
    }

    QString toolTip(const QModelIndex &index) const override
    {
        const QDateTime time = index.data(AccountModel::TimeRole).toDateTime();
        return time.isValid() ? exactTime(time, true) + u" UTC"_s : QString();
    }
};

} // namespace

const CellUi &accountCellUi(int column)
{
    static const NameUi kName;
    static const VerifiedUi kVerified;
    static const ProvidersUi kProviders;
    static const TimeUi kTime;
    switch (column) {
    case AccountModel::Name:
        return kName;
    case AccountModel::Verified:
        return kVerified;
    case AccountModel::Providers:
        return kProviders;
    case AccountModel::LastSignIn:
    case AccountModel::Created:
        return kTime;
    default:
        return stockCellUi(CellContent::Kind::Mono);
    }
}

QString accountTime(const QDateTime &utc, const QString &missing)
{
    if (!utc.isValid()) {
        return missing;
    }
    const QString near = relativeTime(utc, QDateTime::currentDateTimeUtc());
    return near.isEmpty() ? QLocale().toString(shownTime(utc).date(), QLocale::ShortFormat)
                          : near;
}

QString providerTitle(const QString &name)
{
    static const std::array kTitles{std::pair{u"google", u"Google"},
                                    std::pair{u"github", u"GitHub"},
                                    std::pair{u"gitlab", u"GitLab"},
                                    std::pair{u"apple", u"Apple"},
                                    std::pair{u"microsoft", u"Microsoft"},
                                    std::pair{u"facebook", u"Facebook"},
                                    std::pair{u"discord", u"Discord"},
                                    std::pair{u"twitter", u"X/Twitter"},
                                    std::pair{u"instagram2", u"Instagram"},
                                    std::pair{u"oidc", u"OIDC"},
                                    std::pair{u"oidc2", u"OIDC 2"},
                                    std::pair{u"oidc3", u"OIDC 3"},
                                    std::pair{u"planningcenter", u"Planning Center"},
                                    std::pair{u"wakatime", u"WakaTime"},
                                    std::pair{u"livechat", u"LiveChat"},
                                    std::pair{u"monday", u"monday.com"},
                                    std::pair{u"mailcow", u"mailcow"}};
    for (const auto &[key, title] : kTitles) {
        if (QStringView(key) == name) {
            return QString::fromUtf16(title);
        }
    }
    return name.left(1).toUpper() + name.mid(1);
}

} // namespace socle::studio
