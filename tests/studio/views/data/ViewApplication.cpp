// View tests need widgets: a QApplication with the real style, without motion.
#include "studio/kit/SocleStyle.h"
#include "studio/kit/Theme.h"
#include "tests/support/TestSuite.h"

#include <QApplication>

static const bool registered = socle::test::setApplicationFactory([](int &argc, char **argv) {
    auto application = std::make_unique<QApplication>(argc, argv);
    socle::studio::SocleStyle::install(*application);
    socle::studio::Theme::current().setMotion(false);
    return application;
});
