// What most test programs use; a convenience of the build.
#pragma once

#include "tests/support/TestSuite.h"

#include <QElapsedTimer>
#include <QObject>
#include <QString>
#include <QTemporaryDir>
#include <QTest>

#include "PrecompiledStd.h"
