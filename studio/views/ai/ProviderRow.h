// One provider in the list: name, address, state, key, what its last test said, and what can be
// done.
//
// Object names: ai.provider.<name>, ai.provider.<name>.test|edit|enabled.
#pragma once

#include "studio/domain/AiDesk.h"

#include <QWidget>

namespace socle::studio {

class Button;
class Pill;
class StatusDot;
class Switch;
class Text;

class ProviderRow : public QWidget
{
    Q_OBJECT

public:
    explicit ProviderRow(const AiProvider &provider, QWidget *parent = nullptr);

    void show(const AiProvider &provider,
              const std::optional<AiProviderTest> &test,
              bool isTesting);
    void setDivider(bool on);

signals:
    void testRequested(const QString &id);
    void editRequested(const QString &id);
    void enabledRequested(const QString &id, bool enabled);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    AiProvider m_provider;
    Text *const m_address;
    StatusDot *const m_state;
    Pill *const m_key;
    Pill *const m_network;
    Text *const m_test;
    Switch *const m_enabled;
    Button *const m_testButton;
    bool m_hasDivider = true;
};

} // namespace socle::studio
