#include "studio/views/import/RunCard.h"

#include "studio/kit/Button.h"
#include "studio/kit/Pill.h"
#include "studio/kit/Progress.h"
#include "studio/kit/Text.h"
#include "studio/views/import/ImportRun.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

struct Look
{
    QString word;
    Tone tone;
};

Look lookOf(const ImportRun &run)
{
    switch (run.job().state()) {
    case ImportJob::State::Ready:
        return run.isEnded() ? Look{RunCard::tr("cancelled"), Tone::Neutral}
                             : Look{RunCard::tr("queued"), Tone::Neutral};
    case ImportJob::State::Running:
        return {RunCard::tr("running"), Tone::Accent};
    case ImportJob::State::Paused:
        return {RunCard::tr("paused"), Tone::Warning};
    case ImportJob::State::Finished:
        return run.job().rowsFailed() > 0 ? Look{RunCard::tr("done with failures"), Tone::Warning}
                                          : Look{RunCard::tr("done"), Tone::Success};
    case ImportJob::State::Failed:
        return {RunCard::tr("stopped"), Tone::Danger};
    case ImportJob::State::Cancelled:
        return {RunCard::tr("cancelled"), Tone::Neutral};
    }
    return {};
}

} // namespace

RunCard::RunCard(ImportRun &run, int number, QWidget *parent)
    : Card(parent)
    , m_run(run)
    , m_state(new Pill)
    , m_meter(new Meter)
    , m_note(new Text({}, TextRole::Base, Color::TextMuted))
    , m_pause(new Button(u"pause"_s, tr("Pause"), ButtonVariant::Secondary))
    , m_cancel(new Button(tr("Cancel"), ButtonVariant::Ghost))
    , m_failed(new Button(u"list"_s, tr("Show failed rows"), ButtonVariant::Secondary))
    , m_undo(new Button(u"undo"_s, tr("Undo this import"), ButtonVariant::Ghost))
    , m_open(new Button(u"table"_s, tr("Open collection"), ButtonVariant::Secondary))
{
    const QString id = u"import.run.%1"_s.arg(number);
    setObjectName(id);
    m_pause->setObjectName(id + u".pause"_s);
    m_cancel->setObjectName(id + u".cancel"_s);
    m_failed->setObjectName(id + u".failed"_s);
    m_undo->setObjectName(id + u".undo"_s);
    m_open->setObjectName(id + u".open"_s);
    m_meter->setAccessibleName(tr("Progress of %1").arg(run.title()));
    for (Button *button : {m_pause, m_cancel, m_failed, m_undo, m_open}) {
        button->setAccessibleName(tr("%1: %2").arg(button->text(), run.title()));
    }
    auto *head = new QHBoxLayout;
    head->setSpacing(space::k3);
    head->addWidget(
        new Text(tr("%1 into %2").arg(run.title(), run.targetName()), TextRole::BaseStrong));
    head->addWidget(m_state);
    head->addStretch();
    body()->setSpacing(space::k3);
    body()->addLayout(head);
    body()->addWidget(m_meter);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(space::k3);
    m_note->setOverflow(Text::Overflow::Wrap);
    foot->addWidget(m_note, 1);
    for (Button *button : {m_cancel, m_pause, m_failed, m_undo, m_open}) {
        foot->addWidget(button);
    }
    body()->addLayout(foot);
    connect(m_pause, &Button::clicked, this, [this] {
        if (m_run.job().state() == ImportJob::State::Paused) {
            m_run.resume();
        } else {
            m_run.pause();
        }
        refresh();
    });
    connect(m_cancel, &Button::clicked, &run, &ImportRun::cancel);
    connect(m_failed, &Button::clicked, this, &RunCard::failedRowsRequested);
    connect(m_undo, &Button::clicked, &run, &ImportRun::undo);
    connect(m_open, &Button::clicked, this, &RunCard::openRequested);
    connect(&run, &ImportRun::changed, this, &RunCard::refresh);
    refresh();
}

void RunCard::refresh()
{
    const Look look = lookOf(m_run);
    const bool isEnded = m_run.isEnded();
    const bool isPaused = m_run.job().state() == ImportJob::State::Paused;
    m_state->setText(look.word);
    m_state->setTone(look.tone);
    m_meter->setVisible(!isEnded);
    m_meter->setValue(m_run.fraction());
    m_note->setText(m_run.summary());
    m_note->setColor(isEnded ? Color::Text : Color::TextMuted);
    m_pause->setVisible(!isEnded);
    m_pause->setText(isPaused ? tr("Resume") : tr("Pause"));
    m_pause->setIconName(isPaused ? u"play"_s : u"pause"_s);
    m_cancel->setVisible(!isEnded);
    m_failed->setVisible(m_run.job().rowsFailed() > 0);
    m_undo->setVisible(isEnded && m_run.job().rowsWritten() > 0 && !m_run.isUndone());
    if (isEnded) {
        const QString obstacle = m_run.undoObstacle();
        m_undo->setEnabled(obstacle.isEmpty() && !m_run.isUndoing());
        m_undo->setToolTip(obstacle);
    }
    m_open->setVisible(isEnded && m_run.job().rowsWritten() > 0);
    setAccessibleName(tr("%1: %2").arg(m_run.title(), m_run.summary()));
}

} // namespace socle::studio
