#include "studio/views/data/FindColumnPopover.h"

#include "studio/kit/ScaledSize.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Theme.h"
#include "studio/views/data/DataMetrics.h"

#include <QListWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

FindColumnPopover::FindColumnPopover(const QStringList &names, QWidget *parent)
    : Popover(parent)
    , m_search(new SearchField(tr("Find a column")))
    , m_list(new QListWidget)
{
    setObjectName(u"data.findColumn"_s);
    setAccessibleName(tr("Find column"));
    setDeleteOnClose(true);
    keepScaled(this, Extent::Width, data::kPopoverWidth);
    m_search->setObjectName(u"data.findColumn.search"_s);
    m_search->setAccessibleName(tr("Find a column"));
    m_search->setDelay(0);
    m_list->setObjectName(u"data.findColumn.list"_s);
    m_list->setAccessibleName(tr("Columns"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->addItems(names);
    m_list->setCurrentRow(0);
    body()->addWidget(m_search);
    body()->addWidget(m_list);
    connect(m_search, &SearchField::searchChanged, this, [this](const QString &text) {
        QListWidgetItem *first = nullptr;
        for (int row = 0; row < m_list->count(); ++row) {
            QListWidgetItem *item = m_list->item(row);
            item->setHidden(!item->text().contains(text, Qt::CaseInsensitive));
            first = first == nullptr && !item->isHidden() ? item : first;
        }
        m_list->setCurrentItem(first);
    });
    connect(m_search, &SearchField::leaveDown, this, [this] { m_list->setFocus(); });
    connect(m_search, &SearchField::accepted, this, &FindColumnPopover::choose);
    connect(m_search, &QLineEdit::returnPressed, this, &FindColumnPopover::choose);
    connect(m_list, &QListWidget::itemActivated, this, &FindColumnPopover::choose);
    connect(m_list, &QListWidget::itemClicked, this, &FindColumnPopover::choose);
}

void FindColumnPopover::focusSearch() { m_search->setFocus(Qt::PopupFocusReason); }

void FindColumnPopover::choose()
{
    if (const QListWidgetItem *item = m_list->currentItem(); item != nullptr && isVisible()) {
        const QString name = item->text();
        close();
        emit chosen(name);
    }
}

} // namespace socle::studio
