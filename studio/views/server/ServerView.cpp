#include "studio/views/server/ServerView.h"

#include "studio/api/OnResult.h"
#include "studio/api/SettingsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/RateLimitMatch.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Banner.h"
#include "studio/kit/Card.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/FormPage.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"
#include "studio/shell/ActionSheet.h"
#include "studio/shell/Actions.h"
#include "studio/shell/Shell.h"
#include "studio/views/server/KeysPage.h"
#include "studio/views/server/RateLimits.h"
#include "studio/views/server/SaveBar.h"
#include "studio/views/server/ServerMetrics.h"
#include "studio/views/server/ServerNav.h"
#include "studio/views/server/SettingRow.h"
#include "studio/views/server/TestCards.h"

#include <QBoxLayout>
#include <QJsonObject>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

QSet<QString> secretSet(bool isSocle)
{
    const QStringList paths = secretPaths(isSocle);
    return {paths.begin(), paths.end()};
}

} // namespace

ServerView::ServerView(ConnectionContext &context, Shell &shell, const ViewTarget &target)
    : View(u"server"_s)
    , m_context(context)
    , m_shell(shell)
    , m_server(new SettingsDraft(u"settings/server"_s, context.drafts(), this))
    , m_socle(new SettingsDraft(u"settings/socle"_s, context.drafts(), this))
{
    setTitle(tr("Server settings"));
    setIcon(u"sliders"_s);
    m_server->setSecrets(secretSet(false));
    m_socle->setSecrets(secretSet(true));
    auto *content = new QWidget;
    auto *row = new QHBoxLayout(content);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_nav = new ServerNav);
    auto *side = new QVBoxLayout;
    side->setSpacing(0);
    m_banner = new Banner(Tone::Danger, {});
    m_banner->setObjectName(u"settings.problem"_s);
    m_banner->hide();
    connect(m_banner, &Banner::dismissed, m_banner, &QWidget::hide);
    side->addWidget(m_banner);
    side->addWidget(m_stack = new QStackedWidget, 1);
    side->addWidget(m_bar = new SaveBar);
    row->addLayout(side, 1);
    for (const ServerPage &page : serverPages()) {
        m_stack->addWidget(makePage(page));
    }
    setContent(content);
    makeActions();

    connect(m_nav, &ServerNav::pageRequested, this, &ServerView::showPage);
    connect(m_nav, &ServerNav::settingRequested, this, &ServerView::showSetting);
    connect(m_bar, &SaveBar::discardRequested, this, [this] {
        m_server->discard();
        m_socle->discard();
        m_banner->hide();
    });
    connect(m_bar, &SaveBar::reviewRequested, this, &ServerView::review);
    connect(m_server, &SettingsDraft::changed, this, &ServerView::changed);
    connect(m_socle, &SettingsDraft::changed, this, &ServerView::changed);
    connect(&m_context, &ConnectionContext::lockChanged, this, &ServerView::setLocked);
    connect(&m_context, &ConnectionContext::backOnline, this, &ServerView::load);
    connect(&m_context, &ConnectionContext::capabilitiesChanged, this, [this] {
        if (state() == State::Error) {
            load();
        }
    });
    showPage(u"application"_s);
    changed();
    setLocked();
    navigate(target);
    showLoading();
    load();
}

