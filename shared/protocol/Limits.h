// Every number of the wire that is a limit, with its source. Nothing that a client controls is unbounded.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace socle::protocol {

// records-api.md 8
inline constexpr int kDefaultPerPage = 30;
inline constexpr int kMaxPerPage = 1000;
inline constexpr std::size_t kMaxFilterBytes = 3500;
inline constexpr int kMaxFilterComparisons = 200;
inline constexpr int kMaxSortItems = 8;
inline constexpr std::size_t kMaxSortItemBytes = 255;
inline constexpr int kMaxRelationHops = 6;
inline constexpr int kMaxExpandDepth = 6;
inline constexpr int kMaxBackRelationItems = 1000;
inline constexpr std::uint64_t kDefaultBodyLimit = 33554432; // 32 MiB
inline constexpr std::uint64_t kDefaultBatchBodyLimit = 134217728; // 128 MiB
inline constexpr std::int64_t kDefaultFileSize = 5242880;
inline constexpr std::int64_t kDefaultJsonSize = 1048576;
inline constexpr std::int64_t kDefaultEditorSize = 5242880;
inline constexpr std::int64_t kDefaultTextLength = 5000;
inline constexpr std::int64_t kDefaultPasswordLength = 71;
inline constexpr std::size_t kMaxPasswordBytes = 72;
inline constexpr std::int64_t kMaxSafeInteger = 9007199254740991; // 2^53 - 1
inline constexpr std::size_t kRecordIdLength = 15;
inline constexpr std::size_t kMaxSubscriptions = 1000;
inline constexpr std::size_t kMaxTopicBytes = 2500;
inline constexpr std::size_t kMaxRealtimeClientId = 255;

// records-api.md 1.16
inline constexpr std::size_t kMaxLoggedUrl = 3000;
inline constexpr std::size_t kMaxLoggedHeader = 2000;

// records-api.md 1.17; ours where the peer is silent
inline constexpr std::chrono::seconds kHeadTimeout{60};
inline constexpr std::chrono::seconds kBodyTimeout{300};
inline constexpr std::chrono::seconds kWriteTimeout{300};
inline constexpr std::chrono::seconds kIdleTimeout{300};
inline constexpr std::size_t kMaxHeadBytes = 1048576;
inline constexpr std::size_t kMaxConnections = 20000;
inline constexpr std::chrono::seconds kStopGrace{10};

} // namespace socle::protocol
