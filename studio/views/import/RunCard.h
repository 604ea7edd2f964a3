// One import as it runs and ends: bar, rows per second, pause and cancel; then what came out and
// where to go.
//
// Object names: import.run.<n>.pause|cancel|failed|open.
#pragma once

#include "studio/kit/Card.h"

namespace socle::studio {

class Button;
class ImportRun;
class Meter;
class Pill;
class Text;

class RunCard : public Card
{
    Q_OBJECT

public:
    RunCard(ImportRun &run, int number, QWidget *parent = nullptr);

    void refresh();

signals:
    void failedRowsRequested();
    void openRequested();

private:
    ImportRun &m_run;
    Pill *const m_state;
    Meter *const m_meter;
    Text *const m_note;
    Button *const m_pause;
    Button *const m_cancel;
    Button *const m_failed;
    Button *const m_undo;
    Button *const m_open;
};

} // namespace socle::studio
