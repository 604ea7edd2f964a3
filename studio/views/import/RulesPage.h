// Step 3: what happens to records that are there, to empty cells, and to rows that are refused.
//
// Object names: import.mode, import.key, import.emptyIsMissing, import.onError.
#pragma once

#include "studio/views/import/ImportDraft.h"

#include <QWidget>

class QCheckBox;

namespace socle::studio {

class FieldRow;
class SchemaStore;
class Segmented;
class Select;
class Text;

class RulesPage : public QWidget
{
    Q_OBJECT

public:
    explicit RulesPage(SchemaStore &schema, QWidget *parent = nullptr);

    void show(const ImportDraft &draft);
    void focusFirst();

signals:
    void draftChanged(const socle::studio::ImportDraft &draft);

private:
    void fillKeys();
    void describe();
    void publish();

    SchemaStore &m_schema;
    ImportDraft m_draft;
    Text *const m_title;
    Segmented *const m_mode;
    Select *const m_key;
    FieldRow *m_keyRow = nullptr;
    Text *const m_note;
    QCheckBox *const m_empty;
    Segmented *const m_onError;
};

} // namespace socle::studio
