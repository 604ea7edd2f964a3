// Everything about one account on one page: its fields, how it signs in, linked providers, where it
// signed in from, and what can be done with it.
//
// Fields wait for "Save changes"; each other control does one thing at once and says what. The page
// asks for the account anew after every one of them. Object names: users.page, users.page.<part>.
//
// Source: studio.md 4.10; auth-api.md 1.4, 3.
#pragma once

#include "studio/api/AccountsEndpoint.h"
#include "studio/domain/CollectionSchema.h"

#include <QMap>
#include <QStackedWidget>

class QBoxLayout;
class QVBoxLayout;

namespace socle::studio {

class AccountActivity;
class AccountHeader;
class AccountSafety;
class Banner;
class Button;
class Card;
class ConnectionContext;
class EmptyState;
class FormPage;
class RecordForm;
class SettingLine;
class Sheet;
class Shell;
class Switch;
class Text;

class AccountPage : public QStackedWidget
{
    Q_OBJECT

public:
    AccountPage(ConnectionContext &context, Shell &shell, QWidget *parent = nullptr);

    /// Loads the account; what is shown stays until it is there when it is the same one.
    void show(const CollectionPtr &collection, const QString &recordId);
    void reload();

    const QString &recordId() const { return m_id; }

    const CollectionPtr &collection() const { return m_collection; }

    const Record &record() const { return m_record; }

    bool isLoaded() const { return m_record.id == m_id && !m_id.isEmpty(); }

    /// Fields changed here and not saved.
    bool hasChanges() const { return !m_edits.empty(); }

    /// The account behind this connection's own token.
    bool isSelf() const;

    /// The only superuser: the server keeps it.
    bool isLastSuperuser() const { return m_isLastSuperuser; }

    void save();
    void discard();
    void impersonate();
    void remove();
    void sendMail(const QString &key);

signals:
    void backRequested();
    void loaded();
    void changesChanged();
    void recordChanged(const socle::studio::Record &record);
    void recordRemoved(const QString &id);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeProfile();
    QWidget *makeSignIn();
    QWidget *makeLinked();
    QWidget *makePlaces();
    void load();
    void loadRows(AccountRows rows);
    void fill();
    void fillForm();
    void fillSignIn();
    void fillRows(AccountRows rows, const std::vector<Record> &records);
    void fillCodes();
    void showProblem(const QString &title, const ApiError &error);
    void done(const QString &what);
    void setWritable();
    void ask(Sheet *sheet);
    void changeEmail();
    void changePassword();
    /// One of the switches: sends it at once, and turns it back when that is refused.
    void setFlag(Switch *control, const QString &field, bool on, const QString &what);
    void signOutEverywhere();
    void removeRow(AccountRows rows, const QString &id, const QString &what);
    CollectionPtr profileOf(const CollectionPtr &collection) const;

    ConnectionContext &m_context;
    Shell &m_shell;
    CollectionPtr m_collection;
    QString m_id;
    Record m_record;
    JsonObject m_edits;
    QMap<AccountRows, std::vector<Record>> m_rows;
    quint64 m_generation = 0;
    bool m_isLastSuperuser = false;

    FormPage *m_page = nullptr;
    EmptyState *m_words = nullptr; // not there, could not be read
    AccountHeader *m_header = nullptr;
    Banner *m_problem = nullptr;
    QBoxLayout *m_columns = nullptr;
    Card *m_profile = nullptr;
    RecordForm *m_form = nullptr;
    Text *m_noFields = nullptr;
    QWidget *m_saveRow = nullptr;
    Button *m_save = nullptr;
    SettingLine *m_email = nullptr;
    Button *m_changeEmail = nullptr;
    SettingLine *m_verifiedLine = nullptr;
    Switch *m_verified = nullptr;
    SettingLine *m_visibleLine = nullptr;
    Switch *m_visible = nullptr;
    Button *m_sendVerification = nullptr;
    SettingLine *m_password = nullptr;
    Button *m_changePassword = nullptr;
    Button *m_sendReset = nullptr;
    SettingLine *m_otp = nullptr;
    Button *m_voidCodes = nullptr;
    SettingLine *m_mfa = nullptr;
    QVBoxLayout *m_linked = nullptr;
    QVBoxLayout *m_places = nullptr;
    Text *m_placesNote = nullptr;
    Button *m_signOut = nullptr;
    AccountSafety *const m_safety;
    AccountActivity *const m_activity;
};

} // namespace socle::studio
