// The files of one value as tiles, and the place to add more (mockup: "Drop or browse").
//
// Shows what it is given and says what the user wants; it stores nothing. Tiles are buttons: arrow
// keys and Tab reach them, Delete takes one out, Enter opens it, Space shows it, the hand or
// Alt+Shift+Left/Right moves it, F2 renames one that is not uploaded yet. The last tile takes
// drops, a pasted picture, or a choice from disk. Object names: <owner>.tile.<name>, <owner>.add.
// UI thread.
#pragma once

#include "shared/fields/Field.h"
#include "studio/fields/EditorContext.h"

#include <QAbstractButton>
#include <QStringList>
#include <QWidget>

namespace socle::studio {

class FileTile;

class FileTiles : public QWidget
{
    Q_OBJECT

public:
    FileTiles(const fields::Field &field, const EditorContext &context, QWidget *parent = nullptr);

    /// Items as in domain/FileItems.h.
    void setItems(const QStringList &items);

    const QStringList &items() const { return m_items; }

    /// Whose files they are: pictures are fetched for this record.
    void setRecordId(const QString &recordId);
    void setReadOnly(bool readOnly);
    /// Local files dropped, pasted or chosen; also for tests.
    void addPaths(const QStringList &paths);
    /// How far the upload of a local file is, 0 to 1; below 0 for all: none runs.
    void setUpload(const QString &path, double share);
    /// The name a local file is uploaded under; the file itself stays as it is.
    void renameTo(const QString &item, const QString &name);

    bool hasHeightForWidth() const override { return true; }

    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void itemsChanged(const QStringList &items);
    void openRequested(const QString &item);
    /// Space, double click: to be looked at here.
    void previewRequested(const QString &item);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void rebuild();
    void browse();
    void paste();
    void remove(const QString &item);
    void move(const QString &item, int step);
    void rename(const QString &item, QWidget *anchor);
    void change(const QStringList &items);
    /// Where a carried tile would come to stand, and letting go of it there.
    void showDrop(const QString &item, const QPoint &at);
    void drop(const QString &item);
    int placeTiles(int width, bool apply) const;
    bool canAdd() const;

    fields::Field m_field;
    EditorContext m_context;
    QStringList m_items;
    QList<FileTile *> m_tiles; // children
    QAbstractButton *m_add = nullptr; // child
    qsizetype m_dropAt = -1; // tile whose place a carried one would take
    bool m_isReadOnly = false;
    friend class FileTile;
};

/// Icon meaning for a file by its extension: "file-image".
QString fileIconName(const QString &name);

} // namespace socle::studio
