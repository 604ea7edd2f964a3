// The accounts of this server: a list for each auth collection, superusers last, and the page of
// one account in its place.
//
// Back (Alt+Left) leads from a page to the list. Object names: users.tabs, users.search,
// users.state, users.new, users.table, users.page, users.footer.
//
// Source: studio.md 4.10.
#pragma once

#include "studio/domain/CollectionSchema.h"
#include "studio/shell/View.h"

class QStackedLayout;

namespace socle::studio {

class AccountModel;
class AccountPage;
class Button;
class ConnectionContext;
class DataGrid;
class EmptyState;
class SearchField;
class Segmented;
class Shell;
class Tabs;
class Text;
class UsersBulk;

class UsersView : public View
{
    Q_OBJECT

public:
    UsersView(ConnectionContext &context, Shell &shell, const ViewTarget &target);
    ~UsersView() override;

    QList<QAction *> viewActions() const override { return m_actions; }

    void navigate(const ViewTarget &target) override;
    void refresh() override;
    bool find() override;
    bool createNew() override;
    bool save() override;
    bool canGoBack() const override;
    bool canGoForward() const override;
    void goBack() override;
    void goForward() override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;

    AccountModel &model() { return *m_model; }

    AccountPage &page() { return *m_account; }

    bool isPageShown() const;
    void openAccount(const QString &recordId);
    void showList();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *makeList();
    void makeActions();
    void rebuildTabs();
    void choose(const QString &collectionId);
    void search();
    void showChosen();
    void listChanged();
    void removed(const QString &id);
    void refreshTitle();

    ConnectionContext &m_context;
    Shell &m_shell;
    AccountModel *const m_model;
    CollectionPtr m_collection;
    QString m_wanted; // a record to open once the schema is there
    QString m_wantedCollection;
    QString m_forward; // the page goBack() left
    QList<QAction *> m_actions;
    Tabs *m_tabs = nullptr;
    SearchField *m_search = nullptr;
    Segmented *m_states = nullptr;
    Button *m_new = nullptr;
    DataGrid *m_grid = nullptr;
    EmptyState *m_empty = nullptr;
    Text *m_count = nullptr;
    UsersBulk *m_bulk = nullptr;
    QStackedLayout *m_place = nullptr; // grid, skeleton, words
    QStackedLayout *m_pages = nullptr; // list, account
    QWidget *m_list = nullptr;
    AccountPage *m_account = nullptr;
};

View *makeUsersView(ConnectionContext &context, Shell &shell, const ViewTarget &target);

} // namespace socle::studio
