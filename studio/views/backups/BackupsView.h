// The backups of this server: when they are made, the list, and what can be done with one.
//
// Object names: backups.create, backups.upload, backups.schedule, backups.list,
// backups.row.<key>.restore|download|delete.
//
// Source: studio.md 4.13; admin-api.md A4.
#pragma once

#include "shared/json/Json.h"
#include "studio/shell/View.h"

class QVBoxLayout;

namespace socle::studio {

class BackupDesk;
class Banner;
class Button;
class Card;
class ConnectionContext;
class EmptyState;
class FormPage;
class SettingLine;
class Sheet;
class Shell;
class Skeleton;
class Spinner;
class Text;
struct BackupFile;

class BackupsView : public View
{
    Q_OBJECT

public:
    BackupsView(ConnectionContext &context, Shell &shell, const ViewTarget &target);

    QList<QAction *> viewActions() const override { return m_actions; }

    void refresh() override;
    bool createNew() override;

    BackupDesk &desk() { return *m_desk; }

    void upload(const QString &path);

protected:
    void paintEvent(QPaintEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void makeActions();
    void loadSchedule();
    void display();
    void displaySchedule();
    QWidget *makeLine(const BackupFile &file);
    void ask(Sheet *sheet);
    void chooseUpload();
    void chooseDownload(const QString &key);
    void restore(const QString &key);
    void removeBackup(const QString &key);
    void changeSchedule();

    ConnectionContext &m_context;
    Shell &m_shell;
    BackupDesk *const m_desk;
    QList<QAction *> m_actions;
    Json m_settings;
    bool m_isScheduleRefused = false; // the last look at the settings failed
    QString m_shown; // what the list was made from
    FormPage *m_page = nullptr;
    Button *m_create = nullptr;
    Button *m_upload = nullptr;
    Banner *m_problem = nullptr;
    QWidget *m_activity = nullptr;
    Text *m_activityText = nullptr;
    SettingLine *m_schedule = nullptr;
    Button *m_changeSchedule = nullptr;
    Card *m_list = nullptr;
    QVBoxLayout *m_lines = nullptr;
    QWidget *m_loading = nullptr;
    EmptyState *m_words = nullptr;
};

View *makeBackupsView(ConnectionContext &context, Shell &shell, const ViewTarget &target);

} // namespace socle::studio
