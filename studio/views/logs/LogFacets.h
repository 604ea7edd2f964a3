// Values that occur in the loaded entries, by property, with their counts; a click narrows the list
// to one.
//
// Counts are over the newest kMaxCounted entries and say so: the log's protocol has no counting by
// property. Object names: logs.facets, logs.facets.<property>.<n>.
//
// Source: studio.md 4.11.
#pragma once

#include "studio/views/logs/LogFilter.h"

#include <QAbstractButton>
#include <QScrollArea>

class QVBoxLayout;

namespace socle::studio {

class LogModel;
class Text;

/// One value: its name, its count, and a mark while it filters.
class FacetRow : public QAbstractButton
{
    Q_OBJECT

public:
    FacetRow(const QString &name, QWidget *parent = nullptr);

    void setFacet(const LogFacet &facet, qint64 count, qint64 most, bool isActive);

    const LogFacet &facet() const { return m_facet; }

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    LogFacet m_facet;
    qint64 m_count = 0;
    double m_share = 0;
    bool m_active = false;
};

class LogFacets : public QScrollArea
{
    Q_OBJECT

public:
    static constexpr int kMaxCounted = 2000;

    explicit LogFacets(QWidget *parent = nullptr);

    void refresh(const LogModel &model, const LogFilter &filter);

signals:
    void facetToggled(const socle::studio::LogFacet &facet);

private:
    struct Group
    {
        QString property;
        QWidget *box = nullptr;
        QVBoxLayout *rows = nullptr;
        std::vector<FacetRow *> made;
    };

    std::vector<Group> m_groups;
    Text *m_note = nullptr;
};

} // namespace socle::studio
