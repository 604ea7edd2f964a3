#include "studio/views/schema/ReviewPanel.h"

#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/IndexStatement.h"
#include "studio/domain/TaskList.h"
#include "studio/kit/Button.h"
#include "studio/kit/Card.h"
#include "studio/kit/Icon.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Pill.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Small.h"
#include "studio/kit/Tabs.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/kit/WrapLayout.h"
#include "studio/shell/Shell.h"
#include "studio/views/schema/SchemaMetrics.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

struct RiskLook
{
    Tone tone;
    QString icon;
};

RiskLook lookOf(const SchemaChange &change)
{
    switch (change.risk) {
    case Risk::Safe:
        return {Tone::Success,
                change.kind == SchemaChangeKind::CollectionCreate
                        || change.kind == SchemaChangeKind::FieldAdd
                        || change.kind == SchemaChangeKind::IndexAdd
                    ? u"plus"_s
                    : u"pencil"_s};
    case Risk::Careful:
        return {Tone::Warning, u"pencil"_s};
    case Risk::Destructive:
        return {Tone::Danger, u"trash"_s};
    }
    return {Tone::Neutral, {}};
}

/// An icon of fixed size in the colour of a tone.
class ToneIcon : public QWidget
{
public:
    ToneIcon(const QString &name, Tone tone)
        : m_name(name)
        , m_tone(tone)
    {
        const int side = Theme::current().scaled(static_cast<int>(iconSize::kMd));
        setFixedSize(side, side + space::k1);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        drawIcon(&painter,
                 m_name,
                 QRectF(rect()).adjusted(1, 1, -1, -1),
                 Theme::current().toneText(m_tone),
                 layoutDirection());
    }

private:
    const QString m_name;
    const Tone m_tone;
};

/// A card that can be clicked to see what it is about.
class ChangeCard : public Card
{
public:
    ChangeCard(std::function<void()> clicked)
        : m_clicked(std::move(clicked))
    {
        setCursor(Qt::PointingHandCursor);
    }

protected:
    void mouseReleaseEvent(QMouseEvent *event) override
    {
        if (rect().contains(event->position().toPoint())) {
            m_clicked();
        }
    }

private:
    const std::function<void()> m_clicked;
};

QString countedDetail(const SchemaChange &change, qint64 number)
{
    const int count = pluralCount(number);
    switch (change.counted) {
    case CountMeaning::ValuesDropped:
        return number == 0 ? ReviewPanel::tr("No record has a value in it")
                           : ReviewPanel::tr("Drops %Ln values", nullptr, count);
    case CountMeaning::RecordsDropped:
        return number == 0 ? ReviewPanel::tr("It has no records")
                           : ReviewPanel::tr("Drops %Ln records and their files", nullptr, count);
    case CountMeaning::RecordsOutside:
        return number == 0
            ? ReviewPanel::tr("Every record fits")
            : ReviewPanel::tr(
                "%Ln records do not fit; they keep their value until saved", nullptr, count);
    case CountMeaning::None:
        break;
    }
    return change.detail;
}

/// What the server will run, as far as it can be told from here.
QString approximateSql(const SchemaChange &change)
{
    const QString table = u'`' + change.collection + u'`';
    switch (change.kind) {
    case SchemaChangeKind::CollectionCreate:
        return u"CREATE TABLE %1 (…);"_s.arg(table);
    case SchemaChangeKind::CollectionDrop:
        return u"DROP TABLE %1;"_s.arg(table);
    case SchemaChangeKind::CollectionRename:
        return u"ALTER TABLE %1 RENAME TO `%2`;"_s.arg(table, change.after);
    case SchemaChangeKind::FieldAdd:
        return u"ALTER TABLE %1 ADD COLUMN `%2` …;"_s.arg(table, change.after);
    case SchemaChangeKind::FieldRemove:
        return u"ALTER TABLE %1 DROP COLUMN `%2`;"_s.arg(table, change.before);
    case SchemaChangeKind::FieldRename:
        return u"ALTER TABLE %1 RENAME COLUMN `%2` TO `%3`;"_s.arg(
            table, change.before, change.after);
    case SchemaChangeKind::IndexAdd:
        return change.subject + u';';
    case SchemaChangeKind::IndexRemove:
        if (const auto index = IndexStatement::parse(change.subject)) {
            return u"DROP INDEX `%1`;"_s.arg(index->name);
        }
        return {};
    case SchemaChangeKind::ViewChange:
        return u"DROP VIEW %1;\nCREATE VIEW %1 AS …;"_s.arg(table);
    case SchemaChangeKind::FieldChange:
    case SchemaChangeKind::FieldOrder:
    case SchemaChangeKind::RuleChange:
    case SchemaChangeKind::OptionChange:
        return {}; // only the description of the collection changes
    }
    return {};
}

} // namespace

