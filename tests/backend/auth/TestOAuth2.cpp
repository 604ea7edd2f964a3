// Providers as data: what is offered, and what is read out of their answers (auth-api.md 3.4, 4).
// The exchange itself runs against a real provider in tests/sdk/auth.test.mjs.
#include "backend/auth/oauth2/AppleSecret.h"
#include "backend/auth/oauth2/IdToken.h"
#include "backend/auth/oauth2/Provider.h"
#include "backend/auth/oauth2/ProviderUser.h"
#include "backend/crypto/Base64.h"
#include "backend/schema/AuthValidation.h"
#include "tests/support/TestSuite.h"

#include <map>

using namespace socle;
using namespace socle::auth;

namespace {

Json json(const char *text) { return parseJson(text).takeValue(); }

/// "id|name|username|email|avatar", or "refused".
QString shown(const Result<oauth2::ProviderUser> &user)
{
    return !user ? QString("refused")
                 : QString::fromStdString(user->id + "|" + user->name + "|" + user->username + "|"
                                          + user->email + "|" + user->avatarUrl);
}

std::string token(const std::string &claims,
                  const std::string &header = R"({"alg":"RS256","kid":"k"})")
{
    return crypto::base64UrlEncode(header) + "." + crypto::base64UrlEncode(claims) + ".c2ln";
}

} // namespace

class TestOAuth2 : public QObject
{
    Q_OBJECT
private slots:

    void knowsTheProvidersOfTheSchema()
    {
        const auto names = schema::oauth2ProviderNames();
        const auto rows = oauth2::providers();
        QCOMPARE(rows.size(), names.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            QCOMPARE(rows[i].name, names[i]);
            QVERIFY(oauth2::findProvider(names[i]) == &rows[i]);
            QVERIFY(oauth2::logoOf(rows[i]).starts_with("<svg "));
        }
        QVERIFY(oauth2::findProvider("nope") == nullptr);
        QVERIFY(!oauth2::configOf({.name = "nope"}));
    }

