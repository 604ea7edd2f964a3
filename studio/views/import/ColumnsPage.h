// Step 2: where the rows go and what each column becomes.
//
// Object names: import.file, import.target, import.name, import.collection, import.map.<n> (take),
// import.map.<n>.field, import.map.<n>.type, import.map.<n>.steps, import.map.<n>.matchBy,
// import.map.<n>.create.
#pragma once

#include "studio/views/import/ImportDraft.h"

#include <QWidget>

class QGridLayout;
class QHBoxLayout;
class QScrollArea;

namespace socle::studio {

class SchemaStore;
class Segmented;
class Select;
class Text;
class TextField;

class ColumnsPage : public QWidget
{
    Q_OBJECT

public:
    explicit ColumnsPage(SchemaStore &schema, QWidget *parent = nullptr);

    void show(const std::vector<ImportDraft> &drafts, int current);
    void focusFirst();

signals:
    void currentRequested(int index);
    /// The draft shown, as it stands now.
    void draftChanged(const socle::studio::ImportDraft &draft);

private:
    void fillTargets();
    void fillColumns();
    void addColumn(int index, QGridLayout *grid);
    void addToExisting(int index, QGridLayout *grid);
    void addToNew(int index, QGridLayout *grid);
    QWidget *makeSteps(int index);
    QWidget *makeMatch(int index, const QString &field);
    void showTarget();
    void publish();
    const CollectionSchema *target() const;

    SchemaStore &m_schema;
    ImportDraft m_draft;
    Select *m_file = nullptr;
    Segmented *m_target = nullptr;
    TextField *m_name = nullptr;
    Select *m_collection = nullptr;
    QScrollArea *m_scroll = nullptr;
    Text *m_more = nullptr;
};

} // namespace socle::studio
