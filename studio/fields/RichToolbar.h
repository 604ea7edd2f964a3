// The buttons of a rich text: they wrap when the place is narrow, and are one tab stop (arrow keys
// go along them).
//
// Object names: <owner>.block|bold|italic|underline|strike|code|link|bullets|numbers|quote|table|
// image|align|clear|fullScreen. UI thread.
#pragma once

#include "studio/fields/EditorContext.h"

#include <QList>
#include <QWidget>

namespace socle::studio {

class IconButton;
class RichEdit;
class Select;

class RichToolbar : public QWidget
{
    Q_OBJECT

public:
    RichToolbar(RichEdit &edit,
                const EditorContext &context,
                bool makesRelative,
                const QString &name,
                QWidget *parent);

    /// Shows the button that asks for the whole window.
    void setFullScreenOffered(bool offered);

    bool hasHeightForWidth() const override { return true; }

    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void fullScreenRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    IconButton *addButton(const QString &key, const QString &icon, const QString &text);
    void addMark(const QString &key, const QString &icon, const QString &text, const QString &mark);
    int place(int width, bool apply) const;
    void showState();
    void openLink();
    void openTable();
    void openImages();
    void openSides();
    void setStop(QWidget *button);

    RichEdit &m_edit;
    EditorContext m_context;
    bool m_makesRelative;
    QString m_name;
    Select *m_block;
    QList<QWidget *> m_parts; // in order
    QList<QPair<IconButton *, QString>> m_marks;
    IconButton *m_bullets = nullptr;
    IconButton *m_numbers = nullptr;
    IconButton *m_quote = nullptr;
    IconButton *m_link = nullptr;
    IconButton *m_table = nullptr;
    IconButton *m_image = nullptr;
    IconButton *m_align = nullptr;
    IconButton *m_fullScreen = nullptr;
};

} // namespace socle::studio