QWidget *ServerView::makePage(const ServerPage &page)
{
    const QString key = QString::fromLatin1(page.key);
    auto *form = new FormPage(server::kPage);
    form->setObjectName(u"settings.page."_s + key);
    form->setAccessibleName(settingText(page.title));
    m_pages.insert(key, form);
    QVBoxLayout *column = form->column();
    column->setSpacing(space::k4);
    auto *title = new Text(settingText(page.title), TextRole::Title);
    column->addWidget(title);
    auto *help = new Text(settingText(page.help), TextRole::Base, Color::TextMuted);
    help->setOverflow(Text::Overflow::Wrap);
    column->addWidget(help);
    column->addSpacing(space::k3);
    if (page.isSocle) {
        auto *reason
            = new Banner(Tone::Info,
                         tr("This server has no such settings"),
                         tr("They belong to Socle servers that answer at /api/socle/settings."));
        reason->setObjectName(u"settings.reason."_s + key);
        reason->setDismissible(false);
        column->addWidget(reason);
        m_reasons.insert(key, reason);
    }
    if (key == u"keys") {
        column->addWidget(m_keys = new KeysPage(m_context, m_shell));
        column->addStretch();
        return form;
    }
    QString section = u"\x01"_s; // no section is called so
    QVBoxLayout *card = nullptr;
    bool isSocleSection = false;
    for (const ServerSetting &setting : serverSettings()) {
        if (QLatin1String(setting.page) != key) {
            continue;
        }
        const QString head = settingText(setting.section);
        if (head != section || setting.isSocle != isSocleSection) {
            const bool isNew = head != section;
            if (isNew && card != nullptr) {
                column->addSpacing(space::k3);
            }
            if (isNew && !head.isEmpty()) {
                auto *words = new SectionHead(head);
                column->addWidget(words);
                if (setting.isSocle) {
                    m_socleParts << words;
                }
            }
            if (isNew) {
                auto *frame = new Card;
                frame->body()->setContentsMargins(0, space::k2, 0, space::k2);
                frame->body()->setSpacing(0);
                column->addWidget(frame);
                if (setting.isSocle) {
                    m_socleParts << frame;
                }
                card = frame->body();
            }
            section = head;
            isSocleSection = setting.isSocle;
        }
        auto *row = new SettingRow(setting, setting.isSocle ? *m_socle : *m_server);
        row->setDivided(card->count() > 0);
        card->addWidget(row);
        m_rows << row;
    }
    if (key == u"mail") {
        column->addSpacing(space::k3);
        column->addWidget(new MailTest(m_context));
    } else if (key == u"storage") {
        column->addWidget(new S3Test(m_context, *m_server, u"storage"_s));
    } else if (key == u"backups") {
        column->addWidget(new S3Test(m_context, *m_server, u"backups"_s));
    } else if (key == u"limits") {
        QStringList names;
        for (const CollectionPtr &collection : m_context.schema().collections()) {
            names << collection->name;
        }
        auto *limits = new RateLimits(*m_server, rateLimitSuggestions(names));
        limits->setObjectName(u"settings.limits"_s);
        column->addSpacing(space::k3);
        column->addWidget(limits);
        connect(&m_context, &ConnectionContext::lockChanged, limits, [this, limits] {
            limits->setLocked(m_context.isLocked());
        });
    }
    column->addStretch();
    return form;
}

void ServerView::makeActions()
{
    const auto add
        = [this](const QString &verb, const QString &text, const QString &icon, auto run) {
              m_actions << Actions::make({.id = u"act.server."_s + verb,
                                          .text = text,
                                          .icon = icon,
                                          .keys = {},
                                          .subject = tr("Server settings"),
                                          .help = {}},
                                         this,
                                         run);
          };
    add(u"save"_s, tr("Review and save the settings"), u"check"_s, [this] { review(); });
    add(u"discard"_s, tr("Discard changed settings"), u"undo"_s, [this] {
        m_server->discard();
        m_socle->discard();
    });
    for (const ServerPage &page : serverPages()) {
        const QString key = QString::fromLatin1(page.key);
        add(u"page."_s + key,
            tr("Settings: %1").arg(settingText(page.title)),
            QString::fromLatin1(page.icon),
            [this, key] { showPage(key); });
    }
}

void ServerView::load()
{
    onResult(SettingsEndpoint(m_context.client()).get(), this, [this](Result<Json> document) {
        if (!document) {
            showError(ErrorText::of(apiError(document.error())), [this] {
                showLoading();
                load();
            });
            return;
        }
        loaded(*document);
    });
    const bool isPeer = m_context.capabilities().serverKind == ServerKind::PocketBase;
    const auto own = [this](const Result<Json> &document) {
        m_hasSocle = document && document->isObject();
        if (m_hasSocle) {
            m_socle->setStored(*document);
        }
        changed();
        setLocked();
    };
    if (isPeer) {
        own(notFound("This server has no such settings."));
    } else {
        onResult(SettingsEndpoint(m_context.client()).getSocle(), this, own);
    }
    onResult(m_context.client().send(ApiRequest::get(u"/api/health"_s, u"settings.health"_s)),
             this,
             [this](const Result<ApiReply> &reply) {
                 if (reply) {
                     m_address = toQString(reply->json["data"]["realIP"].text());
                 }
             });
    m_keys->reload();
}

