#include "studio/views/data/ExportSheet.h"

#include "studio/domain/ConnectionContext.h"
#include "studio/domain/IdSet.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/TaskList.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/DataMetrics.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QDesktopServices>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QListWidget>
#include <QLocale>
#include <QPointer>
#include <QStandardPaths>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace socle::studio {

ExportSheet::ExportSheet(ConnectionContext &context, Shell &shell, ExportOffer offer)
    : Sheet(shell.window(), tr("Export %1").arg(offer.collection->name))
    , m_context(context)
    , m_shell(shell)
    , m_offer(std::move(offer))
    , m_scope(new Select)
    , m_format(new Select)
    , m_collections(new QListWidget)
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
    scopes.append({.key = u"several"_s, .text = tr("Several collections")});
    m_scope->setObjectName(u"data.export.scope"_s);
    m_scope->setOptions(scopes);
    m_scope->setCurrentKey(scopes.first().key);
    m_collections->setObjectName(u"data.export.collections"_s);
    m_collections->setAccessibleName(tr("Collections"));
    keepScaled(m_collections, Extent::Height, data::kExportList);
    for (const CollectionPtr &each : context.schema().collections()) {
        if (!each->isSystem) {
            auto *item = new QListWidgetItem(each->name, m_collections);
            item->setData(Qt::UserRole, each->id);
            item->setCheckState(each->id == m_offer.collection->id ? Qt::Checked : Qt::Unchecked);
        }
    }
    m_format->setObjectName(u"data.export.format"_s);
    m_format->setAccessibleName(tr("Format"));
    fillFormats();
    m_columns->setObjectName(u"data.export.columns"_s);
    m_columns->setAccessibleName(tr("Columns"));
    m_columns->addSegment(u"shown"_s, tr("As shown"));
    m_columns->addSegment(u"all"_s, tr("All fields"));
    m_relations->setObjectName(u"data.export.relations"_s);
    m_relations->setAccessibleName(tr("Relations"));
    m_relations->addSegment(u"ids"_s, tr("Ids"));
    m_relations->addSegment(u"labels"_s, tr("Names"));
    m_relations->addSegment(u"objects"_s, tr("Objects"));
    m_note->setOverflow(Text::Overflow::Wrap);
    body()->addWidget(new FieldRow(tr("What"), m_scope));
    m_collectionsRow = new FieldRow(tr("Collections"), m_collections);
    body()->addWidget(m_collectionsRow);
    body()->addWidget(new FieldRow(tr("Format"), m_format));
    m_columnsRow = new FieldRow(tr("Columns"), m_columns);
    body()->addWidget(m_columnsRow);
    body()->addWidget(new FieldRow(tr("Relations"), m_relations));
    m_header = addTick(u"header"_s, tr("Column names in the first row"), {});
    m_flat = addTick(u"flat"_s,
                     tr("Split JSON and coordinates into columns"),
                     tr("meta.isbn, place.lat: as the first page has them"));
    m_local
        = addTick(u"local"_s, tr("Local times instead of UTC"), tr("Written with their offset"));
    m_order = addTick(u"order"_s,
                      tr("Keep the view's order"),
                      tr("Read page by page; a record that moves meanwhile is written once"));
    m_files = addTick(u"files"_s, tr("Include the stored files, as a zip archive"), {});
    body()->addWidget(m_note);
    Button *cancel = addButton(tr("Cancel"), ButtonVariant::Secondary);
    cancel->setObjectName(u"data.export.cancel"_s);
    Button *accept = addButton(tr("Choose a file"), ButtonVariant::Primary);
    accept->setObjectName(u"data.export.accept"_s);
    connect(cancel, &Button::clicked, this, &Sheet::reject);
    connect(accept, &Button::clicked, this, &ExportSheet::choosePath);
    for (Select *choice : {m_scope, m_format}) {
        connect(choice, &Select::currentChanged, this, &ExportSheet::describe);
    }
    for (Segmented *choice : {m_columns, m_relations}) {
        connect(choice, &Segmented::currentChanged, this, &ExportSheet::describe);
    }
    m_header->setChecked(true); // describes: all parts must be there
    describe();
}

void ExportSheet::fillFormats()
{
    QVector<SelectOption> formats;
    for (const ExportFormat each : {ExportFormat::Csv,
                                    ExportFormat::Tsv,
                                    ExportFormat::Json,
                                    ExportFormat::JsonLines,
                                    ExportFormat::Xlsx,
                                    ExportFormat::Markdown,
                                    ExportFormat::Sql,
                                    ExportFormat::TypeScript}) {
        formats.append({.key = exportExtension(each), .text = exportFormatName(each)});
    }
    m_format->setOptions(formats);
    m_format->setCurrentKey(exportExtension(ExportFormat::Csv));
}

QCheckBox *ExportSheet::addTick(const QString &name, const QString &text, const QString &help)
{
    auto *tick = new QCheckBox(text);
    tick->setObjectName(u"data.export."_s + name);
    tick->setToolTip(help);
    body()->addWidget(tick);
    connect(tick, &QCheckBox::toggled, this, &ExportSheet::describe);
    return tick;
}

