// The second half of the review: asking for names, backing up, sending, and what came of it.
#include "studio/api/AdminEndpoint.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/TaskList.h"
#include "studio/kit/Banner.h"
#include "studio/kit/Button.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Sheet.h"
#include "studio/kit/TextField.h"
#include "studio/shell/Shell.h"
#include "studio/views/schema/ReviewPanel.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

void ReviewPanel::apply()
{
    if (m_apply->isRunning() || chosenCount() == 0) {
        return;
    }
    m_problemPlace->hide();
    askForNames();
}

void ReviewPanel::askForNames()
{
    QStringList names;
    const QSet<QString> out = left();
    for (const SchemaChange &change : m_changes) {
        if (change.kind == SchemaChangeKind::CollectionDrop && !out.contains(change.key)) {
            names << change.collection;
        }
    }
    if (names.isEmpty()) {
        start();
        return;
    }
    const QString wanted = names.join(u' ');
    auto *sheet = new Sheet(m_shell.window(),
                            tr("Delete %n collections?", nullptr, static_cast<int>(names.size())));
    sheet->setObjectName(u"schema.confirm"_s);
    sheet->setSubtitle(tr("Their records and files go with them. This cannot be undone."));
    auto *input = new TextField;
    input->setObjectName(u"schema.confirm.name"_s);
    input->setMono(true);
    auto *row = new FieldRow(tr("Type %1 to confirm").arg(wanted), input);
    sheet->body()->addWidget(row);
    Button *accept = sheet->addStandardButtons(tr("Delete"), ButtonVariant::Danger);
    accept->setObjectName(u"schema.confirm.accept"_s);
    accept->setEnabled(false);
    connect(input, &TextField::textChanged, accept, [accept, wanted](const QString &text) {
        accept->setEnabled(text.trimmed() == wanted);
    });
    connect(input, &TextField::returnPressed, accept, [accept] {
        if (accept->isEnabled()) {
            accept->click();
        }
    });
    connect(sheet, &Sheet::accepted, this, &ReviewPanel::start);
    m_shell.showSheet(sheet);
    input->setFocus();
}

void ReviewPanel::start()
{
    m_send->setBusy(true);
    m_send->setEnabled(false);
    emit runningChanged(true);
    m_task = m_context.tasks().add(tr("Apply schema"));
    if (!m_backup->isChecked()) {
        send();
        return;
    }
    m_shell.status(tr("Backing up"));
    m_task->setPhase(tr("Backing up"));
    onResult(AdminEndpoint(m_context.client()).createBackup({}), this, [this](Result<void> result) {
        if (result) {
            send();
            return;
        }
        const ApiError error = apiError(result.error());
        m_send->setBusy(false);
        if (m_task != nullptr) {
            m_task->fail(error.title());
        }
        emit runningChanged(false);
        updateFooter();
        showProblem(tr("No backup was made, so nothing was changed"),
                    error.message.isEmpty() ? error.title() : error.message);
    });
}

void ReviewPanel::send()
{
    const bool isTogether = m_together->isVisibleTo(this) && m_together->isChecked();
    m_apply->start(left(), isTogether ? SchemaApply::Mode::Together : SchemaApply::Mode::OneByOne);
}

void ReviewPanel::finished(const std::vector<SchemaStepOutcome> &outcomes)
{
    m_send->setBusy(false);
    emit runningChanged(false);
    m_counted.clear();
    m_backup->setProperty("chosen", false);
    reload();
    const auto done
        = std::count_if(outcomes.begin(), outcomes.end(), [](const SchemaStepOutcome &outcome) {
              return outcome.isDone;
          });
    const auto failed
        = std::find_if(outcomes.begin(), outcomes.end(), [](const SchemaStepOutcome &outcome) {
              return outcome.error.has_value();
          });
    if (m_task != nullptr) {
        if (failed == outcomes.end()) {
            m_task->succeed(tr("The schema was changed"));
        } else {
            m_task->fail(tr("%1 was refused").arg(failed->step.name));
        }
    }
    if (failed == outcomes.end()) {
        m_ticks.clear();
        m_problemPlace->hide();
        m_shell.status(tr("The schema was changed"));
    } else {
        const ApiError &error = *failed->error;
        QString text = error.message.isEmpty() ? error.title() : error.message;
        if (!error.fields.isEmpty()) {
            text += u' ' + error.fields.first();
        }
        const QString title = done == 0
            ? tr("Could not change %1").arg(failed->step.name)
            : tr("%1 of %2 collections were changed, %3 was refused")
                  .arg(QLocale().toString(static_cast<int>(done)),
                       QLocale().toString(static_cast<int>(outcomes.size())),
                       failed->step.name);
        showProblem(title, text);
    }
    emit applied(outcomes);
}

void ReviewPanel::showProblem(const QString &title, const QString &text)
{
    clearLayout(m_problemPlace->layout());
    auto *banner = new Banner(Tone::Danger, title, text);
    banner->setObjectName(u"schema.review.problem"_s);
    banner->setDismissible(true);
    connect(banner, &Banner::dismissed, m_problemPlace, &QWidget::hide);
    m_problemPlace->layout()->addWidget(banner);
    m_problemPlace->show();
}

} // namespace socle::studio
