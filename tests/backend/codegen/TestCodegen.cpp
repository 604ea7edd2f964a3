// Names, types and documents made from collections. That the outcome is valid OpenAPI and compiles
// is tested in tests/sdk, with the tools of those languages.
#include "backend/codegen/OpenApi.h"
#include "backend/codegen/Templates.h"
#include "backend/codegen/TypeModel.h"
#include "backend/codegen/Typegen.h"
#include "backend/schema/Defaults.h"
#include "shared/fields/FieldCatalogue.h"
#include "tests/support/TestSuite.h"

using namespace socle;
using codegen::Language;

namespace {

schema::Catalogue shop()
{
    auto products = std::make_shared<schema::Collection>();
    products->id = "pbc_1";
    products->name = "shop_products";
    schema::enforceSystemFields(*products);
    const auto add = [&](std::string_view type, std::string_view name) -> fields::Field & {
        products->fields.push_back(fields::makeField(type, name));
        return products->fields.back();
    };
    add(fields::kText, "title").required = true;
    fields::Field &state = add(fields::kSelect, "state");
    state.options.set("values", JsonArray{"on sale", "new", "on-sale"});
    state.options.set("maxSelect", 1);
    fields::Field &related = add(fields::kRelation, "related");
    related.options.set("collectionId", "pbc_1");
    related.options.set("maxSelect", 5);
    add(fields::kText, "margin").hidden = true;
    auto system = std::make_shared<schema::Collection>();
    system->id = "pbc_2";
    system->name = "_audit";
    system->system = true;
    return schema::Catalogue({products, system});
}

const std::vector<codegen::RouteFact> kRoutes{
    {.method = "GET", .pattern = "/api/health"},
    {.method = "DELETE",
     .pattern = "/api/socle/jobs/{id}",
     .caller = codegen::RouteFact::Caller::Superuser},
    {.method = "POST", .pattern = "/api/nobody/{wrote...}"}};

} // namespace

class TestCodegen : public QObject
{
    Q_OBJECT
private slots:

