// Values the grid did not ask for: hidden columns, and long texts that came as excerpts
// (studio.md 4.3.2). Before they are edited, copied or shown in the inspector the whole records are
// fetched.
#include "studio/api/Text.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/kit/DataGrid.h"
#include "studio/shell/Shell.h"
#include "studio/views/data/DataView.h"
#include "studio/views/data/GridCommands.h"
#include "studio/views/data/RecordPanel.h"

#include <QItemSelection>

#include <algorithm>

namespace socle::studio {

/// Empty when nothing is saved by naming them: all are visible, and none is long.
QStringList DataView::shownColumns() const
{
    QStringList shown;
    bool isEverything = true;
    for (const fields::Field &field : columnsOf(RecordQuery(), *m_collection)) {
        const QString name = toQString(field.name);
        const bool isHidden = m_layout.hidden.contains(name);
        isEverything = isEverything && !isHidden && !isExcerpted(field);
        if (!isHidden) {
            shown.append(name);
        }
    }
    for (const QString &path : m_layout.related) {
        if (!m_layout.hidden.contains(path)) {
            shown.append(path);
        }
    }
    if (shown.isEmpty()) {
        shown.append(QStringLiteral("id")); // no name at all would ask for everything
    }
    // A tab of one record is its form: it shows all.
    return isEverything || m_isRecordTab ? QStringList() : shown;
}

void DataView::prepareCells(const QItemSelection &cells, std::function<void(bool)> then)
{
    m_model->withWhole(m_commands->rowsInPart(cells),
                       [self = QPointer(this), then = std::move(then)](bool areHere) {
                           if (self != nullptr && !areHere) {
                               self->m_shell.status(
                                   tr("The whole values could not be fetched. Try again"));
                           }
                           then(areHere);
                       });
}

void DataView::whenWhole(const QList<int> &rows, std::function<void()> then)
{
    m_model->withWhole(rows, [self = QPointer(this), then = std::move(then)](bool areHere) {
        if (self == nullptr) {
            return;
        }
        if (areHere) {
            then();
        } else {
            self->m_shell.status(tr("The whole records could not be fetched. Try again"));
        }
    });
}

void DataView::showRecord(int row)
{
    const RecordKey key = row < 0 || row >= m_model->rowCount() ? RecordKey() : m_model->keyAt(row);
    if (key.isEmpty() || m_isPanelPinned) {
        return; // between two answers, or a row that is loading: the last record stays
    }
    if (m_model->isWhole(row)) {
        m_panel->showRecord(key, m_model->recordAt(row));
        return;
    }
    if (!m_awaited.isEmpty()) {
        return; // whoever walks through the rows fast waits for the one they stop at
    }
    m_awaited = key;
    m_model->withWhole({row}, [self = QPointer(this), key](bool isHere) {
        if (self == nullptr) {
            return;
        }
        self->m_awaited = {};
        const int current = self->m_grid->currentIndex().row();
        if (self->m_model->keyAt(current) != key) {
            self->showRecord(current);
        } else if (isHere && self->m_model->isWhole(current)) {
            self->m_panel->showRecord(key, self->m_model->recordAt(current));
        } else {
            self->m_panel->showNothing(); // a form with holes would be taken for the record
            self->m_shell.status(tr("The record could not be fetched. Try again"));
        }
    });
}

} // namespace socle::studio
