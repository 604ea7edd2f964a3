// A record that was changed on both sides: base, theirs and mine, field by field (studio.md 4.3.9).
//
// Fields that do not overlap have merged by themselves already; only the clashes are asked. Object
// names: merge.<field>, merge.accept.
#pragma once

#include "studio/domain/StagingEngine.h"
#include "studio/kit/Sheet.h"

#include <QMap>

namespace socle::studio {

class SchemaStore;

class MergeSheet : public Sheet
{
    Q_OBJECT

public:
    MergeSheet(StagingEngine &staging,
               const SchemaStore &schema,
               const RecordKey &key,
               QWidget *window);

private:
    void addField(const QString &name, const StagedField &staged, class QGridLayout *grid);
    void resolveAll();

    StagingEngine &m_staging;
    const SchemaStore &m_schema;
    RecordKey m_key;
    QMap<QString, Resolution> m_choices;
};

} // namespace socle::studio
