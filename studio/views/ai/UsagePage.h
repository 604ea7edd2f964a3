// What AI took on this server: requests, tokens and cost by day and model. Superusers only.
//
// Object names: ai.usage, ai.usage.grid|refresh|total.
#pragma once

#include <QWidget>

class QStackedLayout;

namespace socle::studio {

class AiDesk;
class Button;
class DataGrid;
class EmptyState;
class Text;
class UsageModel;

class UsagePage : public QWidget
{
    Q_OBJECT

public:
    explicit UsagePage(AiDesk &desk, QWidget *parent = nullptr);

    void refresh();

protected:
    void showEvent(QShowEvent *event) override;

private:
    void fill();

    AiDesk &m_desk;
    UsageModel *const m_model;
    DataGrid *const m_grid;
    EmptyState *const m_empty;
    Text *const m_total;
    QStackedLayout *m_pages = nullptr;
    Button *m_retry = nullptr;
};

} // namespace socle::studio
