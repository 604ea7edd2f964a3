// What a new project can begin with: the templates of the New project sheet and the sample
// bookshop, as the requests that make them.
//
// Plain data without a server: the studio plays the steps through its client (SampleFill), the
// screenshots through theirs.
//
// Source: studio.md 3.12, 8.4, Appendix D.
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <functional>
#include <vector>

namespace socle::studio {

/// One request. With `file` it is a multipart change of one file field, with `rows` a stream of
/// JSON lines; both instead of `body`.
struct SampleStep
{
    QByteArray method;
    QString path;
    QJsonObject body;
    QString fileField;
    QByteArray file; // PNG
    /// Made when it is their turn: a million books are not held in memory.
    std::function<QByteArray()> rows = {};
};

inline const QByteArray kSampleRowsType = QByteArrayLiteral("application/x-ndjson");

inline const QString kSampleFile = QStringLiteral("cover.png");

/// The step that makes all of `collectionsJson` (an array) and touches nothing else.
SampleStep collectionsStep(const char *collectionsJson);

/// How many books the shop has: studio.md 8.4.
inline constexpr int kSmallShop = 2'000;
inline constexpr int kDefaultShop = 50'000;
inline constexpr int kHugeShop = 1'048'576;

/// The collections of Appendix D with about 500 records and this many books (never fewer than the
/// 196 that have names); the same requests every time.
std::vector<SampleStep> bookshopSteps(int books = kSmallShop);

/// Its collections, for collectionsStep(); the second needs the first.
extern const char *const kBookshopCollections;

/// Books `from` to `from + count` of those without a story of their own, as JSON lines.
struct ShopWords
{
    QStringList authors; // ids
    QStringList genres;
    QStringList publishers;
};

QByteArray bulkBooks(const ShopWords &words, int from, int count);

/// What a new project may begin with, in the order it is offered.
struct ProjectTemplate
{
    QString key; // "blog"; "blank" is the first
    QString title; // translated
    QString icon;
};

QList<ProjectTemplate> projectTemplates();

/// Empty for "blank" and unknown keys. `withRecords`: some sample records too.
std::vector<SampleStep> templateSteps(const QString &key, bool withRecords);

} // namespace socle::studio
