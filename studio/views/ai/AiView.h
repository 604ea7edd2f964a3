// AI of one server: chat playground, questions about the data, providers and access, usage.
//
// States: loading (skeleton), error with Retry, no capability (one line why), content. The chat is
// the view's heart and its first tab; Providers and Usage are the superuser's. Object names:
// ai.tabs; each page names its own.
//
// Source: studio.md 4.8, 3.13; ai.md 7.
#pragma once

#include "studio/domain/AiDesk.h"
#include "studio/domain/ChatSession.h"
#include "studio/shell/PlaceTrail.h"
#include "studio/shell/View.h"

class QStackedLayout;

namespace socle::studio {

class AskPage;
class ChatPage;
class ConnectionContext;
class ProvidersPage;
class Shell;
class Tabs;
class UsagePage;

class AiView : public View
{
    Q_OBJECT

public:
    AiView(ConnectionContext &context, Shell &shell, const ViewTarget &target);

    QList<QAction *> viewActions() const override { return m_actions; }

    /// arguments: "page" = chat | ask | providers | usage; "question" = words for Ask; "prompt" =
    /// text for the composer.
    void navigate(const ViewTarget &target) override;
    void refresh() override;
    void activated() override;

    bool canGoBack() const override { return m_trail.canGoBack(); }

    bool canGoForward() const override { return m_trail.canGoForward(); }

    void goBack() override;
    void goForward() override;
    bool find() override;
    bool createNew() override;
    QJsonObject saveState() const override;
    void restoreState(const QJsonObject &state) override;

    /// "chat", "ask", "providers", "usage".
    void showPage(const QString &key);

    ChatSession &session() { return m_session; }

    AiDesk &desk() { return m_desk; }

private:
    void makePages();
    void makeActions();
    void showDesk();
    void showMissing();

    ConnectionContext &m_context;
    Shell &m_shell;
    AiDesk m_desk;
    ChatSession m_session;
    QList<QAction *> m_actions;
    Tabs *m_tabs = nullptr;
    QStackedLayout *m_pages = nullptr;
    ChatPage *m_chat = nullptr;
    AskPage *m_ask = nullptr;
    ProvidersPage *m_providers = nullptr;
    UsagePage *m_usage = nullptr;
    PlaceTrail<QString> m_trail; // pages
};

} // namespace socle::studio
