#include "studio/views/data/layouts/CalendarPane.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/BulkEdit.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/PagedRecordModel.h"
#include "studio/domain/RecordQueryText.h"
#include "studio/domain/StagingEngine.h"
#include "studio/kit/Button.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/views/data/layouts/CalendarGrid.h"
#include "studio/views/data/layouts/UnscheduledTray.h"

#include <QBoxLayout>
#include <QHeaderView>
#include <QLocale>
#include <QStackedWidget>
#include <QTreeWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// Between first-strong isolates: "12:00 AM" stays so in a mirrored line.
QString isolated(const QString &text) { return QChar(0x2068) + text + QChar(0x2069); }

constexpr int kWeek = 7;
constexpr int kMonthDays = 42;
constexpr int kMostUndated = 200;
const QTime kNewEventTime(9, 0);

QString wireTime(const QDate &day)
{
    return QDateTime(day, QTime(0, 0)).toUTC().toString(u"yyyy-MM-dd hh:mm:ss.zzz'Z'"_s);
}

} // namespace

CalendarPane::CalendarPane(ConnectionContext &context, QWidget *parent)
    : LayoutPane(u"calendar"_s, context, parent)
    , m_startSelect(addSelect(u"start"_s, tr("Start")))
    , m_endSelect(addSelect(u"end"_s, tr("End")))
    , m_modes(new Segmented)
    , m_title(new Text({}, TextRole::BaseStrong))
    , m_grid(new CalendarGrid(*this))
    , m_agenda(new QTreeWidget)
    , m_tray(new UnscheduledTray)
    , m_trayButton(new Button(tr("Without a date"), ButtonVariant::Ghost))
    , m_stack(new QStackedWidget)
    , m_day(QDate::currentDate())
{
    m_modes->setObjectName(u"data.calendar.mode"_s);
    m_modes->setAccessibleName(tr("Span"));
    m_modes->addSegment(u"month"_s, tr("Month"));
    m_modes->addSegment(u"week"_s, tr("Week"));
    m_modes->addSegment(u"agenda"_s, tr("Agenda"));
    const auto step
        = [this](int by) { showDay(isWeek() ? m_day.addDays(by * kWeek) : m_day.addMonths(by)); };
    auto *back = new IconButton(u"chevron-left"_s, tr("Earlier"));
    back->setObjectName(u"data.calendar.back"_s);
    auto *on = new IconButton(u"chevron-right"_s, tr("Later"));
    on->setObjectName(u"data.calendar.on"_s);
    auto *today = new Button(tr("Today"), ButtonVariant::Ghost);
    today->setObjectName(u"data.calendar.today"_s);
    today->setControlSize(ControlSize::Small);
    auto *span = new QWidget; // what is shown and the way to what is beside it stay together
    auto *steps = new QHBoxLayout(span);
    steps->setContentsMargins(0, 0, 0, 0);
    steps->setSpacing(space::k3);
    steps->addWidget(m_title);
    steps->addWidget(back);
    steps->addWidget(today);
    steps->addWidget(on);
    addToStrip(span);
    addToStrip(m_modes);
    m_trayButton->setObjectName(u"data.calendar.undated"_s);
    m_trayButton->setControlSize(ControlSize::Small);
    m_trayButton->setCheckable(true);
    m_trayButton->hide(); // until there are some
    addToStrip(m_trayButton);
    connect(m_trayButton, &Button::toggled, this, [this](bool isShown) {
        setOption(u"tray"_s, isShown);
        m_tray->setVisible(isShown && m_trayButton->isVisibleTo(this));
    });
    connect(m_tray, &UnscheduledTray::scheduleRequested, this, [this](const QString &id) {
        scheduleOn(id, m_day);
    });
    connect(m_tray, &UnscheduledTray::selected, this, [this](const QString &id) {
        for (const Record &record : m_undated) {
            if (record.id == id) {
                emit recordSelected({query().collection->id, id}, &record);
            }
        }
    });
    connect(back, &IconButton::clicked, this, [step] { step(-1); });
    connect(on, &IconButton::clicked, this, [step] { step(1); });
    connect(today, &Button::clicked, this, [this] { showDay(QDate::currentDate()); });
    connect(m_modes, &Segmented::currentChanged, this, [this](const QString &mode) {
        setOption(u"mode"_s, mode);
        reload();
    });
    m_agenda->setObjectName(u"data.calendar.agenda"_s);
    m_agenda->setAccessibleName(tr("Agenda"));
    m_agenda->setHeaderHidden(true);
    m_agenda->setColumnCount(2);
    m_agenda->setFrameShape(QFrame::NoFrame);
    m_agenda->header()->setStretchLastSection(true);
    m_agenda->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_stack->addWidget(m_grid);
    m_stack->addWidget(m_agenda);
    auto *content = new QWidget;
    auto *row = new QHBoxLayout(content);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_stack, 1);
    row->addWidget(m_tray);
    m_tray->hide();
    setContent(content);
    connect(m_agenda, &QTreeWidget::itemSelectionChanged, this, [this] {
        const auto items = m_agenda->selectedItems();
        if (!items.isEmpty() && items.first()->parent() != nullptr) {
            selectEvent(items.first()->data(0, Qt::UserRole).toString());
        }
    });
    connect(m_agenda, &QTreeWidget::itemActivated, this, [this](const QTreeWidgetItem *item) {
        if (item->parent() != nullptr) {
            openEvent(item->data(0, Qt::UserRole).toString());
        }
    });
    connect(&Theme::current(), &Theme::changed, this, [this] { showAgenda(); });
}

