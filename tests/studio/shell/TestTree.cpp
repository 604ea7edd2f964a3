// The collection tree's lines without a server: groups within groups, pins, saved views, fields
// found by "books.price"; and a structure copied.
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/IndexStatement.h"
#include "studio/domain/SavedViews.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StructureCopy.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/CollectionTree.h"
#include "studio/shell/CollectionTreeModel.h"
#include "tests/studio/domain/Fixtures.h"
#include "tests/support/TempDir.h"
#include "tests/support/TestSuite.h"

#include <QListView>
#include <QSignalSpy>

using namespace Qt::StringLiterals;

namespace socle::studio {

class TestTree : public QObject
{
    Q_OBJECT

    const test::TempDir m_folder;
    std::unique_ptr<Workspace> m_workspace;
    std::unique_ptr<ConnectionContext> m_context;

    /// "kind depth title" per line.
    static QStringList lines(const CollectionTreeModel &model)
    {
        const QString kinds = u"scvf"_s;
        QStringList all;
        for (int row = 0; row < model.rowCount(); ++row) {
            const QModelIndex index = model.index(row);
            all << u"%1%2 %3"_s.arg(kinds[index.data(CollectionTreeModel::KindRole).toInt()])
                       .arg(index.data(CollectionTreeModel::DepthRole).toInt())
                       .arg(index.data().toString());
        }
        return all;
    }

private slots:

    void initTestCase()
    {
        auto opened
            = Workspace::open(QString::fromStdString((m_folder.path() / "workspace").string()));
        VERIFY_OK(opened);
        m_workspace = opened.takeValue();
    }

    void init()
    {
        ConnectionProfile profile;
        profile.id = QUuid::createUuid().toString();
        profile.address = u"http://x"_s;
        m_context = std::make_unique<ConnectionContext>(
            profile, std::make_unique<StubTransport>(), nullptr);
        VERIFY_OK(m_context->schema().assign(sampleCollections()));
    }

    void nestsGroupsOneLevel()
    {
        CollectionTreeModel model(*m_context, *m_workspace);
        QCOMPARE(lines(model), (QStringList{u"s0 Collections"_s, u"c0 books"_s, u"c0 authors"_s}));
        model.moveToGroup(u"authors"_s, u"Shop/People"_s);
        QCOMPARE(lines(model),
                 (QStringList{u"s0 Shop"_s,
                              u"s1 People"_s,
                              u"c1 authors"_s,
                              u"s0 Collections"_s,
                              u"c0 books"_s}));
        QCOMPARE(model.groups(), (QStringList{u"Shop"_s, u"Shop/People"_s}));
        // Another outer group whose name sorts between the two stays outside.
        model.moveToGroup(u"books"_s, u"Shop 2"_s);
        QCOMPARE(
            lines(model),
            (QStringList{
                u"s0 Shop"_s, u"s1 People"_s, u"c1 authors"_s, u"s0 Shop 2"_s, u"c0 books"_s}));
        model.toggleSection(u"group/Shop"_s);
        QCOMPARE(lines(model), (QStringList{u"s0 Shop"_s, u"s0 Shop 2"_s, u"c0 books"_s}));
        model.toggleSection(u"group/Shop"_s);
        model.renameGroup(u"Shop"_s, u"Store"_s);
        QCOMPARE(model.groupOf(u"authors"_s), u"Store/People"_s);
        model.renameGroup(u"Store"_s, {});
        QCOMPARE(model.groupOf(u"authors"_s), u"People"_s); // what was in it comes up
    }

    void groupsSurviveTheModel()
    {
        {
            CollectionTreeModel model(*m_context, *m_workspace);
            model.moveToGroup(u"books"_s, u"Shop/Stock"_s);
            model.togglePin(u"authors"_s);
        }
        const CollectionTreeModel again(*m_context, *m_workspace);
        QCOMPARE(lines(again),
                 (QStringList{
                     u"s0 Pinned"_s, u"c0 authors"_s, u"s0 Shop"_s, u"s1 Stock"_s, u"c1 books"_s}));
    }

