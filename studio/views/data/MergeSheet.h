// A record that was changed on both sides: base, theirs and mine, field by field (studio.md 4.3.9).
//
// Fields that do not overlap have merged by themselves already; only the clashes are asked: take
// theirs, keep mine, or edit a third value. The whole is one undo step and nothing is sent. Object
// names: merge.<field>, merge.edit.<field>, merge.accept.
#pragma once

#include "studio/domain/StagingEngine.h"
#include "studio/kit/Sheet.h"

#include <vector>

class QGridLayout;

namespace socle::studio {

class ConnectionContext;
class FieldEditor;
class Segmented;

class MergeSheet : public Sheet
{
    Q_OBJECT

public:
    MergeSheet(ConnectionContext &context, const RecordKey &key, QWidget *window);

private:
    struct Choice
    {
        QString field = {};
        Segmented *choice = nullptr;
        FieldEditor *editor = nullptr; // of the third value; made when it is asked for
        int row = 0;
    };

    void addField(const QString &name, const StagedField &staged);
    void chosen(std::size_t at);
    void resolveAll();

    ConnectionContext &m_context;
    RecordKey m_key;
    QGridLayout *const m_grid;
    std::vector<Choice> m_choices;
};

} // namespace socle::studio
