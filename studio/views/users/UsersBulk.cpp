#include "studio/views/users/UsersBulk.h"

#include "studio/api/AuthEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/ExportJob.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/TaskList.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Text.h"
#include "studio/kit/WrapLayout.h"
#include "studio/shell/ActionSheet.h"
#include "studio/shell/Shell.h"

#include <QBoxLayout>
#include <QFileDialog>

using namespace Qt::StringLiterals;

namespace socle::studio {

UsersBulk::UsersBulk(ConnectionContext &context, Shell &shell, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_shell(shell)
    , m_count(new Text({}, TextRole::BaseStrong))
    , m_verify(new Button(u"check"_s, tr("Mark as verified"), ButtonVariant::Secondary))
    , m_export(new Button(u"download"_s, tr("Export"), ButtonVariant::Secondary))
    , m_remove(new Button(u"trash"_s, tr("Delete"), ButtonVariant::Secondary))
{
    setObjectName(u"users.bulk"_s);
    setAccessibleName(tr("Chosen accounts"));
    keepScaled(this, Extent::LeastHeight, layout::kToolbar);
    auto *row = new WrapLayout(this); // narrow panes, long words
    row->setContentsMargins(space::k5, space::k3, space::k5, space::k3);
    row->setSpacing(space::k3);
    row->addWidget(m_count);
    row->addStretch();
    auto *clear = new Button(tr("Clear"), ButtonVariant::Ghost);
    clear->setObjectName(u"users.bulk.clear"_s);
    m_verify->setObjectName(u"users.bulk.verify"_s);
    m_remove->setObjectName(u"users.bulk.delete"_s);
    m_export->setObjectName(u"users.bulk.export"_s);
    for (Button *button : {clear, m_verify, m_export, m_remove}) {
        row->addWidget(button);
    }
    connect(clear, &QPushButton::clicked, this, &UsersBulk::clearRequested);
    connect(m_verify, &QPushButton::clicked, this, [this] { start(Work::Verify); });
    connect(m_export, &QPushButton::clicked, this, &UsersBulk::askWhere);
    connect(m_remove, &QPushButton::clicked, this, &UsersBulk::askToRemove);
    hide();
}

void UsersBulk::setChosen(const QString &collection, const QStringList &ids)
{
    if (isRunning()) {
        return;
    }
    m_collection = collection;
    m_ids = ids;
    m_count->setText(tr("%Ln accounts chosen", nullptr, static_cast<int>(ids.size())));
    m_verify->setVisible(collection != u"_superusers");
    for (Button *button : {m_verify, m_remove}) {
        button->setEnabled(!m_context.isLocked());
        button->setToolTip(m_context.isLocked() ? tr("Unlock writes first") : QString());
    }
    setVisible(!ids.isEmpty());
}

void UsersBulk::askToRemove()
{
    // Your own account stays: the work could not be finished without it.
    m_ids.removeAll(TokenClaims::parse(m_context.client().token()).recordId);
    if (m_ids.isEmpty()) {
        emit clearRequested();
        return;
    }
    auto *sheet
        = new ActionSheet(m_shell.window(),
                          u"users.bulkDelete"_s,
                          tr("Delete %Ln accounts?", nullptr, static_cast<int>(m_ids.size())),
                          tr("Delete %Ln accounts", nullptr, static_cast<int>(m_ids.size())),
                          ButtonVariant::Danger);
    sheet->setSubtitle(tr("Their records go with their files, linked providers and sign-ins. This "
                          "cannot be undone here; a backup brings them back."));
    connect(this, &QObject::destroyed, sheet, [sheet] { delete sheet; });
    connect(sheet, &ActionSheet::submitted, this, [this, sheet] {
        sheet->accept();
        start(Work::Remove);
    });
    m_shell.showSheet(sheet);
}

void UsersBulk::askWhere()
{
    auto *dialog = new QFileDialog(m_shell.window(), tr("Export accounts"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("Table (*.csv)"), tr("JSON (*.json)"), tr("Workbook (*.xlsx)")});
    dialog->setDefaultSuffix(u"csv"_s);
    dialog->selectFile(m_collection + u".csv"_s);
    connect(dialog, &QFileDialog::fileSelected, this, &UsersBulk::exportTo);
    dialog->open();
}

void UsersBulk::exportTo(const QString &path)
{
    const CollectionPtr collection = m_context.schema().find(m_collection);
    if (collection == nullptr || m_ids.isEmpty()) {
        return;
    }
    ExportPlan plan;
    plan.collectionId = collection->id;
    plan.ids = m_ids;
    plan.format = exportFormatOf(path).value_or(ExportFormat::Csv);
    plan.path = path;
    plan.total = m_ids.size();
    auto *job = new ExportJob(
        m_context.client(), m_context.schema(), m_context.capabilities(), plan, this);
    connect(job, &ExportJob::stateChanged, this, [this, job, path](ExportJob::State state) {
        if (state == ExportJob::State::Finished) {
            m_shell.status(tr("Exported %Ln accounts", nullptr, static_cast<int>(job->rows())));
        } else if (state == ExportJob::State::Failed) {
            m_shell.toast(Tone::Danger,
                          tr("The accounts were not exported: %1").arg(job->reason()));
        } else {
            return;
        }
        job->deleteLater();
    });
    job->start();
}

void UsersBulk::start(Work work)
{
    if (isRunning() || m_ids.isEmpty() || m_context.isLocked()) {
        return;
    }
    m_work = work;
    m_left = m_ids;
    m_total = static_cast<int>(m_ids.size());
    m_refused = 0;
    m_firstReason.clear();
    m_verify->setEnabled(false);
    m_remove->setEnabled(false);
    m_task = m_context.tasks().add(work == Work::Verify ? tr("Mark accounts as verified")
                                                        : tr("Delete accounts"));
    connect(m_task, &Task::cancelRequested, this, [this] { m_left = m_left.mid(0, 1); });
    next();
}

void UsersBulk::next()
{
    const RecordsEndpoint records(m_context.client());
    const auto answered = [this](const Error *error) {
        if (error != nullptr && ++m_refused == 1) {
            m_firstReason = refusalText({}, apiError(*error)).reason;
        }
        m_left.removeFirst();
        if (m_task) {
            m_task->setProgress(m_total - m_left.size(), m_total);
        }
        if (!m_left.isEmpty()) {
            next();
            return;
        }
        const int done = m_total - m_refused;
        const QString text = m_refused == 0
            ? tr("%Ln accounts done", nullptr, done)
            : tr("%Ln accounts refused: %1", nullptr, m_refused).arg(m_firstReason);
        if (m_task && m_refused > 0) {
            m_task->fail(text);
        } else if (m_task) {
            m_task->succeed(text);
        }
        m_shell.status(text);
        m_ids.clear();
        hide();
        emit clearRequested();
        emit finished();
    };
    const QString id = m_left.first();
    if (m_work == Work::Remove) {
        onResult(records.remove(m_collection, id), this, [answered](const Result<void> &result) {
            answered(result ? nullptr : &result.error());
        });
    } else {
        onResult(records.update(m_collection, id, JsonObject{{"verified", true}}),
                 this,
                 [answered](const Result<Record> &result) {
                     answered(result ? nullptr : &result.error());
                 });
    }
}

void UsersBulk::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorOf(Color::AccentSoft));
    drawHairline(&painter, {0, 0}, {double(width()), 0}, colorOf(Color::Border));
}

} // namespace socle::studio
