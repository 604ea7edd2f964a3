// Who answers and who may ask: the providers, the default model, access to chat and questions.
//
// Object names: ai.providers, ai.providers.add|default|enabled, ai.access.<chat|query>,
// ai.access.<chat|query>.rule|save.
#pragma once

#include "studio/domain/AiDesk.h"

#include <QHash>
#include <QWidget>

namespace socle::studio {

class Banner;
class Card;
class ColumnScroll;
class ProviderRow;
class Select;
class Shell;
class Switch;
class Text;

class ProvidersPage : public QWidget
{
    Q_OBJECT

public:
    ProvidersPage(AiDesk &desk, Shell &shell, QWidget *parent = nullptr);

    void addProvider();

private:
    class AccessRow;

    void fill();
    void updateRow(const QString &id);
    void edit(const std::optional<AiProvider> &provider);
    void setEnabledOf(const QString &id, bool enabled);
    void patch(JsonObject change, const QString &done);
    QWidget *makeSection(const QString &title, const QString &help);

    AiDesk &m_desk;
    Shell &m_shell;
    ColumnScroll *m_scroll;
    Banner *m_problem;
    Card *m_list;
    Text *m_none;
    Select *m_default;
    Switch *m_enabled;
    AccessRow *m_chat;
    AccessRow *m_query;
    QHash<QString, ProviderRow *> m_rows; // by provider id
};

} // namespace socle::studio
