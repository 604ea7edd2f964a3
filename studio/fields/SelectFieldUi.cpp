// select: one or several of the listed values, as pills; a searchable list with keys 1 to 9 and "2
// of 3" chooses.
#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/GuessedSchema.h"
#include "studio/fields/FieldCell.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/fields/PickList.h"
#include "studio/fields/ValueBox.h"
#include "studio/kit/Popover.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Text.h"

#include <QCoreApplication>
#include <QHash>
#include <QKeyEvent>
#include <QPointer>
#include <QVBoxLayout>

namespace socle::studio {

namespace {

constexpr int kSearchFrom = 8; // options from which a search field helps

QStringList optionsOf(const fields::Field &field)
{
    QStringList result;
    for (const std::string &option : field.list("values")) {
        result << toQString(option);
    }
    return result;
}

QStringList chosenOf(const QVariant &value)
{
    if (value.typeId() == QMetaType::QStringList) {
        return value.toStringList();
    }
    return value.toString().isEmpty() ? QStringList() : QStringList{value.toString()};
}

/// A pill of an option: a word everybody reads gets its tone, other single options a hue by
/// position; tags stay quiet.
CellItem pillOf(const QString &option, const fields::Field &field)
{
    static const QHash<QString, Tone> words = [] {
        QHash<QString, Tone> table;
        const auto add = [&table](Tone tone, std::initializer_list<const char *> names) {
            for (const char *name : names) {
                table.insert(QLatin1String(name), tone);
            }
        };
        add(Tone::Success,
            {"published",
             "active",
             "enabled",
             "done",
             "paid",
             "approved",
             "success",
             "complete",
             "completed",
             "open",
             "delivered"});
        add(Tone::Warning,
            {"draft", "pending", "waiting", "review", "in review", "paused", "processing"});
        add(Tone::Danger,
            {"failed",
             "rejected",
             "cancelled",
             "canceled",
             "blocked",
             "error",
             "overdue",
             "banned"});
        add(Tone::Neutral, {"archived", "inactive", "disabled", "closed", "none", "unknown"});
        return table;
    }();
    CellItem item{.text = option, .tone = Tone::Neutral};
    if (const auto found = words.constFind(option.toLower()); found != words.constEnd()) {
        item.tone = *found;
    } else if (!field.isMultiple()) {
        const auto index = optionsOf(field).indexOf(option);
        if (index >= 0) {
            item.ground = Theme::current().chart(static_cast<int>(index));
        }
    }
    return item;
}

/// Search, list and count: the inside of the popover.
class ChoicePanel final : public QWidget
{
public:
    ChoicePanel(const fields::Field &field, QWidget *parent)
        : QWidget(parent)
        , search(new SearchField(QCoreApplication::translate("ChoicePanel", "Search"), this))
        , list(new PickList(this))
        , count(new Text({}, TextRole::Small, Color::TextSubtle, this))
        , m_field(field)
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->setSpacing(space::k2);
        column->addWidget(search);
        column->addWidget(list);
        column->addWidget(count);
        search->setDelay(0);
        count->setVisible(field.isMultiple());
        setMinimumWidth(space::k10 * 4);
        const bool isLong = field.list("values").size() > kSearchFrom || isGuess(field);
        if (!isLong) {
            // Kept for the keyboard without any height: keys 1 to 9 and letters still work.
            search->setFixedHeight(0);
        }
    }

    /// The chosen ones on top, in their own order; picking alone moves nothing under the keys.
    void arrange(const QStringList &chosen)
    {
        m_order = optionsOf(m_field);
        if (m_field.isMultiple()) {
            for (const QString &option : chosen) {
                m_order.removeOne(option);
            }
            m_order = chosen + m_order;
        }
    }

    void show(const QStringList &chosen)
    {
        if (m_order.isEmpty()) {
            arrange(chosen);
        }
        const QString needle = search->text().trimmed();
        QVector<PickRow> rows;
        const QStringList &options = m_order;
        for (qsizetype i = 0; i < options.size(); ++i) {
            const QString &option = options.at(i);
            if (!needle.isEmpty() && !option.contains(needle, Qt::CaseInsensitive)) {
                continue;
            }
            const CellItem pill = pillOf(option, m_field);
            rows.append(
                {.key = option,
                 .text = option,
                 .ground = pill.ground,
                 .tone = static_cast<int>(pill.tone),
                 .isChosen = chosen.contains(option),
                 .hint = i < 9 && needle.isEmpty() ? QString::number(i + 1) : QString(),
                 .canMove = m_field.isMultiple() && needle.isEmpty() && chosen.contains(option)});
        }
        if (isGuess(m_field) && !needle.isEmpty() && !options.contains(needle)) {
            rows.append(
                {.key = needle,
                 .text = QCoreApplication::translate("ChoicePanel", "Use \"%1\"").arg(needle),
                 .isChosen = chosen.contains(needle)});
        }
        list->setRows(rows, m_field.isMultiple());
        count->setText(QCoreApplication::translate("ChoicePanel", "%1 of %2", "chosen, limit")
                           .arg(chosen.size())
                           .arg(m_field.integer("maxSelect")));
        count->setToolTip(
            QCoreApplication::translate("ChoicePanel",
                                        "Drag a chosen option, or press Alt+Shift+Up and Down, to "
                                        "change the order"));
    }

