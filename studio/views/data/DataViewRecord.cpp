// What the record panel's head and keys do: the record before and behind, a tab of its own, another
// new one, the whole window for a long value, the data as a user sees it (studio.md 4.3.13).
#include "studio/api/AuthEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/StagingEngine.h"
#include "studio/fields/ExpandSheet.h"
#include "studio/fields/FieldEditor.h"
#include "studio/kit/DataGrid.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Actions.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/FilterBar.h"
#include "studio/views/data/GridCommands.h"
#include "studio/views/data/RecordHead.h"
#include "studio/views/data/RecordPanel.h"

#include <QAction>
#include <QJsonArray>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

// Values offered in a condition: from the rows at hand, so cheap to look through.
constexpr int kSeenRows = 2000;
constexpr int kSeenValues = 200;
constexpr qsizetype kLongestSeen = 60;

} // namespace

QAction *DataView::addPanelAction(const QString &verb,
                                  const QString &text,
                                  const QString &icon,
                                  const QString &keys,
                                  std::function<void()> run)
{
    // Their keys mean something else in the grid (Ctrl+Up jumps to the edge of the data), so they
    // belong to the panel; the palette lists them with the others.
    QAction *action
        = Actions::make({.id = u"act.data."_s + verb,
                         .text = text,
                         .icon = icon,
                         .keys = QKeySequence::listFromString(keys, QKeySequence::PortableText),
                         .subject = tr("Data"),
                         .help = {}},
                        m_panel,
                        std::move(run));
    m_actions.append(action);
    return action;
}

void DataView::makeRecordActions()
{
    m_previousAction = addPanelAction(
        u"previousRecord"_s, tr("Previous record"), u"chevron-up"_s, u"Ctrl+Up"_s, [this] {
            stepRecord(-1);
        });
    m_nextAction = addPanelAction(
        u"nextRecord"_s, tr("Next record"), u"chevron-down"_s, u"Ctrl+Down"_s, [this] {
            stepRecord(1);
        });
    m_recordTabAction = addPanelAction(
        u"recordTab"_s, tr("Open in a tab"), u"external-link"_s, {}, [this] { openRecordTab(); });
    m_anotherAction
        = addPanelAction(u"another"_s, tr("Create another"), u"plus"_s, u"Ctrl+Return"_s, [this] {
              anotherRecord();
          });
    m_arrangeAction = addPanelAction(
        u"arrangeForm"_s, tr("Arrange the form"), u"sliders"_s, {}, [this] { m_panel->arrange(); });
    m_seeAsAction
        = addPanelAction(u"seeAs"_s, tr("See as this user"), u"eye"_s, {}, [this] { seeAsUser(); });
    m_expandAction = addAction(
        u"expand"_s, tr("Edit in the whole window"), u"fullscreen"_s, u"Ctrl+E"_s, [this] {
            expandCell();
        });
    addAction(u"filterHistory"_s, tr("Filters used before"), u"history"_s, {}, [this] {
        m_filterBar->openHistory();
    });
    addAction(u"copyFilter"_s, tr("Copy filter as URL parameter"), u"copy"_s, {}, [this] {
        m_filterBar->copyAsParameter();
    });
    addAction(u"copyFilterCode"_s, tr("Copy filter as code"), u"code"_s, {}, [this] {
        m_filterBar->copyAsCode();
    });
    RecordHead *head = m_panel->head();
    head->addAction(m_previousAction, u"previous"_s);
    head->addAction(m_nextAction, u"next"_s);
    head->addAction(m_recordTabAction, u"tab"_s);
    head->addMore(m_duplicateAction);
    head->addMore(m_deleteAction);
    head->addMore(m_arrangeAction);
    head->addMore(m_seeAsAction);
    m_panel->setAnotherAction(m_anotherAction);
    // Undo and review work where the typing is.
    m_panel->addActions({m_undoAction, m_redoAction, m_reviewAction});
}

