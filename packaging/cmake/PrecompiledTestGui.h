// What most test programs with widgets use; a convenience of the build.
#pragma once

#include "tests/support/TestSuite.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QProxyStyle>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <QUndoStack>

#include "PrecompiledQt.h"