    void offersASignIn()
    {
        auto config = *oauth2::configOf({.name = "google", .clientId = "a b", .clientSecret = "s"});
        const auto offer = oauth2::offerOf(config, "st", "ver");
        QCOMPARE(offer.authUrl,
                 std::string("https://accounts.google.com/o/oauth2/v2/auth?client_id=a+b&"
                             "code_challenge=")
                     + offer.codeChallenge
                     + "&code_challenge_method=S256&response_type=code&scope="
                       "https%3A%2F%2Fwww.googleapis.com%2Fauth%2Fuserinfo.profile+https%3A%2F%2F"
                       "www.googleapis.com%2Fauth%2Fuserinfo.email&state=st&redirect_uri=");
        // RFC 7636, appendix B
        QCOMPARE(oauth2::offerOf(config, "s", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
                     .codeChallenge,
                 std::string("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"));
        config
            = *oauth2::configOf({.name = "bitbucket", .clientId = "a", .authUrl = "http://x/?y=1"});
        const auto plain = oauth2::offerOf(config, "st", "ver");
        QCOMPARE(plain.authUrl,
                 std::string("http://x/?y=1&client_id=a&response_type=code&scope=account&state=st&"
                             "redirect_uri="));
        QVERIFY(plain.codeVerifier.empty() && plain.codeChallenge.empty());
        const auto apple = oauth2::offerOf(*oauth2::configOf({.name = "apple"}), "s", "v").authUrl;
        QVERIFY(apple.find("&response_mode=form_post&response_type=code&") != std::string::npos);
        const auto notion
            = oauth2::offerOf(*oauth2::configOf({.name = "notion"}), "s", "v").authUrl;
        QVERIFY(notion.find("scope=") == std::string::npos);
        const auto microsoft = oauth2::offerOf(
            *oauth2::configOf(
                {.name = "microsoft", .extra = json(R"({"idTokenEmailClaim":"email"})")}),
            "s",
            "v");
        QVERIFY(microsoft.authUrl.find("scope=User.Read+openid&") != std::string::npos);
    }

    void readsUsers_data()
    {
        QTest::addColumn<QString>("provider");
        QTest::addColumn<QString>("document");
        QTest::addColumn<QString>("user");
        const auto row = [](const char *provider, const char *document, const char *user) {
            QTest::addRow("%s %s", provider, document) << provider << document << user;
        };
        row("google",
            R"({"sub":"1","name":"A","picture":"p","email":"e","email_verified":true})",
            "1|A||e|p");
        row("google", R"({"sub":"1","email":"e","email_verified":false})", "1||||");
        row("google", R"({"sub":"1","email":"e","email_verified":"true"})", "refused");
        row("google", R"({"sub":5,"name":7})", "refused");
        row("google", R"({"sub":5})", "refused");
        row("github", R"({"id":"7"})", "refused");
        row("google", "[]", "refused");
        row("oidc",
            R"({"sub":"1","preferred_username":"u","email":"e","email_verified":"true"})",
            "1||u|e|");
        row("oidc", R"({"sub":"1","email":"e","email_verified":1})", "1|||e|");
        row("oidc", R"({"sub":"1","email":"e"})", "1||||");
        row("yandex",
            R"({"id":"1","real_name":"A","login":"l","default_email":"e","default_avatar_id":"9"})",
            "1|A|l|e|https://avatars.yandex.net/get-yapic/9/islands-200");
        row("yandex", R"({"id":"1","default_avatar_id":"9","is_avatar_empty":true})", "1||||");
        row("facebook", R"({"id":"1","name":"A","picture":{"data":{"url":"p"}}})", "1|A|||p");
        row("github", R"({"id":7,"login":"l","email":"profile"})", "7||l|primary|");
        row("gitlab", R"({"id":7,"email":"e","confirmed_at":"2024-01-01T00:00:00Z"})", "7|||e|");
        row("gitlab", R"({"id":7,"email":"e","confirmed_at":""})", "7||||");
        row("bitbucket", R"({"uuid":"u","account_status":"active"})", "u||||");
        row("bitbucket", R"({"uuid":"u","account_status":"closed"})", "refused");
        row("gitea", R"({"id":7,"full_name":"A","active":true})", "7|A||primary|");
        row("gitea", R"({"id":7,"active":false})", "refused");
        row("discord",
            R"({"id":"1","username":"u","discriminator":"12","verified":true,"email":"e","avatar":"a"})",
            "1|u#12|u|e|https://cdn.discordapp.com/avatars/1/a.png");
        row("discord", R"({"id":"1","username":"u","discriminator":"0"})", "1|u|u||");
        row("twitter", R"({"data":{"id":"1","name":"A","confirmed_email":"e"}})", "1|A||e|");
        row("kakao",
            R"({"id":7,"kakao_account":{"email":"e","is_email_valid":true,"is_email_verified":true}})",
            "7|||e|");
        row("kakao", R"({"id":7,"kakao_account":{"email":"e","is_email_valid":true}})", "7||||");
        row("vk",
            R"({"response":[{"id":7,"first_name":"A","last_name":"","screen_name":"s"}]})",
            "7|A|s|token@b.io|");
        row("vk", R"({"response":[]})", "refused");
        row("linear",
            R"({"data":{"viewer":{"id":"1","displayName":"d","name":"A","active":true}}})",
            "1|A|d||");
        row("linear", R"({"data":{"viewer":{"id":"1","active":false}}})", "refused");
        row("monday",
            R"({"data":{"me":{"id":"1","enabled":true,"email":"e","is_verified":true}}})",
            "1|||e|");
        row("spotify", R"({"id":"1","display_name":"A","images":[{"url":"p"}]})", "1|A|||p");
        row("spotify", R"({"id":"1","images":[]})", "1||||");
        row("twitch", R"({"data":[{"id":"1","login":"l"}]})", "1||l||");
        row("twitch", R"({"data":[]})", "refused");
        row("strava", R"({"id":0,"firstname":"A","lastname":""})", "|A |||");
        row("wakatime", R"({"data":{"id":"1","photo":"p","photo_public":false}})", "1||||");
        row("mailcow", R"({"id":"1","username":"u@x","email":"e","active":1})", "1||u|e|");
        row("mailcow", R"({"id":"1","active":0})", "refused");
        row("box", R"({"id":"1","login":"e","status":"active"})", "1|||e|");
    }

    void readsUsers()
    {
        QFETCH(QString, provider);
        QFETCH(QString, document);
        QFETCH(QString, user);
        const auto config = *oauth2::configOf({.name = provider.toStdString()});
        const Json read = json(document.toUtf8().constData());
        const Json tokenResponse = json(R"({"email":"token@b.io"})");
        const auto found = oauth2::readUser(
            {.config = config,
             .document = read,
             .token = tokenResponse,
             .now = DateTime(0),
             .get = [](const std::string &url) -> Result<oauth2::FurtherAnswer> {
                 if (!url.ends_with("/emails")) {
                     return Error{};
                 }
                 return oauth2::FurtherAnswer{
                     .status = 200,
                     .body = json(R"([{"email":"other","primary":false,"verified":true},
                                      {"email":"primary","primary":true,"verified":true}])")};
             }});
        QCOMPARE(shown(found), user);
    }

    void readsMicrosoftAddresses_data()
    {
        QTest::addColumn<QString>("claim");
        QTest::addColumn<QString>("email");
        QTest::newRow("graph") << ""
                               << "graph@b.io";
        QTest::newRow("email") << "email"
                               << "id@b.io";
        QTest::newRow("edov") << "email_and_xms_edov"
                              << "";
        QTest::newRow("verified") << "verified_primary_email"
                                  << "prime@b.io";
        QTest::newRow("any") << "any_verified"
                             << "prime@b.io";
    }

    void readsMicrosoftAddresses()
    {
        QFETCH(QString, claim);
        QFETCH(QString, email);
        const Json extra = JsonObject{{"idTokenEmailClaim", claim.toStdString()}};
        const auto config = *oauth2::configOf({.name = "microsoft", .extra = extra});
        const Json document = json(R"({"id":"1","mail":"graph@b.io"})");
        const Json response = JsonObject{
            {"id_token",
             token(
                 R"({"email":"id@b.io","xms_edov":false,"verified_primary_email":"prime@b.io"})")}};
        const auto user = oauth2::readUser({.config = config,
                                            .document = document,
                                            .token = response,
                                            .now = DateTime(0),
                                            .get = {}});
        VERIFY_OK(user);
        QCOMPARE(user->email, email.toStdString());
    }

    void judgesClaims_data()
    {
        QTest::addColumn<QString>("claims");
        QTest::addColumn<bool>("isFine");
        const auto row = [](const char *claims, bool isFine) {
            QTest::newRow(claims) << QString(claims) << isFine;
        };
        // now is 1,000,000 s; the leeway 300 s
        row(R"({"aud":"me","iss":"i","exp":1000010})", true);
        row(R"({"aud":["x","me"],"iss":"i","exp":999701})", true);
        row(R"({"aud":"me","iss":"i","exp":999700})", false);
        row(R"({"aud":"me","iss":"i"})", false); // exp is demanded
        row(R"({"aud":"you","iss":"i","exp":1000010})", false);
        row(R"({"iss":"i","exp":1000010})", false);
        row(R"({"aud":"me","iss":"j","exp":1000010})", false);
        row(R"({"aud":"me","exp":1000010})", false);
        row(R"({"aud":"me","iss":"i","exp":1000010,"iat":1000301})", false);
        row(R"({"aud":"me","iss":"i","exp":1000010,"nbf":1000300})", true);
        row(R"({"aud":"me","iss":"i","exp":"1000010"})", false);
    }

    void judgesClaims()
    {
        QFETCH(QString, claims);
        QFETCH(bool, isFine);
        const auto read
            = oauth2::unverifiedClaims(token(claims.toStdString()), DateTime(1000000000));
        const bool passes = read
            && oauth2::checkClaims(*read,
                                   {.audience = "me", .issuers = {"i"}, .needsExpiry = true});
        QCOMPARE(passes, isFine);
    }

    // Ours: on demand an ID token must name the sign-in it was made for.
    void asksForANonce()
    {
        const auto plain = *oauth2::configOf({.name = "oidc", .authUrl = "http://x"});
        QCOMPARE(oauth2::nonceOf(plain, "verifier"), std::string());
        QVERIFY(oauth2::offerOf(plain, "s", "v").authUrl.find("nonce") == std::string::npos);
        const auto asking = *oauth2::configOf(
            {.name = "oidc", .authUrl = "http://x", .extra = json(R"({"nonce":true})")});
        const std::string nonce = oauth2::nonceOf(asking, "verifier");
        QVERIFY(oauth2::offerOf(asking, "s", "verifier").authUrl.find("&nonce=" + nonce + "&")
                != std::string::npos);
        const auto passes = [&](const std::string &claims) {
            return oauth2::checkClaims(json(claims.c_str()), {.audience = "me", .nonce = nonce})
                .hasValue();
        };
        QVERIFY(passes(R"({"aud":"me","nonce":")" + nonce + R"("})"));
        QVERIFY(!passes(R"({"aud":"me","nonce":")" + oauth2::nonceOf(asking, "other") + R"("})"));
        QVERIFY(!passes(R"({"aud":"me"})"));
        auto withoutPkce = asking;
        withoutPkce.pkce = false;
        QCOMPARE(oauth2::nonceOf(withoutPkce, "verifier"), std::string());
    }

    // RFC 7515 A.2, with a kid and an alg as key sets have them.
    void checksSignatures()
    {
        const std::string header = R"({"alg":"ES256","kid":"e"})";
        const Json keys = json(
            R"({"keys":[{"kty":"EC","crv":"P-256","kid":"e","alg":"ES256",
              "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
              "y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})");
        QVERIFY(!oauth2::checkSignature(token("{}", header), keys));
        QVERIFY(!oauth2::checkSignature(token("{}", R"({"alg":"ES256"})"), keys)); // no kid
        QVERIFY(!oauth2::checkSignature(token("{}", R"({"alg":"none","kid":"e"})"), keys));
        QVERIFY(!oauth2::checkSignature("nonsense", keys));
        QCOMPARE(oauth2::keyIdOf(token("{}", header)), std::string("e"));
    }

    void wantsAnAppleKey()
    {
        QVERIFY(!oauth2::looksLikeKey("nonsense"));
        QVERIFY(
            oauth2::looksLikeKey("-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n"));
        QVERIFY(!oauth2::appleSecret(
            {.privateKey = "-----BEGIN PRIVATE KEY-----\nx\n-----END PRIVATE KEY-----\n"},
            DateTime(0)));
    }
};

SOCLE_TEST_SUITE(TestOAuth2)
#include "TestOAuth2.moc"
