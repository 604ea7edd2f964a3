#include "studio/views/home/ProjectList.h"

#include "studio/kit/Card.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Text.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Connections.h"
#include "studio/views/home/ProjectRow.h"

#include <QBoxLayout>
#include <QDrag>
#include <QDragEnterEvent>
#include <QMimeData>
#include <QPainter>
#include <QTimer>

#include <algorithm>
#include <utility>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kLoadMs = 2000;

const QString kOrderKey = u"home.order"_s; // preference: "own" or "used"

QString rowMime() { return u"application/x-socle-connection"_s; }

/// A line in the accent, between two rows.
class DropMark : public QWidget
{
public:
    explicit DropMark(QWidget *parent)
        : QWidget(parent)
    {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        hide();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter(this).fillRect(rect(), colorOf(Color::Accent));
    }
};

} // namespace

ProjectList::ProjectList(Connections &connections, QWidget *parent)
    : QWidget(parent)
    , m_connections(connections)
    , m_card(new Card)
    , m_nothing(new Text({}, TextRole::Base, Color::TextMuted))
    , m_mark(new DropMark(this))
    , m_load(new QTimer(this))
{
    setAcceptDrops(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_card->setObjectName(u"home.list"_s);
    m_card->setAccessibleName(tr("Your projects"));
    m_card->body()->setContentsMargins(0, 0, 0, 0);
    m_card->body()->setSpacing(0);
    column->addWidget(m_card);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setContentsMargins(0, space::k7, 0, space::k7);
    column->addWidget(m_nothing);
    m_load->setInterval(kLoadMs);
    m_load->setTimerType(Qt::CoarseTimer);
    connect(m_load, &QTimer::timeout, this, &ProjectList::measure);
}

bool ProjectList::isOwnOrder() const
{
    return m_connections.workspace().preference(kOrderKey).toString() == u"own"_s;
}

void ProjectList::setOwnOrder(bool own)
{
    Workspace &workspace = m_connections.workspace();
    if (own && !isOwnOrder()) {
        // It begins as what is on the screen: nothing jumps.
        const QSignalBlocker quiet(&workspace);
        const std::vector<ConnectionProfile> now = m_shown;
        for (std::size_t i = 0; i < now.size(); ++i) {
            workspace.moveConnection(now[i].id, static_cast<int>(i));
        }
    }
    workspace.setPreference(kOrderKey, own ? u"own"_s : u"used"_s);
    fill(m_wanted);
}

void ProjectList::fill(const QString &wanted)
{
    m_wanted = wanted;
    // Rows that stay are the same widgets: nothing flickers, and the keyboard stays where it is.
    QHash<QString, ProjectRow *> before = std::exchange(m_rows, {});
    qDeleteAll(m_card->findChildren<SectionLabel *>(u"home.group"_s, Qt::FindDirectChildrenOnly));
    m_shown.clear();
    for (const ConnectionProfile &profile : m_connections.workspace().connections()) {
        const QString searched = profile.name + u' ' + profile.address + u' ' + profile.folder;
        if (searched.contains(wanted, Qt::CaseInsensitive)) {
            m_shown.push_back(profile);
        }
    }
    // What was used last is what is wanted now, unless the user put them in an order.
    const bool isOwn = isOwnOrder();
    std::stable_sort(m_shown.begin(),
                     m_shown.end(),
                     [isOwn](const ConnectionProfile &a, const ConnectionProfile &b) {
                         return a.group != b.group
                             ? QString::localeAwareCompare(a.group, b.group) < 0
                             : !isOwn && a.lastUsed > b.lastUsed;
                     });
    QString group;
    ProjectRow *last = nullptr;
    for (const ConnectionProfile &profile : m_shown) {
        if (profile.group != group) {
            group = profile.group;
            auto *label = new SectionLabel(group);
            label->setObjectName(u"home.group"_s);
            label->setContentsMargins(space::k5, space::k4, space::k5, space::k2);
            m_card->body()->addWidget(label);
        }
        last = before.take(profile.id);
        if (last == nullptr) {
            last = makeRow(profile);
        } else {
            last->show(profile, m_connections.session(profile.id));
            m_card->body()->removeWidget(last);
        }
        last->setDivider(profile.id != m_shown.back().id);
        m_card->body()->addWidget(last);
        last->setVisible(true); // a layout shows what it got later, with a frame of nothing before
        m_rows.insert(profile.id, last);
    }
    qDeleteAll(before);
    m_card->setVisible(last != nullptr);
    m_nothing->setVisible(last == nullptr && !m_connections.workspace().connections().empty());
    m_nothing->setText(tr("No project matches \"%1\"").arg(wanted));
}

void ProjectList::focusRow(const QString &id)
{
    if (ProjectRow *row = m_rows.value(id)) {
        row->setFocus(Qt::OtherFocusReason);
    }
}

ProjectRow *ProjectList::makeRow(const ConnectionProfile &profile)
{
    auto *row = new ProjectRow(profile);
    row->show(profile, m_connections.session(profile.id));
    connect(row, &ProjectRow::openRequested, this, [this](const QString &id) {
        m_connections.open(id);
    });
    connect(row, &ProjectRow::stopRequested, this, &ProjectList::stopRequested);
    connect(row, &ProjectRow::editRequested, this, &ProjectList::editRequested);
    connect(row, &ProjectRow::removeRequested, this, &ProjectList::removeRequested);
    connect(row, &ProjectRow::trashRequested, this, &ProjectList::trashRequested);
    connect(row, &ProjectRow::folderRequested, this, &ProjectList::folderRequested);
    connect(row, &ProjectRow::keepRequested, this, &ProjectList::keepRequested);
    connect(row, &ProjectRow::logRequested, this, &ProjectList::logRequested);
    // Both make the rows anew: not while one of them is still telling.
    connect(row, &ProjectRow::moveRequested, this, &ProjectList::move, Qt::QueuedConnection);
    connect(row, &ProjectRow::dragRequested, this, &ProjectList::drag, Qt::QueuedConnection);
    return row;
}

void ProjectList::updateRow(const QString &id)
{
    const auto profile = m_connections.workspace().connection(id);
    if (ProjectRow *row = m_rows.value(id); row != nullptr && profile) {
        ConnectionSession *session = m_connections.session(id);
        row->show(session == nullptr ? *profile : session->profile(), session);
    }
}

void ProjectList::move(const QString &id, int step)
{
    const auto at = std::ranges::find(m_shown, id, &ConnectionProfile::id);
    if (at == m_shown.end()) {
        return;
    }
    const auto index = static_cast<int>(at - m_shown.begin());
    const int next = index + step;
    if (next < 0 || next >= static_cast<int>(m_shown.size())) {
        return;
    }
    const ConnectionProfile &neighbour = m_shown[static_cast<std::size_t>(next)];
    if (neighbour.group != at->group) {
        return; // groups keep together; the sheet of a connection names its group
    }
    moveTo(id, step > 0 ? next + 1 : next);
    focusRow(id);
}

void ProjectList::moveTo(const QString &id, int place)
{
    setOwnOrder(true);
    std::vector<QString> order;
    for (const ConnectionProfile &one : m_shown) {
        order.push_back(one.id);
    }
    const auto from = std::ranges::find(order, id);
    if (from == order.end()) {
        return;
    }
    const auto index = static_cast<int>(from - order.begin());
    const auto count = static_cast<int>(order.size());
    place = std::clamp(place, 0, count);
    // The neighbour it was dropped beside says which group it belongs to now.
    const int beside = place < count && place != index ? place : std::max(0, place - 1);
    const QString group = m_shown[static_cast<std::size_t>(beside)].group;
    order.erase(from);
    order.insert(order.begin() + (place > index ? place - 1 : place), id);
    Workspace &workspace = m_connections.workspace();
    {
        const QSignalBlocker quiet(&workspace); // one change of the list, not one per row
        if (auto profile = workspace.connection(id); profile && profile->group != group) {
            profile->group = group;
            workspace.saveConnection(*profile);
        }
        for (std::size_t i = 0; i < order.size(); ++i) {
            workspace.moveConnection(order[i], static_cast<int>(i));
        }
    }
    workspace.moveConnection(order.back(), count - 1); // stays where it is, and is told
    fill(m_wanted);
}

void ProjectList::setMeasuring(bool on)
{
    if (on) {
        m_load->start();
        measure();
    } else {
        m_load->stop();
    }
}

void ProjectList::measure()
{
    for (auto it = m_rows.begin(); it != m_rows.end(); ++it) {
        it.value()->measureLoad(m_connections.session(it.key()));
    }
}

void ProjectList::drag(const QString &id)
{
    ProjectRow *row = m_rows.value(id);
    if (row == nullptr) {
        return;
    }
    auto *carried = new QMimeData;
    carried->setData(rowMime(), id.toUtf8());
    auto *drag = new QDrag(this);
    drag->setMimeData(carried);
    drag->setPixmap(row->grab());
    drag->exec(Qt::MoveAction);
    m_mark->hide();
}

int ProjectList::placeAt(int y) const
{
    for (std::size_t i = 0; i < m_shown.size(); ++i) {
        const ProjectRow *row = m_rows.value(m_shown[i].id);
        const int top = row->mapTo(this, QPoint()).y();
        if (y < top + row->height() / 2) {
            return static_cast<int>(i);
        }
    }
    return static_cast<int>(m_shown.size());
}

void ProjectList::showMark(int place)
{
    if (m_shown.empty()) {
        return;
    }
    const bool isEnd = place >= static_cast<int>(m_shown.size());
    const ProjectRow *row
        = m_rows.value(m_shown[isEnd ? m_shown.size() - 1 : static_cast<std::size_t>(place)].id);
    const int y = row->mapTo(this, QPoint(0, isEnd ? row->height() : 0)).y();
    m_mark->setGeometry(space::k3, y - 1, width() - 2 * space::k3, space::k1);
    m_mark->raise();
    m_mark->show();
}

void ProjectList::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasFormat(rowMime())) {
        event->acceptProposedAction();
    }
}

void ProjectList::dragMoveEvent(QDragMoveEvent *event)
{
    showMark(placeAt(event->position().toPoint().y()));
    event->acceptProposedAction();
}

void ProjectList::dragLeaveEvent(QDragLeaveEvent *) { m_mark->hide(); }

void ProjectList::dropEvent(QDropEvent *event)
{
    m_mark->hide();
    moveTo(QString::fromUtf8(event->mimeData()->data(rowMime())),
           placeAt(event->position().toPoint().y()));
    event->acceptProposedAction();
}

} // namespace socle::studio
