#include "studio/domain/AiDesk.h"

#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/DraftStore.h"

#include <QTimeZone>

#include <algorithm>

namespace socle::studio {

namespace {

const QString kToldKind = QStringLiteral("aiModels");

} // namespace

AiDesk::AiDesk(ApiClient &client, DraftStore *drafts, bool isSuperuser, QObject *parent)
    : QObject(parent)
    , m_client(client)
    , m_ai(client)
    , m_drafts(drafts)
    , m_isSuperuser(isSuperuser)
{
    if (m_drafts != nullptr) {
        for (const StoredDraft &draft : m_drafts->all(kToldKind)) {
            m_told.insert(draft.id.section(u'/', 1),
                          QString::fromUtf8(draft.value).split(u'\n', Qt::SkipEmptyParts));
        }
    }
}

QVector<AiModel> AiDesk::chatModels() const
{
    QVector<AiModel> list;
    const auto add = [&list](const AiModel &model) {
        const bool isKnown = std::any_of(list.begin(), list.end(), [&](const AiModel &other) {
            return other.name == model.name;
        });
        if (!isKnown) {
            list.append(model);
        }
    };
    for (const AiModel &model : m_models) {
        if (model.capabilities.contains(QStringLiteral("chat"))) {
            add(model);
        }
    }
    for (const AiProvider &provider : m_providers) {
        for (const QString &name : m_told.value(provider.name)) {
            add({.name = provider.name + u'/' + name, .isAvailable = provider.isEnabled});
        }
    }
    if (!m_defaultModel.isEmpty()) {
        add({.name = m_defaultModel,
             .isLocal = m_defaultModel.startsWith(QStringLiteral("local/"))});
    }
    return list;
}

bool AiDesk::isLocal(const QString &name) const
{
    return (name.isEmpty() ? m_defaultModel : name).startsWith(QStringLiteral("local/"));
}

std::optional<AiProviderTest> AiDesk::lastTest(const QString &providerId) const
{
    const auto found = m_tests.find(providerId);
    return found == m_tests.end() ? std::nullopt : std::optional(*found);
}

void AiDesk::load()
{
    ++m_generation;
    m_waiting = m_isSuperuser ? 4 : 2;
    m_error = {};
    onResult(m_ai.status(), this, [this, generation = m_generation](Result<Json> reply) {
        if (generation != m_generation) {
            return;
        }
        if (!reply) {
            finishOne(apiError(reply.error()));
            return;
        }
        m_isEnabled = (*reply)["enabled"].toBool();
        m_mayChat = (*reply)["capabilities"]["chat"].toBool();
        m_mayQuery = (*reply)["capabilities"]["query"].toBool();
        finishOne({});
    });
    loadModels();
    if (m_isSuperuser) {
        loadAdmin();
    }
}

void AiDesk::loadModels()
{
    onResult(m_ai.models(), this, [this, generation = m_generation](Result<Json> reply) {
        if (generation != m_generation) {
            return;
        }
        if (!reply) {
            finishOne(apiError(reply.error()));
            return;
        }
        m_models.clear();
        for (const Json &item : (*reply)["items"].array()) {
            m_models.append(AiModel::fromJson(item));
        }
        m_defaultModel = toQString((*reply)["default"].text());
        finishOne({});
    });
}

void AiDesk::loadAdmin()
{
    onResult(m_ai.providers(),
             this,
             [this, generation = m_generation](Result<std::vector<AiProvider>> reply) {
                 if (generation != m_generation) {
                     return;
                 }
                 if (reply) {
                     m_providers = reply.takeValue();
                     finishOne({});
                 } else {
                     finishOne(apiError(reply.error()));
                 }
             });
    onResult(m_ai.settings(), this, [this, generation = m_generation](Result<Json> reply) {
        if (generation != m_generation) {
            return;
        }
        if (reply) {
            m_settings = reply.takeValue();
            finishOne({});
        } else {
            finishOne(apiError(reply.error()));
        }
    });
}

void AiDesk::finishOne(std::optional<ApiError> error)
{
    if (error && m_error.message.isEmpty()) {
        m_error = *error;
    }
    if (--m_waiting > 0) {
        return;
    }
    m_state = m_error.message.isEmpty() ? State::Ready : State::Failed;
    emit changed();
}

void AiDesk::saveProvider(const ProviderInput &input,
                          std::function<void(std::optional<ApiError>)> done)
{
    JsonObject body{{"name", toUtf8(input.name)},
                    {"preset", toUtf8(input.preset)},
                    {"baseUrl", toUtf8(input.baseUrl)},
                    {"enabled", input.isEnabled},
                    {"privateNetwork", input.isPrivateNetwork}};
    const auto finish = [this, done = std::move(done)](
                            std::optional<ApiError> error, const QString &id, bool test) {
        load();
        if (test && !error) {
            testProvider(id);
        }
        done(error);
    };
    onResult(
        m_ai.saveProvider(std::move(body)), this, [this, input, finish](Result<AiProvider> saved) {
            if (!saved) {
                finish(apiError(saved.error()), {}, false);
                return;
            }
            const QString id = saved->id;
            const bool isNew
                = std::none_of(m_providers.begin(),
                               m_providers.end(),
                               [&](const AiProvider &known) { return known.id == id; });
            if (isNew) {
                m_providers.push_back(*saved); // its test may answer before the list is here again
            }
            if (!input.apiKey) {
                finish({}, id, input.isEnabled);
                return;
            }
            onResult(
                m_ai.setSecret(id, *input.apiKey), this, [id, input, finish](Result<void> result) {
                    finish(result ? std::nullopt : std::optional(apiError(result.error())),
                           id,
                           input.isEnabled);
                });
        });
}

void AiDesk::testProvider(const QString &providerId)
{
    if (m_testing.contains(providerId)) {
        return;
    }
    m_testing.insert(providerId);
    emit testChanged(providerId);
    onResult(m_ai.testProvider(providerId), this, [this, providerId](Result<AiProviderTest> reply) {
        m_testing.remove(providerId);
        AiProviderTest test;
        if (reply) {
            test = reply.takeValue();
        } else {
            test.problem = apiError(reply.error()).message;
        }
        m_tests.insert(providerId, test);
        for (const AiProvider &provider : m_providers) {
            if (provider.id == providerId && test.isOk) {
                rememberModels(provider.name, test.names);
            }
        }
        emit testChanged(providerId);
        emit changed();
    });
}

void AiDesk::rememberModels(const QString &provider, const QStringList &names)
{
    m_told.insert(provider, names);
    if (m_drafts != nullptr) {
        m_drafts->put({.id = kToldKind + u'/' + provider,
                       .kind = kToldKind,
                       .value = names.join(u'\n').toUtf8()});
    }
}

void AiDesk::patchSettings(JsonObject patch, std::function<void(std::optional<ApiError>)> done)
{
    onResult(m_ai.patchSettings(std::move(patch)),
             this,
             [this, done = std::move(done)](Result<Json> reply) {
                 if (!reply) {
                     done(apiError(reply.error()));
                     return;
                 }
                 m_settings = reply.takeValue();
                 done({});
                 load(); // status and default model follow the settings
             });
}

void AiDesk::loadUsage()
{
    onResult(m_ai.usage(), this, [this](Result<QVector<AiUsageRow>> reply) {
        if (!reply) {
            emit usageFailed(apiError(reply.error()));
            return;
        }
        m_usage = reply.takeValue();
        emit usageChanged();
    });
}

void AiDesk::ask(const QString &words, const QString &collection, const QString &model)
{
    JsonObject question{{"text", toUtf8(words)},
                        {"collection", toUtf8(collection)},
                        {"execute", true},
                        {"timezone", toUtf8(QString::fromLatin1(QTimeZone::systemTimeZoneId()))}};
    if (!model.isEmpty()) {
        question.set("model", toUtf8(model));
    }
    const int generation = ++m_askGeneration;
    onResult(m_ai.query(std::move(question)), this, [this, generation](Result<AiAnswer> reply) {
        if (generation != m_askGeneration) {
            return;
        }
        if (reply) {
            emit answered(reply.takeValue());
        } else {
            emit askFailed(apiError(reply.error()));
        }
    });
}

void AiDesk::cancelAsk()
{
    ++m_askGeneration;
    m_client.cancel(QStringLiteral("ai.query"));
}

} // namespace socle::studio
