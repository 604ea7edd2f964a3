// What a paste would put where, before it does, when the clipboard has another shape than the
// selection (studio.md 4.3.10): columns by name, values as the field reads them, what does not fit
// and what would become new records.
//
// Object names: data.paste, data.paste.preview, data.paste.new, data.paste.accept.
#pragma once

#include "studio/kit/Sheet.h"

#include <QStringList>

class QCheckBox;
class QTreeWidget;

namespace socle::studio {

class GridCommands;
class PagedRecordModel;

class PasteSheet : public Sheet
{
    Q_OBJECT

public:
    struct Offer
    {
        QList<QStringList> rows = {}; // of the clipboard
        QList<int> columns = {}; // of the model, one a clipboard column that has one
        int firstRow = 0; // of the model
        int room = 0; // rows below and with it
        int widest = 0; // cells of the longest clipboard row
    };

    PasteSheet(const PagedRecordModel &model, const Offer &offer, QWidget *window);

    /// Whether rows below the last one become new records.
    bool addsRecords() const;

private:
    void fillPreview(const PagedRecordModel &model, QTreeWidget &preview);

    const Offer m_offer;
    QCheckBox *m_adds = nullptr;
};

} // namespace socle::studio
