// Two pictures of the same state, an earlier and a new one: are they the same to the eye?
//
// Both are blurred by one pixel, so that a letter drawn a fraction further on does not count, and
// up to 0.3 % of the pixels may still differ. Also what can be told of a picture without an earlier
// one: that something is on it, and that no icon is missing. Source: studio.md 8.3.
#pragma once

#include <QImage>
#include <QString>

namespace socle::studio {

/// Share of pixels that may differ, 0 to 1.
inline constexpr double kToleratedShare = 0.003;

struct PictureComparison
{
    /// Another size: the shares of pixels say nothing then.
    bool isResized = false;
    /// 0 to 1, after the blur.
    double share = 0;
    /// The new picture under a veil, with what differs in the open; null when nothing does.
    QImage difference = {};

    bool isSame() const { return !isResized && share <= kToleratedShare; }
};

PictureComparison comparePictures(const QImage &before, const QImage &now);

/// What is wrong with a picture by itself: blank, or with the block of pure magenta that stands for
/// a missing icon. Empty: nothing.
QString pictureFault(const QImage &picture);

} // namespace socle::studio
