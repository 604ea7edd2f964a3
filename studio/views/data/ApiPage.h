// The exact requests for this record in the chosen language (studio.md 4.3.13), made by
// domain/Snippets. The language is remembered.
//
// Object names: data.form.api.request|language|text|copy. UI thread.
#pragma once

#include "studio/domain/CollectionSchema.h"
#include "studio/domain/Snippets.h"

#include <QWidget>

namespace socle::studio {

class CodeEdit;
class Segmented;
class Select;
class Shell;

class ApiPage : public QWidget
{
    Q_OBJECT

public:
    ApiPage(Shell &shell, QWidget *parent = nullptr);

    /// `body`: what is staged, or every value one may write. `record` empty: a new one.
    void show(const QUrl &server,
              const CollectionPtr &collection,
              const QString &record,
              const JsonObject &body,
              bool hasToken);

    QString text() const;

signals:
    void said(const QString &text);

private:
    void write();
    SnippetLanguage language() const;

    Shell &m_shell;
    RequestModel m_request;
    Segmented *const m_requests;
    Select *const m_language;
    CodeEdit *const m_text;
    JsonObject m_body;
    QString m_record;
    bool m_isNew = false;
};

} // namespace socle::studio