    void names_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("pascal");
        QTest::addColumn<QString>("camel");
        QTest::addColumn<QString>("snake");
        QTest::newRow("plain") << "books"
                               << "Books"
                               << "books"
                               << "books";
        QTest::newRow("snake") << "blog_posts"
                               << "BlogPosts"
                               << "blogPosts"
                               << "blog_posts";
        QTest::newRow("camel") << "blogPosts"
                               << "BlogPosts"
                               << "blogPosts"
                               << "blog_posts";
        QTest::newRow("words") << "in progress"
                               << "InProgress"
                               << "inProgress"
                               << "in_progress";
        QTest::newRow("digit") << "2fa"
                               << "T2fa"
                               << "T2fa"
                               << "f_2fa";
        QTest::newRow("nothing") << "--"
                                 << "T"
                                 << "t"
                                 << "f_";
    }

    void names()
    {
        QFETCH(QString, name);
        QTEST(QString::fromStdString(codegen::pascalCase(name.toStdString())), "pascal");
        QTEST(QString::fromStdString(codegen::camelCase(name.toStdString())), "camel");
        QTEST(QString::fromStdString(codegen::snakeCase(name.toStdString())), "snake");
    }

    void leavesOutWhatIsHidden()
    {
        const auto catalogue = shop();
        const auto types = codegen::typesOf(catalogue);
        QCOMPARE(types.size(), std::size_t{1});
        QCOMPARE(types[0].name, std::string("ShopProducts"));
        for (const codegen::LanguageName &language : codegen::kLanguages) {
            const std::string text = codegen::generateTypes(catalogue, language.language);
            QVERIFY2(text.find("ShopProducts") != std::string::npos, language.name.data());
            QVERIFY2(text.find("margin") == std::string::npos, language.name.data());
            QVERIFY2(text.find("_audit") == std::string::npos, language.name.data());
        }
    }

    void writesTypeScript()
    {
        const std::string text = codegen::generateTypes(shop(), Language::TypeScript);
        for (const char *line :
             {"export type ShopProductsState = \"on sale\" | \"new\" | \"on-sale\";",
              "  title: string;",
              "  title: string;\n  state?: ShopProductsState | \"\";",
              "  related: Array<RecordId<\"ShopProducts\">>;",
              "    related?: ShopProducts[];",
              "  \"shop_products\": ShopProducts;"}) {
            QVERIFY2(text.find(line) != std::string::npos,
                     (std::string(line) + "\n" + text).c_str());
        }
    }

    void givesEachChoiceItsOwnName()
    {
        const std::string text = codegen::generateTypes(shop(), Language::Swift);
        for (const char *line : {"case onSale = \"on sale\"",
                                 "case newValue = \"new\"",
                                 "case onSale2 = \"on-sale\""}) {
            QVERIFY2(text.find(line) != std::string::npos, text.c_str());
        }
    }

    void describesTheApi()
    {
        const Json document
            = codegen::openApiDocument(shop(), {.title = "T", .version = "1", .url = ""}, kRoutes);
        QCOMPARE(document["openapi"].toText(), std::string("3.1.0"));
        const Json &record = document["components"]["schemas"]["ShopProducts"];
        QVERIFY(record["properties"].find("margin") == nullptr);
        QCOMPARE(record["properties"]["related"]["items"]["type"].toText(), std::string("string"));
        const Json &create = document["components"]["schemas"]["ShopProductsCreate"];
        QCOMPARE(create["required"].dump(), std::string(R"(["title"])"));
        const Json &paths = document["paths"];
        QVERIFY(paths.find("/api/collections/shop_products/records/{id}") != nullptr);
        // Every row of the table is there, with words of its own or without.
        QCOMPARE(paths["/api/health"]["get"]["summary"].toText(),
                 std::string("Whether the server answers"));
        const Json &cancel = paths["/api/socle/jobs/{id}"]["delete"];
        QCOMPARE(cancel["operationId"].toText(), std::string("deleteSocleJobsId"));
        QCOMPARE(cancel["parameters"].array().size(), std::size_t(1));
        QVERIFY(cancel["responses"].find("204") != nullptr);
        QVERIFY(cancel["responses"].find("401") != nullptr);
        QVERIFY(paths["/api/health"]["get"]["responses"].find("401") == nullptr);
        QVERIFY(paths["/api/nobody/{wrote}"]["post"]["responses"].find("400") != nullptr);
    }

    // Whatever a field, choice or collection is called, names in code are legal and differ.
    void findsNamesForOddOnes()
    {
        auto odd = std::make_shared<schema::Collection>();
        odd->id = "pbc_3";
        odd->name = "string";
        schema::enforceSystemFields(*odd);
        for (const char *name : {"class", "2nd", "a_b", "aB", "name"}) {
            odd->fields.push_back(fields::makeField(fields::kText, name));
        }
        fields::Field select = fields::makeField(fields::kSelect, "kind");
        select.options.set("values",
                           JsonArray{"default", "日本", "$x", "a\nb", "unset", "1", "t1"});
        odd->fields.push_back(select);
        auto made = std::make_shared<schema::Collection>();
        made->id = "pbc_4";
        made->name = "posts_create";
        auto posts = std::make_shared<schema::Collection>();
        posts->id = "pbc_5";
        posts->name = "posts";
        const schema::Catalogue catalogue({odd, made, posts});
        const auto types = codegen::typesOf(catalogue);
        QCOMPARE(types[0].name, std::string("String2"));
        QCOMPARE(types[2].name, std::string("Posts2")); // PostsCreate is a collection's
        const auto has = [&](Language language, std::initializer_list<const char *> texts) {
            const std::string source = codegen::generateTypes(catalogue, language);
            for (const char *text : texts) {
                QVERIFY2(source.find(text) != std::string::npos,
                         (std::string(text) + "\n" + source).c_str());
            }
        };
        has(Language::TypeScript, {"  \"2nd\": string;", "\"a\\nb\""});
        has(Language::Dart, {"String classValue;", "String aB2;", "String name;", "\"\\$x\""});
        has(Language::Kotlin, {"val `class`: String", "val aB2: String", "UnsetValue", "Unset,"});
        has(Language::Swift, {"var `class`: String", "case t12 = \"t1\"", "case unset = \"\""});
        has(Language::Go, {"AB2 string `json:\"aB\"`", "T2nd string `json:\"2nd\"`"});
    }

    void hasTemplatesThatFitTogether()
    {
        const schema::Catalogue empty;
        for (const codegen::Template &known : codegen::templates()) {
            QVERIFY(codegen::findTemplate(known.name) == &known);
            QCOMPARE(codegen::templateCollections(known, empty).array().size(),
                     known.collections.size());
            for (const codegen::TemplateRecord &record : known.records) {
                QVERIFY2(isJson(record.values), record.values.data());
            }
        }
        QVERIFY(codegen::findTemplate("nothing") == nullptr);
        QCOMPARE(codegen::takenNames(*codegen::findTemplate("blog"), shop()).size(),
                 std::size_t{0});
    }
};

SOCLE_TEST_SUITE(TestCodegen)
#include "TestCodegen.moc"