void ServerView::loaded(const Json &document)
{
    m_server->setStored(document);
    showContent();
}

void ServerView::changed()
{
    QSet<QString> edited;
    QSet<QString> refused;
    for (const SettingRow *row : std::as_const(m_rows)) {
        const SettingsDraft &draft = row->setting().isSocle ? *m_socle : *m_server;
        const QString page = QString::fromLatin1(row->setting().page);
        if (draft.isEdited(row->path())) {
            edited.insert(page);
        }
        if (!draft.problemAt(row->path()).isEmpty()) {
            refused.insert(page);
        }
    }
    if (m_server->isEdited(u"rateLimits.rules"_s)) {
        edited.insert(u"limits"_s);
    }
    if (!m_server->problemAt(u"rateLimits.rules"_s).isEmpty()) {
        refused.insert(u"limits"_s);
    }
    m_nav->setMarks(edited, refused);
    const int count
        = static_cast<int>(m_server->editedPaths().size() + m_socle->editedPaths().size());
    m_bar->setCount(count,
                    static_cast<int>(m_server->problems().size() + m_socle->problems().size()));
    setMark(count > 0 ? Mark::Unsaved : Mark::None);
    for (auto it = m_reasons.begin(); it != m_reasons.end(); ++it) {
        it.value()->setVisible(!m_hasSocle);
    }
    for (QWidget *part : std::as_const(m_socleParts)) {
        part->setVisible(m_hasSocle);
    }
    for (SettingRow *row : std::as_const(m_rows)) {
        row->setVisible(row->isWanted() && (m_hasSocle || !row->setting().isSocle));
    }
}

void ServerView::setLocked()
{
    m_bar->setLocked(m_context.isLocked());
    for (SettingRow *row : std::as_const(m_rows)) {
        row->setLocked(m_context.isLocked());
    }
}

void ServerView::showPage(const QString &key)
{
    FormPage *page = m_pages.value(key);
    if (page == nullptr) {
        return;
    }
    m_page = key;
    m_stack->setCurrentWidget(page);
    m_nav->setCurrent(key);
    if (m_trail.note(key)) {
        emit historyChanged();
    }
    emit viewStateChanged();
}

void ServerView::showSetting(const QString &path, bool isSocle)
{
    for (SettingRow *row : std::as_const(m_rows)) {
        if (row->path() == path && row->setting().isSocle == isSocle) {
            const QString page = QString::fromLatin1(row->setting().page);
            showPage(page);
            if (row->isWanted()) {
                m_pages.value(page)->reveal(row->control());
            }
            return;
        }
    }
    if (path.startsWith(u"rateLimits")) {
        showPage(u"limits"_s);
    }
}

void ServerView::goBack()
{
    m_trail.back([this](const QString &page) { showPage(page); });
    emit historyChanged();
}

void ServerView::goForward()
{
    m_trail.forward([this](const QString &page) { showPage(page); });
    emit historyChanged();
}

void ServerView::navigate(const ViewTarget &target)
{
    const QString page = target.arguments.value(u"page"_s).toString();
    const QString path = target.arguments.value(u"setting"_s).toString();
    if (!page.isEmpty()) {
        showPage(page);
    }
    if (!path.isEmpty()) {
        showSetting(path, findServerSetting(path, false) == nullptr);
    }
}

void ServerView::refresh() { load(); }

bool ServerView::find()
{
    m_nav->focusSearch();
    return true;
}

bool ServerView::save()
{
    if (!m_server->hasChanges() && !m_socle->hasChanges()) {
        return false;
    }
    review();
    return true;
}

QJsonObject ServerView::saveState() const { return {{u"page"_s, m_page}}; }

void ServerView::restoreState(const QJsonObject &state)
{
    showPage(state.value(u"page"_s).toString(u"application"_s));
}

void ServerView::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), colorOf(Color::Surface));
}

View *makeServerView(ConnectionContext &context, Shell &shell, const ViewTarget &target)
{
    return new ServerView(context, shell, target);
}

} // namespace socle::studio
