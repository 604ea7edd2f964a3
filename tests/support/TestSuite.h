// SOCLE_TEST_SUITE(TestX): names a test class to the program's main(), which runs them all one after the other.
//
// A program whose test classes need a QApplication defines SOCLE_TEST_GUI by linking Qt6::Widgets and calling
// setApplicationFactory() from a static initialiser; everything else gets a QCoreApplication.
// VERIFY_OK(result) fails with the error's words; SOCLE_COMPARE-able types are in ToString.h.
#pragma once

#include "shared/core/Result.h"
#include "tests/support/ToString.h"

#include <QObject>
#include <QTest>

#include <functional>
#include <memory>
#include <vector>

namespace socle::test {

using SuiteFactory = std::function<std::unique_ptr<QObject>()>;
using ApplicationFactory = std::function<std::unique_ptr<QCoreApplication>(int &, char **)>;

bool addSuite(const char *name, SuiteFactory factory);
bool setApplicationFactory(ApplicationFactory factory);

/// "Forbidden: message [cause] {field: code}" for test output.
std::string describe(const Error &error);

} // namespace socle::test

#define SOCLE_TEST_SUITE(Class)                                                                    \
    static const bool socleRegistered##Class                                                       \
        = ::socle::test::addSuite(#Class, [] { return std::make_unique<Class>(); });

#define VERIFY_OK(result)                                                                          \
    do {                                                                                           \
        const auto &verified = (result);                                                           \
        QVERIFY2(verified.hasValue(),                                                              \
                 verified.hasValue() ? "" : ::socle::test::describe(verified.error()).c_str());    \
    } while (false)
