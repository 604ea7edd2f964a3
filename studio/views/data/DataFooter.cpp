#include "studio/views/data/DataFooter.h"

#include "studio/kit/Button.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/ShownTime.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"

#include <QBoxLayout>
#include <QLocale>
#include <QMenu>

#include <array>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr char16_t kDot[] = u"  ·  ";

QString number(double value)
{
    QString text = QLocale().toString(value, 'f', 2);
    const QString point = QLocale().decimalPoint();
    if (text.contains(point)) {
        while (text.endsWith(u'0')) {
            text.chop(1);
        }
        if (text.endsWith(point)) {
            text.chop(1);
        }
    }
    return text;
}

struct StatisticKind
{
    const char *key;
    const char *title;
};

constexpr std::array kStatistics{
    StatisticKind{"sum", QT_TRANSLATE_NOOP("socle::studio::DataFooter", "Sum")},
    StatisticKind{"avg", QT_TRANSLATE_NOOP("socle::studio::DataFooter", "Average")},
    StatisticKind{"min", QT_TRANSLATE_NOOP("socle::studio::DataFooter", "Smallest")},
    StatisticKind{"max", QT_TRANSLATE_NOOP("socle::studio::DataFooter", "Largest")},
    StatisticKind{"span", QT_TRANSLATE_NOOP("socle::studio::DataFooter", "Span of dates")},
    StatisticKind{"length", QT_TRANSLATE_NOOP("socle::studio::DataFooter", "Total length")},
    StatisticKind{"distinct", QT_TRANSLATE_NOOP("socle::studio::DataFooter", "Different values")},
    StatisticKind{"count", QT_TRANSLATE_NOOP("socle::studio::DataFooter", "Number of cells")}};

QStringList usualStatistics() { return {u"sum"_s, u"avg"_s, u"span"_s, u"count"_s}; }

/// One statistic of a selection in words; empty where it has none.
QString statisticWords(const QString &key, const GridStatistics &found)
{
    const QLocale locale;
    const bool hasNumbers = found.numbers > 0;
    if (key == u"sum"_s && hasNumbers) {
        return DataFooter::tr("Σ %1").arg(
            found.column.isEmpty() ? number(found.sum) : found.column + u' ' + number(found.sum));
    }
    if (key == u"avg"_s && hasNumbers) {
        return DataFooter::tr("avg %1").arg(number(found.sum / static_cast<double>(found.numbers)));
    }
    if (key == u"min"_s && hasNumbers) {
        return DataFooter::tr("min %1").arg(number(found.minimum));
    }
    if (key == u"max"_s && hasNumbers) {
        return DataFooter::tr("max %1").arg(number(found.maximum));
    }
    if (key == u"span"_s && found.first.isValid() && found.first != found.last) {
        //: the earliest and the latest of the selected dates
        return DataFooter::tr("%1 to %2")
            .arg(locale.toString(shownTime(found.first), QLocale::ShortFormat),
                 locale.toString(shownTime(found.last), QLocale::ShortFormat));
    }
    if (key == u"length"_s && found.characters > 0) {
        return DataFooter::tr("%1 characters").arg(locale.toString(found.characters));
    }
    if (key == u"distinct"_s) {
        return DataFooter::tr("%1 different", "values").arg(locale.toString(found.distinct));
    }
    return key == u"count"_s ? DataFooter::tr("%1 cells").arg(locale.toString(found.cells))
                             : QString();
}

} // namespace

DataFooter::DataFooter(QWidget *parent)
    : Strip(layout::kFooter, TopLine, parent)
    , m_window(new QWidget)
    , m_windowText(new Text({}, TextRole::SmallStrong))
    , m_previous(new IconButton(u"chevron-left"_s, tr("Previous rows")))
    , m_next(new IconButton(u"chevron-right"_s, tr("Next rows")))
    , m_choose(new IconButton(u"sliders"_s, tr("Choose statistics")))
    , m_totals(new Text({}, TextRole::Small))
    , m_marked(new Text({}, TextRole::SmallStrong, Color::Accent))
    , m_statistics(new Text({}, TextRole::Small, Color::TextMuted))
    , m_pending(new Button({}, ButtonVariant::Ghost))
    , m_live(new StatusDot)
{
    setObjectName(u"data.footer"_s);
    setAccessibleName(tr("Totals and live state"));
    m_totals->setObjectName(u"data.footer.totals"_s);
    m_statistics->setObjectName(u"data.footer.statistics"_s);
    m_statistics->setOverflow(Text::Overflow::Elide);
    m_pending->setObjectName(u"data.footer.pending"_s);
    m_pending->setControlSize(ControlSize::Small);
    m_pending->setToolTip(tr("Show the records that were created meanwhile"));
    connect(m_pending, &Button::clicked, this, &DataFooter::showPendingRequested);
    m_choose->setObjectName(u"data.footer.choose"_s);
    m_window->setObjectName(u"data.footer.window"_s);
    m_previous->setObjectName(u"data.footer.window.previous"_s);
    m_next->setObjectName(u"data.footer.window.next"_s);
    auto *part = new QHBoxLayout(m_window);
    part->setContentsMargins(0, 0, 0, 0);
    part->setSpacing(space::k2);
    part->addWidget(m_windowText);
    for (IconButton *button : {m_previous, m_next, m_choose}) {
        button->setControlSize(ControlSize::Small);
    }
    part->addWidget(m_previous);
    part->addWidget(m_next);
    connect(m_previous, &IconButton::clicked, this, [this] { emit windowRequested(-1); });
    connect(m_next, &IconButton::clicked, this, [this] { emit windowRequested(1); });
    connect(m_choose, &IconButton::clicked, this, &DataFooter::openChoice);
    auto *row = new QHBoxLayout(this);
    setMirroredMargins(row, space::k4 + space::k1, 0, space::k7, 0);
    row->setSpacing(space::k6);
    row->addWidget(m_totals);
    row->addWidget(m_marked);
    row->addWidget(m_window);
    row->addWidget(m_statistics, 1);
    row->addWidget(m_choose);
    row->addWidget(m_pending);
    row->addWidget(m_live);
    setMarked(0);
    setWindow(0, 0, 0);
    setStatistics({});
    setPendingInserts(0);
}