void CalendarPane::reload()
{
    const auto isDate = [](const fields::Field &field) {
        return field.isType(fields::kDate) || field.isType(fields::kAutodate);
    };
    m_start = fillFields(m_startSelect, u"start"_s, isDate);
    m_end = fillFields(m_endSelect, u"end"_s, isDate, tr("none"), false);
    m_mode = option(u"mode"_s).isEmpty() ? u"month"_s : option(u"mode"_s);
    m_modes->setCurrentKey(m_mode);
    if (m_start.isEmpty()) {
        forget();
        showEmpty(u"calendar-days"_s,
                  tr("No date to put records on"),
                  tr("A calendar needs a date field in %1.").arg(query().collection->name));
        return;
    }
    m_stack->setCurrentWidget(m_mode == u"agenda"_s ? static_cast<QWidget *>(m_agenda) : m_grid);
    showTitle();
    if (m_records.empty()) {
        showLoading();
    }
    if (!std::exchange(m_hasLooked, true)) {
        findNewest();
        return;
    }
    fetch();
}

/// The first look goes where the records are, when they are all in the past.
void CalendarPane::findNewest()
{
    ListQuery list;
    list.perPage = 1;
    list.skipTotal = true;
    list.fields = u"id,"_s + m_start;
    list.filter = FilterChips::combine(query().filter, m_start + u" != ''"_s);
    list.sort = u'-' + m_start;
    list.purpose = u"data.calendar.newest"_s;
    onResult(RecordsEndpoint(context().client()).list(query().collection->name, list),
             this,
             [this](const Result<RecordPage> &page) {
                 if (page && !page->items.empty()) {
                     const QDate newest = timeOf(page->items.front().values, m_start).date();
                     if (newest.isValid() && newest < firstShown()) {
                         m_day = newest;
                         showTitle();
                     }
                 }
                 fetch();
             });
}

QDate CalendarPane::firstShown() const
{
    const int start = QLocale().firstDayOfWeek();
    const QDate from = isWeek() ? m_day : QDate(m_day.year(), m_day.month(), 1);
    if (m_mode == u"agenda"_s) {
        return from;
    }
    return from.addDays(-((from.dayOfWeek() - start + kWeek) % kWeek));
}

int CalendarPane::daysShown() const
{
    return isWeek() ? kWeek : m_mode == u"agenda"_s ? m_day.daysInMonth() : kMonthDays;
}

void CalendarPane::showDay(const QDate &day)
{
    const QDate before = firstShown();
    m_day = day;
    if (firstShown() != before) {
        showTitle();
        fetch();
    }
    m_grid->update();
}

void CalendarPane::showTitle()
{
    const QLocale locale;
    const QDate first = firstShown();
    m_title->setText(isWeek() ? tr("%1 to %2")
                                    .arg(locale.toString(first, u"d MMM"_s),
                                         locale.toString(first.addDays(kWeek - 1), u"d MMM yyyy"_s))
                              : locale.toString(m_day, u"MMMM yyyy"_s));
}

void CalendarPane::fetchUndated()
{
    const fields::Field *field = query().collection->field(m_start);
    m_undated.clear();
    m_undatedTotal = 0;
    const quint64 mine = ++m_undatedGeneration;
    if (field == nullptr || field->isType(fields::kAutodate)) { // those always have one
        showTray();
        return;
    }
    ListQuery list;
    list.perPage = kMostUndated;
    list.filter = FilterChips::combine(query().filter, m_start + u" = ''"_s);
    list.sort = sortText(query().sort, *query().collection, false);
    list.purpose = u"data.calendar.undated"_s;
    onResult(RecordsEndpoint(context().client()).list(query().collection->name, list),
             this,
             [this, mine](Result<RecordPage> page) {
                 if (page && mine == m_undatedGeneration) {
                     m_undated = std::move(page->items);
                     m_undatedTotal = page->totalItems;
                     rebuild();
                 }
             });
}

