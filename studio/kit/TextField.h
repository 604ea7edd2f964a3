// A single-line input with room for a leading icon, a trailing hint and states.
#pragma once

#include "studio/kit/Text.h"
#include "studio/kit/Tokens.h"

#include <QLineEdit>
#include <QPlainTextEdit>

namespace socle::studio {

/// How an input relates to what is stored: drawn as border and ground by SocleStyle (property
/// "state").
enum class InputState { Normal, Edited, Error };

class TextField : public QLineEdit
{
    Q_OBJECT

public:
    explicit TextField(QWidget *parent = nullptr);
    explicit TextField(const QString &placeholder, QWidget *parent = nullptr);

    void setLeadingIcon(const QString &meaning, Color role = Color::TextSubtle);
    /// A quiet text at the trailing edge (unit, key hint, counter).
    void setTrailingHint(const QString &text);
    void setInputState(InputState state);
    InputState inputState() const;
    /// Mono font and left-to-right text: ids, keys, URLs.
    void setMono(bool mono);
    /// Password field with an eye to show the text.
    void setSecret(bool secret);

    QSize sizeHint() const override;

signals:
    /// Return pressed or focus left with a changed text.
    void committed(const QString &text);
    void cancelled();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void updateMargins();

    QString m_leadingIcon;
    QString m_trailingHint;
    QString m_committed;
    Color m_leadingRole = Color::TextSubtle;
    bool m_isMirrored = false;
    bool m_mono = false;
};

/// Several lines of plain text that grow with their content from `minLines` to `maxLines`.
class TextArea : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit TextArea(QWidget *parent = nullptr);

    void setLineRange(int minLines, int maxLines);
    /// The example of an empty area; hides QPlainTextEdit's, which see Example.h.
    void setPlaceholderText(const QString &text);

    QString placeholderText() const { return m_example; }

    /// Code, logs, tokens: they read from left to right in every language.
    void setMono(TextRole role = TextRole::Mono);
    void setInputState(InputState state);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void changeEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void applyGround();
    void followDirection();

    QString m_example;
    bool m_isEdited = false;
    bool m_isMirrored = false;
    int m_minLines = 3;
    int m_maxLines = 8;
};

} // namespace socle::studio
