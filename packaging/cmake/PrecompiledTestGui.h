// What most test programs with widgets use; a convenience of the build.
#pragma once
#include "PrecompiledQt.h"
#include <QSignalSpy>
#include <QTest>
