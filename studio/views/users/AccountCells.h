// How the list of accounts paints its columns, and the words it shares with the page of one
// account.
#pragma once

#include "studio/kit/CellUi.h"

#include <QDateTime>

namespace socle::studio {

/// One for each column of AccountModel.
const CellUi &accountCellUi(int column);

/// "14 min ago", and the day when that is long ago; `missing` for no time.
QString accountTime(const QDateTime &utc, const QString &missing);
/// "Google" for "google", as providers write themselves.
QString providerTitle(const QString &name);

} // namespace socle::studio
