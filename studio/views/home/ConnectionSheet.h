// What the user says about a connection: name, group, how careful to be there, notes.
//
// Address and sign-in are not here: another address is another connection. Object names:
// home.edit.name|group|environment|readOnly|notes|accept.
//
// Source: studio.md 3.2, 3.18, 4.1.
#pragma once

#include "studio/kit/Sheet.h"
#include "studio/platform/ConnectionProfile.h"

#include <QStringList>

class QCheckBox;

namespace socle::studio {

class FieldRow;
class Segmented;
class Select;
class TextArea;
class TextField;

class ConnectionSheet : public Sheet
{
    Q_OBJECT

public:
    /// `groups` are those there are already; they are offered below the field.
    ConnectionSheet(ConnectionProfile profile, const QStringList &groups, QWidget *window);

signals:
    void saved(const socle::studio::ConnectionProfile &profile);

private:
    void save();
    void showEditMode();

    ConnectionProfile m_profile;
    TextField *const m_name;
    TextField *const m_address; // remote only
    TextField *const m_group;
    Segmented *const m_environment;
    Select *const m_color;
    Segmented *const m_editMode;
    QCheckBox *const m_readOnly;
    QCheckBox *const m_keepRunning; // local only
    QCheckBox *const m_http2; // remote only
    TextArea *const m_notes;
    FieldRow *m_nameRow = nullptr;
    FieldRow *m_addressRow = nullptr;
    FieldRow *m_editModeRow = nullptr;
};

} // namespace socle::studio
