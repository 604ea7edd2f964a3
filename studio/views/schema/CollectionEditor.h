// The sheet of one collection: header with name and type, then its fields, indexes, rules, options
// or query. Nothing is sent here; everything goes into the draft.
//
// Faults show while typing, after the first change; what the server refused stays until the draft
// changes there. A fault without a control is a banner at the top. Object names: schema.name,
// schema.type, schema.sections, schema.review, schema.undo, schema.redo, schema.delete.
//
// Source: studio.md 4.4.1, 3.14, 3.15.
#pragma once

#include "studio/domain/SchemaDraft.h"

#include <QWidget>

class QStackedWidget;
class QVBoxLayout;

namespace socle::studio {

class AuthSection;
class Banner;
class Button;
class ConnectionContext;
class FieldList;
class FieldPane;
class IconButton;
class IndexSection;
class QuerySection;
class RulesSection;
class Segmented;
class Tabs;
class Text;
class TextField;

class CollectionEditor : public QWidget
{
    Q_OBJECT

public:
    CollectionEditor(ConnectionContext &context, SchemaDraft &draft, QWidget *parent = nullptr);

    SchemaDraft &draft() { return m_draft; }

    /// Focus for the first thing to do: the name of a new collection, else the first field.
    void focusFirst();
    void showField(const QString &fieldId);
    /// Errors of an apply by path ("fields.<id>.name"); shown at their controls, the first one
    /// focused. `message` is the server's.
    void setServerProblems(const QMap<QString, QString> &problems, const QString &message);
    /// Number in the review button.
    void setReviewCount(int count);

    bool hasProblems() const { return !m_problems.isEmpty(); }

signals:
    void backRequested();
    void reviewRequested();
    void removeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *makeHeader();
    QWidget *makePage(QWidget *section);
    void refresh();
    void rebuildTabs();
    void check();
    void showSection(const QString &key);

    ConnectionContext &m_context;
    SchemaDraft &m_draft;
    TextField *m_name = nullptr;
    Text *m_nameError = nullptr;
    Segmented *m_type = nullptr;
    Text *m_facts = nullptr;
    Button *m_review = nullptr;
    IconButton *m_undo = nullptr;
    IconButton *m_redo = nullptr;
    IconButton *m_delete = nullptr;
    Tabs *m_tabs = nullptr;
    QVBoxLayout *m_bannerPlace = nullptr;
    Banner *m_banner = nullptr;
    QStackedWidget *m_stack = nullptr;
    QWidget *m_fieldsPage = nullptr;
    QWidget *m_indexPage = nullptr;
    QWidget *m_rulesPage = nullptr;
    QWidget *m_authPage = nullptr;
    QWidget *m_queryPage = nullptr;
    FieldList *m_fields = nullptr;
    FieldPane *m_pane = nullptr;
    IndexSection *m_indexes = nullptr;
    RulesSection *m_rules = nullptr;
    AuthSection *m_auth = nullptr;
    QuerySection *m_query = nullptr;
    QMap<QString, QString> m_problems; // local
    QMap<QString, QString> m_serverProblems;
    Json m_checked; // the draft the server's answer is about
    bool m_isTouched = false;
};

} // namespace socle::studio
