#include "studio/views/data/DataFooter.h"

#include "studio/kit/Button.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"

#include <QBoxLayout>
#include <QLocale>

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

} // namespace

DataFooter::DataFooter(QWidget *parent)
    : Strip(layout::kFooter, TopLine, parent)
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
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::k4 + space::k1, 0, space::k7, 0);
    row->setSpacing(space::k6);
    row->addWidget(m_totals);
    row->addWidget(m_marked);
    row->addWidget(m_statistics, 1);
    row->addWidget(m_pending);
    row->addWidget(m_live);
    setMarked(0);
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
    m_totals->setText(parts.join(QString::fromUtf16(kDot)));
}

void DataFooter::setStatistics(const GridStatistics &statistics)
{
    if (statistics.cells < 2) {
        m_statistics->setText({});
        return;
    }
    QStringList parts;
    if (statistics.numbers > 0) {
        parts.append(tr("Σ %1").arg(statistics.column.isEmpty()
                                        ? number(statistics.sum)
                                        : statistics.column + u' ' + number(statistics.sum)));
        parts.append(
            tr("avg %1").arg(number(statistics.sum / static_cast<double>(statistics.numbers))));
    }
    m_statistics->setToolTip(statistics.numbers > 1
                                 ? tr("smallest %1, largest %2, %3 numbers")
                                       .arg(number(statistics.minimum),
                                            number(statistics.maximum),
                                            QLocale().toString(statistics.numbers))
                                 : QString());
    const QString cells = QLocale().toString(statistics.cells);
    parts.append(statistics.isComplete ? tr("%1 cells").arg(cells)
                                       : tr("%1 cells, the first ones read").arg(cells));
    m_statistics->setText(parts.join(u"   "_s));
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
                  .arg(QLocale().toString(fetchedAt.toLocalTime().time(), QLocale::LongFormat))
            : QString());
}

void DataFooter::setPendingInserts(int count)
{
    m_pending->setVisible(count > 0);
    m_pending->setText(tr("%Ln new", "records created by others", count));
}

QString DataFooter::totalsText() const { return m_totals->text(); }

} // namespace socle::studio