void DataFooter::setTotals(const Totals &totals)
{
    const QLocale locale;
    QStringList parts;
    if (totals.records >= 0) {
        //: %1 is a formatted number
        parts.append(totals.records == 1 ? tr("1 record")
                                         : tr("%1 records").arg(locale.toString(totals.records)));
    } else if (!totals.isFiltered && totals.loaded > 0) {
        parts.append(tr("%1+ records").arg(locale.toString(totals.loaded)));
    }
    if (totals.isFiltered) {
        parts.append(totals.matching < 0 ? tr("counting matches")
                         : totals.matching == 1
                         ? tr("1 matches", "one record")
                         : tr("%1 match", "records").arg(locale.toString(totals.matching)));
    }
    if (totals.groups > 0) {
        parts.append(
            totals.groupTotal > totals.groups
                ? tr("the %1 largest of %2 groups")
                      .arg(locale.toString(totals.groups), locale.toString(totals.groupTotal))
                : tr("%Ln groups", nullptr, totals.groups));
    }
    m_totals->setText(parts.join(QString::fromUtf16(kDot)));
}

void DataFooter::setStatistics(const GridStatistics &statistics)
{
    m_numbers = statistics;
    showStatistics();
}

void DataFooter::setChosen(const QStringList &keys)
{
    m_chosen = keys;
    showStatistics();
}

void DataFooter::showStatistics()
{
    const GridStatistics &found = m_numbers;
    m_choose->setVisible(found.cells >= 2);
    if (found.cells < 2) {
        m_statistics->setText({});
        m_statistics->setToolTip({});
        return;
    }
    const QStringList chosen = m_chosen.isEmpty() ? usualStatistics() : m_chosen;
    QStringList shown;
    QStringList others;
    for (const StatisticKind &kind : kStatistics) {
        const QString key = QLatin1String(kind.key);
        if (const QString words = statisticWords(key, found); !words.isEmpty()) {
            (chosen.contains(key) ? shown : others).append(words);
        }
    }
    if (!found.isComplete) {
        shown.append(tr("of the cells that are here"));
    }
    m_statistics->setText(shown.join(u"   "_s));
    m_statistics->setToolTip(others.join(u'\n'));
}

void DataFooter::openChoice()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(u"data.footer.statistics.menu"_s);
    menu->setAccessibleName(tr("Statistics of the selection"));
    QStringList chosen = m_chosen.isEmpty() ? usualStatistics() : m_chosen;
    for (const StatisticKind &kind : kStatistics) {
        const QString key = QLatin1String(kind.key);
        QAction *action = menu->addAction(tr(kind.title));
        action->setObjectName(u"data.footer.statistic."_s + key);
        action->setCheckable(true);
        action->setChecked(chosen.contains(key));
        connect(action, &QAction::toggled, this, [this, key, chosen](bool on) {
            QStringList keys = chosen;
            keys.removeAll(key);
            if (on) {
                keys.append(key);
            }
            setChosen(keys);
            emit chosenChanged(keys);
        });
    }
    menu->popup(m_choose->mapToGlobal(QPoint(0, 0)) - QPoint(0, menu->sizeHint().height()));
}

void DataFooter::setWindow(qint64 first, qint64 last, qint64 total)
{
    const QLocale locale;
    m_window->setVisible(last > 0);
    m_windowText->setText(
        //: of a result that is shown in parts
        tr("rows %1 to %2").arg(locale.toString(first + 1), locale.toString(last)));
    m_previous->setEnabled(first > 0);
    m_next->setEnabled(last < total);
}

void DataFooter::setMarked(qint64 count)
{
    m_marked->setVisible(count > 0);
    m_marked->setText(tr("%1 selected", "records").arg(QLocale().toString(count)));
}

void DataFooter::setLive(bool isLive,
                         const QString &word,
                         qint64 elapsedMs,
                         const QDateTime &fetchedAt)
{
    const QString time = elapsedMs < 0
        ? QString()
        : QString(QString::fromUtf16(kDot) + tr("%1 ms").arg(elapsedMs));
    m_live->setStatus(isLive ? Tone::Success : Tone::Neutral, word + time);
    m_live->setToolTip(
        fetchedAt.isValid()
            ? tr("Last fetched at %1")
                  .arg(QLocale().toString(shownTime(fetchedAt).time(), QLocale::LongFormat))
            : QString());
}

void DataFooter::setPendingInserts(int count)
{
    m_pending->setVisible(count > 0);
    m_pending->setText(tr("%Ln new", "records created by others", count));
}

QString DataFooter::totalsText() const { return m_totals->text(); }

} // namespace socle::studio
