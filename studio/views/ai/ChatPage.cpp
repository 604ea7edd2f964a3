#include "studio/views/ai/ChatPage.h"

#include "studio/domain/AiDesk.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Banner.h"
#include "studio/kit/Button.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/ListRow.h"
#include "studio/kit/Popover.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Select.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/kit/Theme.h"
#include "studio/shell/Shell.h"
#include "studio/views/ai/AiMetrics.h"
#include "studio/views/ai/AiWords.h"
#include "studio/views/ai/ChatComposer.h"
#include "studio/views/ai/ChatSettings.h"
#include "studio/views/ai/MessageWidget.h"
#include "studio/views/ai/PageFrame.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

// Keys of the picker that are no models; a model has a slash.
const QString kDefaultKey = u"@default"_s;
const QString kOtherKey = u"@other"_s;

} // namespace

ChatPage::ChatPage(
    AiDesk &desk, ChatSession &session, const SchemaStore &schema, Shell &shell, QWidget *parent)
    : QWidget(parent)
    , m_desk(desk)
    , m_session(session)
    , m_schema(schema)
    , m_shell(shell)
    , m_model(new Select)
    , m_fold(new IconButton(u"sliders"_s, tr("Chat settings")))
    , m_offline(new Banner(Tone::Info,
                           tr("Built-in offline engine"),
                           tr("It finds, counts and lists your records. It is not a language "
                              "model: nothing leaves this server.")))
    , m_scroll(new ColumnScroll(ai::kColumn))
    , m_messages(new QWidget)
    , m_list(new QVBoxLayout(m_messages))
    , m_composer(new ChatComposer)
    , m_settings(new ChatSettings)
    , m_total(new Text({}, TextRole::Small, Color::TextMuted))
{
    setObjectName(u"ai.chat"_s);
    setAccessibleName(tr("Chat"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    auto *column = new QVBoxLayout;
    column->setSpacing(0);
    row->addLayout(column, 1);
    row->addWidget(m_settings);
    column->addWidget(makeToolbar());

    m_list->setContentsMargins(0, 0, 0, 0);
    m_list->setSpacing(space::k6);
    m_offline->setObjectName(u"ai.offline"_s);
    if (m_desk.isSuperuser()) {
        Button *add = m_offline->addAction(tr("Add a provider"));
        add->setObjectName(u"ai.offline.add"_s);
        connect(add, &QPushButton::clicked, this, &ChatPage::providersRequested);
    }
    m_scroll->setObjectName(u"ai.transcript"_s);
    m_scroll->column()->addWidget(m_offline);
    m_empty = makeEmpty();
    m_scroll->column()->addWidget(m_empty);
    m_scroll->column()->addWidget(m_messages);
    m_scroll->column()->addStretch();
    m_scroll->setFollowsEnd(true);
    column->addWidget(m_scroll, 1);

    auto *bottom = new Band(Color::Surface, Band::NoLine);
    auto *bottomRow = new QHBoxLayout(bottom);
    bottomRow->setContentsMargins(space::k7, space::k3, space::k7, space::k4);
    bottomRow->addStretch(1);
    keepScaled(m_composer, Extent::MostWidth, ai::kColumn);
    bottomRow->addWidget(m_composer, 1000);
    bottomRow->addStretch(1);
    column->addWidget(bottom);

    auto *footer = new Band(Color::Surface, Band::TopLine);
    keepScaled(footer, Extent::Height, layout::kFooter);
    auto *footerRow = new QHBoxLayout(footer);
    footerRow->setContentsMargins(space::k5, 0, space::k5, 0);
    m_total->setObjectName(u"ai.meter"_s);
    footerRow->addWidget(m_total);
    footerRow->addStretch();
    column->addWidget(footer);

    m_composer->setText(m_session.composer());
    connect(m_composer, &ChatComposer::textEdited, &m_session, &ChatSession::setComposer);
    connect(m_composer, &ChatComposer::sendRequested, this, [this] {
        m_scroll->scrollToEnd();
        m_session.send(m_composer->text());
        m_composer->setText(m_session.composer());
    });
    connect(m_composer, &ChatComposer::stopRequested, &m_session, &ChatSession::stop);
    connect(m_settings, &ChatSettings::optionsEdited, this, [this](ChatOptions options) {
        options.model = m_session.options().model;
        m_session.setOptions(options);
    });
    connect(m_model, &Select::currentChanged, this, &ChatPage::chooseModel);
    connect(&m_session, &ChatSession::pathChanged, this, &ChatPage::rebuild);
    connect(&m_session, &ChatSession::messageChanged, this, &ChatPage::updateMessage);
    connect(&m_session, &ChatSession::busyChanged, this, [this] {
        m_composer->setBusy(m_session.isBusy());
        for (const QString &id : m_session.tree().path()) {
            updateMessage(id);
        }
        updateFooter();
    });
    connect(&m_session, &ChatSession::optionsChanged, this, [this] {
        showModels();
        m_settings->setOptions(m_session.options());
    });
    connect(&m_session, &ChatSession::consentChanged, this, &ChatPage::updateConsent);
    connect(&m_desk, &AiDesk::changed, this, [this] {
        showModels();
        m_settings->setSystemAllowed(m_desk.isSuperuser(),
                                     tr("Only superusers send a system prompt."));
        m_composer->setBlocked(m_desk.mayChat() ? QString()
                                                : tr("You may not chat on this server."));
        updateConsent();
    });
    connect(&m_schema, &SchemaStore::collectionsChanged, this, &ChatPage::fillExamples);
    setFoldOpen(false);
    m_settings->setOptions(m_session.options());
    fillExamples();
    showModels();
    rebuild();
    updateConsent();
}

QWidget *ChatPage::makeToolbar()
{
    auto *bar = new Band(Color::Surface, Band::BottomLine);
    keepScaled(bar, Extent::Height, layout::kToolbar);
    auto *row = new QHBoxLayout(bar);
    setMirroredMargins(row, space::k5, 0, space::k4, 0);
    row->setSpacing(space::k3);
    m_model->setObjectName(u"ai.model"_s);
    m_model->setAccessibleName(tr("Model"));
    keepScaled(m_model, Extent::Width, ai::kModelWidth);
    row->addWidget(m_model);
    row->addStretch();
    m_fold->setObjectName(u"ai.settings"_s);
    m_fold->setCheckable(true);
    connect(m_fold, &QToolButton::toggled, this, [this](bool on) {
        m_settings->setVisible(on);
        emit foldChanged();
    });
    row->addWidget(m_fold);
    auto *fresh = new Button(u"plus"_s, tr("New chat"), ButtonVariant::Secondary);
    fresh->setObjectName(u"ai.newChat"_s);
    connect(fresh, &QPushButton::clicked, this, &ChatPage::newChat);
    row->addWidget(fresh);
    return bar;
}

QWidget *ChatPage::makeEmpty()
{
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, space::k9, 0, 0);
    column->setSpacing(space::k5);
    auto *state = new EmptyState(u"sparkles"_s,
                                 tr("Ask about your project, in words"),
                                 tr("A message goes to the chosen model and nowhere else."));
    keepScaled(state, Extent::LeastHeight, ai::kEmptyHeight);
    column->addWidget(state);
    auto *list = new QWidget;
    m_examples = new QVBoxLayout(list);
    m_examples->setContentsMargins(0, 0, 0, 0);
    m_examples->setSpacing(space::k3);
    column->addWidget(list);
    return page;
}

void ChatPage::fillExamples()
{
    const QStringList texts = exampleQuestions(m_schema);
    if (texts == m_exampleTexts) {
        return;
    }
    m_exampleTexts = texts;
    clearLayout(m_examples);
    for (int i = 0; i < texts.size(); ++i) {
        auto *row = new ListRow(texts.at(i));
        row->setBoxed(true);
        row->setObjectName(u"ai.example.%1"_s.arg(i + 1));
        row->setAccessibleName(texts.at(i));
        const auto use = [this, text = texts.at(i)] {
            if (!m_session.isBusy()) {
                m_session.send(text);
                m_composer->focusText();
            }
        };
        connect(row, &ListRow::clicked, this, use);
        m_examples->addWidget(row);
    }
}

void ChatPage::showModels()
{
    QVector<SelectOption> options;
    const QString standard = m_desk.defaultModel();
    options.append(
        {.key = kDefaultKey,
         .text = standard.isEmpty() ? tr("Default model") : tr("Default (%1)").arg(standard),
         .iconName = m_desk.isLocal({}) ? u"hard-drive"_s : u"globe"_s});
    bool isListed = m_session.options().model.isEmpty();
    for (const AiModel &model : m_desk.chatModels()) {
        QStringList details;
        if (model.isLocal) {
            details << tr("built in");
        }
        if (model.contextTokens > 0) {
            details << tr("%1 tokens of context").arg(QLocale().toString(model.contextTokens));
        }
        if (model.outputPrice) {
            details << tr("%1 a million tokens out")
                           .arg(costText(static_cast<qint64>(*model.outputPrice)));
        }
        options.append({.key = model.name,
                        .text = model.name,
                        .detail = details.join(u", "_s),
                        .iconName = model.isLocal ? u"hard-drive"_s : u"globe"_s,
                        .enabled = model.isAvailable});
        isListed = isListed || model.name == m_session.options().model;
    }
    if (!isListed) {
        options.append({.key = m_session.options().model,
                        .text = m_session.options().model,
                        .iconName = u"globe"_s});
    }
    options.append({.key = kOtherKey, .text = tr("Other model…"), .iconName = u"pencil"_s});
    m_model->setOptions(options);
    m_model->setCurrentKey(m_session.options().model.isEmpty() ? kDefaultKey
                                                               : m_session.options().model);
    updateBanner();
}

void ChatPage::chooseModel(const QString &key)
{
    if (key == kOtherKey) {
        m_model->setCurrentKey(m_session.options().model.isEmpty() ? kDefaultKey
                                                                   : m_session.options().model);
        askModelName();
        return;
    }
    ChatOptions options = m_session.options();
    options.model = key == kDefaultKey ? QString() : key;
    m_session.setOptions(options);
}

void ChatPage::askModelName()
{
    auto *popover = new Popover(this);
    popover->setDeleteOnClose(true);
    popover->setPadding(space::k4);
    auto *field = new TextField(u"openai/gpt-4o-mini"_s);
    field->setObjectName(u"ai.model.name"_s);
    field->setMono(true);
    keepScaled(field, Extent::LeastWidth, ai::kModelWidth);
    auto *nameRow = new FieldRow(tr("Model"), field);
    nameRow->setHelp(tr("Provider, slash, model. Enter takes it."));
    popover->body()->addWidget(nameRow);
    connect(field, &QLineEdit::returnPressed, popover, [this, popover, field, nameRow] {
        const QString name = field->text().trimmed();
        if (name.indexOf(u'/') < 1 || name.endsWith(u'/')) {
            nameRow->setError(tr("Write it as provider/model."));
            return;
        }
        popover->hide();
        chooseModel(name);
    });
    popover->showFor(m_model);
    field->setFocus();
}

void ChatPage::rebuild()
{
    const QStringList path = m_session.tree().path();
    // Widgets of messages that are still shown stay: their selection and scroll place with them.
    for (auto it = m_widgets.begin(); it != m_widgets.end();) {
        if (path.contains(it.key())) {
            ++it;
            continue;
        }
        it.value()->hide();
        it.value()->deleteLater();
        it = m_widgets.erase(it);
    }
    for (const QString &id : path) {
        MessageWidget *widget = m_widgets.value(id);
        if (widget == nullptr) {
            widget = new MessageWidget(*m_session.tree().find(id));
            m_widgets.insert(id, widget);
            connect(widget, &MessageWidget::copyRequested, this, [this](const QString &copied) {
                QGuiApplication::clipboard()->setText(m_session.tree().find(copied)->text);
                m_shell.status(tr("Copied the message"));
            });
            connect(
                widget, &MessageWidget::regenerateRequested, &m_session, &ChatSession::regenerate);
            connect(widget, &MessageWidget::editRequested, &m_session, &ChatSession::editAndSend);
            connect(widget, &MessageWidget::retryRequested, &m_session, &ChatSession::retry);
            connect(widget,
                    &MessageWidget::continueRequested,
                    &m_session,
                    &ChatSession::continueAnswer);
            connect(
                widget, &MessageWidget::variantRequested, &m_session, &ChatSession::showVariant);
        }
        m_list->removeWidget(widget);
        m_list->addWidget(widget);
        updateMessage(id);
    }
    m_empty->setVisible(path.isEmpty());
    m_messages->setVisible(!path.isEmpty());
    m_composer->setText(m_session.composer());
    updateFooter();
    updateBanner();
}

void ChatPage::updateMessage(const QString &id)
{
    const ChatMessage *message = m_session.tree().find(id);
    MessageWidget *widget = m_widgets.value(id);
    if (message == nullptr || widget == nullptr) {
        return;
    }
    const QStringList variants = m_session.tree().variants(id);
    widget->show(*message,
                 static_cast<int>(variants.indexOf(id)),
                 static_cast<int>(variants.size()),
                 m_session.isBusy());
    if (message->isLocal) {
        updateBanner();
    }
}

void ChatPage::updateBanner()
{
    bool isLocal
        = m_desk.state() == AiDesk::State::Ready && m_desk.isLocal(m_session.options().model);
    for (const QString &id : m_session.tree().path()) {
        isLocal = isLocal || m_session.tree().find(id)->isLocal;
    }
    m_offline->setVisible(isLocal);
}

void ChatPage::updateFooter()
{
    m_total->setText(totalText(m_session.tree().total(), m_session.tree().answerCount()));
    m_total->setAccessibleName(tr("This chat: %1").arg(m_total->text()));
}

void ChatPage::updateConsent()
{
    if (const auto &consent = m_session.consent()) {
        m_composer->setConsent(consentText(*consent));
    } else {
        m_composer->setConsent(
            m_desk.state() == AiDesk::State::Ready && !m_desk.mayChat()
                ? tr("You may not chat on this server. A superuser can allow it.")
                : tr("Checking what a message would send…"));
    }
}

void ChatPage::focusComposer() { m_composer->focusText(); }

void ChatPage::newChat()
{
    m_session.clear();
    m_composer->setText({});
    m_composer->focusText();
}

void ChatPage::setFoldOpen(bool open)
{
    m_fold->setChecked(open);
    m_settings->setVisible(open);
}

bool ChatPage::isFoldOpen() const { return m_fold->isChecked(); }

} // namespace socle::studio
