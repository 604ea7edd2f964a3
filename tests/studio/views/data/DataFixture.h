// The data browser on a stub transport: two collections, some books, a recording shell.
#pragma once

#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/DataGrid.h"
#include "studio/views/data/DataView.h"
#include "tests/studio/domain/Fixtures.h"
#include "tests/studio/views/data/ShellRecorder.h"

#include <QAction>
#include <QHash>
#include <QPointer>
#include <QTest>

namespace socle::studio {

inline const QString kBookRecords = QStringLiteral("/api/collections/books/records");

struct DataFixture
{
    /// `total` books b0, b1, …; the view is not made before open().
    explicit DataFixture(int total = 3)
        : shell(&window)
    {
        auto owned = std::make_unique<StubTransport>();
        stub = owned.get();
        ConnectionProfile profile;
        profile.name = QStringLiteral("Test");
        profile.address = QStringLiteral("http://x");
        auto memory = std::make_unique<MemoryDraftStore>();
        drafts = memory.get();
        context = std::make_unique<ConnectionContext>(profile, std::move(owned), std::move(memory));
        context->client().setRetryDelays({});
        discard(context->schema().assign(sampleCollections()), "the fixture is well-formed");
        serve(total);
        window.resize(1100, 700);
    }

    /// The view goes before the context it works with.
    ~DataFixture() { delete view; }

    void serve(int total)
    {
        stub->on("GET", kBookRecords, [this, total](const TransportRequest &request) {
            const int page = StubTransport::query(request, QStringLiteral("page")).toInt();
            const int perPage = StubTransport::query(request, QStringLiteral("perPage")).toInt();
            JsonArray items;
            for (int i = (page - 1) * perPage; i < std::min(page * perPage, total); ++i) {
                items.push_back(changed.contains(i) ? changed.value(i) : book(i));
            }
            return StubAnswer::json(Json(JsonObject{{"items", std::move(items)},
                                                    {"page", page},
                                                    {"perPage", perPage},
                                                    {"totalItems", total},
                                                    {"totalPages", 1}}));
        });
    }

    static Json book(int i)
    {
        return JsonObject{{"id", "book0000000000" + std::to_string(i)},
                          {"collectionId", "cbooks"},
                          {"collectionName", "books"},
                          {"title", "Title " + std::to_string(i)},
                          {"price", i + 1},
                          {"author", ""},
                          {"tags", JsonArray{"a"}},
                          {"updated", "2025-01-01 00:00:00.000Z"}};
    }

    DataView &open(const ViewTarget &target
                   = {QStringLiteral("data"), QStringLiteral("books"), {}, {}})
    {
        view = new DataView(*context, shell, target);
        view->setParent(&window);
        view->resize(window.size());
        window.show();
        view->show();
        grid = view->findChild<DataGrid *>(QStringLiteral("data.grid"));
        return *view;
    }

    QModelIndex cell(int row, const QString &field) const
    {
        return view->model()->index(row, view->model()->columnOf(field));
    }

    QAction *action(const QString &id) const
    {
        for (QAction *each : view->viewActions()) {
            if (each->objectName() == id) {
                return each;
            }
        }
        return nullptr;
    }

    template <typename T> T *part(const QString &name) const { return view->findChild<T *>(name); }

    QHash<int, Json> changed; // books as they are on the server now
    QWidget window;
    ShellRecorder shell;
    StubTransport *stub = nullptr;
    MemoryDraftStore *drafts = nullptr;
    std::unique_ptr<ConnectionContext> context;
    QPointer<DataView> view; // a child of the window
    DataGrid *grid = nullptr;
};

} // namespace socle::studio
