// The part of the collection sheet about indexes: the list, a builder, and the SQL text, kept in
// step.
#include "studio/api/Text.h"
#include "studio/domain/IndexStatement.h"
#include "studio/kit/Button.h"
#include "studio/kit/Card.h"
#include "studio/kit/Chip.h"
#include "studio/kit/CodeLine.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/views/schema/SchemaMetrics.h"
#include "studio/views/schema/SchemaSections.h"

#include <QBoxLayout>
#include <QCheckBox>

using namespace Qt::StringLiterals;

namespace socle::studio {

/// One index: name, columns, unique, and the statement itself.
class IndexSection::IndexCard : public Card
{
public:
    IndexCard(SchemaDraft &draft, int at)
        : m_draft(draft)
        , m_at(at)
        , m_name(new TextField)
        , m_unique(new QCheckBox(IndexSection::tr("Unique")))
        , m_columns(new QHBoxLayout)
        , m_addColumn(new Select)
        , m_sql(new CodeLine)
        , m_error(new Text({}, TextRole::Small, Color::Danger))
    {
        const QString prefix = u"schema.indexes.%1."_s.arg(at);
        m_name->setObjectName(prefix + u"name"_s);
        m_name->setAccessibleName(IndexSection::tr("Name of the index"));
        m_name->setMono(true);
        keepScaled(m_name, Extent::MostWidth, schema::kNameWidth);
        m_unique->setObjectName(prefix + u"unique"_s);
        m_unique->setAccessibleName(IndexSection::tr("Unique"));
        m_addColumn->setObjectName(prefix + u"columns"_s);
        m_addColumn->setAccessibleName(IndexSection::tr("Add a column"));
        m_addColumn->setPlaceholder(IndexSection::tr("Add a column"));
        m_sql->setObjectName(prefix + u"sql"_s);
        m_sql->setAccessibleName(IndexSection::tr("Statement of the index"));
        m_sql->setLineRange(1, 5);
        m_error->setOverflow(Text::Overflow::Wrap);
        auto *remove = new IconButton(u"trash"_s, IndexSection::tr("Remove the index"));
        remove->setObjectName(prefix + u"remove"_s);
        body()->setContentsMargins(space::k5, space::k4, space::k5, space::k4);
        body()->setSpacing(space::k3);
        auto *head = new QHBoxLayout;
        head->setSpacing(space::k4);
        head->addWidget(m_name, 1);
        head->addWidget(m_unique);
        head->addStretch();
        head->addWidget(remove);
        body()->addLayout(head);
        auto *columns = new QHBoxLayout;
        columns->setSpacing(space::k2);
        m_columns->setSpacing(space::k2);
        columns->addLayout(m_columns);
        columns->addWidget(m_addColumn);
        columns->addStretch();
        body()->addLayout(columns);
        body()->addWidget(m_sql);
        body()->addWidget(m_error);
        connect(m_name, &TextField::textEdited, this, [this](const QString &text) {
            edit([&](IndexStatement &index) { index.name = text; });
        });
        connect(m_unique, &QCheckBox::clicked, this, [this](bool on) {
            edit([&](IndexStatement &index) { index.isUnique = on; });
        });
        connect(m_addColumn, &Select::currentChanged, this, [this](const QString &column) {
            edit([&](IndexStatement &index) { index.columns.append(column); });
        });
        connect(m_sql, &QPlainTextEdit::textChanged, this, [this] {
            if (!m_isShowing) {
                QStringList list = m_draft.indexes();
                list[m_at] = m_sql->text();
                m_draft.setIndexes(list);
            }
        });
        connect(remove, &IconButton::clicked, this, [this] {
            QStringList list = m_draft.indexes();
            list.removeAt(m_at);
            m_draft.setIndexes(list);
        });
    }

