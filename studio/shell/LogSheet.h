// A server that could not be started, with its last lines: read, copy as a report, try again.
#pragma once

#include "studio/kit/Sheet.h"

#include <QStringList>

namespace socle::studio {

class LogSheet : public Sheet
{
    Q_OBJECT

public:
    LogSheet(QWidget *window, const QString &problem, const QStringList &lines);

signals:
    void retryRequested();
};

} // namespace socle::studio
