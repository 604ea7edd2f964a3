// Two open connections side by side in one tab: what their schemas, and the records of a
// collection, have that the other has not. Only reads, so a write lock changes nothing here.
//
// Each side keeps its own place: choice of connection, environment in its colour, how far it was
// read, and its own error. Records come in portions (RecordComparison), next() below the list.
//
// Object names: compare.left|right (CompareSide), compare.what, compare.collection, compare.state,
// compare.next, compare.list, compare.detail, compare.left.error.retry …
//
// Source: studio.md 2.2, 3.2.
#pragma once

#include "studio/domain/Comparison.h"
#include "studio/shell/View.h"

class QStackedWidget;
class QTreeWidget;
class QTreeWidgetItem;

namespace socle::studio {

class Button;
class CompareDetail;
class CompareSide;
class ConnectionContext;
class Connections;
class EmptyState;
class RecordComparison;
class Segmented;
class Select;
class Shell;
class Text;
struct RecordDifference;

class CompareView : public View
{
    Q_OBJECT

public:
    CompareView(Connections &connections, Shell &shell);

    void refresh() override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;

private:
    QWidget *makeHead();
    QWidget *makeErrors();
    QWidget *makeContent();
    void chooseSides();
    void connectionsChanged();
    void watch();
    ConnectionContext *context(const CompareSide &side) const;
    bool isRecords() const;
    QString phases() const;
    void fillCollections();
    void compare();
    bool showReadiness();
    void compareSchema();
    void compareRecords();
    void showRecords();
    void addRecord(const RecordDifference &record);
    QString valueText(const CompareSide &side, const Json &value, const QString &field) const;
    void showCurrent();
    void showNothing(const QString &icon, const QString &title, const QString &reason);
    void showFailure(const CompareSide &side, const ErrorText &text);
    void showList(int count);

    Connections &m_connections;
    Shell &m_shell;
    CompareSide *const m_left;
    CompareSide *const m_right;
    Segmented *const m_what;
    Select *const m_collection;
    Text *const m_words;
    Button *const m_next;
    QStackedWidget *const m_body;
    QWidget *m_skeletonPage = nullptr;
    EmptyState *m_nothing = nullptr;
    QWidget *m_errors = nullptr;
    EmptyState *m_leftError = nullptr;
    EmptyState *m_rightError = nullptr;
    QWidget *m_filled = nullptr;
    QTreeWidget *const m_list;
    CompareDetail *const m_detail;
    QList<Difference> m_schema; // what the list shows of schemas
    RecordComparison *m_records = nullptr;
    qsizetype m_shown = 0; // records of the portion that stand in the list
    int m_portions = 0;
    QString m_phases; // of both sides when they were compared last
    QList<QMetaObject::Connection> m_watched;
};

} // namespace socle::studio