ExportFormat ExportSheet::format() const
{
    return exportFormatOf(u'.' + m_format->currentKey()).value_or(ExportFormat::Csv);
}

bool ExportSheet::hasSeveral() const { return m_scope->currentKey() == u"several"_s; }

ExportPlan ExportSheet::plan() const
{
    ExportPlan plan;
    plan.collectionId = m_offer.collection->id;
    plan.format = format();
    const QString relations = m_relations->currentKey();
    plan.shape.relations = relations == u"labels"_s ? ExportShape::Relations::Labels
        : relations == u"objects"_s                 ? ExportShape::Relations::Objects
                                                    : ExportShape::Relations::Ids;
    plan.shape.isFlat = m_flat->isChecked();
    plan.shape.isLocalTime = m_local->isChecked();
    plan.hasHeader = m_header->isChecked();
    plan.hasFiles = m_files->isChecked();
    const QString scope = m_scope->currentKey();
    if (hasSeveral()) {
        return plan;
    }
    plan.keepsOrder = m_order->isChecked() && scope != u"chosen"_s;
    plan.sort = m_offer.sort;
    if (m_columns->currentKey() == u"shown"_s) {
        plan.fields = m_offer.shownFields;
    }
    if (scope == u"chosen"_s) {
        plan.ids = m_offer.chosenIds;
        plan.total = plan.ids.size();
    } else if (scope == u"matching"_s) {
        plan.filter = m_offer.filter;
        plan.ids = IdSet::partsOf(m_offer.filter);
        plan.total = m_offer.matching;
    } else {
        plan.total = m_offer.filter.isEmpty() ? m_offer.matching : m_offer.all;
    }
    return plan;
}

std::vector<ExportPlan> ExportSheet::plansIn(const QString &folder) const
{
    std::vector<ExportPlan> plans;
    for (int i = 0; i < m_collections->count(); ++i) {
        const QListWidgetItem *item = m_collections->item(i);
        if (item->checkState() == Qt::Checked) {
            ExportPlan each = plan();
            each.collectionId = item->data(Qt::UserRole).toString();
            each.path = folder + u'/' + item->text() + u'.'
                + (each.hasFiles ? u"zip"_s : exportExtension(each.format));
            plans.push_back(std::move(each));
        }
    }
    return plans;
}

void ExportSheet::describe()
{
    const ExportFormat now = format();
    m_collectionsRow->setVisible(hasSeveral());
    m_columnsRow->setVisible(!hasSeveral());
    m_header->setEnabled(now == ExportFormat::Csv || now == ExportFormat::Tsv
                         || now == ExportFormat::Xlsx);
    m_order->setEnabled(!hasSeveral() && m_scope->currentKey() != u"chosen"_s
                        && !m_offer.sort.isEmpty());
    m_note->setText(
        ExportJob::isStreamed(plan(), m_context.capabilities())
            ? tr("The server streams one consistent snapshot. It runs as a task and can be "
                 "cancelled.")
            : plan().keepsOrder
            ? tr("Read page by page in the view's order. It runs as a task and can be cancelled.")
            : tr("Read page by page in order of id. It runs as a task and can be cancelled."));
}

void ExportSheet::choosePath()
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DownloadLocation);
    auto *dialog = new QFileDialog(m_shell.window(), tr("Export to"));
    dialog->setObjectName(u"data.export.dialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setDirectory(folder);
    if (hasSeveral()) {
        dialog->setFileMode(QFileDialog::Directory);
        dialog->setOption(QFileDialog::ShowDirsOnly);
        connect(dialog,
                &QFileDialog::fileSelected,
                &m_context,
                [context = &m_context, plans = plansIn({})](const QString &path) {
                    for (ExportPlan plan : plans) {
                        plan.path.prepend(path);
                        runExport(*context, plan);
                    }
                });
    } else {
        dialog->setAcceptMode(QFileDialog::AcceptSave);
        dialog->selectFile(m_offer.collection->name + u'.'
                           + (m_files->isChecked() ? u"zip"_s : exportExtension(format())));
        connect(dialog,
                &QFileDialog::fileSelected,
                &m_context,
                [context = &m_context, plan = plan()](const QString &path) {
                    ExportPlan whole = plan;
                    whole.path = path;
                    runExport(*context, whole);
                });
    }
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
            task->succeed(job->plan().hasFiles
                              ? ExportSheet::tr("Exported %1 rows and %2 files, %3 missing; %4")
                                    .arg(locale.toString(job->rows()),
                                         locale.toString(job->files()),
                                         locale.toString(job->missingFiles()),
                                         locale.formattedDataSize(job->bytes()))
                              : ExportSheet::tr("Exported %1 rows, %2")
                                    .arg(locale.toString(job->rows()),
                                         locale.formattedDataSize(job->bytes())));
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
