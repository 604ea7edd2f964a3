// What most test programs use; a convenience of the build.
#pragma once
#include "PrecompiledStd.h"
#include <QObject>
#include <QString>
#include <QTest>
