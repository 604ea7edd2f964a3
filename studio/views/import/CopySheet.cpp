#include "studio/views/import/CopySheet.h"

#include "studio/domain/ConnectionContext.h"
#include "studio/domain/ExportJob.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Button.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Progress.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"
#include "studio/shell/Shell.h"

#include <QBoxLayout>
#include <QLocale>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace socle::studio {

CopySheet::CopySheet(ConnectionContext &context, Shell &shell, const QString &folder)
    : Sheet(shell.window(), tr("Import from a collection"))
    , m_contexts{&context}
    , m_folder(folder)
    , m_connection(new Select)
    , m_collection(new Select)
    , m_meter(new Meter)
    , m_note(new Text({}, TextRole::Small, Color::TextMuted))
{
    setObjectName(u"import.copy"_s);
    if (auto *window = qobject_cast<MainWindow *>(shell.window()->window())) {
        for (ConnectionSession *session : window->connections().sessions()) {
            if (&session->context() != &context && session->context().isSignedIn()) {
                m_contexts.append(&session->context());
            }
        }
    }
    QVector<SelectOption> connections;
    for (int i = 0; i < m_contexts.size(); ++i) {
        connections.append(
            {.key = QString::number(i),
             .text = i == 0 ? tr("This connection") : m_contexts.at(i)->profile().name});
    }
    m_connection->setObjectName(u"import.copy.connection"_s);
    m_connection->setOptions(connections);
    m_connection->setCurrentKey(u"0"_s);
    m_collection->setObjectName(u"import.copy.collection"_s);
    m_collection->setPlaceholder(tr("Choose a collection"));
    m_meter->setAccessibleName(tr("Progress"));
    m_meter->hide();
    m_note->setOverflow(Text::Overflow::Wrap);
    m_note->setText(tr("The records are read into a temporary file; nothing is written until the "
                       "import runs."));
    body()->addWidget(new FieldRow(tr("Connection"), m_connection));
    body()->addWidget(new FieldRow(tr("Collection"), m_collection));
    body()->addWidget(m_meter);
    body()->addWidget(m_note);
    Button *cancel = addButton(tr("Cancel"), ButtonVariant::Secondary);
    cancel->setObjectName(u"import.copy.cancel"_s);
    m_accept = addButton(tr("Read records"), ButtonVariant::Primary);
    m_accept->setObjectName(u"import.copy.accept"_s);
    m_accept->setEnabled(false);
    connect(cancel, &Button::clicked, this, &Sheet::reject);
    connect(m_accept, &Button::clicked, this, &CopySheet::fetch);
    connect(m_connection, &Select::currentChanged, this, &CopySheet::fillCollections);
    connect(m_collection, &Select::currentChanged, this, [this](const QString &key) {
        m_accept->setEnabled(!key.isEmpty());
    });
    fillCollections();
}

ConnectionContext *CopySheet::source() const
{
    return m_contexts.value(m_connection->currentKey().toInt());
}

void CopySheet::fillCollections()
{
    QVector<SelectOption> options;
    if (ConnectionContext *from = source()) {
        for (const CollectionPtr &collection : from->schema().collections()) {
            if (!collection->isSystem) {
                options.append({.key = collection->id,
                                .text = collection->name,
                                .iconName = collection->isAuth() ? u"users"_s : u"table"_s});
            }
        }
    }
    m_collection->setOptions(options);
    m_collection->setCurrentKey({});
    m_accept->setEnabled(false);
}

void CopySheet::fetch()
{
    ConnectionContext *from = source();
    const CollectionPtr collection
        = from == nullptr ? nullptr : from->schema().find(m_collection->currentKey());
    if (collection == nullptr) {
        return;
    }
    m_accept->setEnabled(false);
    m_meter->setValue(-1);
    m_meter->show();
    ExportPlan plan;
    plan.collectionId = collection->id;
    plan.format = ExportFormat::JsonLines;
    plan.path = m_folder + u'/' + collection->name + u".jsonl"_s;
    auto *job = new ExportJob(from->client(), from->schema(), from->capabilities(), plan, this);
    connect(job, &ExportJob::progress, this, [this, job] {
        m_note->setText(tr("%1 records read").arg(QLocale().toString(job->rows())));
    });
    connect(job, &ExportJob::stateChanged, this, [this, job](ExportJob::State state) {
        if (state == ExportJob::State::Finished) {
            emit fetched(job->plan().path);
            accept();
        } else if (state == ExportJob::State::Failed) {
            m_meter->hide();
            m_accept->setEnabled(true);
            m_note->setText(job->reason());
            m_note->setColor(Color::Danger);
        }
    });
    job->start();
}

} // namespace socle::studio
