// See the header.
#include "studio/views/data/FilterBar.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/ApiClient.h"
#include "studio/api/Text.h"
#include "studio/domain/Snippets.h"
#include "studio/fields/FilterSpans.h"
#include "studio/fields/PickList.h"
#include "studio/kit/Chip.h"
#include "studio/kit/CodeLine.h"
#include "studio/kit/FoldingRow.h"
#include "studio/kit/Icon.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Popover.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/views/data/ConditionPopover.h"
#include "studio/views/data/DataMetrics.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QTimer>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// What is hidden while its pane is just being shown stands there and counts as hidden: hiding it
/// again does nothing before it was shown.
void letStand(QWidget &widget, bool isWanted)
{
    if (!isWanted && widget.isVisible() && widget.isHidden()) {
        widget.show();
    }
    widget.setVisible(isWanted);
}

constexpr int kCheckAfterMs = 300; // of rest, before what is typed is underlined
constexpr int kKeptFilters = 30;

} // namespace

FilterBar::FilterBar(QWidget *parent)
    : QWidget(parent)
    , m_button(new FoldingButton(u"filter"_s, tr("Filter"), ButtonVariant::Ghost))
    , m_chipPlace(new QWidget)
    , m_chipRow(new QHBoxLayout(m_chipPlace))
    , m_more(new Button({}, ButtonVariant::Ghost))
    , m_add(new IconButton(u"plus"_s, tr("Add a condition")))
    , m_toggle(new IconButton(u"code"_s, tr("Filter as text (Ctrl+Alt+F)")))
    , m_ask(new IconButton(u"sparkles"_s, tr("Ask in words")))
    , m_text(new CodeLine)
    , m_check(new QTimer(this))
{
    setObjectName(u"data.filter.bar"_s);
    setAccessibleName(tr("Filter"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_button->setObjectName(u"data.filter"_s);
    m_button->setToolTip(tr("Filter (Ctrl+F)"));
    m_more->setObjectName(u"data.filter.more"_s);
    m_more->setToolTip(tr("Show all conditions"));
    m_add->setObjectName(u"data.filter.add"_s);
    m_toggle->setObjectName(u"data.filter.toggle"_s);
    m_toggle->setCheckable(true);
    m_ask->setObjectName(u"data.filter.ask"_s);
    m_text->setObjectName(u"data.filter.text"_s);
    m_text->setAccessibleName(tr("Filter as text"));
    m_text->setLineRange(1, 1);
    m_text->setPlaceholderText(tr("A filter, or words to search"));
    m_text->setTokenizer(&filterSpans);
    m_text->setCompleter(
        [this](const QString &before, int *replaced) { return completions(before, replaced); });
    m_text->hide();

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::k3);
    m_chipRow->setContentsMargins(0, 0, 0, 0);
    m_chipRow->setSpacing(space::k3);
    m_chipPlace->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    row->addWidget(m_button);
    row->addWidget(m_text, 1);
    row->addWidget(m_chipPlace, 1);

    connect(m_button, &QPushButton::clicked, this, [this] { openBuilder(); });
    connect(m_add, &IconButton::clicked, this, [this] { openBuilder(); });
    connect(m_more, &Button::clicked, this, &FilterBar::focusText);
    connect(m_toggle, &IconButton::clicked, this, [this](bool on) {
        showText(on);
        if (on) {
            focusText();
        }
    });
    connect(m_ask, &IconButton::clicked, this, &FilterBar::askRequested);
    connect(m_text, &CodeLine::accepted, this, &FilterBar::acceptText);
    connect(m_text, &CodeLine::cancelled, this, [this] {
        m_text->setText(m_chips.validText());
        setProblem({});
        showText(false);
        emit leaveRequested();
    });
    connect(m_text, &QPlainTextEdit::textChanged, this, [this] {
        // Colouring tells of a changed text as well; only typing takes the underlines away.
        if (m_text->text() != m_seenText) {
            m_seenText = m_text->text();
            m_text->setProblems({});
            m_check->start();
        }
    });
    m_check->setSingleShot(true);
    m_check->setInterval(kCheckAfterMs);
    connect(m_check, &QTimer::timeout, this, &FilterBar::checkTyped);
    m_text->installEventFilter(this);
    rebuild();
}

void FilterBar::setCollection(const CollectionPtr &collection)
{
    m_collection = collection;
    rebuild();
}

void FilterBar::setFilter(const QString &text)
{
    m_chips.setText(text);
    m_text->setText(text);
    setProblem({});
    rebuild();
}

void FilterBar::showText(bool shown)
{
    m_toggle->setChecked(shown);
    if (shown == m_isText) {
        return;
    }
    m_isText = shown;
    m_text->setText(m_chips.text());
    m_text->setVisible(shown);
    auto *row = static_cast<QHBoxLayout *>(layout());
    row->setStretchFactor(m_chipPlace, shown ? 0 : 1);
    m_chipPlace->setSizePolicy(shown ? QSizePolicy::Minimum : QSizePolicy::Ignored,
                               QSizePolicy::Preferred);
    rebuild();
}

void FilterBar::focusText()
{
    showText(true);
    m_text->setFocus(Qt::ShortcutFocusReason);
    m_text->selectAll();
}

void FilterBar::addCondition(const FilterChip &chip)
{
    const QString before = filter();
    m_chips.append(chip);
    apply(before);
}

void FilterBar::clear()
{
    const QString before = filter();
    m_chips.setText({});
    apply(before);
}

void FilterBar::setProblem(const QString &message)
{
    m_text->setInputState(message.isEmpty() ? InputState::Normal : InputState::Error);
    if (message != m_problem) {
        m_problem = message;
        emit problemChanged(message);
    }
}

void FilterBar::setAskEnabled(bool enabled, const QString &reason)
{
    m_ask->setEnabled(enabled);
    m_ask->setToolTipAndName(enabled ? tr("Ask in words") : tr("Ask in words. %1").arg(reason));
}

void FilterBar::acceptText()
{
    const QString before = filter();
    const QString typed = m_text->text().trimmed();
    const bool isFilter = m_collection == nullptr || typed.isEmpty() || looksLikeFilter(typed);
    const QString text = isFilter ? typed : FilterChips::interpret(typed, *m_collection);
    m_chips.setText(text);
    if (!m_chips.isValid()) {
        const FilterProblem &problem = *m_chips.problem();
        m_text->setProblems(
            {{problem.start, std::max(1, problem.end - problem.start), problem.message}});
        setProblem(filter().isEmpty()
                       ? problem.message
                       : tr("%1 The last valid filter stays applied.").arg(problem.message));
        return;
    }
    apply(before);
    showText(false);
    emit leaveRequested();
}

void FilterBar::apply(const QString &before)
{
    QString refusal;
    if (!m_chips.isValid()) { // what is built from chips parses, but may be too large
        refusal = tr("%1 The last valid filter stays applied.").arg(m_chips.problem()->message);
        m_chips.setText(QString(m_chips.validText()));
    }
    m_text->setText(m_chips.text());
    m_text->setProblems({});
    setProblem(refusal);
    rebuild();
    if (filter() != before) {
        if (!filter().isEmpty()) {
            m_history.removeAll(filter());
            m_history.prepend(filter());
            m_history = m_history.mid(0, kKeptFilters);
            emit historyChanged(m_history);
        }
        emit filterChanged(filter());
    }
}

/// Underlines while one types; what is applied stays as it is.
void FilterBar::checkTyped()
{
    const QString typed = m_text->text().trimmed();
    if (!m_isText || typed.isEmpty() || !looksLikeFilter(typed)) {
        return; // words are a search
    }
    FilterChips trial;
    trial.setText(m_text->text());
    if (const auto &problem = trial.problem()) {
        m_text->setProblems(
            {{problem->start, std::max(1, problem->end - problem->start), problem->message}});
    }
}

void FilterBar::setSources(const EditorContext &context,
                           std::function<QStringList(const QString &field)> seenValues)
{
    m_context = context;
    m_seenValues = std::move(seenValues);
}

void FilterBar::openHistory()
{
    auto *popover = new Popover(this);
    popover->setObjectName(u"data.filter.history"_s);
    popover->setAccessibleName(tr("Filters used before"));
    popover->setDeleteOnClose(true);
    keepScaled(popover, Extent::Width, data::kPopoverWidth);
    auto *list = new PickList;
    list->setObjectName(u"data.filter.history.list"_s);
    list->setAccessibleName(tr("Filters used before"));
    list->setFocusPolicy(Qt::StrongFocus);
    QVector<PickRow> rows;
    for (const QString &each : std::as_const(m_history)) {
        rows.append({.key = each, .text = each});
    }
    list->setRows(rows, false);
    popover->body()->addWidget(list);
    if (rows.isEmpty()) {
        list->hide();
        auto *none = new Text(tr("No filter was used yet"), TextRole::Small, Color::TextSubtle);
        none->setOverflow(Text::Overflow::Wrap);
        popover->body()->addWidget(none);
    }
    const auto take = [this, popover](const QString &key) {
        const QString before = filter();
        popover->close();
        m_chips.setText(key);
        apply(before);
    };
    connect(list, &PickList::picked, this, take);
    connect(list, &QListWidget::itemActivated, this, [list, take] { take(list->currentKey()); });
    popover->showFor(m_isText ? static_cast<QWidget *>(m_text) : m_button);
    list->setFocus();
}

void FilterBar::copyText()
{
    QGuiApplication::clipboard()->setText(filter());
    emit said(tr("Copied the filter"));
}

void FilterBar::copyAsParameter()
{
    QGuiApplication::clipboard()->setText(u"filter="_s
                                          + QString::fromLatin1(QUrl::toPercentEncoding(filter())));
    emit said(tr("Copied the filter as URL parameter"));
}

void FilterBar::copyAsCode()
{
    if (m_collection == nullptr) {
        return;
    }
    RequestModel request;
    request.action = RequestModel::Action::List;
    request.collection = m_collection->name;
    if (m_context.client != nullptr) {
        request.server = m_context.client->baseUrl();
        request.hasToken = m_context.client->hasToken();
    }
    request.query = {{u"filter"_s, filter()}};
    QGuiApplication::clipboard()->setText(snippet(request, SnippetLanguage::JavaScript));
    emit said(tr("Copied the filter as code"));
}

void FilterBar::layoutChips()
{
    // What does not fit is counted: "+3" opens the text, which always shows everything.
    const int side = m_add->sizeHint().width();
    const int buttons = 3 * (side + m_chipRow->spacing());
    const int room = width() - m_button->sizeHint().width() - m_chipRow->spacing() - buttons;
    // In a narrow pane "+" goes first: "Filter" does the same. The other two keep their size.
    letStand(*m_add, !m_isText && room >= 0);
    m_chipPlace->setMinimumWidth(2 * side + m_chipRow->spacing());
    int used = 0;
    int hidden = 0;
    for (QWidget *widget : std::as_const(m_chipWidgets)) {
        used += widget->sizeHint().width() + m_chipRow->spacing();
        // All but the last leave room for the "+3".
        const bool fits
            = used + (widget == m_chipWidgets.last() ? 0 : m_more->sizeHint().width()) <= room;
        letStand(*widget, fits && hidden == 0);
        hidden += widget->isHidden() && qobject_cast<Chip *>(widget) != nullptr ? 1 : 0;
    }
    letStand(*m_more, hidden > 0 && !m_isText);
    m_more->setText(tr("+%1").arg(hidden));
}

void FilterBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layoutChips();
}

