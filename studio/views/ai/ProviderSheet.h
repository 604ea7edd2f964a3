// Adds or changes one provider: preset, name, address, key (write-only), network. Saving tests it.
//
// Object names: ai.providerSheet.preset|name|address|key|removeKey|private|accept.
#pragma once

#include "studio/domain/AiDesk.h"
#include "studio/kit/Sheet.h"

namespace socle::studio {

class Banner;
class FieldRow;
class Select;
class Switch;
class TextField;

class ProviderSheet : public Sheet
{
    Q_OBJECT

public:
    /// Without `provider`: a new one.
    ProviderSheet(AiDesk &desk, const std::optional<AiProvider> &provider, QWidget *window);

private:
    void choosePreset(const QString &key);
    void save();
    void showProblem(const ApiError &error);

    AiDesk &m_desk;
    const std::optional<AiProvider> m_provider;
    Banner *const m_problem;
    Select *const m_preset;
    TextField *const m_name;
    TextField *const m_address;
    TextField *const m_key;
    Switch *const m_private;
    FieldRow *m_nameRow = nullptr;
    FieldRow *m_addressRow = nullptr;
    Button *m_accept = nullptr;
    bool m_isOwnName = false; // typed by the user: presets leave it alone
    bool m_isOwnAddress = false;
};

} // namespace socle::studio
