// The words of one message: Markdown for answers, plain text for questions; selectable, as tall as
// its text.
//
// The height is fixed to what the words need at the width the widget really has. It is not offered
// as height-for-width: a layout asks that for widths it only considers, and the document can be
// laid out at one width at a time.
//
// Nothing is ever loaded for it (images in an answer stay words), HTML is shown as text, and links
// open outside only when they are http or https: what a model says is not trusted.
#pragma once

#include <QTextBrowser>

namespace socle::studio {

class MessageText : public QTextBrowser
{
    Q_OBJECT

public:
    explicit MessageText(QWidget *parent = nullptr);

    void setMarkdownText(const QString &text);
    void setPlainWords(const QString &text);

    /// What was set last.
    const QString &source() const { return m_source; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    QVariant loadResource(int type, const QUrl &name) override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    void dress();
    void render();
    static void styleBlocks(QTextDocument &document, bool isMarkdown);
    int wantedHeight() const;
    void fitHeight();

    QString m_source;
    bool m_isMarkdown = false;
    bool m_isRendering = false;
};

} // namespace socle::studio