    void display(const QString &sql, const QString &problem)
    {
        m_isShowing = true;
        const auto index = IndexStatement::parse(sql);
        if (m_sql->text() != sql) {
            m_sql->setText(sql);
        }
        for (QWidget *part : {static_cast<QWidget *>(m_name),
                              static_cast<QWidget *>(m_unique),
                              static_cast<QWidget *>(m_addColumn)}) {
            part->setEnabled(index.has_value());
        }
        if (index) {
            if (m_name->text() != index->name) {
                m_name->setText(index->name);
            }
            m_unique->setChecked(index->isUnique);
            clearLayout(m_columns);
            for (int i = 0; i < index->columns.size(); ++i) {
                auto *chip = new Chip(index->columns.at(i));
                chip->setObjectName(u"schema.indexes.%1.column.%2"_s.arg(m_at).arg(i));
                chip->setAccessibleName(index->columns.at(i));
                chip->setTone(Tone::Neutral);
                chip->setRemovable(index->columns.size() > 1);
                connect(chip, &Chip::removeRequested, this, [this, i] {
                    edit([&](IndexStatement &changed) { changed.columns.removeAt(i); });
                });
                m_columns->addWidget(chip);
            }
            QVector<SelectOption> options;
            for (const DraftField &field : m_draft.fields()) {
                if (field.state != FieldState::Removed && !index->mentions(field.name)) {
                    options.append({.key = field.name, .text = field.name});
                }
            }
            m_addColumn->setOptions(options);
            m_addColumn->setCurrentKey({});
        }
        m_error->setText(problem);
        m_error->setVisible(!problem.isEmpty());
        m_sql->setInputState(problem.isEmpty() ? InputState::Normal : InputState::Error);
        m_isShowing = false;
    }

private:
    void edit(const std::function<void(IndexStatement &)> &change)
    {
        QStringList list = m_draft.indexes();
        if (auto index = IndexStatement::parse(list.value(m_at)); index && !m_isShowing) {
            change(*index);
            list[m_at] = index->toSql();
            m_draft.setIndexes(list);
        }
    }

    SchemaDraft &m_draft;
    const int m_at;
    TextField *const m_name;
    QCheckBox *const m_unique;
    QHBoxLayout *const m_columns;
    Select *const m_addColumn;
    CodeLine *const m_sql;
    Text *const m_error;
    bool m_isShowing = false;
};

IndexSection::IndexSection(SchemaDraft &draft, QWidget *parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_list(new QVBoxLayout)
    , m_nothing(new QWidget)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k4);
    auto *nothing = new QVBoxLayout(m_nothing);
    nothing->setContentsMargins(0, 0, 0, 0);
    auto *text = new Text(tr("No indexes. An index makes searching and sorting by its columns "
                             "fast; a unique one refuses doubles."),
                          TextRole::Base,
                          Color::TextMuted);
    text->setOverflow(Text::Overflow::Wrap);
    nothing->addWidget(text);
    m_list->setSpacing(space::k4);
    auto *add = new Button(u"plus"_s, tr("Add an index"), ButtonVariant::Secondary);
    add->setObjectName(u"schema.indexes.add"_s);
    add->setAccessibleName(add->text());
    column->addWidget(m_nothing);
    column->addLayout(m_list);
    auto *row = new QHBoxLayout;
    row->addWidget(add);
    row->addStretch();
    column->addLayout(row);
    setObjectName(u"schema.indexes"_s);
    connect(add, &Button::clicked, this, &IndexSection::add);
    connect(&draft, &SchemaDraft::changed, this, &IndexSection::fill);
    fill();
}

void IndexSection::setProblems(const Problems &problems)
{
    m_problems = problems;
    fill();
}

void IndexSection::fill()
{
    const QStringList indexes = m_draft.indexes();
    while (m_cards.size() > indexes.size()) {
        IndexCard *card = m_cards.takeLast();
        m_list->removeWidget(card);
        card->hide();
        card->deleteLater();
    }
    while (m_cards.size() < indexes.size()) {
        m_cards.append(new IndexCard(m_draft, static_cast<int>(m_cards.size())));
        m_list->addWidget(m_cards.last());
    }
    m_nothing->setVisible(indexes.isEmpty());
    for (int i = 0; i < indexes.size(); ++i) {
        m_cards.at(i)->display(indexes.at(i), m_problems.value(u"indexes.%1"_s.arg(i)));
    }
}

void IndexSection::add()
{
    // The first field that has no index yet is the likely wish.
    QString column = u"id"_s;
    QStringList list = m_draft.indexes();
    for (const DraftField &field : m_draft.fields()) {
        const bool isTaken = std::any_of(list.begin(), list.end(), [&](const QString &sql) {
            const auto index = IndexStatement::parse(sql);
            return index && index->mentions(field.name);
        });
        if (!isTaken && !field.isSystem && field.state != FieldState::Removed) {
            column = field.name;
            break;
        }
    }
    IndexStatement index;
    index.table = m_draft.name();
    index.columns = {column};
    const QString stem = u"idx_"_s + m_draft.name() + u'_' + column;
    index.name = stem;
    const auto isTaken = [&](const QString &name) {
        return std::any_of(list.begin(), list.end(), [&](const QString &sql) {
            const auto other = IndexStatement::parse(sql);
            return other && other->name.compare(name, Qt::CaseInsensitive) == 0;
        });
    };
    for (int n = 2; isTaken(index.name); ++n) {
        index.name = stem + u'_' + QString::number(n);
    }
    list.append(index.toSql());
    m_draft.setIndexes(list);
}

} // namespace socle::studio