void DataView::updateRecordActions()
{
    if (m_expandAction == nullptr) {
        return;
    }
    const int row = m_grid->currentIndex().row();
    const bool hasRecord = m_panel != nullptr && m_panel->isStored();
    const auto allow = [](QAction *action, bool isPossible, const QString &why) {
        action->setEnabled(isPossible);
        action->setToolTip(isPossible ? QString() : why);
    };
    const QString alone = tr("This tab shows one record");
    allow(m_previousAction,
          !m_isRecordTab && row > 0,
          m_isRecordTab ? alone : tr("There is no record before this one"));
    allow(m_nextAction,
          !m_isRecordTab && row >= 0 && row + 1 < m_model->rowCount(),
          m_isRecordTab ? alone : tr("There is no record after this one"));
    allow(m_recordTabAction,
          !m_isRecordTab && hasRecord,
          m_isRecordTab ? alone : tr("Choose a stored record first"));
    allow(m_anotherAction,
          m_newAction->isEnabled() && !m_isRecordTab,
          m_isRecordTab ? alone : readOnlyReason());
    m_arrangeAction->setEnabled(m_collection != nullptr);
    allow(m_expandAction,
          m_collection != nullptr && !m_collection->isView() && !m_context.isLocked(),
          readOnlyReason());
    const bool isAuth = m_collection != nullptr && m_collection->isAuth();
    const bool isSuperusers
        = isAuth && m_collection->name == QLatin1String(AuthEndpoint::kSuperusers);
    m_seeAsAction->setEnabled(isAuth && !isSuperusers && hasRecord && m_context.isSuperuser());
    m_seeAsAction->setToolTip(!isAuth            ? tr("Only records of auth collections sign in")
                                  : isSuperusers ? tr("A superuser sees everything already")
                                  : m_context.isSuperuser()
                                  ? tr("A tab whose requests carry this user's token")
                                  : tr("Needs a superuser"));
}

void DataView::stepRecord(int step)
{
    const QString field = m_panel->focusedField();
    if (!m_panel->finishTyping()) {
        return;
    }
    const int row = m_grid->currentIndex().row() + step;
    if (row < 0 || row >= m_model->rowCount()) {
        return;
    }
    m_grid->setCurrentIndex(m_model->index(row, std::max(0, m_grid->currentIndex().column())));
    m_grid->scrollTo(m_grid->currentIndex());
    if (!field.isEmpty()) {
        m_panel->focusField(field);
    }
    updateRecordActions();
}

void DataView::openRecordTab()
{
    const RecordKey key = m_panel->key();
    m_shell.open(
        ViewTarget{u"data"_s,
                   m_collection->name,
                   key.record,
                   QJsonObject{{u"form"_s, true}, {u"tab"_s, QString(u"record-"_s + key.record)}}},
        OpenMode::Lasting);
}

/// What is typed is staged; the form is empty again.
void DataView::anotherRecord()
{
    if (m_newAction->isEnabled() && m_panel->finishTyping()) {
        newRecord();
    }
}

