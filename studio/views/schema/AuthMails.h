// The mails of an auth collection: subject and body of each template with what may stand in them, a
// preview as it will arrive, and a test.
//
// Edits go into the draft; the test sends what the server has saved. Object names:
// schema.mails.which, schema.mails.subject, schema.mails.body, schema.mails.insert.<placeholder>,
// schema.mails.to, schema.mails.send.
//
// Source: studio.md 4.10; auth-api.md 7.
#pragma once

#include "studio/domain/SchemaDraft.h"
#include "studio/views/schema/SchemaSections.h"

#include <QWidget>

class QVBoxLayout;

namespace socle::studio {

class Banner;
class Button;
class CodeEdit;
class ConnectionContext;
class FieldRow;
class MailPreview;
class Select;
class Text;
class TextField;

class AuthMails : public QWidget
{
    Q_OBJECT

public:
    AuthMails(ConnectionContext &context, SchemaDraft &draft, QWidget *parent = nullptr);

    void setProblems(const Problems &problems);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void fill();
    void rebuildPlaceholders();
    void preview();
    void write(const QString &member, const QString &text);
    void send();
    QString path() const;

    ConnectionContext &m_context;
    SchemaDraft &m_draft;
    Json m_settings;
    Problems m_problems;
    Select *m_which;
    Text *m_purpose;
    TextField *m_subject;
    FieldRow *m_subjectRow;
    CodeEdit *m_body;
    FieldRow *m_bodyRow;
    QWidget *m_placeholders;
    QString m_placeholderKey;
    MailPreview *m_preview;
    TextField *m_to;
    Button *m_send;
    Banner *m_result;
    bool m_isShowing = false;
    bool m_isAsked = false;
};

} // namespace socle::studio
