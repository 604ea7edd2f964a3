// A view as a link: what can be pasted into a chat and opened in a studio later, or by somebody
// else (studio.md 4.3.8).
//
// "socle-studio://view?server=https://api.example.com&connection=k1&view=data&collection=books&
// savedView=v1&filter=price>10". The connection is found by its id in this studio, elsewhere by
// the server's address. No secret is in it.
#pragma once

#include "studio/platform/ConnectionProfile.h"
#include "studio/shell/ViewTarget.h"

#include <QUrl>

#include <optional>
#include <vector>

namespace socle::studio {

struct ViewLink
{
    QString connection = {}; // id
    QString server = {}; // address; empty for a local project
    ViewTarget target = {}; // its arguments: texts only
};

QUrl viewLink(const ConnectionProfile &profile, const ViewTarget &target);
/// Nothing when it is another kind of link, or names no view.
std::optional<ViewLink> readViewLink(const QUrl &url);
/// Id of the connection a link means; empty when this studio has none.
QString linkedConnection(const ViewLink &link, const std::vector<ConnectionProfile> &profiles);

} // namespace socle::studio
