// The mouse stays unplugged: the data browser on a filled collection. Sorting, filtering by a
// value, groups, saved views, editing many, undo, the inspector, cards and days, export, import,
// another server, existing data.
#include "studio/shell/View.h"
#include "tests/studio/app/DeskWalk.h"

using namespace socle;
using namespace socle::studio;
using namespace Qt::StringLiterals;

class TestKeyboardData : public DeskWalk
{
    Q_OBJECT

    int staged() { return m_desk.staged(); }

    PagedRecordModel *model() { return m_desk.model(); }

    ConnectionContext &context() { return m_desk.context(); }

private slots:

    void anEditIsUndone()
    {
        QVERIFY(m_keys.edit(0, u"title"_s, u"Other"_s));
        QTRY_COMPARE(staged(), 1);
        pilot().press(Qt::Key_Z, Qt::ControlModifier);
        QTRY_COMPARE(staged(), 0);
        pilot().press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
        QTRY_COMPARE(staged(), 1);
        QVERIFY(m_desk.discardAll());
    }

    void everyTypeIsEdited()
    {
        QVERIFY(m_keys.toGrid());
        QVERIFY(m_keys.edit(0, u"price"_s, u"12*1.5"_s));
        QTRY_COMPARE(staged(), 1);
        const int column = model()->columnOf(u"price"_s);
        QTRY_COMPARE(model()->index(0, column).data(Qt::EditRole).toDouble(), 18.0);
        QVERIFY(m_keys.goToCell(1, u"status"_s));
        const QString chosen = model()->index(1, model()->columnOf(u"status"_s)).data().toString();
        pilot().press(Qt::Key_F2);
        QTRY_VERIFY(m_keys.grid()->isEditing());
        pilot().press(chosen == u"draft"_s ? Qt::Key_2 : Qt::Key_1); // the other option
        QTRY_COMPARE(staged(), 2);
        pilot().press(Qt::Key_Escape);
        QTRY_VERIFY(!m_keys.grid()->isEditing());
        QVERIFY(m_keys.toGrid());
        QVERIFY(m_keys.goToCell(2, u"due"_s));
        pilot().press(Qt::Key_Delete); // clears the cell
        QTRY_COMPARE(staged(), 3);
        pilot().press(Qt::Key_Delete, Qt::ControlModifier); // the whole record
        QTRY_VERIFY(context().staging().totalCounts().deletes >= 1);
        QVERIFY(m_desk.discardAll());
    }

    void aColumnSorts()
    {
        QVERIFY(m_keys.toGrid());
        QVERIFY(m_keys.goToCell(0, u"price"_s));
        pilot().press(Qt::Key_S, Qt::AltModifier);
        QTRY_VERIFY(model()->query().sort.join(u',').contains(u"price"_s));
    }

    void aValueFilters()
    {
        QVERIFY(m_keys.goToCell(0, u"status"_s));
        pilot().press(Qt::Key_F, Qt::AltModifier);
        QTRY_VERIFY(model()->query().filter.contains(u"status"_s));
        QTRY_VERIFY(model()->total() >= 2 && model()->total() < 5);
    }

    void aViewIsSaved()
    {
        QVERIFY(m_keys.palette(u">Save as a view"_s));
        QVERIFY(pilot().await(u"data.view.name"_s));
        QVERIFY(m_keys.tabTo(u"data.view.name"_s));
        pilot().press(Qt::Key_A, Qt::ControlModifier);
        pilot().keys(u"One status"_s);
        pilot().press(Qt::Key_Return);
        QTRY_VERIFY(!pilot().isShown(u"data.view.name"_s));
        QTRY_VERIFY(m_keys.bench()->currentView()->title().contains(u"One status"_s));
    }

