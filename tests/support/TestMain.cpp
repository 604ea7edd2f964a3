// main() of every test program: runs the registered suites, all of them even when one fails.
//
// `PROGRAM Suite [function…]` runs one suite; QtTest's own options may follow.
#include "tests/support/TestSuite.h"

#include <QCoreApplication>

#include <cstdio>
#include <cstring>

namespace socle::test {

namespace {

struct Suite
{
    const char *name;
    SuiteFactory factory;
};

std::vector<Suite> &suites()
{
    static std::vector<Suite> all;
    return all;
}

ApplicationFactory &applicationFactory()
{
    static ApplicationFactory factory = [](int &argc, char **argv) {
        return std::make_unique<QCoreApplication>(argc, argv);
    };
    return factory;
}

void describeFields(std::string &text, const FieldErrors &fields)
{
    for (const auto &[name, error] : fields) {
        text += " " + name + ": " + error.code;
        if (!error.children.empty()) {
            text += " (";
            describeFields(text, error.children);
            text += " )";
        }
    }
}

} // namespace

bool addSuite(const char *name, SuiteFactory factory)
{
    suites().push_back({name, std::move(factory)});
    return true;
}

bool setApplicationFactory(ApplicationFactory factory)
{
    applicationFactory() = std::move(factory);
    return true;
}

std::string describe(const Error &error)
{
    std::string text = "kind " + std::to_string(static_cast<int>(error.kind)) + ": " + error.message;
    if (!error.cause.empty()) {
        text += " [" + error.cause + "]";
    }
    if (!error.fields.empty()) {
        text += " {";
        describeFields(text, error.fields);
        text += " }";
    }
    return text;
}

} // namespace socle::test

int main(int argc, char **argv)
{
    using namespace socle::test;
    const auto application = applicationFactory()(argc, argv);
    QStringList arguments = QCoreApplication::arguments();
    QString only;
    if (arguments.size() > 1 && !arguments.at(1).startsWith(QLatin1Char('-'))) {
        only = arguments.takeAt(1);
    }
    int failures = 0;
    int ran = 0;
    for (const auto &suite : suites()) {
        if (!only.isEmpty() && only != QLatin1String(suite.name)) {
            continue;
        }
        const auto object = suite.factory();
        failures += QTest::qExec(object.get(), arguments);
        ++ran;
    }
    if (ran == 0) {
        std::fprintf(stderr, "no test suite ran\n");
        return 1;
    }
    return failures == 0 ? 0 : 1;
}
