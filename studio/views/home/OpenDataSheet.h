// Existing data into a new project: choose, see what is in it, copy with progress. The original is
// only read.
//
// Object names: home.openData.path|name|folder|accept, home.openData.found.
//
// Source: studio.md 3.12 (2).
#pragma once

#include "studio/kit/Sheet.h"
#include "studio/platform/DataImport.h"

#include <optional>

namespace socle::studio {

class Banner;
class Connections;
class FieldRow;
class Meter;
class Text;
class TextField;

class OpenDataSheet : public Sheet
{
    Q_OBJECT

public:
    OpenDataSheet(Connections &connections, QWidget *window);

    /// Looks at a folder or file on a pool thread and shows what was found.
    void inspect(const QString &path);

private:
    void choose(bool folder);
    void showFound(const ExistingData &found);
    void updateCopy();
    void startCopy();
    void copyEnded(bool ok, const QString &error);

    Connections &m_connections;
    TextField *const m_path;
    FieldRow *m_pathRow = nullptr;
    Text *const m_found;
    Text *const m_left;
    QWidget *const m_target;
    TextField *const m_name;
    TextField *const m_folder;
    FieldRow *const m_folderRow;
    TextField *const m_key; // of encrypted settings
    FieldRow *const m_keyRow;
    Meter *const m_meter;
    Text *const m_progress;
    Button *m_copyButton = nullptr;
    std::optional<ExistingData> m_data;
    DataCopy *m_copy = nullptr;
    int m_generation = 0; // answers about an older path are dropped
};

} // namespace socle::studio