void CalendarPane::showTray()
{
    std::vector<UnscheduledTray::Item> items;
    qint64 total = m_undatedTotal;
    const auto note = [&](const Record &record) {
        const JsonObject values = effective(record);
        const bool hasDate = timeOf(values, m_start).isValid();
        if (!hasDate) {
            items.push_back({record.id, labelOf(values, record.id)});
        }
        return hasDate;
    };
    for (const Record &record : m_undated) {
        total -= note(record) ? 1 : 0;
    }
    for (const Record &record : m_records) { // whose date was taken away on the stage
        total += note(record) ? 0 : 1;
    }
    m_trayButton->setVisible(total > 0 || !m_undated.empty());
    m_trayButton->setText(tr("Without a date: %1").arg(QLocale().toString(total)));
    const QSignalBlocker quiet(m_trayButton);
    m_trayButton->setChecked(options()[u"tray"_s].toBool());
    m_tray->show(items, total);
    m_tray->setVisible(m_trayButton->isChecked() && m_trayButton->isVisibleTo(this));
}

void CalendarPane::scheduleOn(const QString &recordId, const QDate &day)
{
    const fields::Field *start = query().collection->field(m_start);
    const auto found = std::find_if(m_undated.begin(), m_undated.end(), [&](const Record &record) {
        return record.id == recordId;
    });
    if (found == m_undated.end() || start == nullptr || !day.isValid()) {
        return;
    }
    const Record record = *found; // staging builds the lists anew
    if (stage(record, m_start, toJson(QDateTime(day, kNewEventTime).toUTC(), *start))) {
        emit said(tr("%1 to %2, staged")
                      .arg(labelOf(effective(record), recordId),
                           QLocale().toString(day, QLocale::ShortFormat)));
    }
}

void CalendarPane::fetch()
{
    fetchUndated();
    const QString from = wireTime(firstShown());
    const QString to = wireTime(firstShown().addDays(daysShown()));
    const QString range = m_end.isEmpty()
        ? u"%1 >= '%2' && %1 < '%3'"_s.arg(m_start, from, to)
        : u"(%1 >= '%2' && %1 < '%3') || (%1 < '%2' && %1 != '' && %4 >= '%2')"_s.arg(
            m_start, from, to, m_end);

    GatherPlan plan;
    plan.collection = query().collection;
    plan.filter = FilterChips::combine(query().filter, u'(' + range + u')');
    plan.most = kMostEvents;
    gather(plan, [this](std::vector<Record> records) {
        m_records = std::move(records);
        rebuild();
        showContent();
        if (m_records.size() > std::size_t(kMostEvents)) {
            emit said(tr("Only %1 records of this span are shown")
                          .arg(QLocale().toString(qlonglong(m_records.size()))));
        }
    });
}

QDateTime CalendarPane::timeOf(const JsonObject &values, const QString &name) const
{
    const fields::Field *field = name.isEmpty() ? nullptr : query().collection->field(name);
    const Json *value = field == nullptr ? nullptr : values.find(field->name);
    return value == nullptr ? QDateTime() : toVariant(*value, *field).toDateTime().toLocalTime();
}

void CalendarPane::rebuild()
{
    m_events.clear();
    const auto add = [this](const Record &record) {
        const JsonObject values = effective(record);
        CalendarEvent event;
        event.start = timeOf(values, m_start);
        if (!event.start.isValid()) {
            return;
        }
        const QDateTime end = timeOf(values, m_end);
        event.end = end.isValid() && end >= event.start ? end : event.start;
        event.title = labelOf(values, record.id);
        const StagedRecord *stage = staged(record.id);
        event.isStaged = stage != nullptr;
        event.isDeleted = stage != nullptr && stage->kind == ChangeKind::Delete;
        event.record = record;
        m_events.push_back(std::move(event));
    };
    for (const Record &record : m_records) {
        add(record);
    }
    for (const Record &record : m_undated) { // given a date on the stage
        if (!timeOf(record.values, m_start).isValid()) {
            add(record);
        }
    }
    for (const StagedRecord *insert : stagedInserts()) {
        add(Record{insert->key.record, {}, {}});
    }
    std::stable_sort(
        m_events.begin(), m_events.end(), [](const CalendarEvent &a, const CalendarEvent &b) {
            return a.start < b.start;
        });
    m_grid->update();
    showAgenda();
    showTray();
}

