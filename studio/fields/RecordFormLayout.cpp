// Where the rows of a record form stand: sections, one or two columns, and Tab through them.
#include "shared/fields/FieldCatalogue.h"
#include "studio/fields/RecordFormParts.h"
#include "studio/kit/Text.h"

#include <QGridLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace socle::studio {

namespace {

constexpr int kTwoColumnsFrom = 560; // studio.md 4.3.13

/// Rows that need the whole width in a two-column form.
bool isWide(const fields::Field &field)
{
    return field.isType(fields::kEditor) || field.isType(fields::kJson)
        || field.isType(fields::kFile) || field.isMultiple();
}

} // namespace

void RecordForm::Impl::sort()
{
    for (Part &part : parts) {
        delete part.head;
        partColumn->removeItem(part.grid);
        while (part.grid->count() > 0) {
            delete part.grid->takeAt(0);
        }
        delete part.grid;
    }
    parts.clear();
    QStringList names;
    for (const Item &item : items) {
        names.append(item.name);
    }
    for (const FormSection &section : completed(sections, names)) {
        Part part;
        for (const QString &name : section.fields) {
            if (const Item *item = find(name); item != nullptr && !item->field.hidden) {
                part.items.push_back(item);
            }
        }
        if (context.isNewRecord) {
            std::stable_partition(part.items.begin(), part.items.end(), [](const Item *item) {
                return item->isNeeded;
            });
        }
        if (!section.title.isEmpty() && !part.items.empty()) {
            part.head = new QWidget(q);
            part.head->setObjectName(QStringLiteral("data.form.section.%1").arg(parts.size()));
            auto *line = new QHBoxLayout(part.head);
            line->setContentsMargins(0, parts.empty() ? 0 : space::k4, 0, 0);
            line->addWidget(new SectionLabel(section.title, part.head));
            part.count = new Pill({}, Tone::Danger, part.head);
            line->addWidget(part.count);
            line->addStretch(1);
            partColumn->addWidget(part.head);
        }
        part.grid = new QGridLayout;
        part.grid->setContentsMargins(0, 0, 0, 0);
        part.grid->setHorizontalSpacing(space::k5);
        part.grid->setVerticalSpacing(space::k4);
        partColumn->addLayout(part.grid);
        parts.push_back(std::move(part));
    }
    columns = 0;
    place();
    countErrors();
}

std::vector<const RecordForm::Impl::Item *> RecordForm::Impl::hiddenItems() const
{
    std::vector<const Item *> result;
    for (const Item &item : items) {
        if (item.field.hidden) {
            result.push_back(&item);
        }
    }
    return result;
}

std::vector<const RecordForm::Impl::Item *> RecordForm::Impl::inOrder() const
{
    std::vector<const Item *> result;
    for (const Part &part : parts) {
        result.insert(result.end(), part.items.begin(), part.items.end());
    }
    const auto last = hiddenItems();
    result.insert(result.end(), last.begin(), last.end());
    return result;
}

QWidgetList RecordForm::Impl::stops() const
{
    QWidgetList result;
    bool isInFold = false;
    for (const Item *item : inOrder()) {
        if (item->field.hidden && !isInFold) {
            isInFold = true;
            if (isTabStop(*fold)) {
                result.append(fold);
            }
        }
        QWidgetList own = socle::studio::tabStops(*item->row);
        // "Take back" stands in the headline but comes after the editor.
        std::stable_partition(own.begin(), own.end(), [item](const QWidget *stop) {
            return item->editor->isAncestorOf(stop);
        });
        result.append(own);
    }
    return result;
}

void RecordForm::Impl::fill(QGridLayout *layout, const std::vector<const Item *> &rows) const
{
    while (layout->count() > 0) {
        delete layout->takeAt(0);
    }
    layout->setColumnStretch(0, 1);
    layout->setColumnStretch(1, columns == 2 ? 1 : 0);
    int row = 0;
    int column = 0;
    for (const Item *item : rows) {
        const int span = columns == 2 && isWide(item->field) ? 2 : 1;
        if (column + span > columns) {
            ++row;
            column = 0;
        }
        layout->addWidget(item->row, row, column, 1, span, Qt::AlignTop);
        column += span;
    }
}

void RecordForm::Impl::place()
{
    const int wanted = q->width() >= kTwoColumnsFrom ? 2 : 1;
    if (wanted == columns) {
        return;
    }
    columns = wanted;
    for (const Part &part : parts) {
        fill(part.grid, part.items);
    }
    fill(hiddenGrid, hiddenItems());
}

} // namespace socle::studio
