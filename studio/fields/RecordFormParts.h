// The inside of RecordForm: its rows, their sections and the order of the keyboard. For
// RecordForm's own files only.
#pragma once

#include "studio/fields/FieldEditor.h"
#include "studio/fields/RecordForm.h"
#include "studio/kit/Button.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/Pill.h"

#include <QPointer>
#include <QWidgetList>

#include <optional>
#include <vector>

class QGridLayout;
class QVBoxLayout;

namespace socle::studio {

class Banner;

struct RecordForm::Impl
{
    struct Item
    {
        fields::Field field;
        QString name;
        FieldEditor *editor = nullptr;
        FieldRow *row = nullptr;
        QString serverError = {};
        std::optional<Json> committed = {}; // what was handed over last
        bool isEdited = false;
        bool isNeeded = false; // required, and nobody else fills it
        bool wasLeft
            = false; // messages appear after the first blur, not while the first word is typed
    };

    RecordForm *q;
    CollectionPtr collection;
    EditorContext context;
    std::vector<Item> items;
    QPointer<Banner> banner;

    /// A headline and the rows below it; the last one is the fold of hidden fields.
    struct Part
    {
        QWidget *head = nullptr;
        Pill *count = nullptr;
        QGridLayout *grid = nullptr;
        std::vector<const Item *> items = {};
    };

    FormSections sections;
    std::vector<Part> parts;
    QVBoxLayout *partColumn = nullptr;
    QGridLayout *hiddenGrid = nullptr;
    Pill *hiddenCount = nullptr;
    Button *fold = nullptr;
    QWidget *hidden = nullptr;
    int columns = 0;
    bool isReadOnly = false;

    Item *find(const QString &name);

    /// The field whose editor has the keyboard; empty when none has it.
    QString focusedField() const;

    void build();

    /// Distributes the rows over their sections.
    void sort();

    std::vector<const Item *> hiddenItems() const;

    /// In the order they stand there.
    std::vector<const Item *> inOrder() const;

    /// What Tab reaches inside the form, in the order it stands there.
    QWidgetList stops() const;

    void countErrors();

    void wire(const Item &item);

    void showState(Item &item);

    void fill(QGridLayout *layout, const std::vector<const Item *> &rows) const;

    void place();

    void applyReadOnly();
};

} // namespace socle::studio