std::vector<CalendarEvent> CalendarPane::eventsOn(const QDate &day) const
{
    std::vector<CalendarEvent> events;
    for (const CalendarEvent &event : m_events) {
        if (event.start.date() <= day && event.end.date() >= day) {
            events.push_back(event);
        }
    }
    return events;
}

void CalendarPane::showAgenda()
{
    m_agenda->clear();
    const QLocale locale;
    QDate last;
    QTreeWidgetItem *group = nullptr;
    for (const CalendarEvent &event : m_events) {
        if (event.start.date() < firstShown()
            || event.start.date() >= firstShown().addDays(daysShown())) {
            continue;
        }
        if (event.start.date() != last) {
            last = event.start.date();
            group = new QTreeWidgetItem(m_agenda, {locale.toString(last, QLocale::LongFormat)});
            group->setFont(0, studio::font(TextRole::SmallStrong));
            group->setForeground(0, colorOf(Color::TextMuted));
            group->setFirstColumnSpanned(true);
            group->setFlags(Qt::ItemIsEnabled);
            group->setExpanded(true);
        }
        auto *item = new QTreeWidgetItem(
            group,
            {isolated(locale.toString(event.start.time(), QLocale::ShortFormat)), event.title});
        item->setData(0, Qt::UserRole, event.record.id);
        item->setForeground(0, colorOf(Color::TextMuted));
        if (event.isStaged) {
            item->setForeground(1, colorOf(Color::Warning));
        }
    }
}

void CalendarPane::selectEvent(const QString &recordId)
{
    m_selected = recordId;
    m_grid->update();
    for (const CalendarEvent &event : m_events) {
        if (event.record.id == recordId) {
            emit recordSelected({query().collection->id, recordId},
                                event.record.values.empty() ? nullptr : &event.record);
            return;
        }
    }
}

void CalendarPane::openEvent(const QString &recordId)
{
    selectEvent(recordId);
    emit recordActivated({query().collection->id, recordId});
}

void CalendarPane::createOn(const QDate &day)
{
    const fields::Field *field = query().collection->field(m_start);
    if (isReadOnly() || field == nullptr || field->isType(fields::kAutodate)) {
        return;
    }
    const QDateTime at = QDateTime(day, kNewEventTime).toUTC();
    emit newRequested(JsonObject{{field->name, toJson(at, *field)}});
}

void CalendarPane::stretchEvent(const QString &recordId, int days)
{
    const auto found
        = std::find_if(m_events.begin(), m_events.end(), [&recordId](const CalendarEvent &event) {
              return event.record.id == recordId;
          });
    if (found == m_events.end() || !hasEnd()) {
        return;
    }
    const CalendarEvent event = *found; // staging builds them anew
    const QDateTime end = (event.end.isValid() ? event.end : event.start).addDays(days);
    if (end < event.start) {
        emit said(tr("An event does not end before it begins"));
        return;
    }
    if (stage(event.record, m_end, toJson(end.toUTC(), *query().collection->field(m_end)))) {
        emit said(tr("%1 until %2, staged")
                      .arg(event.title, QLocale().toString(end.date(), QLocale::ShortFormat)));
    }
}

void CalendarPane::moveEvent(const QString &recordId, int days)
{
    const auto found
        = std::find_if(m_events.begin(), m_events.end(), [&recordId](const CalendarEvent &event) {
              return event.record.id == recordId;
          });
    const fields::Field *start = query().collection->field(m_start);
    if (found == m_events.end() || start == nullptr) {
        return;
    }
    if (start->isType(fields::kAutodate)) {
        emit said(tr("%1 is set by the server").arg(m_start));
        return;
    }
    const CalendarEvent event = *found; // staging builds the list anew
    const bool hasEnd = !m_end.isEmpty() && event.end != event.start;
    if (!stage(event.record, m_start, toJson(event.start.addDays(days).toUTC(), *start))) {
        return;
    }
    if (const fields::Field *end = hasEnd ? query().collection->field(m_end) : nullptr;
        end != nullptr && !end->isType(fields::kAutodate)) {
        stage(event.record, m_end, toJson(event.end.addDays(days).toUTC(), *end));
    }
    emit said(tr("%1 to %2, staged")
                  .arg(event.title,
                       QLocale().toString(event.start.addDays(days).date(), QLocale::ShortFormat)));
}

void CalendarPane::refresh() { fetch(); }

void CalendarPane::recordChanged(const RecordKey &key)
{
    if (query().collection != nullptr && key.collection == query().collection->id) {
        rebuild();
    }
}

} // namespace socle::studio
