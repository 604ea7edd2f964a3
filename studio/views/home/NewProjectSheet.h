// A new local project: one field, Enter. The folder is proposed from the name and can be changed; a
// template gives it its first collections.
//
// Object names: home.newProject.name|folder|browse|samples|accept, home.newProject.template.<key>.
//
// Source: studio.md 3.12 (1).
#pragma once

#include "studio/kit/Sheet.h"

class QButtonGroup;
class QCheckBox;

namespace socle::studio {

class Connections;
class FieldRow;
class TextField;

class NewProjectSheet : public Sheet
{
    Q_OBJECT

public:
    NewProjectSheet(Connections &connections, QWidget *window);

signals:
    /// The project is there, with nothing in it yet. Comes before it is opened.
    void created(const QString &connectionId, const QString &templateKey, bool withRecords);

private:
    QWidget *makeTemplates();
    QString templateKey() const;
    void nameChanged();
    void create();

    Connections &m_connections;
    TextField *const m_name;
    TextField *const m_folder;
    FieldRow *const m_nameRow;
    FieldRow *const m_folderRow;
    QButtonGroup *const m_templates;
    QCheckBox *const m_samples;
    Button *m_create = nullptr;
    bool m_folderIsOwn = false; // the user typed it: it no longer follows the name
};

/// A line for a folder with a browse button; `browse` opens the platform's folder dialog, without
/// an event loop of ours.
QWidget *makeFolderLine(TextField *field, const QString &objectName, QWidget *parent);

} // namespace socle::studio
