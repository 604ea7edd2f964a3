// Known answers of the standards and of the peer's formats.
#include "backend/crypto/AesGcm.h"
#include "backend/crypto/Base64.h"
#include "backend/crypto/Hash.h"
#include "backend/crypto/Password.h"
#include "backend/crypto/Secret.h"
#include "backend/crypto/Signature.h"
#include "tests/support/TestSuite.h"

#include <QElapsedTimer>

using namespace socle;
using namespace socle::crypto;

class TestCrypto : public QObject
{
    Q_OBJECT
private slots:

    // RFC 7515 A.2, A.3 and RFC 8037 A.4
    void verifiesSignatures()
    {
        const auto raw = [](const char *text) { return *base64UrlDecode(text); };
        const PublicKey rsa{
            .n = raw("ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-"
                     "4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL"
                     "-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-"
                     "bSf63kpaSHSXndS5z5rexMdbBYUsLA9e"
                     "-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_"
                     "I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9"
                     "iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"),
            .e = raw("AQAB")};
        const std::string rsaPart
            = "eyJhbGciOiJSUzI1NiJ9."
              "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19y"
              "b290Ijp0cnVlfQ";
        const std::string rsaSignature = raw(
            "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
            "O8W2Fp5jujGbds9uJdb"
            "F9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
            "nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383Lc"
            "OLn6_dO--xi12jzDwusC-"
            "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVm"
            "tVrBp0igcN_IoypGlUPQGe77Rw");
        QVERIFY(verifySignature("RS256", rsa, rsaPart, rsaSignature));
        QVERIFY(!verifySignature("RS256", rsa, rsaPart + "x", rsaSignature));
        QVERIFY(!verifySignature("RS384", rsa, rsaPart, rsaSignature));
        QVERIFY(
            !verifySignature("ES256", rsa, rsaPart, rsaSignature)); // an algorithm of other keys
        QVERIFY(!verifySignature("none", rsa, rsaPart, ""));

        PublicKey ec{.kind = PublicKey::Kind::P256,
                     .x = raw("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"),
                     .y = raw("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")};
        const std::string ecPart
            = "eyJhbGciOiJFUzI1NiJ9."
              "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19y"
              "b290Ijp0cnVlfQ";
        const std::string ecSignature
            = raw("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-"
                  "Kg6NU1Q");
        QVERIFY(verifySignature("ES256", ec, ecPart, ecSignature));
        QVERIFY(!verifySignature("ES256", ec, ecPart, ecSignature.substr(1)));
        ec.y[0] = static_cast<char>(ec.y[0] ^ 1); // off the curve
        QVERIFY(!verifySignature("ES256", ec, ecPart, ecSignature));

        const PublicKey ed{.kind = PublicKey::Kind::Ed25519,
                           .x = raw("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo")};
        const std::string edPart = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
        const std::string edSignature
            = raw("hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9"
                  "g7sVvpAr_MuM0KAg");
        QVERIFY(verifySignature("EdDSA", ed, edPart, edSignature));
        QVERIFY(!verifySignature("EdDSA", ed, edPart + "x", edSignature));
        QVERIFY(!signEs256("x", "no key"));
    }

