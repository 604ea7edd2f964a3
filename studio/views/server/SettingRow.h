// One setting on its page: title and help, its control, "was …" with undo, the server's words below
// when it refused. Made from a row of the table; reads and writes the draft.
//
// Object names: settings.field.<path>, the line settings.line.<path>.
#pragma once

#include "studio/domain/SettingsDraft.h"
#include "studio/kit/FormPage.h"
#include "studio/views/server/ServerSettings.h"

namespace socle::studio {

class SettingRow : public SettingLine
{
    Q_OBJECT

public:
    SettingRow(const ServerSetting &setting, SettingsDraft &draft, QWidget *parent = nullptr);

    const ServerSetting &setting() const { return m_setting; }

    QString path() const { return QString::fromLatin1(m_setting.path); }

    /// Whether the switch it hangs on is on.
    bool isWanted() const;

    QWidget *control() const { return m_control; }

    void setLocked(bool locked);
    /// A value as people read it: "on", "3 addresses", "587".
    static QString words(const ServerSetting &setting, const Json &value);

private:
    void makeControl();
    void display();
    void displayHelp();

    const ServerSetting &m_setting;
    SettingsDraft &m_draft;
    QWidget *m_control = nullptr;
};

} // namespace socle::studio
