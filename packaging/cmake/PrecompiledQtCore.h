// The Qt headers of studio/platform, api and domain, which never see a widget; a convenience of the build.
#pragma once
#include "PrecompiledStd.h"
#include <QHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QObject>
#include <QString>
#include <QTimer>
#include <QVariant>