ReviewPanel::ReviewPanel(ConnectionContext &context, Shell &shell, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_shell(shell)
    , m_apply(new SchemaApply(context.client(), context.schema(), this))
    , m_title(new Text({}, TextRole::LargeStrong))
    , m_tabs(new Tabs(Tabs::Look::Underline))
    , m_list(new QVBoxLayout)
    , m_problemPlace(new QWidget)
    , m_backup(new QCheckBox(tr("Back up first")))
    , m_together(new QCheckBox(tr("Apply as one change")))
    , m_keep(new Button(tr("Keep draft"), ButtonVariant::Ghost))
    , m_send(new Button(u"check"_s, {}, ButtonVariant::Primary))
{
    setObjectName(u"schema.review.panel"_s);
    setAccessibleName(tr("Review of the schema changes"));
    keepScaled(this, Extent::Width, schema::kReviewWidth);
    const auto name = [](QWidget *widget, const QString &part, const QString &accessible) {
        widget->setObjectName(u"schema."_s + part);
        widget->setAccessibleName(accessible);
    };
    name(m_tabs, u"review.tabs"_s, tr("Parts of the review"));
    name(m_backup, u"review.backup"_s, m_backup->text());
    name(m_together, u"review.together"_s, m_together->text());
    name(m_keep, u"review.keep"_s, m_keep->text());
    name(m_send, u"apply"_s, tr("Apply the changes"));
    m_tabs->setDrawBase(false);
    m_tabs->addTab(u"changes"_s, tr("Changes"));
    m_tabs->addTab(u"sql"_s, tr("SQL"));
    m_title->setOverflow(Text::Overflow::Elide);

    auto *column = new QVBoxLayout(this);
    setMirroredMargins(column, 1, space::k5, 0, 0);
    column->setSpacing(0);
    auto *head = new QHBoxLayout;
    setMirroredMargins(head, space::k5, 0, space::k3, 0);
    head->addWidget(m_title, 1);
    auto *close = new IconButton(u"x"_s, tr("Close the review; the draft stays"));
    close->setObjectName(u"schema.review.close"_s);
    head->addWidget(close);
    column->addLayout(head);
    auto *tabRow = new QHBoxLayout;
    setMirroredMargins(tabRow, space::k5 - space::k2, space::k2, space::k5, -1);
    tabRow->addWidget(m_tabs);
    tabRow->addStretch();
    column->addLayout(tabRow);
    column->addWidget(new Divider);

    auto *scroll = new QScrollArea;
    scroll->setObjectName(u"schema.review.scroll"_s);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *page = new QWidget;
    page->setAutoFillBackground(false);
    auto *pageColumn = new QVBoxLayout(page);
    pageColumn->setContentsMargins(space::k5, space::k5, space::k5, space::k5);
    pageColumn->setSpacing(space::k4);
    auto *problem = new QVBoxLayout(m_problemPlace);
    problem->setContentsMargins(0, 0, 0, 0);
    m_problemPlace->hide();
    pageColumn->addWidget(m_problemPlace);
    m_list->setSpacing(space::k3);
    pageColumn->addLayout(m_list);
    pageColumn->addStretch();
    scroll->setWidget(page);
    scroll->viewport()->setAutoFillBackground(false);
    column->addWidget(scroll, 1);

    column->addWidget(new Divider);
    auto *foot = new QVBoxLayout;
    foot->setContentsMargins(space::k5, space::k4, space::k5, space::k4);
    foot->setSpacing(space::k3);
    foot->addWidget(m_backup);
    foot->addWidget(m_together);
    auto *buttons = new WrapLayout; // long words, large text
    buttons->setSpacing(space::k3);
    buttons->setTrailing(true);
    buttons->addWidget(m_keep);
    buttons->addWidget(m_send);
    foot->addLayout(buttons);
    column->addLayout(foot);

    connect(close, &IconButton::clicked, this, &ReviewPanel::closeRequested);
    connect(m_keep, &Button::clicked, this, &ReviewPanel::closeRequested);
    connect(m_send, &Button::clicked, this, &ReviewPanel::apply);
    connect(
        m_together, &QCheckBox::clicked, this, [this] { m_together->setProperty("chosen", true); });
    connect(m_backup, &QCheckBox::clicked, this, [this] { m_backup->setProperty("chosen", true); });
    connect(m_tabs, &Tabs::currentChanged, this, &ReviewPanel::fillChanges);
    connect(&context, &ConnectionContext::lockChanged, this, &ReviewPanel::updateFooter);
    connect(m_apply, &SchemaApply::finished, this, &ReviewPanel::finished);
    connect(m_apply,
            &SchemaApply::progress,
            this,
            [this](int done, int total, const QString &collection) {
                if (m_task != nullptr) {
                    m_task->setProgress(done, total);
                    m_task->setPhase(collection);
                }
                m_shell.status(
                    tr("Applying %1 (%2 of %3)")
                        .arg(collection, QLocale().toString(done + 1), QLocale().toString(total)));
            });
    reload();
}

void ReviewPanel::reload()
{
    if (m_apply->isRunning()) {
        return; // one look at the end
    }
    m_changes = draftedChanges(m_context.schema());
    fillChanges();
}

void ReviewPanel::fillChanges()
{
    m_title->setText(tr("Review %n schema changes", nullptr, static_cast<int>(m_changes.size())));
    clearLayout(m_list);
    if (m_tabs->keyAt(m_tabs->currentIndex()) == u"sql"_s) {
        fillSql();
    } else {
        for (const Risk risk : {Risk::Safe, Risk::Careful, Risk::Destructive}) {
            addGroup(risk);
        }
    }
    updateFooter();
}

void ReviewPanel::fillSql()
{
    auto *note = new Text(tr("Approximate: the server writes the exact statements."),
                          TextRole::Small,
                          Color::TextMuted);
    note->setOverflow(Text::Overflow::Wrap);
    m_list->addWidget(note);
    QStringList lines;
    for (const SchemaChange &change : m_changes) {
        if (const QString sql = approximateSql(change); !sql.isEmpty()) {
            lines << sql;
        }
    }
    auto *text = new TextArea;
    text->setObjectName(u"schema.review.sql"_s);
    text->setAccessibleName(tr("SQL of the changes, approximate"));
    text->setReadOnly(true);
    text->setMono(TextRole::MonoSmall);
    text->setLineRange(8, 24);
    text->setPlainText(lines.isEmpty() ? tr("No table changes.") : lines.join(u'\n'));
    m_list->addWidget(text);
}

void ReviewPanel::addGroup(Risk risk)
{
    const auto count
        = std::count_if(m_changes.begin(), m_changes.end(), [risk](const SchemaChange &change) {
              return change.risk == risk;
          });
    if (count == 0) {
        return;
    }
    const QString title = risk == Risk::Safe ? tr("Safe")
        : risk == Risk::Careful              ? tr("Careful")
                                             : tr("Destructive");
    const Tone tone = risk == Risk::Safe ? Tone::Success
        : risk == Risk::Careful          ? Tone::Warning
                                         : Tone::Danger;
    auto *head = new QWidget;
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(0, m_list->count() > 0 ? space::k3 : 0, 0, 0);
    row->setSpacing(space::k3);
    row->addWidget(new SectionLabel(title));
    row->addWidget(new Pill(QLocale().toString(static_cast<int>(count)), tone));
    row->addStretch();
    m_list->addWidget(head);
    for (const SchemaChange &change : m_changes) {
        if (change.risk == risk) {
            m_list->addWidget(makeCard(change));
        }
    }
}

QWidget *ReviewPanel::makeCard(const SchemaChange &change)
{
    const RiskLook look = lookOf(change);
    const bool isField = change.kind == SchemaChangeKind::FieldAdd
        || change.kind == SchemaChangeKind::FieldChange
        || change.kind == SchemaChangeKind::FieldRename
        || change.kind == SchemaChangeKind::FieldRemove;
    auto *card = new ChangeCard([this, change, isField] {
        emit showRequested(change.collectionId, isField ? change.subject : QString());
    });
    card->setObjectName(u"schema.review.card."_s + change.key);
    card->setBar(look.tone);
    card->body()->setContentsMargins(space::k4, space::k3, space::k4, space::k3);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::k3);
    row->addWidget(new ToneIcon(look.icon, look.tone), 0, Qt::AlignTop);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    auto *title = new Text(change.title, TextRole::BaseMedium);
    title->setOverflow(Text::Overflow::Wrap);
    auto *detail
        = new Text(m_counted.value(change.key, change.detail), TextRole::Small, Color::TextMuted);
    detail->setOverflow(Text::Overflow::Wrap);
    texts->addWidget(title);
    texts->addWidget(detail);
    row->addLayout(texts, 1);
    auto *tick = new QCheckBox;
    tick->setObjectName(u"schema.review.tick."_s + change.key);
    tick->setAccessibleName(change.title);
    tick->setToolTip(tr("Part of this apply"));
    keepScaled(tick, Extent::LeastWidth, control::kSm); // without words it is narrow
    tick->setChecked(m_ticks.value(change.key, change.risk != Risk::Destructive));
    connect(tick, &QCheckBox::toggled, this, [this, key = change.key](bool on) {
        m_ticks.insert(key, on);
        updateFooter();
    });
    row->addWidget(tick, 0, Qt::AlignTop);
    card->body()->addLayout(row);
    count(change, detail);
    return card;
}

