// The values of one field with their counts, beside the grid: choosing one shows its records
// (studio.md 4.3.3, grouping).
//
// Counts come from the server's aggregation; without it from one small count a value, which is
// possible where the schema knows the values (select, bool). Object names: data.groups,
// data.groups.list.
#pragma once

#include "studio/domain/CollectionSchema.h"

#include <QWidget>

class QListWidget;

namespace socle::studio {

class ConnectionContext;
class IconButton;
class Text;

class GroupPanel : public QWidget
{
    Q_OBJECT

public:
    explicit GroupPanel(ConnectionContext &context, QWidget *parent = nullptr);

    /// Why this field cannot be grouped by; empty when it can.
    static QString obstacle(const ConnectionContext &context, const fields::Field &field);
    /// Counts anew what `filter` leaves. The chosen group stays when it is still there.
    void open(const CollectionPtr &collection, const QString &field, const QString &filter);
    /// The chosen group as a condition; empty: all.
    QString condition() const;
    /// How many groups are listed, for tests.
    int groupCount() const;

signals:
    void conditionChanged();
    void closeRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    struct Group
    {
        Json value = {};
        qint64 count = -1;
    };

    void askServer();
    void countNext(qsizetype at);
    void rebuild();
    QString conditionOf(const Json &value) const;

    ConnectionContext &m_context;
    CollectionPtr m_collection;
    QString m_field;
    QString m_filter;
    std::vector<Group> m_groups;
    std::optional<Json> m_chosen;
    quint64 m_generation = 0;
    bool m_isBuilding = false;
    Text *const m_title;
    Text *const m_note;
    IconButton *const m_close;
    QListWidget *const m_list;
};

} // namespace socle::studio