    void manyAreEdited()
    {
        QVERIFY(m_keys.toGrid());
        pilot().press(Qt::Key_A, Qt::ControlModifier);
        pilot().press(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(pilot().await(u"data.bulk"_s));
        QVERIFY(m_keys.tabTo(u"data.bulk.field.price"_s));
        pilot().press(Qt::Key_Escape);
        QTRY_VERIFY(!pilot().isShown(u"data.bulk"_s));
    }

    void theInspectorFollows()
    {
        QVERIFY(m_keys.toGrid());
        pilot().press(Qt::Key_Period, Qt::ControlModifier);
        QVERIFY(pilot().await(u"data.form"_s));
        for (int i = 0; i < 8 && !m_keys.focused().startsWith(u"data.form"_s)
             && m_keys.focused() != u"shell.inspector.pin"_s;
             ++i) {
            pilot().press(Qt::Key_F6);
        }
        QVERIFY(m_keys.tabTo(u"data.form.field.title"_s));
        pilot().press(Qt::Key_A, Qt::ControlModifier);
        pilot().keys(u"In the form"_s);
        pilot().press(Qt::Key_Tab);
        QTRY_COMPARE(staged(), 1);
        QVERIFY(m_desk.discardAll());
        pilot().press(Qt::Key_Period, Qt::ControlModifier);
    }

    void aCardMoves()
    {
        QVERIFY(m_keys.palette(u">Show as board"_s));
        QVERIFY(pilot().await(u"data.board.column.0"_s));
        QVERIFY(m_keys.tabTo(u"data.board.cards.0"_s));
        QTRY_VERIFY(qobject_cast<QAbstractItemView *>(m_desk.studio.window->focusWidget())
                    != nullptr);
        pilot().press(Qt::Key_Home);
        pilot().press(Qt::Key_Right, Qt::AltModifier | Qt::ShiftModifier);
        QTRY_COMPARE(staged(), 1);
        QVERIFY(m_desk.discardAll());
    }

    void theExportOpens()
    {
        QVERIFY(m_keys.palette(u">Export"_s));
        QVERIFY(pilot().await(u"data.export"_s));
        QVERIFY(m_keys.tabTo(u"data.export.format"_s));
        QVERIFY(m_keys.tabTo(u"data.export.accept"_s));
        pilot().press(Qt::Key_Escape);
        QTRY_VERIFY(!pilot().isShown(u"data.export"_s));
    }

    void theImportOpens()
    {
        QVERIFY(m_keys.palette(u">Import data"_s));
        QVERIFY(pilot().await(u"import.choose"_s));
        QVERIFY(m_keys.tabTo(u"import.choose"_s));
    }

    void anotherServerIsConnected()
    {
        const QString address = context().profile().address;
        Door door = m_desk.door();
        QVERIFY(door.send("POST",
                          u"/api/collections/_superusers/records"_s,
                          {{u"email"_s, u"keys@example.com"_s},
                           {u"password"_s, u"keys-password-1"_s},
                           {u"passwordConfirm"_s, u"keys-password-1"_s}})
                    .isFine());
        pilot().press(Qt::Key_N, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(pilot().await(u"home.connectSheet.address"_s));
        QVERIFY(m_keys.tabTo(u"home.connectSheet.address"_s));
        pilot().keys(address);
        QVERIFY(pilot().await(u"home.connectSheet.password"_s));
        QVERIFY(m_keys.tabTo(u"home.connectSheet.identity"_s));
        pilot().keys(u"keys@example.com"_s);
        QVERIFY(m_keys.tabTo(u"home.connectSheet.password"_s));
        pilot().keys(u"keys-password-1"_s);
        QTRY_VERIFY(pilot().find(u"home.connectSheet.accept"_s) != nullptr
                    && pilot().find(u"home.connectSheet.accept"_s)->isEnabled());
        pilot().press(Qt::Key_Return);
        QVERIFY(pilot().until(u"the second connection"_s, [&] {
            const auto &all = m_desk.studio.window->connections().sessions();
            return all.size() == 2 && all.constLast()->phase() == ConnectionSession::Phase::Ready;
        }));
    }

    void closing()
    {
        bool hasEnded = false;
        m_desk.studio.window->connections().stopAll([&hasEnded] { hasEnded = true; });
        QVERIFY(pilot().until(u"the servers to end"_s, [&hasEnded] { return hasEnded; }));
    }
};

SOCLE_TEST_SUITE(TestKeyboardData)
#include "TestKeyboardData.moc"