    SearchField *search;
    PickList *list;
    Text *count;

private:
    const fields::Field &m_field;
    QStringList m_order;
};

class SelectEditor final : public FieldEditor
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::SelectEditor)
public:
    SelectEditor(const fields::Field &field, const EditorContext &context, QWidget *parent)
        : FieldEditor(field, context, parent)
    {
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        if (isInCell()) {
            column->addWidget(makePanel(this));
            adoptInput(m_panel->search);
            return;
        }
        m_box = new ValueBox(this);
        m_box->setPlaceholder(field.required ? tr("Choose") : tr("None"));
        column->addWidget(m_box);
        adoptInput(m_box);
        connect(m_box, &ValueBox::openRequested, this, [this] { openList({}); });
        connect(m_box, &ValueBox::typed, this, [this](const QString &text) { openList(text); });
        connect(m_box, &ValueBox::clearRequested, this, [this] { choose({}); });
    }

    void startTyping(const QString &text) override
    {
        if (m_panel) {
            m_panel->search->setText(text);
            m_panel->show(m_chosen);
        }
    }

protected:
    void showValue(const QVariant &value) override
    {
        m_chosen = chosenOf(value);
        showChosen();
    }

    QVariant currentValue() const override
    {
        return field().isMultiple() ? QVariant(m_chosen)
                                    : QVariant(m_chosen.isEmpty() ? QString() : m_chosen.last());
    }

    bool keepsKey(const QKeyEvent &event, const QWidget *input) const override
    {
        return input == m_box && (event.key() == Qt::Key_Return || event.key() == Qt::Key_Enter);
    }

    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (m_panel && watched == m_panel->search && event->type() == QEvent::KeyPress) {
            const auto *key = static_cast<QKeyEvent *>(event);
            const bool moves = key->modifiers() == (Qt::AltModifier | Qt::ShiftModifier);
            if (moves && (key->key() == Qt::Key_Up || key->key() == Qt::Key_Down)) {
                moveChosen(m_panel->list->currentKey(), key->key() == Qt::Key_Up ? -1 : 1);
                return true;
            }
            if (m_panel->list->handleKey(key->key())) {
                return true;
            }
            const bool isReturn = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
            const bool isSpace = key->key() == Qt::Key_Space && m_panel->search->text().isEmpty();
            const bool isMultiple = field().isMultiple();
            if (key->key() >= Qt::Key_1 && key->key() <= Qt::Key_9
                && m_panel->search->text().isEmpty()) {
                const QStringList options = m_panel->list->keys();
                if (const int index = key->key() - Qt::Key_1; index < options.size()) {
                    pick(options.at(index));
                    return true;
                }
            }
            if (isSpace || (isReturn && !isMultiple)) {
                pick(m_panel->list->currentKey());
                return true;
            }
            if (isReturn && m_popover) {
                m_popover->close();
                return true;
            }
        }
        return FieldEditor::eventFilter(watched, event);
    }

