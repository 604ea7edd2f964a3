#include "studio/domain/DeleteImpact.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/SchemaStore.h"

#include <algorithm>
#include <tuple>

namespace socle::studio {

namespace {

constexpr qsizetype kImpactChunk = 80; // comparisons in one filter stay below 200

struct ImpactQuestion
{
    DeleteEffect effect = {};
    QString filter = {};
};

QString referringFilter(const QString &field, bool isMultiple, const QStringList &ids)
{
    QStringList conditions;
    for (const QString &id : ids) {
        conditions.append(field + (isMultiple ? QStringLiteral("?=") : QStringLiteral("="))
                          + filterLiteral(id));
    }
    return conditions.join(QStringLiteral("||"));
}

std::vector<ImpactQuestion> impactQuestions(const SchemaStore &schema,
                                            const QString &collectionId,
                                            const QStringList &ids)
{
    std::vector<ImpactQuestion> questions;
    for (const CollectionPtr &collection : schema.collections()) {
        for (const fields::Field &field : collection->fields) {
            if (collection->isView() || CollectionSchema::relationTarget(field) != collectionId) {
                continue;
            }
            DeleteEffect effect;
            effect.collection = collection->name;
            effect.field = toQString(field.name);
            effect.kind = field.flag("cascadeDelete") ? DeleteEffect::Kind::Cascades
                : field.required                      ? DeleteEffect::Kind::Blocks
                                                      : DeleteEffect::Kind::Empties;
            for (qsizetype i = 0; i < ids.size(); i += kImpactChunk) {
                questions.push_back(
                    {effect,
                     referringFilter(effect.field, field.isMultiple(), ids.mid(i, kImpactChunk))});
            }
        }
    }
    return questions;
}

} // namespace

QFuture<Result<DeleteImpact>> deleteImpact(ApiClient &client,
                                           const SchemaStore &schema,
                                           const QString &collectionId,
                                           const QStringList &ids,
                                           QObject *context)
{
    struct Survey : QObject
    {
        Survey(ApiClient &c, std::vector<ImpactQuestion> list, QObject *parent)
            : QObject(parent)
            , client(c)
            , questions(std::move(list))
        {
        }

        ApiClient &client;
        std::vector<ImpactQuestion> questions;
        std::size_t at = 0;
        DeleteImpact impact;
        Pending<DeleteImpact> pending;

        void next()
        {
            if (at >= questions.size()) {
                std::sort(impact.effects.begin(),
                          impact.effects.end(),
                          [](const DeleteEffect &a, const DeleteEffect &b) {
                              return std::tuple(a.kind != DeleteEffect::Kind::Blocks,
                                                a.kind != DeleteEffect::Kind::Cascades,
                                                -a.count)
                                  < std::tuple(b.kind != DeleteEffect::Kind::Blocks,
                                               b.kind != DeleteEffect::Kind::Cascades,
                                               -b.count);
                          });
                pending.settle(std::move(impact));
                deleteLater();
                return;
            }
            const ImpactQuestion &question = questions[at++];
            onResult(RecordsEndpoint(client).count(question.effect.collection, question.filter, {}),
                     this,
                     [this, effect = question.effect](Result<qint64> count) {
                         if (!count) {
                             pending.settle(count.takeError());
                             deleteLater();
                             return;
                         }
                         add(effect, *count);
                         next();
                     });
        }

        void add(const DeleteEffect &effect, qint64 count)
        {
            const auto known = std::find_if(
                impact.effects.begin(), impact.effects.end(), [&effect](const DeleteEffect &other) {
                    return other.collection == effect.collection && other.field == effect.field;
                });
            if (known != impact.effects.end()) {
                known->count += count;
            } else if (count > 0) {
                impact.effects.push_back(effect);
                impact.effects.back().count = count;
            }
        }
    };

    auto *survey = new Survey(
        client, impactQuestions(schema, collectionId, ids.mid(0, kMostImpactIds)), context);
    survey->impact.isWhole = ids.size() <= kMostImpactIds;
    const auto future = survey->pending.future();
    survey->next();
    return future;
}

} // namespace socle::studio
