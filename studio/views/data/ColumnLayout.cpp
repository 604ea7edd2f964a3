#include "studio/views/data/ColumnLayout.h"

#include <QJsonArray>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

QJsonArray sorted(const QSet<QString> &names)
{
    QStringList list(names.begin(), names.end());
    list.sort();
    return QJsonArray::fromStringList(list);
}

QStringList strings(const QJsonValue &value) { return value.toVariant().toStringList(); }

} // namespace

QStringList ColumnLayout::ordered(const QStringList &names) const
{
    QStringList result;
    for (const QString &name : order) {
        if (names.contains(name) && !result.contains(name)) {
            result.append(name);
        }
    }
    for (const QString &name : names) {
        if (!result.contains(name)) {
            result.append(name);
        }
    }
    // Pinned columns stand first whatever the order says, as the grid lays them.
    std::stable_partition(result.begin(), result.end(), [this](const QString &name) {
        return pinned.contains(name);
    });
    return result;
}

QJsonObject ColumnLayout::toJson() const
{
    QJsonObject sizes;
    for (auto it = widths.begin(); it != widths.end(); ++it) {
        sizes.insert(it.key(), it.value());
    }
    QJsonObject digits;
    for (auto it = decimals.begin(); it != decimals.end(); ++it) {
        digits.insert(it.key(), it.value());
    }
    QJsonObject json{{u"order"_s, QJsonArray::fromStringList(order)},
                     {u"hidden"_s, sorted(hidden)},
                     {u"pinned"_s, sorted(pinned)},
                     {u"related"_s, QJsonArray::fromStringList(related)},
                     {u"widths"_s, sizes},
                     {u"decimals"_s, digits}};
    // Only what was chosen: views saved before these existed stay as they are.
    QJsonObject looks;
    for (auto it = formats.begin(); it != formats.end(); ++it) {
        if (it->kind != ColumnFormat::Kind::None) {
            looks.insert(it.key(), it->toJson());
        }
    }
    if (!looks.isEmpty()) {
        json.insert(u"formats"_s, looks);
    }
    if (hasFilterRow) {
        json.insert(u"filterRow"_s, true);
    }
    if (!density.isEmpty()) {
        json.insert(u"density"_s, density);
    }
    if (!statistics.isEmpty()) {
        json.insert(u"statistics"_s, QJsonArray::fromStringList(statistics));
    }
    return json;
}

ColumnLayout ColumnLayout::fromJson(const QJsonObject &json)
{
    ColumnLayout layout;
    layout.order = strings(json[u"order"_s]);
    layout.related = strings(json[u"related"_s]);
    const QStringList hidden = strings(json[u"hidden"_s]);
    const QStringList pinned = strings(json[u"pinned"_s]);
    layout.hidden = QSet<QString>(hidden.begin(), hidden.end());
    layout.pinned = QSet<QString>(pinned.begin(), pinned.end());
    const QJsonObject sizes = json[u"widths"_s].toObject();
    for (auto it = sizes.begin(); it != sizes.end(); ++it) {
        layout.widths.insert(it.key(), it.value().toInt());
    }
    const QJsonObject digits = json[u"decimals"_s].toObject();
    for (auto it = digits.begin(); it != digits.end(); ++it) {
        layout.decimals.insert(it.key(), it.value().toInt());
    }
    const QJsonObject looks = json[u"formats"_s].toObject();
    for (auto it = looks.begin(); it != looks.end(); ++it) {
        layout.formats.insert(it.key(), ColumnFormat::fromJson(it->toObject()));
    }
    layout.hasFilterRow = json[u"filterRow"_s].toBool();
    layout.density = json[u"density"_s].toString();
    layout.statistics = strings(json[u"statistics"_s]);
    return layout;
}

QString sortField(const QString &item)
{
    return item.startsWith(u'-') || item.startsWith(u'+') ? item.mid(1) : item;
}

bool isDescendingItem(const QString &item) { return item.startsWith(u'-'); }

} // namespace socle::studio
