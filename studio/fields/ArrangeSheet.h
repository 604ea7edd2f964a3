// Arranging the form of a collection: fields and headlines in one list, moved by dragging or with
// Alt+Shift+Up and Down (studio.md 4.3.13).
//
// Object names: data.arrange, data.arrange.list|add|remove|reset|up|down. UI thread.
#pragma once

#include "studio/domain/CollectionSchema.h"
#include "studio/fields/FormSections.h"
#include "studio/kit/Sheet.h"

class QListWidget;

namespace socle::studio {

class ArrangeSheet : public Sheet
{
    Q_OBJECT

public:
    ArrangeSheet(const CollectionPtr &collection, const FormSections &sections, QWidget *window);

    FormSections sections() const;

signals:
    void arranged(const socle::studio::FormSections &sections);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fill(const FormSections &sections);
    void addSection(const QString &title, int row);
    void move(int step);

    CollectionPtr m_collection;
    QListWidget *const m_list;
};

} // namespace socle::studio