    void listsSavedViewsUnderTheirCollection()
    {
        CollectionTreeModel model(*m_context, *m_workspace);
        SavedViews views(*m_workspace, m_context->profile().id, u"cbooks"_s);
        const QString id = views.save({{}, u"Cheap"_s, {{u"filter"_s, u"price < 10"_s}}});
        const QStringList plain{u"s0 Collections"_s, u"c0 books"_s, u"c0 authors"_s};
        QStringList all = plain;
        all.insert(2, u"v1 Cheap"_s);
        QCOMPARE(lines(model), all); // told by the workspace, without a reload
        QCOMPARE(model.indexOfView(u"books"_s, id).row(), 2);
        QCOMPARE(model.indexOfCollection(u"books"_s).row(), 1);
        model.setViewsShown(u"books"_s, false);
        QCOMPARE(lines(model), plain);
        model.setViewsShown(u"books"_s, true);
        views.remove(id);
        QCOMPARE(lines(model), plain);
    }

    void findsFieldsByADot()
    {
        CollectionTreeModel model(*m_context, *m_workspace);
        model.setFilter(u"books.pri"_s);
        QCOMPARE(lines(model), (QStringList{u"s0 Collections"_s, u"c0 books"_s, u"f1 price"_s}));
        model.setFilter(u"books.nothing"_s);
        QVERIFY(lines(model).isEmpty());
        model.setFilter(u"bok"_s);
        QCOMPARE(lines(model), (QStringList{u"s0 Collections"_s, u"c0 books"_s}));
    }

    void opensASavedViewByKey()
    {
        SavedViews(*m_workspace, m_context->profile().id, u"cbooks"_s).save({{}, u"Cheap"_s, {}});
        CollectionTree tree(*m_context, *m_workspace);
        QSignalSpy opened(&tree, &CollectionTree::savedViewRequested);
        QSignalSpy collection(&tree, &CollectionTree::openRequested);
        auto *list = tree.findChild<QListView *>(u"shell.tree"_s);
        list->setCurrentIndex(tree.model()->index(2));
        QTest::keyClick(list, Qt::Key_Return);
        QCOMPARE(opened.count(), 1);
        QCOMPARE(opened.at(0).at(0).toString(), u"books"_s);
        QCOMPARE(collection.count(), 0);
        QTest::keyClick(list, Qt::Key_Left); // folds them, and stays on the collection
        QCOMPARE(tree.model()->rowCount(), 3);
        QCOMPARE(list->currentIndex().data().toString(), u"books"_s);
        QTest::keyClick(list, Qt::Key_Right);
        QCOMPARE(tree.model()->rowCount(), 4);
    }

    void copiesAStructure()
    {
        const Json books = sampleCollections().front();
        Json indexed = books;
        indexed.asObject().set(
            "indexes",
            JsonArray{"CREATE UNIQUE INDEX `idx_books_title` ON `books` (`title`)",
                      "CREATE INDEX `other` ON `books` (`price`)"});
        const Json copy = structureCopy(indexed, u"books_copy"_s);
        QVERIFY(copy.find("id") == nullptr);
        QCOMPARE(copy["name"].toText(), std::string("books_copy"));
        QVERIFY(copy["fields"] == books["fields"]);
        QStringList names;
        for (const Json &index : copy["indexes"].array()) {
            const auto statement = IndexStatement::parse(toQString(index.text()));
            QVERIFY(statement.has_value());
            QCOMPARE(statement->table, u"books_copy"_s);
            names << statement->name;
        }
        QCOMPARE(names, (QStringList{u"idx_books_copy_title"_s, u"other_books_copy"_s}));
        QCOMPARE(copyName(u"books"_s, {u"books"_s}), u"books_copy"_s);
        QCOMPARE(copyName(u"books"_s, {u"BOOKS_copy"_s}), u"books_copy2"_s);
    }
};

} // namespace socle::studio

using socle::studio::TestTree;
SOCLE_TEST_SUITE(TestTree)
#include "TestTree.moc"
