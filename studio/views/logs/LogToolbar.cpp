#include "studio/views/logs/LogToolbar.h"

#include "studio/kit/Button.h"
#include "studio/kit/Chip.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/ShownTime.h"
#include "studio/kit/WrapLayout.h"
#include "studio/views/logs/LogMetrics.h"

#include <QBoxLayout>
#include <QLocale>

#include <array>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const std::array<std::pair<LogRange, QString>, 4> &rangeKeys()
{
    static const std::array<std::pair<LogRange, QString>, 4> keys{{{LogRange::Quarter, u"15m"_s},
                                                                   {LogRange::Hour, u"1h"_s},
                                                                   {LogRange::Day, u"24h"_s},
                                                                   {LogRange::Week, u"7d"_s}}};
    return keys;
}

Chip *makeToggle(const QString &text, const QString &name)
{
    auto *chip = new Chip(text);
    chip->setObjectName(name);
    chip->setAccessibleName(text);
    chip->setCheckable(true);
    chip->setRemovable(false);
    chip->setFixedHeight(
        controlHeight(ControlSize::Small)); // the check mark must not move the line
    return chip;
}

void showToggle(Chip *chip, bool on)
{
    chip->setChecked(on);
    chip->setTone(on ? Tone::Accent : Tone::Neutral);
    chip->setLeadingIcon(on ? u"check"_s : QString());
}

} // namespace

LogToolbar::LogToolbar(bool hasProcess, QWidget *parent)
    : QWidget(parent)
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::k5, space::k3, space::k5, space::k3);
    column->setSpacing(space::k3);
    auto *line = new WrapLayout; // narrow panes, long words
    line->setSpacing(space::k4);
    m_search = new SearchField(tr("Filter by words or a condition"));
    m_search->setObjectName(u"logs.filter"_s);
    m_search->setAccessibleName(tr("Filter the log"));
    keepScaled(m_search, Extent::LeastWidth, logs::kSearchMin);
    m_search->setDelay(250);
    line->addWidget(m_search);
    m_source = new Segmented;
    m_source->setObjectName(u"logs.source"_s);
    m_source->setAccessibleName(tr("Which log"));
    m_source->addSegment(u"requests"_s, tr("Requests"));
    m_source->addSegment(u"process"_s, tr("Process"));
    if (!hasProcess) {
        m_source->hide();
    }
    line->addWidget(m_source);
    m_range = new Segmented;
    m_range->setObjectName(u"logs.range"_s);
    m_range->setAccessibleName(tr("Span of time"));
    m_range->addSegment(u"15m"_s, tr("15 min"));
    m_range->addSegment(u"1h"_s, tr("1 h"));
    m_range->addSegment(u"24h"_s, tr("24 h"));
    m_range->addSegment(u"7d"_s, tr("7 d"));
    line->addWidget(m_range);
    m_live = new Button(u"pause"_s, tr("Live"), ButtonVariant::Secondary);
    m_live->setObjectName(u"logs.tail"_s);
    line->addWidget(m_live);
    m_facets = new IconButton(u"sliders"_s, tr("Show facets"));
    m_facets->setObjectName(u"logs.facets.toggle"_s);
    m_facets->setCheckable(true);
    line->addWidget(m_facets);
    column->addLayout(line);

    m_chipLine = new QWidget;
    m_chips = new WrapLayout(m_chipLine);
    m_chips->setSpacing(space::k3);
    m_errors = makeToggle(tr("errors only"), u"logs.chip.errors"_s);
    m_superusers = makeToggle(tr("without superuser requests"), u"logs.chip.superusers"_s);
    m_chips->addWidget(m_errors);
    m_chips->addWidget(m_superusers);
    column->addWidget(m_chipLine);

    connect(m_search, &SearchField::searchChanged, this, [this](const QString &text) {
        if (m_filter.text != text) {
            m_filter.text = text;
            publish();
        }
    });
    connect(m_source, &Segmented::currentChanged, this, [this](const QString &key) {
        emit processToggled(key == u"process");
    });
    connect(m_range, &Segmented::currentChanged, this, [this](const QString &key) {
        for (const auto &[range, word] : rangeKeys()) {
            if (word == key) {
                m_filter.range = range;
            }
        }
        m_filter.from.reset();
        m_filter.to.reset();
        publish();
    });
    connect(m_live, &Button::clicked, this, [this] { emit liveToggled(!m_isLive); });
    connect(m_facets, &IconButton::clicked, this, [this] {
        emit facetsToggled(m_facets->isChecked());
    });
    connect(m_errors, &Chip::clicked, this, [this] {
        m_filter.errorsOnly = !m_filter.errorsOnly;
        publish();
    });
    connect(m_superusers, &Chip::clicked, this, [this] {
        m_filter.withoutSuperusers = !m_filter.withoutSuperusers;
        publish();
    });
    setFilter({});
    setLive(true);
}

