// Many records at once, and out of the program: bulk edit, new rows of a paste, copy as, export;
// and the quick look at a related record.
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/DataGrid.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/BulkSheet.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/ExportSheet.h"
#include "studio/views/data/GridCommands.h"
#include "studio/views/data/HoverPeek.h"
#include "studio/views/data/PeekPopover.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

QByteArray markdownCell(const QByteArray &text)
{
    QByteArray cell = text;
    return cell.replace('|', "\\|").replace('\n', ' ');
}

QByteArray sqlLiteral(const Json &value)
{
    if (value.isNull()) {
        return "NULL";
    }
    if (value.isNumber() || value.isBool()) {
        return toBytes(value.dump());
    }
    QByteArray text = toBytes(value.isString() ? std::string(value.text()) : value.dump());
    return '\'' + text.replace('\'', "''") + '\'';
}

} // namespace

void DataView::openBulk()
{
    if (m_collection == nullptr || !m_bulkAction->isEnabled()) {
        return;
    }
    GatherPlan plan;
    plan.collection = m_collection;
    const GridMarks &marks = m_grid->marks();
    if (marks.isInverted) {
        plan.filter = effectiveFilter(); // the whole result, as a query
        plan.exceptions = marks.keys;
    } else {
        for (const int row : m_commands->targetRows()) {
            const RecordKey key = m_model->keyAt(row);
            if (m_model->recordAt(row) != nullptr) {
                plan.ids.append(key.record);
            }
        }
        for (const QString &key : marks.keys) { // marked, but out of memory
            if (!plan.ids.contains(key) && m_model->rowOf({m_collection->id, key}) < 0) {
                plan.ids.append(key);
            }
        }
        if (plan.ids.isEmpty()) {
            m_shell.status(tr("New records are edited one by one until they are committed"));
            return;
        }
    }
    auto *sheet = new BulkSheet(m_context, plan, m_shell.window());
    connect(sheet, &BulkSheet::staged, this, [this](const QString &text) { m_shell.status(text); });
    m_shell.showSheet(sheet);
}

void DataView::offerNewRows(const QList<QStringList> &rows, const QList<int> &columns)
{
    const int count = static_cast<int>(rows.size());
    auto *sheet = new Sheet(m_shell.window(),
                            count == 1 ? tr("Add 1 new record?")
                                       : tr("Add %Ln new records?", nullptr, count));
    sheet->setObjectName(u"data.paste.rows"_s);
    sheet->setSubtitle(tr("The clipboard holds more rows than there are below this cell."));
    sheet->addStandardButtons(tr("Stage new records"))->setObjectName(u"data.paste.rows.accept"_s);
    connect(sheet, &Sheet::accepted, this, [this, rows, columns] {
        m_commands->pasteAsRecords(rows, columns);
    });
    m_shell.showSheet(sheet);
}

void DataView::openExport()
{
    if (m_collection == nullptr) {
        return;
    }
    ExportOffer offer;
    offer.collection = m_collection;
    offer.filter = effectiveFilter();
    offer.matching = m_model->total();
    offer.all = m_allRecords;
    if (!m_grid->marks().isInverted) {
        const auto &keys = m_grid->marks().keys;
        offer.chosenIds = QStringList(keys.begin(), keys.end());
    }
    for (const QString &name : m_layout.ordered(m_columns.names())) {
        if (!m_layout.hidden.contains(name) && !isRelatedPath(name)) {
            offer.shownFields.append(name);
        }
    }
    m_shell.showSheet(new ExportSheet(m_context, m_shell, offer));
}

void DataView::openCopyAs()
{
    if (m_collection == nullptr) {
        return;
    }
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"data.copyAs"_s);
    menu->setAccessibleName(tr("Copy as"));
    const auto add = [this, menu](const QString &text, const QString &format) {
        connect(menu->addAction(text), &QAction::triggered, this, [this, format] {
            const QString copied = copyAs(format);
            if (!copied.isEmpty()) {
                QGuiApplication::clipboard()->setText(copied);
                m_shell.status(tr("Copied"));
            }
        });
    };
    add(tr("Tab separated"), u"tsv"_s);
    add(u"CSV"_s, u"csv"_s);
    add(u"JSON"_s, u"json"_s);
    add(tr("JSON lines"), u"ndjson"_s);
    add(u"Markdown"_s, u"markdown"_s);
    add(tr("SQL INSERT"), u"sql"_s);
    const QRect cell = m_grid->visualRect(m_grid->currentIndex());
    menu->popup(m_grid->viewport()->mapToGlobal(cell.bottomLeft()));
}

