// The selected collection's fields in the lower third of the tree, so that names are in sight while
// a filter, a rule or a query is written.
//
// Enter or a double click copies the name; a drag carries it as text. Object names:
// shell.tree.fields, shell.tree.fields.list.
//
// Source: studio.md 3.4.
#pragma once

#include "studio/domain/CollectionSchema.h"

#include <QWidget>

class QListWidget;

namespace socle::studio {

class SectionLabel;

class CollectionFields : public QWidget
{
    Q_OBJECT

public:
    explicit CollectionFields(QWidget *parent = nullptr);

    /// Null shows that nothing is chosen.
    void setCollection(const CollectionPtr &collection);

signals:
    void copied(const QString &name);

private:
    SectionLabel *const m_title;
    QListWidget *const m_list;
    CollectionPtr m_collection;
};

} // namespace socle::studio