    void digests()
    {
        QCOMPARE(sha256Hex("abc"),
                 std::string("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
        QCOMPARE(sha256Hex(""),
                 std::string("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
        QCOMPARE(md5Hex("abc"), std::string("900150983cd24fb0d6963f7d28e17f72"));
        QCOMPARE(hexEncode(sha1("abc")), std::string("a9993e364706816aba3e25717850c26c9cd0d89d"));
        // RFC 4231, case 2
        QCOMPARE(hexEncode(hmacSha256("Jefe", "what do ya want for nothing?")),
                 std::string("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"));
        QCOMPARE(hexEncode(hmacSha256("", "")),
                 std::string("b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"));
        for (const auto &[algorithm, whole] : {std::pair(Digest::Algorithm::Sha256, sha256("abc")),
                                               std::pair(Digest::Algorithm::Md5, md5("abc"))}) {
            Digest pieces(algorithm);
            pieces.add("a");
            pieces.add("bc");
            QCOMPARE(pieces.finish(), whole);
        }
    }

    void signsTokens()
    {
        // The token of jwt.io's front page
        const std::string signedPart
            = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
              "eyJzdWIiOiIxMjM0NTY3ODkwIiwibmFtZSI6IkpvaG4gRG9lIiwiaWF0Ijox"
              "NTE2MjM5MDIyfQ";
        const std::string signature = "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV_adQssw5c";
        QCOMPARE(signHs256(signedPart, "your-256-bit-secret"), signature);
        QVERIFY(verifyHs256(signedPart, signature, "your-256-bit-secret"));
        QVERIFY(!verifyHs256(signedPart, signature, "your-256-bit-secreT"));
        QVERIFY(!verifyHs256(signedPart + "x", signature, "your-256-bit-secret"));
        QVERIFY(!verifyHs256(signedPart, "", "your-256-bit-secret"));
        QVERIFY(!verifyHs256(signedPart, "SflK*", "your-256-bit-secret"));
    }

    void base64_data()
    {
        QTest::addColumn<std::string>("bytes");
        QTest::addColumn<std::string>("standard");
        QTest::addColumn<std::string>("url");
        QTest::newRow("empty") << std::string() << std::string() << std::string();
        QTest::newRow("f") << std::string("f") << std::string("Zg==") << std::string("Zg");
        QTest::newRow("fo") << std::string("fo") << std::string("Zm8=") << std::string("Zm8");
        QTest::newRow("foo") << std::string("foo") << std::string("Zm9v") << std::string("Zm9v");
        QTest::newRow("high") << std::string("\xfb\xff") << std::string("+/8=")
                              << std::string("-_8");
    }

    void base64()
    {
        QFETCH(std::string, bytes);
        QFETCH(std::string, standard);
        QFETCH(std::string, url);
        QCOMPARE(base64Encode(bytes), standard);
        QCOMPARE(base64UrlEncode(bytes), url);
        QCOMPARE(base64Decode(standard).value(), bytes);
        QCOMPARE(base64UrlDecode(url).value(), bytes);
    }

    void refusesBrokenBase64()
    {
        for (const char *text : {"Zg", "Zg=", "Zh==", "Z===", "Zm9v!", "=Zg=", "Zm 9"}) {
            QVERIFY2(!base64Decode(text), text);
        }
        for (const char *text : {"Zg==", "Zh", "Z", "+/8"}) {
            QVERIFY2(!base64UrlDecode(text), text);
        }
    }

    void encryptsAsThePeer()
    {
        // data-directory.md B5.6
        const std::string key = "0123456789abcdef0123456789abcdef";
        const std::string nonce("\x00\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b", 12);
        const std::string plain = R"({"meta":{"appName":"Demo"}})";
        const std::string value
            = "AAECAwQFBgcICQoLVsfWGa158JbT/hDOAYGwaYMqOaV42RnkAqHGqg0mIVAY1OcP3d/"
              "sJMbsgw==";
        const auto encrypted = encryptAesGcm(plain, key, nonce);
        VERIFY_OK(encrypted);
        QCOMPARE(*encrypted, value);
        const auto decrypted = decryptAesGcm(value, key);
        VERIFY_OK(decrypted);
        QCOMPARE(*decrypted, plain);

        const auto once = encryptAesGcm(plain, key);
        const auto twice = encryptAesGcm(plain, key);
        QVERIFY(*once != *twice); // fresh nonces
        QCOMPARE(decryptAesGcm(*once, key).value(), plain);
        QCOMPARE(decryptAesGcm(encryptAesGcm("", key).value(), key).value(), std::string());
    }

    void refusesToDecrypt()
    {
        const std::string key = "0123456789abcdef0123456789abcdef";
        std::string value = encryptAesGcm("hello", key).value();
        QVERIFY(!decryptAesGcm(value, "0123456789abcdef0123456789abcdeX"));
        QVERIFY(!decryptAesGcm(value, "short"));
        QVERIFY(!encryptAesGcm("hello", "short"));
        QVERIFY(!decryptAesGcm("", key));
        QVERIFY(!decryptAesGcm("AAAA", key));
        value[20] = value[20] == 'A' ? 'B' : 'A';
        QVERIFY(!decryptAesGcm(value, key));
    }

    void verifiesPasswords_data()
    {
        QTest::addColumn<std::string>("password");
        QTest::addColumn<std::string>("hash");
        QTest::addColumn<bool>("matches");
        // Openwall's vectors, cost 5
        const std::string u = "U*U";
        QTest::newRow("2a") << u
                            << std::string(
                                   "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
                            << true;
        QTest::newRow("2b") << u
                            << std::string(
                                   "$2b$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
                            << true;
        QTest::newRow("2y") << u
                            << std::string(
                                   "$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
                            << true;
        QTest::newRow("wrong") << std::string(
            "U*V") << std::string("$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
                               << false;
        QTest::newRow("high bytes")
            << std::string("\xa3")
            << std::string("$2a$05$/OK.fbVrR/bpIqNJ5ianF.Sa7shbm4.OzKpvFnX1pQLmQW96oUlCq") << true;
        QTest::newRow("no hash") << u << std::string() << false;
        QTest::newRow("not bcrypt") << u << std::string("$6$abc$def") << false;
        QTest::newRow("2x") << u
                            << std::string(
                                   "$2x$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW")
                            << false;
        QTest::newRow("cut") << u
                             << std::string(
                                    "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOe")
                             << false;
    }

    void verifiesPasswords()
    {
        QFETCH(std::string, password);
        QFETCH(std::string, hash);
        QFETCH(bool, matches);
        QCOMPARE(verifyPassword(password, hash), matches);
    }

    void hashesPasswords()
    {
        const auto hash = hashPassword("password123");
        VERIFY_OK(hash);
        QCOMPARE(hash->size(), std::size_t(60));
        QCOMPARE(hash->substr(0, 7), std::string("$2a$10$"));
        QVERIFY(verifyPassword("password123", *hash));
        QVERIFY(!verifyPassword("password124", *hash));
        QVERIFY(*hash != *hashPassword("password123"));
    }

    void countsOnly72Bytes()
    {
        const std::string longest(72, 'x');
        QVERIFY(!hashPassword(longest + "y", 4));
        QVERIFY(!hashPassword(std::string("a\0b", 3), 4));
        const std::string hash = hashPassword(longest, 4).value();
        QVERIFY(verifyPassword(longest, hash));
        QVERIFY(verifyPassword(longest + "more", hash));
        QVERIFY(!verifyPassword(longest.substr(1), hash));
        QVERIFY(verifyPassword(std::string(255, 'x'), hash));
        QVERIFY(!verifyPassword(std::string(256, 'x'), hash));
        QVERIFY(!verifyPassword(std::string("a\0b", 3), hashPassword("a", 4).value()));
    }

    void looksForNobodyAsLong()
    {
        const std::string hash = hashPassword("a").value();
        const auto spent = [](auto work) {
            QElapsedTimer timer;
            timer.start();
            work();
            return timer.nsecsElapsed();
        };
        const auto real = spent([&] { QVERIFY(!verifyPassword("b", hash)); });
        const auto nobody = spent([] { verifyNothing("b"); });
        QVERIFY(nobody * 4 > real);
    }

    void secretsCompare()
    {
        const Secret one(std::string("token"));
        Secret copy = one;
        QVERIFY(one == copy);
        const Secret moved = std::move(copy);
        QVERIFY(copy.isEmpty()); // NOLINT: wiped on purpose
        QCOMPARE(std::string(moved.reveal()), std::string("token"));
        QVERIFY(!(moved == Secret(std::string("tokeN"))));
    }
};

SOCLE_TEST_SUITE(TestCrypto)

#include "TestCrypto.moc"
