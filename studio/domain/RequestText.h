// The requests of a commit as text, to be used outside the studio: plain HTTP, curl, JavaScript
// (studio.md 4.3.9). Never contains a token: it stands as a variable to be filled in.
#pragma once

#include "studio/domain/CommitPlan.h"

namespace socle::studio {

enum class RequestForm { Http, Curl, JavaScript };

/// One request a step, in the order they would be sent.
QString requestText(const std::vector<CommitStep> &steps, RequestForm form, const QUrl &server);

} // namespace socle::studio
