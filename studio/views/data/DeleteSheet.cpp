#include "studio/views/data/DeleteSheet.h"

#include "studio/api/OnResult.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QLocale>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

DeleteSheet::DeleteSheet(ConnectionContext &context, const GatherPlan &plan, QWidget *window)
    : Sheet(window, tr("Delete records of %1").arg(plan.collection->name))
    , m_context(context)
    , m_plan(plan)
    , m_effects(new QVBoxLayout)
{
    setObjectName(u"data.delete"_s);
    setSubtitle(tr("Reading the records…"));
    m_effects->setSpacing(space::k3);
    body()->addLayout(m_effects);
    m_state = new Text({}, TextRole::Small, Color::TextMuted);
    m_state->setObjectName(u"data.delete.effects"_s);
    m_state->setOverflow(Text::Overflow::Wrap);
    body()->addWidget(m_state);
    body()->addStretch();
    m_accept = addStandardButtons(tr("Stage deletions"), ButtonVariant::Danger);
    m_accept->setObjectName(u"data.delete.accept"_s);
    m_accept->setEnabled(false);
    connect(this, &Sheet::accepted, this, &DeleteSheet::stage);
    onResult(gatherRecords(context.client(), plan, this),
             this,
             [this](Result<std::vector<Record>> records) { gathered(std::move(records)); });
}

void DeleteSheet::gathered(Result<std::vector<Record>> records)
{
    if (!records) {
        setSubtitle(tr("The records could not be read."));
        m_state->setText(apiError(records.error()).message);
        return;
    }
    m_records = records.takeValue();
    const int count = static_cast<int>(m_records.size());
    if (count > m_plan.most) {
        setSubtitle(tr("More than %1 records are chosen.").arg(QLocale().toString(m_plan.most)));
        m_state->setText(tr("Narrow the filter: this many cannot be staged at once."));
        return;
    }
    setTitle(count == 1 ? tr("Delete 1 record of %1?").arg(m_plan.collection->name)
                        : tr("Delete %1 records of %2?")
                              .arg(QLocale().toString(count), m_plan.collection->name));
    setSubtitle(tr("The deletions are staged; nothing is sent until you commit."));
    m_accept->setText(count == 1 ? tr("Stage 1 deletion")
                                 : tr("Stage %Ln deletions", nullptr, count));
    m_accept->setEnabled(count > 0);
    m_state->setText(tr("Counting what refers to them…"));
    QStringList ids;
    for (const Record &record : m_records) {
        ids.append(record.id);
    }
    onResult(deleteImpact(m_context.client(), m_context.schema(), m_plan.collection->id, ids, this),
             this,
             [this](const Result<DeleteImpact> &impact) {
                 if (impact) {
                     showImpact(*impact);
                 } else {
                     m_state->setText(tr("What refers to them could not be counted: %1")
                                          .arg(apiError(impact.error()).message));
                 }
             });
}

void DeleteSheet::showImpact(const DeleteImpact &impact)
{
    for (const DeleteEffect &effect : impact.effects) {
        const QString count = QLocale().toString(effect.count);
        switch (effect.kind) {
        case DeleteEffect::Kind::Cascades:
            addLine(tr("Also deletes %1 records of %2 (by %3)", "number, collection, field")
                        .arg(count, effect.collection, effect.field),
                    true);
            break;
        case DeleteEffect::Kind::Blocks:
            addLine(tr("%1 records of %2 require them in %3: the server will refuse these",
                       "number, collection, field")
                        .arg(count, effect.collection, effect.field),
                    true);
            break;
        case DeleteEffect::Kind::Empties:
            addLine(tr("Takes them out of %3 of %1 records of %2", "number, collection, field")
                        .arg(count, effect.collection, effect.field),
                    false);
            break;
        }
    }
    m_state->setText(impact.effects.empty() ? tr("Nothing refers to them.")
                         : impact.isWhole
                         ? QString()
                         : tr("Counted for the first %1 of them; there is more.")
                               .arg(QLocale().toString(static_cast<int>(kMostImpactIds))));
    m_state->setVisible(!m_state->text().isEmpty());
}

void DeleteSheet::addLine(const QString &text, bool isBad)
{
    auto *line = new Text(text, TextRole::Base, isBad ? Color::Danger : Color::Text);
    line->setOverflow(Text::Overflow::Wrap);
    m_effects->addWidget(line);
}

void DeleteSheet::stage()
{
    StagingEngine &staging = m_context.staging();
    const QString &collection = m_plan.collection->id;
    staging.beginMacro(collection, tr("Delete records"));
    for (const Record &record : m_records) {
        staging.remove({collection, record.id}, record);
    }
    staging.endMacro(collection);
    const int count = static_cast<int>(m_records.size());
    emit staged(count == 1 ? tr("1 deletion staged") : tr("%Ln deletions staged", nullptr, count));
}

} // namespace socle::studio
