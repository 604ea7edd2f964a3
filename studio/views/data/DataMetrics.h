// Widths of the data browser that no token names; measured from the mockups at scale 1.
#pragma once

namespace socle::studio::data {

inline constexpr int kStagedBar = 52; // the whole strip; the card inside leaves 6 above and below
inline constexpr int kStagedInset = 6;
inline constexpr int kStagedNoteFrom = 720; // narrower: the sentence in the middle goes
inline constexpr int kPopoverWidth = 300;
inline constexpr int kPopoverList = 320; // height of the list in the column manager
inline constexpr int kAskWidth = 440;
inline constexpr int kReviewWidth = 960;
inline constexpr int kReviewTree = 340;
inline constexpr int kReviewHeight = 460;
inline constexpr int kMergeWidth = 640;
inline constexpr int kDiffColumn = 130;

} // namespace socle::studio::data