QString DataView::copyAs(const QString &format) const
{
    QStringList names;
    for (const QString &name : m_layout.ordered(m_columns.names())) {
        if (!m_layout.hidden.contains(name)) {
            names.append(name);
        }
    }
    std::vector<JsonObject> rows;
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
        rows.push_back(std::move(values));
    }
    const ExportFormat kind = format == u"tsv"_s ? ExportFormat::Tsv
        : format == u"json"_s                    ? ExportFormat::Json
        : format == u"ndjson"_s                  ? ExportFormat::JsonLines
                                                 : ExportFormat::Csv;
    QByteArrayList lines;
    if (format == u"markdown"_s) {
        QByteArray rule;
        QByteArray head;
        for (const QString &name : names) {
            head += "| " + name.toUtf8() + ' ';
            rule += "| --- ";
        }
        lines << QByteArray(head + '|') << QByteArray(rule + '|');
    }
    for (const JsonObject &row : rows) {
        if (format == u"markdown"_s || format == u"sql"_s) {
            QByteArray line;
            for (const QString &name : names) {
                const Json *value = row.find(toUtf8(name));
                const Json found = value != nullptr ? *value : Json();
                if (format == u"sql"_s) {
                    line += line.isEmpty() ? "" : ", ";
                    line += sqlLiteral(found);
                } else {
                    line += "| "
                        + markdownCell(toBytes(found.isString() ? std::string(found.text())
                                                                : found.dump()))
                        + ' ';
                }
            }
            if (format == u"sql"_s) {
                line = "INSERT INTO `" + m_collection->name.toUtf8() + "` (`"
                    + names.join(u"`, `"_s).toUtf8() + "`) VALUES (" + line + ");";
            } else {
                line += '|';
            }
            lines << line;
        } else {
            lines << exportLine(row, names, *m_collection, kind, false, m_context.schema());
        }
    }
    QByteArray text = lines.join(kind == ExportFormat::Json ? ",\n" : "\n");
    if (kind == ExportFormat::Json) {
        text = "[\n" + text + "\n]";
    } else if (format == u"csv"_s || format == u"tsv"_s) {
        text = exportHeader(names, kind) + text;
    }
    return QString::fromUtf8(text);
}

void DataView::openPeek(const QModelIndex &index, bool isHover)
{
    const fields::Field *field = m_collection == nullptr || !index.isValid()
        ? nullptr
        : m_collection->field(m_model->fieldAt(index.column()));
    const QString target = field == nullptr ? QString() : CollectionSchema::relationTarget(*field);
    const QStringList ids = index.data(RecordRole::RawValue).toStringList();
    if (target.isEmpty() || ids.isEmpty() || ids.first().isEmpty()) {
        showRecord(index.row());
        m_shell.setInspectorVisible(true);
        return;
    }
    auto *peek = new PeekPopover(m_context, this);
    connect(peek,
            &PeekPopover::openRequested,
            this,
            [this](const QString &collection, const QString &record) { jump(collection, record); });
    peek->look(target, ids.first());
    const QRect cell = m_grid->visualRect(index);
    peek->showForRect(m_grid->viewport(), cell);
    if (isHover) {
        m_hoverPeek->follow(peek,
                            QRect(m_grid->viewport()->mapToGlobal(cell.topLeft()), cell.size()));
    }
}

void DataView::jump(const QString &collectionId, const QString &recordId)
{
    const CollectionPtr target = m_context.schema().find(collectionId);
    if (target == nullptr) {
        return;
    }
    const QModelIndex current = m_grid->currentIndex();
    ViewTarget here{u"data"_s, m_collectionName, {}, {}};
    if (current.isValid()) {
        here.record = m_model->keyAt(current.row()).record;
        here.arguments.insert(u"column"_s, m_model->fieldAt(current.column()));
    }
    m_shell.open(
        ViewTarget{u"data"_s, target->name, recordId, QJsonObject{{u"from"_s, toJson(here)}}},
        OpenMode::Lasting);
}

} // namespace socle::studio
