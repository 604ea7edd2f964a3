// The large code editor: line numbers, folding, braces, find and replace (QScintilla inside, not
// visible outside).
#pragma once

#include "studio/kit/Code.h"

#include <QWidget>

#include <memory>

namespace socle::studio {

class CodeEdit : public QWidget
{
    Q_OBJECT

public:
    enum class Language { Plain, Json, Sql, JavaScript, Html, Markdown, Filter };

    explicit CodeEdit(Language language = Language::Plain, QWidget *parent = nullptr);
    ~CodeEdit() override;

    QString text() const;
    void setText(const QString &text);
    QString selectedText() const;
    /// Replaces the selection, or inserts.
    void insertText(const QString &text);
    void setLanguage(Language language);
    /// Colours by an own tokeniser (Language::Filter).
    void setTokenizer(CodeTokenizer tokenizer);
    void setReadOnly(bool readOnly);
    bool isReadOnly() const;
    void setLineNumbers(bool on);
    void setWrap(bool on);
    void setPlaceholder(const QString &text);
    /// Squiggles under problems; positions are UTF-16 in text().
    void setProblems(const QVector<CodeProblem> &problems);
    /// Words offered while typing (tables, columns, keywords).
    void setCompletions(const QStringList &words);
    /// Cursor position as UTF-16 index into text(), and moving it.
    int cursorPosition() const;
    void setCursorPosition(int position);
    bool isModified() const;
    void setModified(bool modified);
    void undo();
    void redo();
    bool find(const QString &text, bool forward = true);

signals:
    void textChanged();
    void cursorMoved();
    /// Ctrl+Enter.
    void runRequested();

protected:
    void changeEvent(QEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void applyTheme();

    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::studio