void ReviewPanel::count(const SchemaChange &change, Text *detail)
{
    if (change.counted == CountMeaning::None || m_counted.contains(change.key)) {
        return;
    }
    // Numbers by the state of the server: what was added or renamed in the draft only is not asked
    // about.
    onResult(RecordsEndpoint(m_context.client())
                 .count(change.collection, change.countFilter, u"schema.count."_s + change.key),
             detail,
             [this, change, detail](const Result<qint64> &result) {
                 if (result) {
                     m_counted.insert(change.key, countedDetail(change, *result));
                     detail->setText(m_counted.value(change.key));
                 }
             });
}

int ReviewPanel::chosenCount() const
{
    return static_cast<int>(m_changes.size()) - static_cast<int>(left().size());
}

QSet<QString> ReviewPanel::left() const
{
    QSet<QString> keys;
    for (const SchemaChange &change : m_changes) {
        if (!m_ticks.value(change.key, change.risk != Risk::Destructive)) {
            keys.insert(change.key);
        }
    }
    return keys;
}

void ReviewPanel::updateFooter()
{
    const int chosen = chosenCount();
    m_send->setText(chosen == 0 ? tr("Apply") : tr("Apply %n changes", nullptr, chosen));
    const bool isLocked = m_context.isLocked();
    m_send->setEnabled(chosen > 0 && !isLocked && !m_apply->isRunning());
    m_send->setToolTip(isLocked ? tr("Unlock to edit") : QString());
    const QSet<QString> out = left();
    const bool dropsData
        = std::any_of(m_changes.begin(), m_changes.end(), [&](const SchemaChange &change) {
              return change.risk == Risk::Destructive && !out.contains(change.key);
          });
    if (!m_backup->property("chosen").toBool()) {
        const QSignalBlocker blocker(m_backup);
        m_backup->setChecked(dropsData); // on by default where data goes, until somebody decides
    }
    const bool canBeTogether = SchemaApply::canBeTogether(m_context.schema(), out);
    m_together->setVisible(canBeTogether);
    if (canBeTogether && !m_together->property("chosen").toBool()) {
        const QSignalBlocker blocker(m_together);
        m_together->setChecked(true); // several collections change all or none, until decided
    }
}

void ReviewPanel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorOf(Color::Canvas));
    const int x = layoutDirection() == Qt::RightToLeft ? width() - 1 : 0;
    painter.fillRect(QRect(x, 0, 1, height()), colorOf(Color::Border));
}

} // namespace socle::studio
