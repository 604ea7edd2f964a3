// What the AI view knows of one server: models, providers, settings, usage, and the questions asked
// in words.
//
// load() fetches what this caller may see: status and models for everybody, providers and settings
// for superusers. Names of models a provider told in a test are remembered (DraftStore), because
// the server lists only models somebody entered. UI thread.
#pragma once

#include "studio/api/AiEndpoint.h"

#include <QMap>
#include <QObject>
#include <QSet>

namespace socle::studio {

class DraftStore;

class AiDesk : public QObject
{
    Q_OBJECT

public:
    enum class State { Loading, Ready, Failed };
    Q_ENUM(State)

    /// What a form sends: a new provider, or the one with this name.
    struct ProviderInput
    {
        QString name = {};
        QString preset = {};
        QString baseUrl = {};
        std::optional<QString> apiKey
            = {}; // empty optional: leave the key alone; empty text: remove it
        bool isEnabled = true;
        bool isPrivateNetwork = false;
    };

    AiDesk(ApiClient &client, DraftStore *drafts, bool isSuperuser, QObject *parent = nullptr);

    State state() const { return m_state; }

    const ApiError &error() const { return m_error; }

    bool isSuperuser() const { return m_isSuperuser; }

    bool isEnabled() const { return m_isEnabled; }

    bool mayChat() const { return m_mayChat; }

    bool mayQuery() const { return m_mayQuery; }

    /// Those that can chat: the server's, then what providers told in tests.
    QVector<AiModel> chatModels() const;

    const QString &defaultModel() const { return m_defaultModel; }

    /// `name`, or the default when it is empty, is built into the server.
    bool isLocal(const QString &name) const;

    const std::vector<AiProvider> &providers() const { return m_providers; }

    const Json &settings() const { return m_settings; }

    const QVector<AiUsageRow> &usage() const { return m_usage; }

    /// Last outcome of a test in this session.
    std::optional<AiProviderTest> lastTest(const QString &providerId) const;

    void load();
    /// `done` gets the error, or nothing when provider and key are saved; the provider is tested
    /// afterwards.
    void saveProvider(const ProviderInput &input,
                      std::function<void(std::optional<ApiError>)> done);
    void testProvider(const QString &providerId);

    bool isTesting(const QString &providerId) const { return m_testing.contains(providerId); }

    void patchSettings(JsonObject patch, std::function<void(std::optional<ApiError>)> done);
    void loadUsage();
    /// A new question drops the answer to the old one. `collection` empty: the server picks.
    void ask(const QString &words, const QString &collection, const QString &model);
    void cancelAsk();

signals:
    void changed();
    void testChanged(const QString &providerId);
    void usageChanged();
    void usageFailed(const socle::studio::ApiError &error);
    void answered(const socle::studio::AiAnswer &answer);
    void askFailed(const socle::studio::ApiError &error);

private:
    void loadModels();
    void loadAdmin();
    void finishOne(std::optional<ApiError> error);
    void rememberModels(const QString &provider, const QStringList &names);

    ApiClient &m_client;
    AiEndpoint m_ai;
    DraftStore *const m_drafts;
    const bool m_isSuperuser;
    State m_state = State::Loading;
    ApiError m_error;
    int m_waiting = 0; // answers of load() still to come
    int m_generation = 0;
    bool m_isEnabled = true;
    bool m_mayChat = false;
    bool m_mayQuery = false;
    QVector<AiModel> m_models;
    QString m_defaultModel;
    std::vector<AiProvider> m_providers;
    Json m_settings;
    QVector<AiUsageRow> m_usage;
    QMap<QString, QStringList> m_told; // provider name -> models of its last test
    QMap<QString, AiProviderTest> m_tests; // by provider id
    QSet<QString> m_testing;
    int m_askGeneration = 0;
};

} // namespace socle::studio

Q_DECLARE_METATYPE(socle::studio::AiAnswer)
