// The quieter sections of the collection sheet: indexes, rules, sign-in options, the query of a
// view.
//
// Each edits the draft and shows faults by path ("indexes.0", "listRule",
// "passwordAuth.identityFields"). They refresh themselves from the draft without taking the focus
// from the control somebody types in.
//
// Source: studio.md 4.4.1, 4.4.4, 4.5 (three-way switch), 4.4.6; admin-api.md A1.5, A1.6.
#pragma once

#include "studio/domain/SchemaDraft.h"

#include <QMap>
#include <QWidget>

class QCheckBox;
class QVBoxLayout;

namespace socle::studio {

class AuthMails;
class AuthProviders;
class Button;
class CodeEdit;
class CodeLine;
class ConnectionContext;
class FieldRow;
class NumberField;
class SettingLine;

using Problems = QMap<QString, QString>;

/// Every index with its columns, unique switch and SQL, two-way. Object names schema.indexes.*.
class IndexSection : public QWidget
{
    Q_OBJECT

public:
    explicit IndexSection(SchemaDraft &draft, QWidget *parent = nullptr);
    void setProblems(const Problems &problems);

private:
    class IndexCard;
    void fill();
    void add();

    SchemaDraft &m_draft;
    QVBoxLayout *const m_list;
    QWidget *const m_nothing;
    QList<IndexCard *> m_cards;
    Problems m_problems;
};

/// Locked, Everyone or Rule for every action. Object names schema.rules.<member>,
/// schema.rules.<member>.text.
class RulesSection : public QWidget
{
    Q_OBJECT

public:
    explicit RulesSection(SchemaDraft &draft, QWidget *parent = nullptr);
    void setProblems(const Problems &problems);

private:
    class RuleRow;
    void fill();

    SchemaDraft &m_draft;
    QVBoxLayout *const m_list;
    QMap<QString, RuleRow *> m_rows;
    Problems m_problems;
};

/// Sign-in of an auth collection: password and identity fields, one-time codes, second factor, other
/// providers, token lifetimes, mails. Object names schema.auth.*.
class AuthSection : public QWidget
{
    Q_OBJECT

public:
    AuthSection(ConnectionContext &context, SchemaDraft &draft, QWidget *parent = nullptr);
    void setProblems(const Problems &problems);

private:
    QWidget *makeMethods();
    QWidget *makeTokens();
    void fill();
    void chooseIdentity();
    /// A new secret in the draft ends every token of this kind once it is applied; again takes it
    /// back.
    void toggleInvalidation(const QString &token);

    SchemaDraft &m_draft;
    QCheckBox *const m_password;
    QCheckBox *const m_otp;
    QCheckBox *const m_mfa;
    QCheckBox *const m_alert;
    QVBoxLayout *const m_identities;
    QWidget *m_passwordPart = nullptr;
    QWidget *m_otpPart = nullptr;
    QWidget *m_mfaPart = nullptr;
    CodeLine *m_mfaRule = nullptr;
    AuthProviders *m_providers = nullptr;
    AuthMails *m_mails = nullptr;
    QMap<QString, Button *> m_invalidate; // by token
    QMap<QString, QCheckBox *> m_identityBoxes;
    QMap<QString, NumberField *> m_durations;
    QMap<QString, FieldRow *> m_rows; // by path
    QMap<QString, SettingLine *> m_lines; // of tokens, by path
};

/// The query of a view collection. Object name schema.query.
class QuerySection : public QWidget
{
    Q_OBJECT

public:
    explicit QuerySection(SchemaDraft &draft, const SchemaStore &store, QWidget *parent = nullptr);
    void setProblems(const Problems &problems);

private:
    SchemaDraft &m_draft;
    CodeEdit *const m_edit;
    FieldRow *const m_row;
};

} // namespace socle::studio
