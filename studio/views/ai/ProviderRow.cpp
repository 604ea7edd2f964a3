#include "studio/views/ai/ProviderRow.h"

#include "studio/kit/Button.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Pill.h"
#include "studio/kit/Small.h"
#include "studio/kit/Switch.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/views/ai/AiWords.h"

#include <QBoxLayout>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr qsizetype kShownModels = 4;

Tone toneOf(const AiProvider &provider)
{
    if (!provider.isEnabled) {
        return Tone::Neutral;
    }
    return provider.breaker == u"open"_s    ? Tone::Danger
        : provider.breaker == u"halfOpen"_s ? Tone::Warning
                                            : Tone::Success;
}

} // namespace

ProviderRow::ProviderRow(const AiProvider &provider, QWidget *parent)
    : QWidget(parent)
    , m_address(new Text({}, TextRole::MonoSmall, Color::TextMuted))
    , m_state(new StatusDot)
    , m_key(new Pill)
    , m_network(new Pill(tr("this network"), Tone::Neutral))
    , m_test(new Text({}, TextRole::Small, Color::TextMuted))
    , m_enabled(new Switch)
    , m_testButton(new Button(tr("Test"), ButtonVariant::Secondary))
{
    const QString root = u"ai.provider."_s + provider.name;
    setObjectName(root);
    auto *row = new QHBoxLayout(this);
    setMirroredMargins(row, space::k5, space::k4, space::k4, space::k4);
    row->setSpacing(space::k4);
    row->addWidget(new IconTile(u"server"_s, Tone::Accent), 0, Qt::AlignTop);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(space::k1);
    auto *title = new QHBoxLayout;
    title->setSpacing(space::k3);
    title->addWidget(new Text(provider.name, TextRole::BaseStrong));
    title->addWidget(m_key);
    title->addWidget(m_network);
    title->addStretch();
    texts->addLayout(title);
    m_address->setOverflow(Text::Overflow::Elide);
    texts->addWidget(m_address);
    m_test->setObjectName(root + u".outcome"_s);
    m_test->setOverflow(Text::Overflow::Wrap);
    texts->addWidget(m_test);
    row->addLayout(texts, 1);
    row->addWidget(m_state);
    m_enabled->setObjectName(root + u".enabled"_s);
    m_enabled->setAccessibleName(tr("Use %1").arg(provider.name));
    m_enabled->setToolTip(m_enabled->accessibleName());
    row->addWidget(m_enabled);
    m_testButton->setObjectName(root + u".test"_s);
    m_testButton->setAccessibleName(tr("Test %1").arg(provider.name));
    row->addWidget(m_testButton);
    auto *edit = new IconButton(u"pencil"_s, tr("Edit %1").arg(provider.name));
    edit->setObjectName(root + u".edit"_s);
    row->addWidget(edit);
    connect(
        m_testButton, &QPushButton::clicked, this, [this] { emit testRequested(m_provider.id); });
    connect(edit, &QToolButton::clicked, this, [this] { emit editRequested(m_provider.id); });
    connect(m_enabled, &QAbstractButton::clicked, this, [this](bool on) {
        emit enabledRequested(m_provider.id, on);
    });
    show(provider, {}, false);
}

void ProviderRow::show(const AiProvider &provider,
                       const std::optional<AiProviderTest> &test,
                       bool isTesting)
{
    m_provider = provider;
    m_address->setText(isolatedLtr(provider.baseUrl));
    m_state->setStatus(toneOf(provider), providerStateText(provider));
    m_key->setText(!provider.keyProblem.isEmpty() ? tr("key has to be entered again")
                       : provider.hasKey          ? tr("key %1").arg(provider.keyHint)
                                                  : tr("no key"));
    m_key->setTone(!provider.keyProblem.isEmpty() ? Tone::Warning
                       : provider.hasKey          ? Tone::Success
                                                  : Tone::Neutral);
    m_network->setVisible(provider.isPrivateNetwork);
    m_enabled->setChecked(provider.isEnabled);
    m_testButton->setBusy(isTesting);
    QString outcome = provider.keyProblem;
    Color color = Color::TextMuted;
    if (isTesting) {
        outcome = tr("Asking for its models…");
    } else if (test && test->isOk) {
        outcome = test->names.isEmpty()
            ? tr("Answered in %1, but named no models.").arg(durationText(test->latencyMs))
            : tr("%Ln models in %1: %2", nullptr, static_cast<int>(test->names.size()))
                  .arg(durationText(test->latencyMs),
                       test->names.mid(0, kShownModels).join(u", "_s)
                           + (test->names.size() > kShownModels ? u", …"_s : QString()));
        color = Color::Success;
    } else if (test) {
        outcome = test->problem;
        color = Color::Danger;
    }
    m_test->setText(outcome);
    m_test->setColor(color);
    m_test->setVisible(!outcome.isEmpty());
}

void ProviderRow::setDivider(bool on)
{
    m_hasDivider = on;
    update();
}

void ProviderRow::paintEvent(QPaintEvent *)
{
    if (m_hasDivider) {
        QPainter painter(this);
        drawHairline(&painter,
                     {double(space::k5), height() - 1.0},
                     {double(width() - space::k5), height() - 1.0},
                     colorOf(Color::Border));
    }
}

} // namespace socle::studio
