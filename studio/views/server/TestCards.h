// Trying the saved settings out: a test mail, a file written to S3 and removed again.
//
// Both use what the server has, not what is changed here and unsaved; they say so. Object names:
// settings.test.mail.*, settings.test.s3.<storage|backups>.
//
// Source: studio.md 4.14; admin-api.md A2.4.
#pragma once

#include "studio/domain/SettingsDraft.h"

#include <QWidget>

namespace socle::studio {

class Banner;
class Button;
class ConnectionContext;
class Select;
class SettingLine;
class TextField;

class MailTest : public QWidget
{
    Q_OBJECT

public:
    explicit MailTest(ConnectionContext &context, QWidget *parent = nullptr);

private:
    void fillCollections();
    void send();

    ConnectionContext &m_context;
    TextField *m_to;
    Select *m_template;
    Select *m_collection;
    Button *m_send;
    Banner *m_result;
};

class S3Test : public QWidget
{
    Q_OBJECT

public:
    /// `fileSystem`: "storage" or "backups".
    S3Test(ConnectionContext &context,
           SettingsDraft &draft,
           const QString &fileSystem,
           QWidget *parent = nullptr);

private:
    void run();
    void display();

    ConnectionContext &m_context;
    SettingsDraft &m_draft;
    const QString m_fileSystem;
    Button *m_run;
    SettingLine *m_line;
    Banner *m_result;
};

} // namespace socle::studio