private:
    ChoicePanel *makePanel(QWidget *parent)
    {
        m_panel = new ChoicePanel(field(), parent);
        m_panel->search->setObjectName(objectName() + QStringLiteral(".search"));
        m_panel->list->setObjectName(objectName() + QStringLiteral(".list"));
        m_panel->list->setAccessibleName(fieldName());
        m_panel->show(m_chosen);
        connect(m_panel->search, &SearchField::searchChanged, this, [this] {
            m_panel->show(m_chosen);
        });
        connect(m_panel->list, &PickList::picked, this, [this](const QString &key) { pick(key); });
        connect(
            m_panel->list, &PickList::moved, this, [this](const QString &key, const QString &to) {
                moveChosen(key, static_cast<int>(m_chosen.indexOf(to) - m_chosen.indexOf(key)));
            });
        return m_panel;
    }

    void openList(const QString &typed)
    {
        if (isReadOnly()) {
            return;
        }
        auto *popover = new Popover(this);
        popover->setDeleteOnClose(true);
        popover->setObjectName(objectName() + QStringLiteral(".popover"));
        makePanel(popover);
        m_panel->search->installEventFilter(this);
        popover->body()->addWidget(m_panel);
        popover->showFor(m_box);
        m_popover = popover;
        connect(popover, &Popover::closed, this, [this] {
            m_box->setFocus(Qt::PopupFocusReason);
            commit();
        });
        m_panel->search->setFocus(Qt::PopupFocusReason);
        m_panel->search->setText(typed);
        m_panel->show(m_chosen);
    }

    void pick(const QString &option)
    {
        if (option.isEmpty()) {
            return;
        }
        if (!field().isMultiple()) {
            choose(m_chosen == QStringList{option} && !field().required ? QStringList()
                                                                        : QStringList{option});
            return;
        }
        QStringList next = m_chosen;
        if (!next.removeOne(option)) {
            if (next.size() >= field().integer("maxSelect")) {
                return; // the count says why
            }
            next.append(option);
        }
        m_chosen = next;
        showChosen();
        noteEdited();
    }

    /// The order of several values is part of the value.
    void moveChosen(const QString &option, int step)
    {
        const qsizetype from = m_chosen.indexOf(option);
        const qsizetype to = from + step;
        if (from >= 0 && to >= 0 && to < m_chosen.size()) {
            m_chosen.move(from, to);
            m_panel->arrange(m_chosen);
            showChosen();
            noteEdited();
        }
    }

    void choose(const QStringList &chosen)
    {
        m_chosen = chosen;
        showChosen();
        if (m_popover) {
            noteEdited();
            m_popover->close(); // commits
        } else {
            finishChoice();
        }
    }

    void showChosen()
    {
        if (m_box != nullptr) {
            QVector<CellItem> items;
            for (const QString &option : m_chosen) {
                items.append(pillOf(option, field()));
            }
            m_box->setItems(CellContent::Kind::Pills, items);
        }
        if (m_panel) {
            m_panel->show(m_chosen);
        }
    }

    QStringList m_chosen;
    ValueBox *m_box = nullptr;
    QPointer<ChoicePanel> m_panel;
    QPointer<Popover> m_popover;
};

class SelectCell final : public FieldCell
{
public:
    SelectCell(const FieldUi &ui, const fields::Field &field, const EditorContext &context)
        : FieldCell(ui, field, context)
    {
        if (editorPlace() != EditorPlace::None) {
            setPlace(EditorPlace::Popover);
        }
    }

    int preferredWidth() const override
    {
        return field().isMultiple() ? layout::kSidebarMin : space::k10 * 2;
    }

    double skeletonShare() const override { return 0.5; }

protected:
    bool isEmptyValue(const QVariant &value) const override { return chosenOf(value).isEmpty(); }

    CellContent contentOf(const QVariant &value, const QModelIndex &) const override
    {
        CellContent content;
        content.kind = CellContent::Kind::Pills;
        for (const QString &option : chosenOf(value)) {
            content.items.append(pillOf(option, field()));
        }
        return content;
    }
};

class SelectFieldUi final : public FieldUi
{
    Q_DECLARE_TR_FUNCTIONS(socle::studio::SelectFieldUi)
public:
    QString typeName() const override { return QStringLiteral("select"); }

    QString title() const override { return tr("Select"); }

    QString description() const override { return tr("One or several of a fixed list"); }

    std::unique_ptr<CellUi> createCell(const fields::Field &field,
                                       const EditorContext &context) const override
    {
        return std::make_unique<SelectCell>(*this, field, context);
    }

    FieldEditor *createEditor(QWidget *parent,
                              const fields::Field &field,
                              const EditorContext &context) const override
    {
        return new SelectEditor(field, context, parent);
    }

    QVector<OptionRow> optionRows() const override
    {
        return {
            {"values",
             OptionRow::Control::Words,
             tr("Choices"),
             tr("One a line; their order is the order of the list"),
             {}},
            {"maxSelect",
             OptionRow::Control::Multiple,
             tr("At most"),
             tr("How many may be chosen at once"),
             QStringLiteral("1")},
        };
    }

    QString summary(const fields::Field &field, const SchemaStore *) const override
    {
        const QString words = optionsOf(field).join(QStringLiteral(", "));
        return field.isMultiple() ? tr("up to %1 of: %2").arg(field.integer("maxSelect")).arg(words)
                                  : words;
    }

    QString displayText(const QVariant &value, const fields::Field &) const override
    {
        return chosenOf(value).join(QStringLiteral(", "));
    }
};

} // namespace

const FieldUi &selectFieldUi()
{
    static const SelectFieldUi ui;
    return ui;
}

} // namespace socle::studio
