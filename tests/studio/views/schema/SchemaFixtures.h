// A bookshop on a stub transport and a shell that only writes down what it was asked: what the
// tests of the schema view start from.
#pragma once

#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Sheet.h"
#include "studio/shell/Actions.h"
#include "studio/shell/Shell.h"
#include "tests/support/StubTransport.h"

#include <QPointer>
#include <QStringList>
#include <QWidget>

namespace socle::studio {

inline QByteArray bookshop()
{
    const auto id = [](const char *fieldId) {
        return QByteArray(R"({"type":"text","name":"id","id":")") + fieldId
            + R"(","primaryKey":true,"system":true,"required":true,"min":15,"max":15,"pattern":"^[a-z0-9]+$","autogeneratePattern":"[a-z0-9]{15}","hidden":false,"presentable":false,"help":""})";
    };
    const auto field = [](const char *type, const char *name, const char *more = "") {
        return QByteArray(R"(,{"hidden":false,"presentable":false,"system":false,"type":")") + type
            + R"(","name":")" + name + R"(","id":"f_)" + name + R"(")"
            + (QByteArray(type) == "autodate" ? "" : R"(,"help":"","required":false)") + more + "}";
    };
    const auto collection = [](const char *name,
                               const QByteArray &fields,
                               const char *type = "base",
                               const char *indexes = "") {
        return QByteArray(R"({"id":"c)") + name
            + R"(","listRule":"","viewRule":"","createRule":null,"updateRule":null,"deleteRule":null,"name":")"
            + name + R"(","type":")" + type + R"(","fields":[)" + fields + R"(],"indexes":[)"
            + indexes
            + R"(],"created":"2026-01-01 00:00:00.000Z","updated":"2026-01-01 00:00:00.000Z","system":false})";
    };
    const char *toAuthors
        = R"(,"collectionId":"cauthors","maxSelect":1,"minSelect":0,"cascadeDelete":false)";
    const char *toPublishers
        = R"(,"collectionId":"cpublishers","maxSelect":1,"minSelect":0,"cascadeDelete":false)";
    const char *toBooks
        = R"(,"collectionId":"cbooks","maxSelect":1,"minSelect":0,"cascadeDelete":true)";
    const char *toUsers
        = R"(,"collectionId":"cusers","maxSelect":1,"minSelect":0,"cascadeDelete":false)";
    const char *text
        = R"(,"min":0,"max":0,"pattern":"","autogeneratePattern":"","primaryKey":false)";
    const char *number = R"(,"min":null,"max":null,"onlyInt":false)";
    const char *select = R"(,"values":["draft","published","archived"],"maxSelect":1)";
    const char *file
        = R"(,"maxSize":0,"maxSelect":1,"mimeTypes":null,"thumbs":null,"protected":false)";
    const char *editor = R"(,"maxSize":0,"convertURLs":false)";
    QByteArrayList all;
    all << collection("authors",
                      id("i1") + field("text", "name", text) + field("text", "country", text)
                          + field("file", "portrait", file));
    all << collection("publishers",
                      id("i2") + field("text", "site_name", text)
                          + field("url", "site", R"(,"onlyDomains":null,"exceptDomains":null)"));
    all << collection("books",
                      id("i3") + field("text", "title", text)
                          + field("relation", "author", toAuthors)
                          + field("number", "price", number) + field("select", "status", select)
                          + field("file", "cover", file) + field("geoPoint", "location")
                          + field("editor", "notes", editor),
                      "base",
                      "\"CREATE INDEX `idx_books_title` ON `books` (`title`)\"");
    all << collection("users",
                      id("i4")
                          + field("email", "email", R"(,"onlyDomains":null,"exceptDomains":null)")
                          + field("select", "role", select),
                      "auth");
    all << collection("reviews",
                      id("i5") + field("relation", "book", toBooks)
                          + field("relation", "user", toUsers) + field("number", "stars", number));
    all << collection("order_items",
                      id("i6") + field("relation", "ordered", toBooks)
                          + field("number", "qty", number));
    QByteArray system = collection("_otps", id("i7"));
    system.replace("\"system\":false})", "\"system\":true}");
    system.replace(R"("updated":"2026-01-01 00:00:00.000Z","system":false)",
                   R"("updated":"2026-01-01 00:00:00.000Z","system":true)");
    all << system;
    Q_UNUSED(toPublishers)
    return "[" + all.join(',') + "]";
}

/// `items` as one page of a list.
inline StubAnswer pageOf(const QByteArray &items, int total)
{
    return StubAnswer::json("{\"page\":1,\"perPage\":500,\"totalItems\":"
                            + QByteArray::number(total) + ",\"totalPages\":1,\"items\":" + items
                            + "}");
}

class RecordingShell : public Shell
{
public:
    explicit RecordingShell(QWidget &window)
        : m_window(window)
        , m_actions(&window)
    {
    }

    View *open(const ViewTarget &, OpenMode) override { return nullptr; }

    View *open(const RecordRef &, OpenMode) override { return nullptr; }

    View *openCollection(const QString &, OpenMode) override { return nullptr; }

    void showInspector(View *, QWidget *, const QString &) override { }

    void setInspectorVisible(bool) override { }

    void showSheet(Sheet *sheet) override
    {
        lastSheet = sheet;
        sheet->open();
    }

    QWidget *window() override { return &m_window; }

    void toast(Tone, const QString &text, const QString &, std::function<void()>) override
    {
        said << text;
    }

    void status(const QString &text) override { said << text; }

    void showBanner(const BannerText &) override { }

    void hideBanner(const QString &) override { }

    Actions &actions() override { return m_actions; }

    Workspace &workspace() override { qFatal("the schema view has no business in the workspace"); }

    QString connectionId() const override { return QStringLiteral("test"); }

    QStringList said;
    QPointer<Sheet> lastSheet;

private:
    QWidget &m_window;
    Actions m_actions;
};

struct SchemaConnection
{
    explicit SchemaConnection(MemoryDraftStore *drafts = nullptr)
    {
        auto owned = std::make_unique<StubTransport>();
        stub = owned.get();

        struct Shared final : DraftStore
        {
            explicit Shared(MemoryDraftStore *target)
                : to(target)
            {
            }

            void put(const StoredDraft &draft) override { to->put(draft); }

            void remove(const QString &id) override { to->remove(id); }

            std::vector<StoredDraft> all(const QString &kind) const override
            {
                return to->all(kind);
            }

            MemoryDraftStore *to;
        };

        std::unique_ptr<DraftStore> store;
        if (drafts != nullptr) {
            store = std::make_unique<Shared>(drafts);
        }
        ConnectionProfile profile;
        profile.id = QStringLiteral("test");
        profile.address = QStringLiteral("http://x");
        context = std::make_unique<ConnectionContext>(profile, std::move(owned), std::move(store));
        context->client().setRetryDelays({});
    }

    void serve(const QByteArray &collections)
    {
        stub->on("GET", QStringLiteral("/api/collections"), pageOf(collections, 7));
        stub->on("GET", QStringLiteral("/api/collections/*"), pageOf("[]", 1204));
        stub->on("GET", QStringLiteral("/api/collections"), pageOf(collections, 7));
    }

    StubTransport *stub = nullptr;
    std::unique_ptr<ConnectionContext> context;
};

} // namespace socle::studio
