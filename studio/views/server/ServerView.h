// The settings of the server: pages made from one table, changes kept as a draft, a review before
// they are sent, the server's refusals beside their fields.
//
// Two documents stand behind it, the peer's and Socle's own; a server without the second shows the
// pages that need it with one line that says so. Object names: settings.page.<key>, settings.nav.*,
// settings.field.<path>, settings.save.
//
// Source: studio.md 4.14; admin-api.md A2.
#pragma once

#include "studio/domain/SettingsDraft.h"
#include "studio/shell/PlaceTrail.h"
#include "studio/shell/View.h"

#include <QMap>

class QStackedWidget;

namespace socle::studio {

class ActionSheet;
class Banner;
class ConnectionContext;
class FormPage;
class KeysPage;
class SaveBar;
class ServerNav;
class SettingRow;
class Shell;
struct ApiError;
struct ServerPage;

class ServerView : public View
{
    Q_OBJECT

public:
    ServerView(ConnectionContext &context, Shell &shell, const ViewTarget &target);

    QList<QAction *> viewActions() const override { return m_actions; }

    void navigate(const ViewTarget &target) override;
    void refresh() override;

    bool canGoBack() const override { return m_trail.canGoBack(); }

    bool canGoForward() const override { return m_trail.canGoForward(); }

    void goBack() override;
    void goForward() override;
    bool find() override;
    bool save() override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;

    SettingsDraft &serverDraft() { return *m_server; }

    SettingsDraft &socleDraft() { return *m_socle; }

    const QString &currentPage() const { return m_page; }

    void showPage(const QString &key);
    void showSetting(const QString &path, bool isSocle);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QWidget *makePage(const ServerPage &page);
    void makeActions();
    void load();
    void loaded(const Json &document);
    void changed();
    void review();
    void send(ActionSheet *sheet);
    void refused(ActionSheet *sheet, SettingsDraft &draft, const ApiError &error);
    void setLocked();
    QString lockOutWarning() const;

    ConnectionContext &m_context;
    Shell &m_shell;
    SettingsDraft *const m_server;
    SettingsDraft *const m_socle;
    QList<QAction *> m_actions;
    ServerNav *m_nav = nullptr;
    QStackedWidget *m_stack = nullptr;
    SaveBar *m_bar = nullptr;
    Banner *m_banner = nullptr;
    KeysPage *m_keys = nullptr;
    QMap<QString, FormPage *> m_pages;
    QMap<QString, QWidget *> m_reasons; // shown on pages that need Socle's own settings
    QList<SettingRow *> m_rows;
    QList<QWidget *> m_socleParts;
    QString m_page;
    QString m_address; // of this computer, as the server sees it
    bool m_hasSocle = false;
    PlaceTrail<QString> m_trail; // pages
};

View *makeServerView(ConnectionContext &context, Shell &shell, const ViewTarget &target);

} // namespace socle::studio
