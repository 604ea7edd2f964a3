// Typing rich text: a QTextEdit whose structure is HTML's, not Qt's (studio.md 4.3.5).
//
// setText() takes HTML that richObstacle() allows; html() gives clean HTML back. Markdown at the
// start of a line ("# ", "- ", "1. ", "> ", "```") and around words (**bold**, *italic*, `code`)
// turns into structure, pasted text loses what is not ours. Undo is the document's. UI thread.
#pragma once

#include "studio/fields/RichDocument.h"

#include <QTextEdit>

#include <functional>

namespace socle::studio {

class RichEdit : public QTextEdit
{
    Q_OBJECT

public:
    explicit RichEdit(QWidget *parent = nullptr);

    void setRichText(const QString &html);
    QString html() const;

    /// Pictures by address; null: a placeholder. Nothing is fetched without it.
    void setPictureSource(std::function<QVariant(const QUrl &)> source);

    // What the toolbar does. Each is one undo step.
    void toggleMark(const QString &name);
    bool hasMark(const QString &name) const;
    void setBlockTag(const QString &tag);
    QString blockTag() const;
    /// "ul" or "ol"; the same again leaves the list.
    void toggleList(const QString &name);
    bool isInFrame(const QString &name) const;
    void toggleQuote();
    void setSide(const QString &side); // "left", "center", "right"
    QString side() const;
    /// Around the selection, or the word; an empty address takes the link away.
    void setLink(const QString &address, const QString &title);
    QString linkAddress() const;
    QString linkTitle() const;
    void insertTable(int rows, int columns);
    void insertPicture(const QString &address, const QString &alt);
    void insertRule();
    /// Plain text in the selection; without one, the whole block becomes a plain paragraph.
    void clearLooks();

    QVariant loadResource(int type, const QUrl &name) override;

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void insertFromMimeData(const QMimeData *source) override;
    QMimeData *createMimeDataFromSelection() const override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    using BlockChange = std::function<void(QTextBlockFormat &)>;

    void changeBlocks(const BlockChange &change);
    void changeMarks(const std::function<void(RichMarks &)> &change);
    bool startsMarkdown(QKeyEvent *event);
    bool endsMarkdown(const QString &typed);
    void newLine();
    HtmlNodes selectedNodes() const;
    void showAgain();

    std::function<QVariant(const QUrl &)> m_pictures;
};

} // namespace socle::studio
