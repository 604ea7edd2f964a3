#include "studio/views/data/PasteSheet.h"

#include "studio/domain/FieldValue.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/Icon.h"
#include "studio/kit/ItemInk.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Theme.h"
#include "studio/views/data/DataMetrics.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kPastePreview = 20;

}

PasteSheet::PasteSheet(const PagedRecordModel &model, const Offer &offer, QWidget *window)
    : Sheet(window, tr("Paste %1 rows by %2 columns?").arg(offer.rows.size()).arg(offer.widest))
    , m_offer(offer)
{
    setObjectName(u"data.paste"_s);
    setSubtitle(tr("The clipboard has another shape than the selection. This is what would go "
                   "where; nothing is sent until you commit."));
    setPanelWidth(data::kCompareWidth);
    auto *preview = new QTreeWidget;
    preview->setObjectName(u"data.paste.preview"_s);
    preview->setAccessibleName(tr("What goes where"));
    preview->setRootIsDecorated(false);
    preview->setUniformRowHeights(true);
    preview->setItemDelegate(new InkDelegate(preview));
    keepScaled(preview, Extent::LeastHeight, data::kPopoverList);
    fillPreview(model, *preview);
    body()->addWidget(preview, 1);
    const int beyond = std::max(0, static_cast<int>(offer.rows.size()) - offer.room);
    m_adds
        = new QCheckBox(beyond == 1 ? tr("The last row becomes a new record")
                                    : tr("The last %Ln rows become new records", nullptr, beyond));
    m_adds->setObjectName(u"data.paste.new"_s);
    m_adds->setChecked(true);
    m_adds->setVisible(beyond > 0);
    footerLeading()->addWidget(m_adds);
    addStandardButtons(tr("Paste"))->setObjectName(u"data.paste.accept"_s);
}

void PasteSheet::fillPreview(const PagedRecordModel &model, QTreeWidget &preview)
{
    QStringList heads{tr("Row")};
    for (int c = 0; c < m_offer.widest; ++c) {
        heads.append(c < m_offer.columns.size() ? model.fieldAt(m_offer.columns.at(c))
                                                : tr("no column"));
    }
    preview.setHeaderLabels(heads);
    preview.header()->setSectionResizeMode(QHeaderView::ResizeToContents);
    for (int r = 0; r < std::min<int>(kPastePreview, static_cast<int>(m_offer.rows.size())); ++r) {
        const QStringList &cells = m_offer.rows.at(r);
        auto *line = new QTreeWidgetItem(
            &preview,
            {r < m_offer.room ? QString::number(m_offer.firstRow + r + 1 - model.insertedCount())
                              : tr("new", "a row of the preview that becomes a record")});
        setInk(line, 0, Color::TextMuted);
        for (int c = 0; c < cells.size(); ++c) {
            const fields::Field *field
                = c < m_offer.columns.size() ? model.field(m_offer.columns.at(c)) : nullptr;
            const bool fits = field != nullptr && bool(parseText(cells.at(c), *field));
            // What is pasted while the screen is shared is hidden from the start.
            const bool isHidden
                = Privacy::current().isOn() && field != nullptr && isPrivateField(*field);
            line->setText(c + 1, isHidden ? Privacy::hiddenText() : cells.at(c));
            setInk(line, c + 1, fits ? Color::Text : Color::Danger);
            if (!fits) {
                line->setIcon(c + 1, icon(u"warning"_s, Color::Danger)); // not by its colour alone
            }
            line->setToolTip(c + 1,
                             isHidden               ? Privacy::hiddenText()
                                 : fits             ? cells.at(c)
                                 : field == nullptr ? tr("There is no column for it")
                                                    : tr("It does not fit this field"));
        }
    }
}

bool PasteSheet::addsRecords() const { return m_adds->isChecked(); }

} // namespace socle::studio
