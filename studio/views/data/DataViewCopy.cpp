// "Copy as": the chosen records as text in a format of the export, on the clipboard; a table also
// as HTML, so that spreadsheets and mail both paste well (studio.md 4.3.12).
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/ExportRows.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/DataGrid.h"
#include "studio/kit/MenuPlace.h"
#include "studio/shell/Shell.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/GridColumns.h"
#include "studio/views/data/GridCommands.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QMimeData>

using namespace Qt::StringLiterals;

namespace socle::studio {

void DataView::openCopyAs()
{
    if (m_collection == nullptr) {
        return;
    }
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"data.copyAs"_s);
    menu->setAccessibleName(tr("Copy as"));
    for (const ExportFormat format : {ExportFormat::Tsv,
                                      ExportFormat::Csv,
                                      ExportFormat::Json,
                                      ExportFormat::JsonLines,
                                      ExportFormat::Markdown,
                                      ExportFormat::Sql,
                                      ExportFormat::TypeScript}) {
        QAction *action
            = menu->addAction(format == ExportFormat::Tsv ? tr("Table for spreadsheets and mail")
                                                          : exportFormatName(format));
        action->setObjectName(u"data.copyAs."_s + exportExtension(format));
        connect(action, &QAction::triggered, this, [this, format] {
            whenWhole(m_commands->targetRows(), [this, format] {
                if (QMimeData *copied = copyAs(format)) {
                    QGuiApplication::clipboard()->setMimeData(copied);
                    m_shell.status(tr("Copied"));
                }
            });
        });
    }
    const QRect cell = m_grid->visualRect(m_grid->currentIndex());
    popupAt(menu, m_grid->viewport()->mapToGlobal(cell.bottomLeft()));
}

QMimeData *DataView::copyAs(ExportFormat format) const
{
    QStringList names;
    for (const QString &name : m_layout.ordered(m_columns.names())) {
        if (!m_layout.hidden.contains(name)) {
            names.append(name);
        }
    }
    std::vector<std::vector<Json>> rows;
    for (const int row : m_commands->targetRows()) {
        const Record *record = m_model->recordAt(row);
        JsonObject values = record != nullptr ? record->values : JsonObject();
        for (const QString &path : m_layout.related) {
            values.set(toUtf8(path), record != nullptr ? columnValue(*record, path) : Json());
        }
        if (const StagedRecord *staged = m_context.staging().find(m_model->keyAt(row))) {
            for (auto it = staged->fields.begin(); it != staged->fields.end(); ++it) {
                values.set(toUtf8(it.key()), it->value);
            }
        }
        rows.push_back(exportValues(values, names, *m_collection, {}, m_context.schema()));
    }
    if (rows.empty()) {
        return nullptr;
    }
    ExportRows writer(format, m_collection->name);
    QByteArray text = writer.begin(names);
    for (const std::vector<Json> &row : rows) {
        text += writer.row(row);
    }
    text += writer.end();
    auto *copied = new QMimeData;
    copied->setText(QString::fromUtf8(text));
    if (format == ExportFormat::Tsv) {
        copied->setHtml(exportHtml(names, rows));
    }
    return copied;
}

} // namespace socle::studio
