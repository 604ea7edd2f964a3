#include "studio/views/import/UnfinishedList.h"

#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/ImportUndo.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Button.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/ListRow.h"
#include "studio/kit/Text.h"

#include <QBoxLayout>
#include <QLocale>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

UnfinishedList::UnfinishedList(ConnectionContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_rows(new QVBoxLayout)
{
    setObjectName(u"import.earlier"_s);
    setAccessibleName(tr("Earlier imports"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k3);
    column->addWidget(new Text(tr("Earlier imports"), TextRole::BaseStrong));
    m_rows->setSpacing(space::k3);
    column->addLayout(m_rows);
    hide();
}

void UnfinishedList::refresh(const QStringList &busy)
{
    m_busy = busy;
    clearLayout(m_rows);
    m_count = 0;
    if (m_context.drafts() != nullptr) {
        std::vector<ImportEntry> entries = ImportJournal(*m_context.drafts()).entries();
        std::reverse(entries.begin(), entries.end()); // newest first
        for (const ImportEntry &entry : entries) {
            if (!busy.contains(entry.id)) {
                m_rows->addWidget(makeRow(entry, ++m_count));
            }
        }
    }
    setVisible(m_count > 0);
}

QWidget *UnfinishedList::makeRow(const ImportEntry &entry, int number)
{
    const QLocale locale;
    const bool isBroken = entry.phase == ImportEntry::Phase::Running;
    const QString id = u"import.earlier.%1"_s.arg(number);
    const QString title = tr("%1 into %2").arg(entry.title, entry.target);
    const QString words = isBroken
        ? tr("Interrupted after row %1; it goes on where it was")
              .arg(locale.toString(entry.confirmed))
        : tr("%Ln rows imported, %1 failed", nullptr, pluralCount(entry.written()))
              .arg(locale.toString(entry.failed));
    auto *row = new ListRow(title);
    row->setObjectName(id);
    row->setBoxed(true);
    row->setTile(isBroken ? u"pause"_s : u"check"_s, isBroken ? Tone::Warning : Tone::Neutral);
    row->setTitle(title, words);
    row->setAccessibleName(title + u", "_s + words);
    if (isBroken) {
        auto *resume = new Button(u"play"_s, tr("Resume"), ButtonVariant::Secondary);
        resume->setObjectName(id + u".resume"_s);
        resume->setAccessibleName(tr("Resume the import of %1").arg(entry.title));
        resume->setEnabled(!m_context.isLocked());
        connect(resume, &Button::clicked, this, [this, entry] { emit resumeRequested(entry); });
        row->addTrailing(resume);
    } else {
        const QString obstacle
            = ImportUndo::obstacle(entry, m_context.schema().find(entry.plan.collectionId));
        auto *undo = new Button(u"undo"_s, tr("Undo this import"), ButtonVariant::Secondary);
        undo->setObjectName(id + u".undo"_s);
        undo->setAccessibleName(tr("Undo the import of %1").arg(entry.title));
        undo->setEnabled(obstacle.isEmpty() && !m_context.isLocked());
        undo->setToolTip(obstacle);
        connect(undo, &Button::clicked, this, [this, entry] { emit undoRequested(entry); });
        row->addTrailing(undo);
    }
    auto *forget = new IconButton(
        u"x"_s, isBroken ? tr("Leave it as it is and forget it") : tr("Forget this import"));
    forget->setObjectName(id + u".forget"_s);
    connect(forget, &IconButton::clicked, this, [this, entry] {
        ImportJournal(*m_context.drafts()).remove(entry);
        QMetaObject::invokeMethod(
            this,
            [this] {
                refresh(m_busy);
                emit changed();
            },
            Qt::QueuedConnection);
    });
    row->addTrailing(forget);
    return row;
}

} // namespace socle::studio
