// All collections as cards, one collection as a sheet, and the review of what is drafted; one tab,
// or one tab per collection.
//
// States: loading, empty (no collection of one's own yet), filled, error. Nothing is sent before
// Apply; drafts live in the SchemaStore and survive a restart. Object names: schema.cards,
// schema.card.<name>, schema.add, schema.search, schema.system, schema.review, schema.apply.
//
// Source: studio.md 4.4; mockups/schema-light.png.
#pragma once

#include "studio/domain/SchemaApply.h"
#include "studio/shell/View.h"

#include <QHash>

class QStackedWidget;

namespace socle::studio {

class Button;
class CollectionEditor;
class ConnectionContext;
class EmptyState;
class IconButton;
class ReviewPanel;
class SchemaDraft;
class SchemaMap;
class SearchField;
class Shell;
class Text;

class SchemaView : public View
{
    Q_OBJECT

public:
    SchemaView(ConnectionContext &context, Shell &shell, const ViewTarget &target);
    ~SchemaView() override;

    QList<QAction *> viewActions() const override { return m_actions; }

    void navigate(const ViewTarget &target) override;
    void refresh() override;
    bool find() override;
    bool createNew() override;
    bool save() override;
    bool canGoBack() const override;
    void goBack() override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;

    /// Opens the sheet of a collection (id or name).
    void openSheet(const QString &idOrName);
    void showReview(bool shown);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeToolbar();
    void makeBeginning();
    void makeActions();
    SchemaDraft &draftOf(const QString &id);
    void update(); // content by the state of the store
    void updateMap();
    void updateReview();
    void closeSheet();
    void removeCollection(const QString &id);
    void applied(const std::vector<SchemaStepOutcome> &outcomes);
    void countRecords();
    void placeToolbar();
    void placeBeginning();

    ConnectionContext &m_context;
    Shell &m_shell;
    QList<QAction *> m_actions;
    QAction *m_new = nullptr;
    QStackedWidget *const m_stack;
    QWidget *const m_mapPage;
    SchemaMap *const m_map;
    QWidget *m_toolbar = nullptr;
    SearchField *m_search = nullptr;
    IconButton *m_system = nullptr;
    Button *m_review = nullptr;
    Text *const m_nothing;
    EmptyState *m_beginning = nullptr;
    ReviewPanel *const m_panel;
    CollectionEditor *m_editor = nullptr;
    QHash<QString, SchemaDraft *> m_drafts;
    QHash<QString, qint64> m_counts; // -1: asked, no answer yet
    QString m_sheetId;
    bool m_showsSystem = false;
    bool m_isUpdateDue = false;
};

} // namespace socle::studio
