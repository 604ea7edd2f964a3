#include "studio/views/ai/ProviderSheet.h"

#include "studio/kit/Banner.h"
#include "studio/kit/Button.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Select.h"
#include "studio/kit/Switch.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/kit/Theme.h"
#include "studio/views/ai/AiMetrics.h"

#include <QBoxLayout>
#include <QPointer>

#include <array>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

struct Preset
{
    const char16_t *key; // on the wire (ai.md 3.3)
    const char16_t *title;
    const char16_t *name; // proposed slug
    const char16_t *address;
    bool isPrivate;
};

constexpr std::array kPresets{
    Preset{u"openai", u"OpenAI", u"openai", u"https://api.openai.com/v1", false},
    Preset{u"groq", u"Groq", u"groq", u"https://api.groq.com/openai/v1", false},
    Preset{u"ollama-openai", u"Ollama", u"ollama", u"http://127.0.0.1:11434/v1", true},
    Preset{u"lmstudio", u"LM Studio", u"lmstudio", u"http://127.0.0.1:1234/v1", true},
    Preset{u"llamacpp", u"llama.cpp", u"llamacpp", u"http://127.0.0.1:8080/v1", true},
    Preset{u"vllm", u"vLLM", u"vllm", u"http://127.0.0.1:8000/v1", true},
    Preset{u"generic", u"", u"", u"", false},
};

const Preset *presetOf(const QString &key)
{
    for (const Preset &preset : kPresets) {
        if (QStringView(preset.key) == key) {
            return &preset;
        }
    }
    return nullptr;
}

} // namespace

ProviderSheet::ProviderSheet(AiDesk &desk,
                             const std::optional<AiProvider> &provider,
                             QWidget *window)
    : Sheet(window, provider ? tr("Edit %1").arg(provider->name) : tr("Add a provider"))
    , m_desk(desk)
    , m_provider(provider)
    , m_problem(new Banner(Tone::Danger, {}))
    , m_preset(new Select)
    , m_name(new TextField(u"openai"_s))
    , m_address(new TextField(u"https://api.example.com/v1"_s))
    , m_key(new TextField)
    , m_private(new Switch(tr("On this network")))
{
    setObjectName(u"ai.providerSheet"_s);
    setSubtitle(tr("Any address that speaks the OpenAI protocol. The key stays on the server and "
                   "is never shown again."));
    setPanelWidth(ai::kSheetWidth);
    body()->setSpacing(space::k5);
    m_problem->setObjectName(u"ai.providerSheet.problem"_s);
    m_problem->hide();
    body()->addWidget(m_problem);

    QVector<SelectOption> options;
    for (const Preset &preset : kPresets) {
        const QString title = QString::fromUtf16(preset.title);
        options.append({.key = QString::fromUtf16(preset.key),
                        .text = title.isEmpty() ? tr("Other") : title,
                        .detail = QString::fromUtf16(preset.address),
                        .iconName = preset.isPrivate ? u"hard-drive"_s : u"globe"_s});
    }
    m_preset->setObjectName(u"ai.providerSheet.preset"_s);
    m_preset->setOptions(options);
    body()->addWidget(new FieldRow(tr("Kind"), m_preset));

    m_name->setObjectName(u"ai.providerSheet.name"_s);
    m_nameRow = new FieldRow(tr("Name"), m_name);
    m_nameRow->setHelp(
        tr("The part before the slash in a model's name. It cannot be changed later."));
    body()->addWidget(m_nameRow);
    m_address->setObjectName(u"ai.providerSheet.address"_s);
    m_address->setMono(true);
    m_addressRow = new FieldRow(tr("Address"), m_address);
    body()->addWidget(m_addressRow);

    m_key->setObjectName(u"ai.providerSheet.key"_s);
    m_key->setSecret(true);
    auto *keyRow = new FieldRow(tr("API key"), m_key);
    if (provider && provider->hasKey) {
        m_key->setPlaceholderText(tr("%1, kept").arg(provider->keyHint));
        keyRow->setHelp(tr("Empty keeps the key. Another address needs it again."));
    } else {
        m_key->setPlaceholderText(tr("None"));
        keyRow->setHelp(tr("Servers on your own machine usually need none."));
    }
    body()->addWidget(keyRow);

    m_private->setObjectName(u"ai.providerSheet.private"_s);
    m_private->setAccessibleName(tr("The provider is on this network"));
    auto *network = new QVBoxLayout;
    network->setSpacing(space::k2);
    network->addWidget(m_private);
    auto *note
        = new Text(tr("Lets the server call private addresses and plain http for this provider."),
                   TextRole::Small,
                   Color::TextMuted);
    note->setOverflow(Text::Overflow::Wrap);
    network->addWidget(note);
    body()->addLayout(network);

    if (provider) {
        m_preset->setCurrentKey(presetOf(provider->preset) != nullptr ? provider->preset
                                                                      : u"generic"_s);
        m_name->setText(provider->name);
        m_name->setReadOnly(true);
        m_address->setText(provider->baseUrl);
        m_private->setChecked(provider->isPrivateNetwork);
        m_isOwnName = m_isOwnAddress = true;
    } else {
        m_preset->setCurrentKey(u"openai"_s);
        choosePreset(u"openai"_s);
    }
    if (provider && provider->hasKey) {
        auto *remove = new Button(tr("Remove the key"), ButtonVariant::Ghost);
        remove->setObjectName(u"ai.providerSheet.removeKey"_s);
        remove->setCheckable(true);
        connect(remove, &QPushButton::toggled, this, [this](bool on) { m_key->setEnabled(!on); });
        footerLeading()->addWidget(remove);
    }
    Button *cancel = addButton(tr("Cancel"), ButtonVariant::Ghost);
    cancel->setObjectName(u"ai.providerSheet.cancel"_s);
    connect(cancel, &QPushButton::clicked, this, &Sheet::reject);
    m_accept = addButton(tr("Save and test"), ButtonVariant::Primary);
    m_accept->setObjectName(u"ai.providerSheet.accept"_s);
    m_accept->setDefault(true);
    connect(m_accept, &QPushButton::clicked, this, &ProviderSheet::save);
    connect(m_preset, &Select::currentChanged, this, &ProviderSheet::choosePreset);
    connect(m_name, &QLineEdit::textEdited, this, [this] { m_isOwnName = true; });
    connect(m_address, &QLineEdit::textEdited, this, [this] { m_isOwnAddress = true; });
    for (TextField *field : {m_name, m_address, m_key}) {
        connect(field, &QLineEdit::returnPressed, this, &ProviderSheet::save);
    }
}

