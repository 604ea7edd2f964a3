#include "studio/shell/CommandPalette.h"

#include "studio/kit/Paint.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Text.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Fuzzy.h"
#include "studio/shell/Metrics.h"
#include "studio/shell/PaletteDelegate.h"

#include <QBoxLayout>
#include <QDateTime>
#include <QJsonObject>
#include <QKeyEvent>
#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QTimer>

#include <algorithm>
#include <cmath>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr double kHalfLifeDays = 7;
constexpr double kFrecencyWeight = 10;
constexpr double kForgotten = 0.01; // seven weeks after it was run once
constexpr std::size_t kMaxPerSection = 8;
constexpr int kRestMs = 180;
constexpr auto kPrefixes = u">@#/:=?";

} // namespace

CommandPalette::CommandPalette(Workspace &workspace, QWidget *window)
    : QWidget(window)
    , m_workspace(workspace)
    , m_input(new SearchField(tr("Search records, collections, or run a command")))
    , m_list(new QListView)
    , m_model(new QStandardItemModel(this))
    , m_rest(new QTimer(this))
{
    setObjectName(u"palette"_s);
    setAccessibleName(tr("Command palette"));
    m_input->setObjectName(u"palette.input"_s);
    m_input->setAccessibleName(tr("Search records, collections, or run a command"));
    m_input->setDelay(0);
    m_list->setObjectName(u"palette.list"_s);
    m_list->setAccessibleName(tr("Results"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setMouseTracking(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->viewport()->setAutoFillBackground(false);

    auto *column = new QVBoxLayout(this);
    const QMargins shadow = shadowMargins(2);
    column->setContentsMargins(shadow + QMargins(space::k3, space::k3, space::k3, space::k3));
    column->setSpacing(space::k3);
    column->addWidget(m_input);
    column->addWidget(m_list, 1);

    m_rest->setSingleShot(true);
    m_rest->setInterval(kRestMs);
    connect(m_rest, &QTimer::timeout, this, &CommandPalette::find);
    connect(m_input, &SearchField::textChanged, this, &CommandPalette::search);
    connect(m_list, &QListView::clicked, this, [this] { run(Qt::NoModifier); });
    connect(m_list, &QListView::entered, m_list, &QListView::setCurrentIndex);
    m_input->installEventFilter(this);
    window->installEventFilter(this);
    hide();
}

void CommandPalette::addSource(Source source)
{
    m_sources.push_back({.source = std::move(source), .wanted = {}, .steady = {}, .kept = {}});
}

void CommandPalette::addSteadySource(Wanted wanted, SteadySource source)
{
    m_sources.push_back(
        {.source = {}, .wanted = std::move(wanted), .steady = std::move(source), .kept = {}});
}

void CommandPalette::setFinder(Finder finder) { m_finder = std::move(finder); }

void CommandPalette::open(const QString &text)
{
    if (!isVisible()) {
        m_focusBefore = window()->focusWidget();
    }
    m_input->setText(text);
    search(text);
    place();
    show();
    raise();
    m_input->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::close()
{
    hide();
    if (m_focusBefore) {
        m_focusBefore->setFocus(Qt::OtherFocusReason);
    }
}

void CommandPalette::search(const QString &text)
{
    const bool hasPrefix = !text.isEmpty() && QStringView(kPrefixes).contains(text[0]);
    const QChar prefix = hasPrefix ? text[0] : QChar();
    const QString pattern = hasPrefix ? text.mid(1).trimmed() : text.trimmed();

    // Thousands of entries a key: they stay where their source made them, and only what is shown
    // has its letters marked.
    struct Found
    {
        const PaletteEntry *entry;
        double rank = 0;
        std::size_t place = 0; // among all of its section, as its source gave them
    };

    const FuzzyPattern fuzzy(pattern);
    const QHash<QString, double> used = frecencies();
    std::vector<std::vector<PaletteEntry>> all;
    all.reserve(m_sources.size());

    // Few, and the entries of one come together: the last one is nearly always right.
    struct Section
    {
        QString name;
        std::vector<Found> found;
    };

    std::vector<Section> sections;
    const auto sectionOf = [&sections](const QString &name) -> Section & {
        const auto known = std::find_if(sections.rbegin(),
                                        sections.rend(),
                                        [&name](const Section &one) { return one.name == name; });
        return known != sections.rend() ? *known : sections.emplace_back(Section{name, {}});
    };
    for (Origin &origin : m_sources) {
        if (origin.steady && !origin.wanted(prefix, pattern)) {
            continue;
        }
        if (origin.steady && !origin.kept) {
            origin.kept = origin.steady();
        }
        const std::vector<PaletteEntry> &entries
            = origin.steady ? *origin.kept : all.emplace_back(origin.source(prefix, pattern));
        for (const PaletteEntry &entry : entries) {
            const std::optional<int> score
                = prefix == u'=' ? std::optional<int>(0) : fuzzy.score(entry.title);
            if (!score) {
                continue;
            }
            const double often = used.isEmpty() ? 0 : used.value(entry.id);
            auto &found = sectionOf(entry.section).found;
            found.push_back({&entry, *score + kFrecencyWeight * often, found.size()});
        }
    }

    m_model->clear();
    m_shown.clear();
    const bool isWhole = pattern.isEmpty() && !prefix.isNull();
    for (auto &[name, found] : sections) {
        const std::size_t shown = isWhole ? found.size() : std::min(found.size(), kMaxPerSection);
        std::ranges::partial_sort(found,
                                  found.begin() + static_cast<std::ptrdiff_t>(shown),
                                  [](const Found &a, const Found &b) {
                                      return a.rank != b.rank ? a.rank > b.rank : a.place < b.place;
                                  });
        found.resize(shown);
        append(name);
        for (const Found &one : found) {
            const QList<int> positions
                = prefix == u'=' ? QList<int>() : fuzzy.match(one.entry->title).positions;
            append(*one.entry, positions);
        }
    }
    ++m_generation;
    const bool looksFurther = m_finder && !pattern.isEmpty() && (prefix.isNull() || prefix == u'#');
    if (m_shown.empty()) {
        append(looksFurther         ? tr("Looking in the records…")
                   : prefix == u'#' ? tr("Type words of a record")
                                    : tr("Nothing matches \"%1\"").arg(pattern));
        m_model->item(0)->setData(true, NoteRole);
    }
    m_rest->stop();
    if (looksFurther) {
        m_rest->start();
    }
    m_list->setCurrentIndex({});
    move(1);
    m_list->scrollToTop();
    place();
}

void CommandPalette::append(const QString &section)
{
    auto *heading = new QStandardItem(section);
    heading->setFlags(Qt::NoItemFlags);
    m_model->appendRow(heading);
}

void CommandPalette::append(PaletteEntry entry, const QList<int> &positions)
{
    auto *item = new QStandardItem(entry.title);
    item->setData(static_cast<int>(m_shown.size()), EntryRole);
    item->setData(entry.detail, DetailRole);
    item->setData(entry.icon, IconRole);
    item->setData(entry.keys, KeysRole);
    item->setData(entry.isDestructive, DestructiveRole);
    item->setData(QVariant::fromValue(positions), PositionsRole);
    item->setFlags(entry.isEnabled ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags);
    m_model->appendRow(item);
    m_shown.push_back(std::move(entry));
}

void CommandPalette::find()
{
    const QString text = m_input->text();
    const bool hasPrefix = text.startsWith(u'#');
    const QString pattern = hasPrefix ? text.mid(1).trimmed() : text.trimmed();
    m_finder(hasPrefix ? QChar(u'#') : QChar(),
             pattern,
             [this, pattern, mine = m_generation](std::vector<PaletteEntry> entries) {
                 if (mine != m_generation || !isVisible() || entries.empty()) {
                     return;
                 }
                 if (m_shown.empty()) {
                     m_model->clear(); // "Looking in the records…"
                 }
                 append(entries.front().section);
                 for (PaletteEntry &entry : entries) {
                     const QList<int> positions = fuzzyMatch(pattern, entry.title).positions;
                     append(std::move(entry), positions);
                 }
                 place();
                 if (!m_list->currentIndex().isValid()) {
                     move(1);
                 }
             });
}

void CommandPalette::move(int step)
{
    const int rows = m_model->rowCount();
    int row = m_list->currentIndex().row();
    for (int tried = 0; tried < rows; ++tried) {
        row = (row + step + rows) % rows;
        if (m_model->index(row, 0).flags().testFlag(Qt::ItemIsSelectable)) {
            m_list->setCurrentIndex(m_model->index(row, 0));
            return;
        }
    }
}

void CommandPalette::run(Qt::KeyboardModifiers keys)
{
    const QVariant number = m_list->currentIndex().data(EntryRole);
    if (!number.isValid()) {
        return;
    }
    const PaletteEntry entry = m_shown[static_cast<std::size_t>(number.toInt())];
    remember(entry.id);
    close();
    if (keys.testFlag(Qt::AltModifier) && entry.inspect) {
        entry.inspect();
    } else {
        entry.run(keys.testFlag(Qt::ControlModifier));
    }
}

QHash<QString, double> CommandPalette::frecencies() const
{
    const QJsonObject used = m_workspace.preference(u"palette.used"_s).toObject();
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    QHash<QString, double> all;
    all.reserve(used.size());
    for (auto one = used.begin(); one != used.end(); ++one) {
        const QJsonObject entry = one.value().toObject();
        const double days = static_cast<double>(now - entry[u"at"_s].toInteger()) / 86'400;
        all.insert(one.key(), entry[u"weight"_s].toDouble() * std::exp2(-days / kHalfLifeDays));
    }
    return all;
}

void CommandPalette::remember(const QString &id)
{
    QJsonObject used = m_workspace.preference(u"palette.used"_s).toObject();
    const QHash<QString, double> known = frecencies();
    for (auto one = known.begin(); one != known.end(); ++one) {
        if (one.value() < kForgotten) {
            used.remove(one.key());
        }
    }
    const double weight = std::min(known.value(id) + 1, 5.0);
    used.insert(id,
                QJsonObject{{u"weight"_s, weight}, {u"at"_s, QDateTime::currentSecsSinceEpoch()}});
    m_workspace.setPreference(u"palette.used"_s, used);
}

void CommandPalette::place()
{
    const Theme &theme = Theme::current();
    const QMargins shadow = shadowMargins(2);
    const int width
        = std::min(theme.scaled(metrics::kPaletteWidth), parentWidget()->width() - 2 * space::k9);
    // As high as what it shows, up to nine rows.
    int rows = 2 * space::k1;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        rows += m_list->sizeHintForRow(row);
    }
    rows = std::min(rows, metrics::kPaletteRows * theme.scaled(theme.densityTokens().row));
    const int height = std::min(m_input->sizeHint().height() + rows + 3 * space::k3,
                                parentWidget()->height() * 2 / 3);
    const int top = theme.scaled(layout::kTopBar) - space::k3;
    setGeometry((parentWidget()->width() - width) / 2 - shadow.left(),
                top - shadow.top(),
                width + shadow.left() + shadow.right(),
                height + shadow.top() + shadow.bottom());
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF panel = QRectF(rect()).marginsRemoved(QMarginsF(shadowMargins(2)));
    drawShadow(&painter, panel, radius::kXl, 2);
    drawRounded(&painter, panel, radius::kXl, colorOf(Color::Surface), colorOf(Color::Border));
}

void CommandPalette::hideEvent(QHideEvent *)
{
    for (Origin &origin : m_sources) {
        origin.kept.reset();
    }
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_input && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        switch (key->key()) {
        case Qt::Key_Down:
            move(1);
            return true;
        case Qt::Key_Up:
            move(-1);
            return true;
        case Qt::Key_Escape:
            close();
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            run(key->modifiers());
            return true;
        case Qt::Key_Tab:
            m_input->setText(m_list->currentIndex().data().toString());
            return true;
        default:
            break;
        }
    }
    if (watched == m_input && event->type() == QEvent::FocusOut && isVisible()) {
        if (!m_list->underMouse()) {
            hide();
        }
    }
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) {
        place();
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace socle::studio
