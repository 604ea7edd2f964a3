// What is exported, as what, and where to; then a task in the tray (studio.md 4.3.12).
//
// Object names: data.export, data.export.scope, .collections, .format, .columns, .relations,
// .header, .flat, .local, .order, .files, .accept.
#pragma once

#include "studio/domain/ExportJob.h"
#include "studio/kit/Sheet.h"

class QCheckBox;
class QListWidget;

namespace socle::studio {

class ConnectionContext;
class FieldRow;
class Segmented;
class Select;
class Shell;
class Text;

/// What the view has to offer.
struct ExportOffer
{
    CollectionPtr collection = {};
    QString filter = {};
    QStringList chosenIds = {}; // marked records; empty: none
    QStringList shownFields = {};
    QString sort = {}; // of the view
    qint64 matching = -1;
    qint64 all = -1;
};

class ExportSheet : public Sheet
{
    Q_OBJECT

public:
    ExportSheet(ConnectionContext &context, Shell &shell, ExportOffer offer);

    /// The plan as it stands; the path is asked for at the end.
    ExportPlan plan() const;
    /// One plan a collection when several are chosen; paths below `folder`.
    std::vector<ExportPlan> plansIn(const QString &folder) const;

private:
    void describe();
    void choosePath();
    void fillFormats();
    QCheckBox *addTick(const QString &name, const QString &text, const QString &help);
    ExportFormat format() const;
    bool hasSeveral() const;

    ConnectionContext &m_context;
    Shell &m_shell;
    ExportOffer m_offer;
    Select *const m_scope;
    Select *const m_format;
    QListWidget *const m_collections;
    FieldRow *m_collectionsRow = nullptr;
    FieldRow *m_columnsRow = nullptr;
    Segmented *const m_columns;
    Segmented *const m_relations;
    QCheckBox *m_header = nullptr;
    QCheckBox *m_flat = nullptr;
    QCheckBox *m_local = nullptr;
    QCheckBox *m_order = nullptr;
    QCheckBox *m_files = nullptr;
    Text *const m_note;
};

/// Runs the plan as a task of the connection; it outlives the tab.
void runExport(ConnectionContext &context, const ExportPlan &plan);

} // namespace socle::studio
