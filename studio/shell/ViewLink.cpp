#include "studio/shell/ViewLink.h"

#include <QUrlQuery>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

QUrl viewLink(const ConnectionProfile &profile, const ViewTarget &target)
{
    QUrlQuery query;
    const auto add = [&query](const QString &name, const QString &value) {
        if (!value.isEmpty()) {
            query.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(value)));
        }
    };
    add(u"server"_s, profile.isLocal() ? QString() : profile.address);
    add(u"connection"_s, profile.id);
    add(u"view"_s, target.view);
    add(u"collection"_s, target.collection);
    add(u"record"_s, target.record);
    for (auto it = target.arguments.begin(); it != target.arguments.end(); ++it) {
        add(it.key(), it->toString());
    }
    QUrl url;
    url.setScheme(u"socle-studio"_s);
    url.setHost(u"view"_s);
    url.setQuery(query);
    return url;
}

std::optional<ViewLink> readViewLink(const QUrl &url)
{
    if (url.scheme() != u"socle-studio"_s || url.host() != u"view"_s) {
        return std::nullopt;
    }
    ViewLink link;
    const auto items = QUrlQuery(url).queryItems(QUrl::FullyDecoded);
    for (const auto &[name, value] : items) {
        if (name == u"server"_s) {
            link.server = value;
        } else if (name == u"connection"_s) {
            link.connection = value;
        } else if (name == u"view"_s) {
            link.target.view = value;
        } else if (name == u"collection"_s) {
            link.target.collection = value;
        } else if (name == u"record"_s) {
            link.target.record = value;
        } else {
            link.target.arguments.insert(name, value);
        }
    }
    return link.target.view.isEmpty() ? std::nullopt : std::optional(link);
}

QString linkedConnection(const ViewLink &link, const std::vector<ConnectionProfile> &profiles)
{
    const auto own
        = std::find_if(profiles.begin(), profiles.end(), [&link](const ConnectionProfile &profile) {
              return profile.id == link.connection;
          });
    if (own != profiles.end()) {
        return own->id;
    }
    const auto same
        = std::find_if(profiles.begin(), profiles.end(), [&link](const ConnectionProfile &profile) {
              return !link.server.isEmpty() && !profile.isLocal()
                  && QUrl(profile.address) == QUrl(link.server);
          });
    return same != profiles.end() ? same->id : QString();
}

} // namespace socle::studio
