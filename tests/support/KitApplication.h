// Included once by a test program of widgets: a QApplication with the studio's style, without
// motion.
#pragma once

#include "studio/kit/SocleStyle.h"
#include "studio/kit/Theme.h"
#include "tests/support/TestSuite.h"

#include <QApplication>

static const bool socleApplicationRegistered
    = socle::test::setApplicationFactory([](int &argc, char **argv) {
          auto application = std::make_unique<QApplication>(argc, argv);
          socle::studio::SocleStyle::install(*application);
          socle::studio::Theme::current().setMotion(false);
          return application;
      });
