// What is exported, as what, and where to; then a task in the tray (studio.md 4.3.12).
//
// Object names: data.export, data.export.scope, .format, .columns, .relations, .accept.
#pragma once

#include "studio/domain/ExportJob.h"
#include "studio/kit/Sheet.h"

namespace socle::studio {

class ConnectionContext;
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

private:
    void describe();
    void choosePath();

    ConnectionContext &m_context;
    Shell &m_shell;
    ExportOffer m_offer;
    Select *const m_scope;
    Segmented *const m_format;
    Segmented *const m_columns;
    Segmented *const m_relations;
    Text *const m_note;
};

/// Runs the plan as a task of the connection; it outlives the tab.
void runExport(ConnectionContext &context, const ExportPlan &plan);

} // namespace socle::studio