void DataView::expandCell()
{
    const QModelIndex index = m_grid->currentIndex();
    const fields::Field *field = index.isValid() ? m_model->field(index.column()) : nullptr;
    if (field == nullptr || !ExpandSheet::isFor(*field) || isRelatedPath(toQString(field->name))
        || !m_model->flags(index).testFlag(Qt::ItemIsEditable)) {
        m_shell.status(tr("Text, rich text and JSON have a long form"));
        return;
    }
    EditorContext context;
    context.client = &m_context.client();
    context.schema = &m_context.schema();
    context.collection = m_collection;
    const RecordKey key = m_model->keyAt(index.row());
    context.recordId = key.record;
    // What is being typed goes along; the cell's editor ends with the sheet.
    QString text = index.data(RecordRole::RawValue).toString();
    if (const auto *editor = m_grid->findChild<FieldEditor *>();
        editor != nullptr && m_grid->isEditing()) {
        text = editor->value().toString();
    }
    const QString name = toQString(field->name);
    const auto open = [this, context, key, name, own = *field](const QString &value) {
        auto *sheet = new ExpandSheet(m_shell.window(), own, context, value);
        connect(sheet, &ExpandSheet::done, this, [this, key, name](const QString &done) {
            const int row = m_model->rowOf(key);
            if (row >= 0) {
                m_model->setData(m_model->index(row, m_model->columnOf(name)), done);
            }
        });
        connect(sheet, &Sheet::closed, m_grid, [this] { m_grid->setFocus(Qt::OtherFocusReason); });
        m_shell.showSheet(sheet);
    };
    const bool isStaged = m_context.staging().find(key, name) != nullptr;
    if (isStaged || m_model->recordAt(index.row()) == nullptr) {
        open(text);
        return;
    }
    // The grid may hold an excerpt: the long form edits the whole value.
    onResult(RecordsEndpoint(m_context.client()).view(m_collection->name, key.record),
             this,
             [this, open, name](const Result<Record> &record) {
                 if (!record) {
                     m_shell.status(apiError(record.error()).title());
                     return;
                 }
                 open(toVariant(record->value(name), *m_collection->field(name)).toString());
             });
}

void DataView::seeAsUser()
{
    const RecordKey key = m_panel->key();
    if (!m_seeAsAction->isEnabled() || key.isEmpty()) {
        return;
    }
    const QString label = m_panel->title();
    m_shell.open(ViewTarget{u"data"_s,
                            m_collection->name,
                            {},
                            QJsonObject{{u"tab"_s, QString(u"as-"_s + key.record)},
                                        {u"as"_s,
                                         QJsonObject{{u"collection"_s, m_collection->name},
                                                     {u"record"_s, key.record},
                                                     {u"label"_s, label}}}}},
                 OpenMode::Lasting);
}

/// Where the filter bar finds values and keeps what was used.
void DataView::connectFilter()
{
    EditorContext context;
    context.client = &m_context.client();
    context.schema = &m_context.schema();
    context.labels = &m_context.labels();
    context.collection = m_collection;
    m_filterBar->setSources(context, [this](const QString &field) {
        QStringList seen;
        const int column = m_model->columnOf(field);
        for (int row = 0; column >= 0 && row < m_model->rowCount() && seen.size() < kSeenValues
             && row < kSeenRows;
             ++row) {
            if (!m_model->isLoaded(row)) {
                continue;
            }
            const QVariant value = m_model->index(row, column).data(RecordRole::RawValue);
            const QStringList values = value.typeId() == QMetaType::QStringList
                ? value.toStringList()
                : QStringList{value.toString()};
            for (const QString &each : values) {
                const bool isShort = !each.isEmpty() && each.size() <= kLongestSeen;
                if (isShort && !seen.contains(each)) {
                    seen.append(each);
                }
            }
        }
        seen.sort(Qt::CaseInsensitive);
        return seen;
    });
    const QString key = u"data.filters."_s + m_collection->id;
    QStringList history;
    const QJsonArray kept = m_shell.workspace().state(m_shell.connectionId(), key).toArray();
    for (const QJsonValue &each : kept) {
        history.append(each.toString());
    }
    m_filterBar->setHistory(history);
    disconnect(m_filterBar, &FilterBar::historyChanged, this, nullptr);
    connect(m_filterBar, &FilterBar::historyChanged, this, [this, key](const QStringList &filters) {
        m_shell.workspace().setState(
            m_shell.connectionId(), key, QJsonArray::fromStringList(filters));
    });
    disconnect(m_filterBar, &FilterBar::said, this, nullptr);
    connect(
        m_filterBar, &FilterBar::said, this, [this](const QString &text) { m_shell.status(text); });
}

} // namespace socle::studio
