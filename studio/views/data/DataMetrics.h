// Widths of the data browser that no token names; measured from the mockups at scale 1.
#pragma once

namespace socle::studio::data {

inline constexpr int kStagedBar = 52; // the whole strip; the card inside leaves 6 above and below
inline constexpr int kStagedInset = 6;
// Columns nobody has resized: at most this wide by type, so that the mockup's seven fit beside the
// inspector.
inline constexpr int kNumberColumn = 88;
inline constexpr int kSelectColumn = 112;
inline constexpr int kRelationColumn = 136;
inline constexpr int kFileColumn = 80;
inline constexpr int kTextColumn = 214;
inline constexpr int kPopoverWidth = 300;
inline constexpr int kPopoverList = 320; // height of the list in the column manager
inline constexpr int kAskWidth = 440;
inline constexpr int kReviewWidth = 960;
inline constexpr int kReviewTree = 340;
inline constexpr int kReviewHeight = 460;
inline constexpr int kReviewThumb = 72;
inline constexpr int kMergeWidth = 760;
inline constexpr int kHistoryAvatar = 24;
inline constexpr int kCompareWidth = 960;
inline constexpr int kChangesWidth = 720; // of the column of changes
inline constexpr int kDiffColumn = 130;
inline constexpr int kPeekWidth = 320;
inline constexpr int kGroupPanel = 200;
inline constexpr int kLayoutSelect = 152;
inline constexpr int kBoardColumn = 264;
inline constexpr int kBoardFolded = 132;
inline constexpr int kCardCover = 96;
inline constexpr int kTileSmall = 128;
inline constexpr int kTileMedium = 184;
inline constexpr int kTileLarge = 264;
inline constexpr int kBulkPreview = 368;
inline constexpr int kBulkOperation = 176;
inline constexpr int kExportList = 140; // of collections, then it scrolls

} // namespace socle::studio::data