void ProviderSheet::choosePreset(const QString &key)
{
    const Preset *preset = presetOf(key);
    if (preset == nullptr) {
        return;
    }
    if (!m_isOwnName) {
        m_name->setText(QString::fromUtf16(preset->name));
    }
    if (!m_isOwnAddress) {
        m_address->setText(QString::fromUtf16(preset->address));
        m_private->setChecked(preset->isPrivate);
    }
}

void ProviderSheet::save()
{
    if (m_accept->isBusy()) {
        return;
    }
    m_nameRow->setError({});
    m_addressRow->setError({});
    m_problem->hide();
    AiDesk::ProviderInput input{.name = m_name->text().trimmed(),
                                .preset = m_preset->currentKey(),
                                .baseUrl = m_address->text().trimmed(),
                                .isEnabled = !m_provider || m_provider->isEnabled,
                                .isPrivateNetwork = m_private->isChecked()};
    const auto *remove = findChild<QPushButton *>(u"ai.providerSheet.removeKey"_s);
    if (remove != nullptr && remove->isChecked()) {
        input.apiKey = QString();
    } else if (!m_key->text().isEmpty()) {
        input.apiKey = m_key->text();
    }
    m_accept->setBusy(true);
    m_desk.saveProvider(input,
                        [sheet = QPointer<ProviderSheet>(this)](std::optional<ApiError> error) {
                            if (!sheet) {
                                return;
                            }
                            sheet->m_accept->setBusy(false);
                            if (error) {
                                sheet->showProblem(*error);
                            } else {
                                sheet->m_key->clear();
                                sheet->accept();
                            }
                        });
}

void ProviderSheet::showProblem(const ApiError &error)
{
    m_nameRow->setError(error.fields.value(u"name"_s));
    m_addressRow->setError(error.fields.value(u"baseUrl"_s));
    if (!m_nameRow->error().isEmpty()) {
        m_name->setFocus();
    } else if (!m_addressRow->error().isEmpty()) {
        m_address->setFocus();
    } else {
        m_problem->setMessage(Tone::Danger, error.title(), error.message);
        m_problem->show();
    }
}

} // namespace socle::studio
