// Sizes of the log view that no token names; at scale 1.
#pragma once

namespace socle::studio::logs {

inline constexpr int kHistogram = 104;
inline constexpr int kAxis = 20; // room for the times below the bars
inline constexpr int kBarMin = 2;
inline constexpr int kBarMax = 40;
inline constexpr int kFacets = 196;
inline constexpr int kFacetsFrom = 940; // narrower views hide the facets
inline constexpr int kFacetRow = 26;
inline constexpr int kFacetRows = 6; // values shown of each facet
inline constexpr int kSearch = 220;
inline constexpr int kSearchMin = 120;
inline constexpr int kTime = 118;
inline constexpr int kLevel = 74;
inline constexpr int kStatus = 64;
inline constexpr int kMethod = 76;
inline constexpr int kPathMin = 180;
inline constexpr int kDuration = 116;
inline constexpr int kUser = 108;
inline constexpr int kAddress = 116;
inline constexpr int kDurationText = 58; // the number beside the bar
inline constexpr double kSlowMs = 1000; // a full duration bar
inline constexpr int kDataTree = 220;
inline constexpr int kPollMs = 1000;
inline constexpr int kStatsMs = 15000; // between looks at the statistics while live
inline constexpr int kProcessLines = 5000;
inline constexpr int kProcessBytes = 512 * 1024; // of the file's end, on opening

} // namespace socle::studio::logs