void LogToolbar::publish()
{
    fillChips();
    emit filterChanged(m_filter);
}

void LogToolbar::setFilter(const LogFilter &filter)
{
    m_filter = filter;
    if (m_search->text() != filter.text) {
        const QSignalBlocker quiet(m_search);
        m_search->setText(filter.text);
    }
    for (const auto &[range, word] : rangeKeys()) {
        if (range == filter.range) {
            m_range->setCurrentKey(word);
        }
    }
    fillChips();
}

void LogToolbar::fillChips()
{
    showToggle(m_errors, m_filter.errorsOnly);
    showToggle(m_superusers, m_filter.withoutSuperusers);
    for (Chip *chip : m_made) {
        m_chips->removeWidget(chip);
        chip->hide(); // it may be the sender
        chip->deleteLater();
    }
    m_made.clear();
    const auto add = [this](const QStringList &parts, auto remove) {
        auto *chip = new Chip(parts);
        chip->setObjectName(u"logs.chip.%1"_s.arg(m_made.size() + 1));
        chip->setAccessibleName(parts.join(u' '));
        connect(chip, &Chip::removeRequested, this, [this, remove] {
            remove();
            publish();
        });
        m_chips->addWidget(chip);
        m_made.push_back(chip);
    };
    if (m_filter.from && m_filter.to) {
        const QLocale locale;
        const QDateTime from = shownTime(*m_filter.from);
        add({from.date() == QDate::currentDate()
                 ? locale.toString(from.time(), QLocale::ShortFormat)
                 : locale.toString(from, QLocale::ShortFormat),
             tr("to", "between two times"),
             locale.toString(shownTime(*m_filter.to).time(), QLocale::ShortFormat)},
            [this] {
                m_filter.from.reset();
                m_filter.to.reset();
            });
    }
    const std::vector<LogFacet> facets = m_filter.facets;
    for (const LogFacet &facet : facets) {
        add({facet.label(),
             tr("is"),
             facet.value.size() > 40 ? QString(u'…' + facet.value.right(39)) : facet.value},
            [this, facet] { m_filter.remove(facet); });
    }
}

void LogToolbar::setLive(bool live)
{
    m_isLive = live;
    m_live->setIconName(live ? u"pause"_s : u"play"_s);
    m_live->setText(live ? tr("Pause") : tr("Go live"));
    m_live->setAccessibleName(tr("Live tail"));
    m_live->setAccessibleDescription(live ? tr("on") : tr("off"));
    m_live->setToolTip(live ? tr("New entries appear by themselves")
                            : tr("Nothing new is fetched"));
}

void LogToolbar::setFacetsShown(bool shown) { m_facets->setChecked(shown); }

void LogToolbar::setProcess(bool on)
{
    m_source->setCurrentKey(on ? u"process"_s : u"requests"_s);
    for (QWidget *widget :
         std::initializer_list<QWidget *>{m_range, m_live, m_facets, m_chipLine}) {
        widget->setVisible(!on);
    }
}

void LogToolbar::focusSearch() { m_search->setFocus(Qt::ShortcutFocusReason); }

void LogToolbar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorOf(Color::Surface));
    drawHairline(
        &painter, {0, height() - 1.0}, {double(width()), height() - 1.0}, colorOf(Color::Border));
}

} // namespace socle::studio
