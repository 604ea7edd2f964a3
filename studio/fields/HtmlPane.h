// One stored HTML text in three ways: Rich, Source, Preview (studio.md 4.3.5).
//
// Rich opens only what it gives back whole; else Source opens and a line says why. The text is the
// stored one, byte for byte, until somebody changes it. The preview fetches nothing from elsewhere
// before it is allowed to. UI thread.
#pragma once

#include "shared/fields/Field.h"
#include "studio/fields/EditorContext.h"

#include <QUrl>
#include <QWidget>

class QStackedWidget;
class QTextBrowser;

namespace socle::studio {

class Button;
class RichEdit;
class RichToolbar;
class Segmented;
class Text;
class TextArea;

class HtmlPane : public QWidget
{
    Q_OBJECT

public:
    HtmlPane(const fields::Field &field,
             const EditorContext &context,
             const QString &name,
             QWidget *parent);

    /// Without a signal.
    void setHtml(const QString &html);
    /// What was set, unless it was changed here.
    QString html() const;

    bool isTouched() const { return m_isTouched; }

    void setReadOnly(bool readOnly);
    /// "rich", "source", "preview".
    QString mode() const;
    void setMode(const QString &mode);

    /// Why Rich is closed; empty when it is open.
    const QString &obstacle() const { return m_obstacle; }

    /// Fills its place and offers no bigger one.
    void setFullScreen();
    void setLines(int least, int most);

    RichEdit *rich() const { return m_rich; }

    TextArea *source() const { return m_source; }

signals:
    void edited();
    void expandRequested();

private:
    void showMode(const QString &mode);
    void showPreview();
    void fitHeight();

    Segmented *const m_modes;
    Text *const m_reason;
    RichEdit *const m_rich;
    RichToolbar *const m_toolbar;
    TextArea *const m_source;
    QTextBrowser *const m_preview;
    Button *const m_allow;
    QStackedWidget *const m_pages;
    QUrl m_server; // whose pictures are shown without a question
    QString m_html;
    QString m_obstacle;
    int m_least = 4;
    int m_most = 12;
    bool m_isTouched = false;
    bool m_isShowing = false;
    bool m_isRichOld = true; // Rich does not show m_html yet
    bool m_isFullScreen = false;
};

} // namespace socle::studio
