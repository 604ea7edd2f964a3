// Collections that are not simply edited: views (read only, with a way to their query, and what is
// wrong with their ids) and system collections (guarded until the user says so). Source: studio.md
// 4.3.18.
#include "studio/domain/ConnectionContext.h"
#include "studio/kit/Banner.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/DataView.h"

using namespace Qt::StringLiterals;

namespace socle::studio {

bool DataView::isReadOnly() const
{
    return m_collection == nullptr || m_collection->isView() || m_context.isLocked()
        || (m_collection->isSystem && !m_editsSystem);
}

QString DataView::readOnlyReason() const
{
    if (m_collection == nullptr) {
        return {};
    }
    return m_collection->isView() ? tr("Views are read only")
        : m_context.isLocked()    ? tr("Writes are locked. Unlock to edit")
        : isReadOnly()            ? tr("A system collection: allow edits above the table first")
                                  : QString();
}

Banner *DataView::makeNotice()
{
    m_notice = new Banner(Tone::Info, {});
    m_notice->setObjectName(u"data.notice"_s);
    m_noticeButton = m_notice->addAction({});
    m_noticeButton->setObjectName(u"data.notice.action"_s);
    connect(m_noticeButton, &Button::clicked, this, [this] {
        if (m_collection != nullptr && m_collection->isView()) {
            m_shell.open(ViewTarget{u"schema"_s, m_collection->name, {}, {}});
            return;
        }
        m_editsSystem = true;
        lockChanged();
    });
    connect(m_model, &PagedRecordModel::idsFaulty, this, [this](bool areMissing) {
        m_hasFaultyIds = true;
        m_idsAreMissing = areMissing;
        showNotice();
    });
    m_notice->hide();
    return m_notice;
}

void DataView::showNotice()
{
    if (m_collection == nullptr || (!m_collection->isView() && !m_collection->isSystem)
        || (m_collection->isSystem && m_editsSystem)) {
        m_notice->hide();
        return;
    }
    if (m_collection->isView()) {
        m_notice->setMessage(
            m_hasFaultyIds ? Tone::Warning : Tone::Neutral,
            !m_hasFaultyIds       ? tr("Read only")
                : m_idsAreMissing ? tr("Some rows have no id")
                                  : tr("Some rows have the same id"),
            !m_hasFaultyIds ? tr("The records of a view come from its query.")
                : m_idsAreMissing
                ? tr("The query gives rows without an id: they cannot be selected or opened. Let "
                     "it choose the id of one table, or number the rows.")
                : tr("The query gives several rows one id: selecting or opening one may show "
                     "another. Group by the id, or join fewer rows."));
        m_noticeButton->setText(tr("Edit query"));
        m_noticeButton->setEnabled(true);
    } else {
        m_notice->setMessage(Tone::Warning,
                             tr("A system collection"),
                             tr("The server itself writes %1. A change here can end sign-ins or "
                                "break what depends on it.")
                                 .arg(m_collection->name));
        m_noticeButton->setText(tr("Allow edits in this tab"));
        m_noticeButton->setEnabled(!m_context.isLocked());
    }
    m_notice->show();
}

} // namespace socle::studio