bool FilterBar::event(QEvent *event)
{
    if (event->type() == QEvent::LayoutRequest) {
        layoutChips();
    }
    return QWidget::event(event);
}

void FilterBar::openBuilder(const QString &field)
{
    if (m_collection == nullptr) {
        return;
    }
    FilterChip chip;
    chip.field = field;
    auto *popover = new ConditionPopover(m_collection, chip, m_context, m_seenValues, this);
    connect(popover, &ConditionPopover::applied, this, &FilterBar::addCondition);
    popover->showFor(m_add->isVisible() && conditionCount() > 0 ? static_cast<QWidget *>(m_add)
                                                                : m_button);
    popover->focusFirst();
}

QVector<CodeCompletion> FilterBar::completions(const QString &before, int *replaced) const
{
    int start = static_cast<int>(before.size());
    while (start > 0
           && (before.at(start - 1).isLetterOrNumber() || before.at(start - 1) == u'_'
               || before.at(start - 1) == u'@')) {
        --start;
    }
    const QString word = before.mid(start);
    *replaced = static_cast<int>(word.size());
    QVector<CodeCompletion> offers;
    if (m_collection == nullptr || word.isEmpty()) {
        return offers;
    }
    if (word.startsWith(u'@')) {
        for (const QString &macro :
             {u"@now"_s, u"@todayStart"_s, u"@todayEnd"_s, u"@monthStart"_s, u"@yearStart"_s}) {
            if (macro.startsWith(word, Qt::CaseInsensitive)) {
                offers.append({.text = macro, .detail = tr("date"), .iconName = u"clock"_s});
            }
        }
        return offers;
    }
    for (const fields::Field &field : m_collection->fields) {
        const QString name = toQString(field.name);
        if (name.startsWith(word, Qt::CaseInsensitive) && name != word) {
            offers.append({.text = name,
                           .detail = toQString(field.type),
                           .iconName = fieldIconName(toQString(field.type))});
        }
    }
    return offers;
}

} // namespace socle::studio
