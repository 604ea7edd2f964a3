#include "studio/views/data/ExportSheet.h"

#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/TaskList.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/shell/ViewHost.h"

#include <QBoxLayout>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QLocale>
#include <QPointer>
#include <QStandardPaths>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

ExportFormat formatOf(const QString &key)
{
    return key == u"tsv"_s   ? ExportFormat::Tsv
        : key == u"json"_s   ? ExportFormat::Json
        : key == u"ndjson"_s ? ExportFormat::JsonLines
        : key == u"xlsx"_s   ? ExportFormat::Xlsx
                             : ExportFormat::Csv;
}

} // namespace

ExportSheet::ExportSheet(ConnectionContext &context, Shell &shell, ExportOffer offer)
    : Sheet(shell.window(), tr("Export %1").arg(offer.collection->name))
    , m_context(context)
    , m_shell(shell)
    , m_offer(std::move(offer))
    , m_scope(new Select)
    , m_format(new Segmented)
    , m_columns(new Segmented)
    , m_relations(new Segmented)
    , m_note(new Text({}, TextRole::Small, Color::TextMuted))
{
    setObjectName(u"data.export"_s);
    const QLocale locale;
    const auto counted = [&locale](const QString &text, qint64 count) {
        return count < 0 ? text : u"%1 (%2)"_s.arg(text, locale.toString(count));
    };
    QVector<SelectOption> scopes;
    if (!m_offer.chosenIds.isEmpty()) {
        scopes.append(
            {.key = u"chosen"_s, .text = counted(tr("Marked records"), m_offer.chosenIds.size())});
    }
    if (!m_offer.filter.isEmpty()) {
        scopes.append(
            {.key = u"matching"_s, .text = counted(tr("Records that match"), m_offer.matching)});
    }
    scopes.append({.key = u"all"_s,
                   .text = counted(tr("All records"),
                                   m_offer.filter.isEmpty() ? m_offer.matching : m_offer.all)});
    m_scope->setObjectName(u"data.export.scope"_s);
    m_scope->setOptions(scopes);
    m_scope->setCurrentKey(scopes.first().key);
    m_format->setObjectName(u"data.export.format"_s);
    m_format->setAccessibleName(tr("Format"));
    m_format->addSegment(u"csv"_s, u"CSV"_s);
    m_format->addSegment(u"tsv"_s, u"TSV"_s);
    m_format->addSegment(u"json"_s, u"JSON"_s);
    m_format->addSegment(u"ndjson"_s, tr("JSON lines"));
    m_format->addSegment(u"xlsx"_s, u"XLSX"_s);
    m_columns->setObjectName(u"data.export.columns"_s);
    m_columns->setAccessibleName(tr("Columns"));
    m_columns->addSegment(u"shown"_s, tr("As shown"));
    m_columns->addSegment(u"all"_s, tr("All fields"));
    m_relations->setObjectName(u"data.export.relations"_s);
    m_relations->setAccessibleName(tr("Relations"));
    m_relations->addSegment(u"ids"_s, tr("Ids"));
    m_relations->addSegment(u"labels"_s, tr("Names"));
    m_note->setOverflow(Text::Overflow::Wrap);
    body()->addWidget(new FieldRow(tr("What"), m_scope));
    body()->addWidget(new FieldRow(tr("Format"), m_format));
    body()->addWidget(new FieldRow(tr("Columns"), m_columns));
    body()->addWidget(new FieldRow(tr("Relations"), m_relations));
    body()->addWidget(m_note);
    Button *cancel = addButton(tr("Cancel"), ButtonVariant::Secondary);
    cancel->setObjectName(u"data.export.cancel"_s);
    Button *accept = addButton(tr("Choose a file"), ButtonVariant::Primary);
    accept->setObjectName(u"data.export.accept"_s);
    connect(cancel, &Button::clicked, this, &Sheet::reject);
    connect(accept, &Button::clicked, this, &ExportSheet::choosePath);
    connect(m_scope, &Select::currentChanged, this, &ExportSheet::describe);
    for (Segmented *choice : {m_format, m_columns, m_relations}) {
        connect(choice, &Segmented::currentChanged, this, &ExportSheet::describe);
    }
    describe();
}

ExportPlan ExportSheet::plan() const
{
    ExportPlan plan;
    plan.collectionId = m_offer.collection->id;
    plan.format = formatOf(m_format->currentKey());
    plan.hasLabels = m_relations->currentKey() == u"labels"_s;
    if (m_columns->currentKey() == u"shown"_s) {
        plan.fields = m_offer.shownFields;
    }
    const QString scope = m_scope->currentKey();
    if (scope == u"chosen"_s) {
        plan.ids = m_offer.chosenIds;
        plan.total = plan.ids.size();
    } else if (scope == u"matching"_s) {
        plan.filter = m_offer.filter;
        plan.total = m_offer.matching;
    } else {
        plan.total = m_offer.filter.isEmpty() ? m_offer.matching : m_offer.all;
    }
    return plan;
}

void ExportSheet::describe()
{
    m_note->setText(
        ExportJob::isStreamed(plan(), m_context.capabilities())
            ? tr("The server streams one consistent snapshot. It runs as a task and can be "
                 "cancelled.")
            : tr("Read page by page in order of id. It runs as a task and can be cancelled."));
}

void ExportSheet::choosePath()
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    const QString name
        = m_offer.collection->name + u'.' + exportExtension(formatOf(m_format->currentKey()));
    auto *dialog = new QFileDialog(m_shell.window(), tr("Export to"));
    dialog->setObjectName(u"data.export.dialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDirectory(folder);
    dialog->selectFile(name);
    connect(dialog,
            &QFileDialog::fileSelected,
            &m_context,
            [context = &m_context, plan = plan()](const QString &path) {
                ExportPlan whole = plan;
                whole.path = path;
                runExport(*context, whole);
            });
    dialog->open();
    accept();
}

void runExport(ConnectionContext &context, const ExportPlan &plan)
{
    const CollectionPtr collection = context.schema().find(plan.collectionId);
    Task *task = context.tasks().add(
        ExportSheet::tr("Export %1").arg(collection != nullptr ? collection->name : QString()));
    auto *job
        = new ExportJob(context.client(), context.schema(), context.capabilities(), plan, task);
    task->setPhase(ExportSheet::tr("Reading"));
    QObject::connect(task, &Task::started, job, &ExportJob::start);
    QObject::connect(task, &Task::cancelRequested, job, &ExportJob::cancel);
    QObject::connect(job, &ExportJob::progress, task, [task, job] {
        task->setProgress(job->rows(), job->plan().total);
    });
    QObject::connect(job, &ExportJob::stateChanged, task, [task, job](ExportJob::State state) {
        const QLocale locale;
        switch (state) {
        case ExportJob::State::Ready:
        case ExportJob::State::Running:
        case ExportJob::State::Paused:
            return;
        case ExportJob::State::Finished:
            task->setNextStep(ExportSheet::tr("Show file"), [path = job->plan().path] {
                QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath()));
            });
            task->succeed(
                ExportSheet::tr("Exported %1 rows, %2")
                    .arg(locale.toString(job->rows()), locale.formattedDataSize(job->bytes())));
            return;
        case ExportJob::State::Failed:
            task->fail(job->reason());
            return;
        case ExportJob::State::Cancelled:
            task->markCancelled();
            return;
        }
    });
}

} // namespace socle::studio
