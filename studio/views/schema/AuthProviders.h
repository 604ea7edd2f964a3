// OAuth2 of an auth collection: which providers, their client and secret, the address to tell them,
// which fields they fill.
//
// Secrets are write-only. A server merges the list by position, so a provider that moved up needs
// its secret again; its card says so. Object names: schema.oauth2.enabled, schema.oauth2.add,
// schema.oauth2.<name>.*, schema.oauth2.map.<member>, schema.oauth2.redirect.
//
// Source: studio.md 4.10; auth-api.md 3.15, 4.
#pragma once

#include "studio/domain/SchemaDraft.h"
#include "studio/views/schema/SchemaSections.h"

#include <QMap>
#include <QWidget>

class QCheckBox;
class QVBoxLayout;

namespace socle::studio {

class Banner;
class Card;
class ConnectionContext;
class Select;

class AuthProviders : public QWidget
{
    Q_OBJECT

public:
    AuthProviders(ConnectionContext &context, SchemaDraft &draft, QWidget *parent = nullptr);

    /// By path ("oauth2.providers.0.clientId").
    void setProblems(const Problems &problems);

protected:
    void showEvent(QShowEvent *event) override;

private:
    class ProviderCard;
    void fill();
    void loadCatalogue();
    void offer();
    void add(const QString &name);
    void change(qsizetype index, const QString &member, const Json &value);
    void removeAt(qsizetype index);
    void test(const QString &name);
    /// Whether the server still has the secret of the provider at this place.
    bool keepsSecret(qsizetype index, const QString &name) const;

    struct Known
    {
        QString name;
        QString title;
    };

    ConnectionContext &m_context;
    SchemaDraft &m_draft;
    QList<Known> m_known;
    QCheckBox *m_enabled;
    QWidget *m_body;
    Select *m_add;
    QVBoxLayout *m_list;
    QList<ProviderCard *> m_cards;
    QMap<QString, Select *> m_maps;
    Banner *m_problem;
    Problems m_problems;
    bool m_isAsked = false;
};

} // namespace socle::studio
