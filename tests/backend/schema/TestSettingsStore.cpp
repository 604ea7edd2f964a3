// Settings: defaults, secrets that stay inside, merging of a patch, and the checks of admin-api.md
// A2.3.
#include "backend/runtime/Clock.h"
#include "backend/runtime/Random.h"
#include "backend/schema/SchemaStore.h"
#include "backend/schema/SettingsStore.h"
#include "backend/storage/Database.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

using namespace socle;

namespace {

std::string firstPath(const FieldErrors &errors)
{
    if (errors.empty()) {
        return {};
    }
    const auto &[path, error] = *errors.begin();
    return error.isGroup() ? path + "." + firstPath(error.children) : path + ": " + error.code;
}

} // namespace

class TestSettingsStore : public QObject
{
    Q_OBJECT
private slots:

    void refuses_data()
    {
        QTest::addColumn<QString>("body");
        QTest::addColumn<QString>("expected");
        const auto row = [](const char *body, const char *expected) {
            QTest::newRow(body) << QString::fromLatin1(body) << QString::fromLatin1(expected);
        };
        row("{}", "");
        row("{\"meta\":{\"appName\":\"\"}}", "meta.appName: validation_required");
        row("{\"meta\":{\"appURL\":\"nope\"}}", "meta.appURL: validation_is_url");
        row("{\"meta\":{\"senderAddress\":\"nope\"}}", "meta.senderAddress: validation_is_email");
        row("{\"meta\":{\"accentColor\":\"#12345\"}}",
            "meta.accentColor: validation_length_invalid");
        row("{\"meta\":{\"accentColor\":\"#12345x\"}}",
            "meta.accentColor: validation_is_hex_color");
        row("{\"logs\":{\"maxDays\":-1}}",
            "logs.maxDays: validation_min_greater_equal_than_required");
        row("{\"superuserIPs\":[\"1.2.3.4\",\"x\"]}",
            "superuserIPs.1: validation_invlaid_ip_or_subnet");
        row("{\"superuserIPs\":[\"10.0.0.0/8\",\"::1/128\"]}", "");
        row("{\"smtp\":{\"enabled\":true,\"host\":\"\"}}", "smtp.host: validation_required");
        row("{\"smtp\":{\"authMethod\":\"X\"}}", "smtp.authMethod: validation_in_invalid");
        row("{\"s3\":{\"enabled\":true,\"endpoint\":\"https://a.b\"}}",
            "s3.accessKey: validation_required");
        row("{\"backups\":{\"cron\":\"* * *\"}}", "backups.cron: validation_invalid_cron");
        row("{\"backups\":{\"cron\":\"0 0 * * 0\"}}", "");
        row("{\"backups\":{\"cron\":\"@daily\",\"cronMaxKeep\":0}}",
            "backups.cronMaxKeep: validation_required");
        row("{\"batch\":{\"enabled\":true,\"maxRequests\":0}}",
            "batch.maxRequests: validation_required");
        row("{\"rateLimits\":{\"rules\":[{\"label\":\"a b\",\"duration\":1,\"maxRequests\":1}]}}",
            "rateLimits.rules.0.label: validation_match_invalid");
        row("{\"rateLimits\":{\"rules\":[{\"label\":\"/a/\",\"audience\":\"\"},{\"label\":\"/a/"
            "\",\"audience\":\"@guest\"}]}}",
            "rateLimits.rules.1.label: validation_conflicting_rate_limit_rule");
    }

    void refuses()
    {
        QFETCH(QString, body);
        QFETCH(QString, expected);
        schema::Settings settings;
        VERIFY_OK(schema::applyJson(settings, parseJson(body.toStdString()).takeValue()));
        QCOMPARE(QString::fromStdString(firstPath(schema::validate(settings))), expected);
    }

    void keepsSecretsInside()
    {
        const test::TempDir folder;
        auto database = storage::Database::open(folder / "data.db");
        VERIFY_OK(database);
        schema::SchemaStore schemas(**database, runtime::systemClock(), runtime::systemRandom());
        VERIFY_OK(schemas.open());
        {
            schema::SettingsStore store(**database, runtime::systemClock());
            VERIFY_OK(store.open());
            int told = 0;
            store.addListener([&](const schema::Settings &, const schema::Settings &) { ++told; });
            const auto patch = [&](const char *text) {
                return (*database)->runExclusive(
                    [&](storage::WriteTransaction &tx) -> Result<void> {
                        SOCLE_TRY(store.update(tx, parseJson(text).takeValue()));
                        return {};
                    });
            };
            VERIFY_OK(patch("{\"smtp\":{\"password\":\"pw\"},\"s3\":{\"secret\":\"s\"},"
                            "\"rateLimits\":{\"rules\":[{\"maxRequests\":9}]}}"));
            QVERIFY(!patch("{\"meta\":{\"appName\":\"\"}}"));
            QVERIFY(!patch("{\"meta\":5}"));
            QCOMPARE(told, 1);
        }
        schema::SettingsStore again(**database, runtime::systemClock());
        VERIFY_OK(again.open());
        const auto settings = again.settings();
        QCOMPARE(settings->smtp.password, std::string("pw"));
        QCOMPARE(settings->s3.secret, std::string("s"));
        // merged by position: the label of the first default rule stays
        QCOMPARE(settings->rateLimits.rules.size(), std::size_t{1});
        QCOMPARE(settings->rateLimits.rules[0].label, std::string("*:auth"));
        QCOMPARE(settings->rateLimits.rules[0].maxRequests, std::int64_t{9});
        const Json shown = toJson(*settings, schema::Secrets::Hide);
        QVERIFY(shown["smtp"].find("password") == nullptr);
        QVERIFY(shown["s3"].find("secret") == nullptr);
    }

    void readsEncryptedSettings()
    {
        const test::TempDir folder;
        auto database = storage::Database::open(folder / "data.db");
        VERIFY_OK(database);
        schema::SchemaStore schemas(**database, runtime::systemClock(), runtime::systemRandom());
        VERIFY_OK(schemas.open());
        const auto reversed = [](std::string_view text) -> Result<std::string> {
            return std::string(text.rbegin(), text.rend());
        };
        {
            schema::SettingsStore store(**database, runtime::systemClock());
            store.setCipher({reversed, reversed}, "KEY");
            VERIFY_OK(store.open());
        }
        schema::SettingsStore withKey(**database, runtime::systemClock());
        withKey.setCipher({reversed, reversed}, "KEY");
        VERIFY_OK(withKey.open());
        QCOMPARE(withKey.settings()->meta.appName, std::string("Acme"));
        schema::SettingsStore withoutKey(**database, runtime::systemClock());
        QVERIFY(!withoutKey.open());
    }
};

SOCLE_TEST_SUITE(TestSettingsStore)
#include "TestSettingsStore.moc"
