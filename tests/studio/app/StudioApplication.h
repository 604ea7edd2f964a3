// Included once by a test program of the whole studio: its application as main() makes it, which
// does not end with its last window.
#pragma once

#include "studio/kit/SocleStyle.h"
#include "tests/support/TestSuite.h"

#include <QApplication>

static const bool socleStudioApplication
    = socle::test::setApplicationFactory([](int &argc, char **argv) {
          auto application = std::make_unique<QApplication>(argc, argv);
          socle::studio::SocleStyle::install(*application);
          QApplication::setQuitOnLastWindowClosed(false);
          return application;
      });
