#include "studio/views/ai/ChatSettings.h"

#include "studio/kit/FieldRow.h"
#include "studio/kit/Fields.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/views/ai/AiMetrics.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kMaxOutputTokens = 8192; // ai.md 9

} // namespace

ChatSettings::ChatSettings(QWidget *parent)
    : Band(Color::Canvas, LeadingLine, parent)
    , m_system(new TextArea)
    , m_temperature(new NumberField)
    , m_maxTokens(new NumberField)
{
    setObjectName(u"ai.fold"_s);
    keepScaled(this, Extent::Width, ai::kSettingsPanel);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::k5, space::k5, space::k5, space::k5);
    column->setSpacing(space::k5);
    column->addWidget(new Text(tr("Chat settings"), TextRole::LargeStrong));

    m_system->setObjectName(u"ai.system"_s);
    m_system->setPlaceholderText(tr("You answer in two sentences."));
    m_system->setLineRange(5, 14);
    m_systemRow = new FieldRow(tr("System prompt"), m_system);
    column->addWidget(m_systemRow);

    m_temperature->setObjectName(u"ai.temperature"_s);
    m_temperature->setRange(0, 2);
    m_temperature->setStep(0.1);
    m_temperature->setPlaceholderText(tr("The model's own"));
    auto *temperatureRow = new FieldRow(tr("Temperature"), m_temperature);
    temperatureRow->setHelp(tr("0 repeats itself, 2 wanders."));
    column->addWidget(temperatureRow);

    m_maxTokens->setObjectName(u"ai.maxTokens"_s);
    m_maxTokens->setIntegerOnly(true);
    m_maxTokens->setRange(1, kMaxOutputTokens);
    m_maxTokens->setPlaceholderText(tr("The server's limit"));
    auto *maxRow = new FieldRow(tr("Longest answer, in tokens"), m_maxTokens);
    column->addWidget(maxRow);
    column->addStretch();

    const auto edited = [this] { emit optionsEdited(options()); };
    connect(m_system, &QPlainTextEdit::textChanged, this, edited);
    connect(m_temperature, &NumberField::valueChanged, this, edited);
    connect(m_maxTokens, &NumberField::valueChanged, this, edited);
}

void ChatSettings::setOptions(const ChatOptions &options)
{
    const QSignalBlocker a(m_system);
    const QSignalBlocker b(m_temperature);
    const QSignalBlocker c(m_maxTokens);
    if (m_system->toPlainText() != options.system) {
        m_system->setPlainText(options.system);
    }
    if (m_temperature->value() != options.temperature) {
        m_temperature->setValue(options.temperature);
    }
    const auto limit = options.maxTokens ? std::optional<double>(*options.maxTokens) : std::nullopt;
    if (m_maxTokens->value() != limit) {
        m_maxTokens->setValue(limit);
    }
}

void ChatSettings::setSystemAllowed(bool allowed, const QString &reason)
{
    m_system->setEnabled(allowed);
    m_systemRow->setHelp(allowed ? QString() : reason);
}

ChatOptions ChatSettings::options() const
{
    ChatOptions options{.system = m_system->toPlainText(), .temperature = m_temperature->value()};
    if (const auto limit = m_maxTokens->value()) {
        options.maxTokens = static_cast<int>(*limit);
    }
    return options;
}

} // namespace socle::studio
