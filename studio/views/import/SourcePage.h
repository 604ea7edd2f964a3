// Step 1: the files, how they are read, and their first rows.
//
// Object names: import.choose, import.paste, import.fromCollection, import.files, import.file.<n>,
// import.delimiter, import.quote, import.encoding, import.header, import.preview.
#pragma once

#include "studio/views/import/ImportDraft.h"

#include <QWidget>

class QCheckBox;
class QScrollArea;
class QVBoxLayout;

namespace socle::studio {

class DataGrid;
class DropZone;
class ListRow;
class PreviewModel;
class Select;
class Text;

class SourcePage : public QWidget
{
    Q_OBJECT

public:
    explicit SourcePage(QWidget *parent = nullptr);

    /// Shows the files; `current` is the one whose rows are below.
    void show(const std::vector<ImportDraft> &drafts, int current);
    void setDropActive(bool active);
    void focusFirst();
    /// A widget above the files: earlier imports.
    void setHeader(QWidget *header);

signals:
    void chooseRequested();
    void pasteRequested();
    void copyRequested();
    void currentRequested(int index);
    void removeRequested(int index);
    void optionsChanged(const socle::studio::SourceOptions &options);

private:
    void fillFiles(const std::vector<ImportDraft> &drafts, int current);
    void showRows(const ImportDraft &draft);

    DropZone *const m_drop;
    QWidget *const m_loaded;
    QScrollArea *m_list = nullptr;
    QVBoxLayout *m_files = nullptr;
    std::vector<ListRow *> m_rows;
    QWidget *m_csv = nullptr;
    Select *m_delimiter = nullptr;
    Select *m_quote = nullptr;
    Select *m_encoding = nullptr;
    QCheckBox *m_header = nullptr;
    Text *m_note = nullptr;
    DataGrid *m_grid = nullptr;
    PreviewModel *const m_model;
    SourceOptions m_options;
    QStringList m_shown; // paths in the list
};

} // namespace socle::studio
