// A file of a record, large: pictures with zoom, texts as text, others by their icon with a way to
// open them outside (studio.md 4.3.4). Left and Right go to the other files of the value.
//
// Fetches the one file that is shown, whole; more than kMostBytes are not fetched but offered to
// the outside. Object names: data.preview, .image, .text, .fit, .pixels, .open, .previous, .next.
// UI thread.
#pragma once

#include "shared/fields/Field.h"
#include "studio/fields/EditorContext.h"
#include "studio/kit/Sheet.h"

#include <QStringList>

class QStackedWidget;

namespace socle::studio {

class CodeEdit;
class EmptyState;
class IconButton;
class ImageView;
class Text;

class FilePreview : public Sheet
{
    Q_OBJECT

public:
    static constexpr qint64 kMostBytes = 32 << 20;
    static constexpr qsizetype kMostText = 256 * 1024; // bytes of a text that are shown

    FilePreview(QWidget *window, const fields::Field &field, const EditorContext &context);

    /// Items as in domain/FileItems.h, and which of them.
    void look(const QStringList &items, const QString &item);

    const QString &item() const { return m_item; }

    /// Whether the bytes of a file of this name are text.
    static bool isText(const QString &name, const QByteArray &bytes);

signals:
    /// To be opened by the program of the system.
    void openRequested(const QString &item);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void step(int by);
    void ask();
    void take(const QByteArray &bytes);
    void say(const QString &title, const QString &reason);

    fields::Field m_field;
    EditorContext m_context;
    QStringList m_items;
    QString m_item;
    QStackedWidget *m_pages;
    ImageView *m_image;
    CodeEdit *m_text;
    EmptyState *m_message;
    Text *m_note;
    IconButton *m_fit;
    IconButton *m_pixels;
    IconButton *m_previous;
    IconButton *m_next;
    quint64 m_generation = 0;
};

} // namespace socle::studio
