#include "studio/views/ai/AiView.h"

#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Tabs.h"
#include "studio/kit/Theme.h"
#include "studio/shell/Actions.h"
#include "studio/shell/Shell.h"
#include "studio/views/ai/AskPage.h"
#include "studio/views/ai/ChatPage.h"
#include "studio/views/ai/PageFrame.h"
#include "studio/views/ai/ProvidersPage.h"
#include "studio/views/ai/UsagePage.h"

#include <QAction>
#include <QBoxLayout>
#include <QStackedLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

QString draftRoot(const ViewTarget &target)
{
    const QString tab = target.arguments.value(u"tab"_s).toVariant().toString();
    return u"chat/"_s + (tab.isEmpty() ? u"1"_s : tab);
}

} // namespace

AiView::AiView(ConnectionContext &context, Shell &shell, const ViewTarget &target)
    : View(u"ai"_s)
    , m_context(context)
    , m_shell(shell)
    , m_desk(context.client(), context.drafts(), context.isSuperuser())
    , m_session(context.client(), context.drafts(), draftRoot(target))
{
    setTitle(tr("AI"));
    setIcon(u"sparkles"_s);
    makePages();
    makeActions();
    connect(&m_desk, &AiDesk::changed, this, &AiView::showDesk);
    connect(&m_context, &ConnectionContext::capabilitiesChanged, this, &AiView::refresh);
    connect(&m_context, &ConnectionContext::backOnline, this, &AiView::refresh);
    connect(&m_session, &ChatSession::busyChanged, this, [this] { setBusy(m_session.isBusy()); });
    refresh();
    navigate(target);
}

void AiView::makePages()
{
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *band = new Band(Color::Surface, Band::BottomLine);
    auto *row = new QHBoxLayout(band);
    setMirroredMargins(row, space::k5 - space::k2, 0, space::k5, 0);
    m_tabs = new Tabs(Tabs::Look::Underline);
    m_tabs->setObjectName(u"ai.tabs"_s);
    m_tabs->setDrawBase(false);
    m_tabs->setAccessibleName(tr("Pages of AI"));
    m_tabs->addTab(u"chat"_s, tr("Chat"));
    m_tabs->addTab(u"ask"_s, tr("Ask your data"));
    row->addWidget(m_tabs);
    row->addStretch();
    column->addWidget(band);
    auto *stack = new QWidget;
    m_pages = new QStackedLayout(stack);
    m_chat = new ChatPage(m_desk, m_session, m_context.schema(), m_shell);
    m_ask = new AskPage(m_desk, m_context.schema(), m_shell);
    m_pages->addWidget(m_chat);
    m_pages->addWidget(m_ask);
    if (m_context.isSuperuser()) {
        m_tabs->addTab(u"providers"_s, tr("Providers"));
        m_tabs->addTab(u"usage"_s, tr("Usage"));
        m_providers = new ProvidersPage(m_desk, m_shell);
        m_usage = new UsagePage(m_desk);
        m_pages->addWidget(m_providers);
        m_pages->addWidget(m_usage);
        connect(m_chat, &ChatPage::providersRequested, this, [this] { showPage(u"providers"_s); });
    }
    column->addWidget(stack, 1);
    setContent(content);
    m_trail.note(m_tabs->keyAt(m_tabs->currentIndex()));
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        m_pages->setCurrentIndex(index);
        if (m_trail.note(m_tabs->keyAt(index))) {
            emit historyChanged();
        }
        emit viewStateChanged();
    });
    connect(m_chat, &ChatPage::foldChanged, this, &View::viewStateChanged);
}

void AiView::makeActions()
{
    const auto add
        = [this](const QString &verb, const QString &text, const QString &icon, auto run) {
              m_actions << Actions::make({.id = u"act.ai."_s + verb,
                                          .text = text,
                                          .icon = icon,
                                          .keys = {},
                                          .subject = {},
                                          .help = {}},
                                         this,
                                         run);
          };
    add(u"new"_s, tr("New chat"), u"plus"_s, [this] { createNew(); });
    add(u"stop"_s, tr("Stop the answer"), u"stop"_s, [this] { m_session.stop(); });
    add(u"ask"_s, tr("Ask your data"), u"search"_s, [this] {
        showPage(u"ask"_s);
        m_ask->focusQuestion();
    });
    add(u"settings"_s, tr("Chat settings"), u"sliders"_s, [this] {
        showPage(u"chat"_s);
        m_chat->setFoldOpen(!m_chat->isFoldOpen());
    });
    if (m_providers != nullptr) {
        add(u"addProvider"_s, tr("Add an AI provider"), u"server"_s, [this] {
            showPage(u"providers"_s);
            m_providers->addProvider();
        });
    }
}

void AiView::showPage(const QString &key)
{
    if (const int index = m_tabs->indexOfKey(key); index >= 0) {
        m_tabs->setCurrentIndex(index);
    }
}

void AiView::goBack()
{
    m_trail.back([this](const QString &page) { showPage(page); });
    emit historyChanged();
}

void AiView::goForward()
{
    m_trail.forward([this](const QString &page) { showPage(page); });
    emit historyChanged();
}

void AiView::navigate(const ViewTarget &target)
{
    showPage(target.arguments.value(u"page"_s).toString());
    const QString question = target.arguments.value(u"question"_s).toString();
    if (!question.isEmpty()) {
        showPage(u"ask"_s);
        m_ask->ask(question);
    }
    const QString prompt = target.arguments.value(u"prompt"_s).toString();
    if (!prompt.isEmpty()) {
        showPage(u"chat"_s);
        m_session.setComposer(prompt);
        m_chat->focusComposer();
    }
}

void AiView::refresh()
{
    const Capabilities &capabilities = m_context.capabilities();
    // A superuser may switch AI on again, so a Socle server is asked even when the capability is
    // off.
    const bool mayLook = capabilities.has(Capability::AiChat)
        || (capabilities.serverKind == ServerKind::Socle && m_context.isSuperuser());
    m_session.setServerHasAi(mayLook);
    if (!mayLook) {
        showMissing();
        return;
    }
    if (state() != State::Filled) {
        showLoading();
    }
    m_desk.load();
}

void AiView::showMissing()
{
    const QString reason = m_context.capabilities().reason(Capability::AiChat);
    showEmpty({u"sparkles"_s, tr("Chat with models and ask your data in words"), reason, {}});
}

void AiView::showDesk()
{
    if (m_desk.state() == AiDesk::State::Failed) {
        if (state() == State::Filled) {
            return; // what is on the screen stays; the next action says what is wrong
        }
        ErrorText text = ErrorText::of(m_desk.error());
        text.title = tr("Could not load AI");
        showError(text, [this] { refresh(); });
        return;
    }
    showContent();
}

void AiView::activated()
{
    if (m_tabs->currentIndex() == 0 && state() == State::Filled) {
        m_chat->focusComposer();
    }
}

bool AiView::find()
{
    showPage(u"ask"_s);
    m_ask->focusQuestion();
    return true;
}

bool AiView::createNew()
{
    showPage(u"chat"_s);
    m_chat->newChat();
    return true;
}

QJsonObject AiView::saveState() const
{
    return {{u"page"_s, m_tabs->keyAt(m_tabs->currentIndex())}, {u"fold"_s, m_chat->isFoldOpen()}};
}

void AiView::restoreState(const QJsonObject &state)
{
    showPage(state.value(u"page"_s).toString());
    m_chat->setFoldOpen(state.value(u"fold"_s).toBool());
}

} // namespace socle::studio
