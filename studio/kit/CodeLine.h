// One to five lines of code that behave like a field: rules, filters, small JSON. Coloured by a
// tokeniser, problems underlined.
//
// Left-to-right whatever the interface, mono without ligatures (`!=` must stay two characters). Tab
// leaves the field; Return accepts in single-line mode, Shift+Return makes a line.
#pragma once

#include "studio/kit/Code.h"
#include "studio/kit/TextField.h"

#include <QPlainTextEdit>

#include <memory>

namespace socle::studio {

/// One offer of the completion list.
struct CodeCompletion
{
    QString text = {};
    QString detail = {};
    QString iconName = {};
};

class CodeLine : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit CodeLine(QWidget *parent = nullptr);
    ~CodeLine() override;

    QString text() const { return toPlainText(); }

    void setText(const QString &text);
    /// The example of an empty line; hides QPlainTextEdit's, which see Example.h.
    void setPlaceholderText(const QString &text);
    void setTokenizer(CodeTokenizer tokenizer);
    /// Underlines; the first message is the tooltip and the accessible description.
    void setProblems(const QVector<CodeProblem> &problems);
    /// Lines shown before it scrolls: 1 to 5. One line: Return accepts.
    void setLineRange(int minLines, int maxLines);
    void setInputState(InputState state);
    /// Offers for the word before the cursor: asked on typing and Ctrl+Space with the text before
    /// the cursor; returns offers that replace the last `*replaced` characters.
    void setCompleter(
        std::function<QVector<CodeCompletion>(const QString &before, int *replaced)> completer);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

signals:
    void accepted();
    void cancelled();

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    struct Impl;

    int heightOf(int lines) const;
    void updateScrollBar();

    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::studio
