#include "studio/views/home/HomeView.h"

#include "studio/api/OnResult.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/kit/Button.h"
#include "studio/kit/Card.h"
#include "studio/kit/Paint.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Sheet.h"
#include "studio/kit/Text.h"
#include "studio/platform/ProjectFolder.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Actions.h"
#include "studio/shell/Connections.h"
#include "studio/shell/LogSheet.h"
#include "studio/shell/MainWindow.h"
#include "studio/views/home/ConnectSheet.h"
#include "studio/views/home/ConnectionSheet.h"
#include "studio/views/home/HomeMetrics.h"
#include "studio/views/home/NewProjectSheet.h"
#include "studio/views/home/OpenDataSheet.h"
#include "studio/views/home/ProjectRow.h"
#include "studio/views/home/SampleFill.h"

#include <QAction>
#include <QBoxLayout>
#include <QDesktopServices>
#include <QDragEnterEvent>
#include <QFileInfo>
#include <QFutureWatcher>
#include <QMimeData>
#include <QPainter>
#include <QScrollArea>
#include <QUrl>
#include <QtConcurrent/QtConcurrentRun>

#include <algorithm>
#include <memory>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const QString kSampleKey = u"sample"_s; // workspace state of the seeded project

/// The sign of the studio: a stone on its steps, in the accent.
class LogoMark : public QWidget
{
public:
    LogoMark()
    {
        const int side = Theme::current().scaled(home::kMark);
        setFixedSize(side, side);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const double u = width() / 44.0; // drawn on a grid of 44
        drawRounded(&painter, rect(), radius::kXl, colorOf(Color::Accent));
        const QColor stone = colorOf(Color::OnAccent);
        drawRounded(&painter, QRectF(15 * u, 9 * u, 14 * u, 16 * u), 3 * u, stone);
        drawRounded(&painter, QRectF(12 * u, 26.5 * u, 20 * u, 4 * u), 1.5 * u, stone);
        drawRounded(&painter, QRectF(8 * u, 32 * u, 28 * u, 4 * u), 1.5 * u, stone);
    }
};

} // namespace

HomeView::HomeView(Connections &connections, MainWindow &window)
    : View(u"home"_s)
    , m_connections(connections)
    , m_window(window)
{
    setTitle(tr("Connections"));
    setIcon(u"plug"_s);
    setAcceptDrops(true);

    auto *page = new QWidget;
    page->setMaximumWidth(Theme::current().scaled(home::kPageWidth));
    auto *column = new QVBoxLayout(page);
    column->setContentsMargins(0, Theme::current().scaled(home::kTop), 0, space::k8);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    column->addSpacing(space::k8 + space::k3);
    column->addWidget(makeCards());
    column->addSpacing(space::k8);

    m_listPart = new QWidget;
    auto *listColumn = new QVBoxLayout(m_listPart);
    listColumn->setContentsMargins(0, 0, 0, 0);
    listColumn->setSpacing(space::k4);
    auto *head = new QHBoxLayout;
    head->addWidget(new Text(tr("Your projects"), TextRole::LargeStrong));
    head->addStretch();
    m_search = new SearchField(tr("Find a project"));
    m_search->setObjectName(u"home.search"_s);
    m_search->setAccessibleName(tr("Find a project"));
    m_search->setFixedWidth(Theme::current().scaled(home::kSearchWidth));
    head->addWidget(m_search);
    listColumn->addLayout(head);
    m_list = new Card;
    m_list->setObjectName(u"home.list"_s);
    m_list->setAccessibleName(tr("Your projects"));
    m_list->body()->setContentsMargins(0, 0, 0, 0);
    m_list->body()->setSpacing(0);
    listColumn->addWidget(m_list);
    m_nothing = new Text({}, TextRole::Base, Color::TextMuted);
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setContentsMargins(0, space::k7, 0, space::k7);
    listColumn->addWidget(m_nothing);
    column->addWidget(m_listPart);
    column->addSpacing(space::k5);
    auto *sample = new Button(u"book"_s, tr("Explore the sample bookshop"), ButtonVariant::Ghost);
    sample->setObjectName(u"home.sample"_s);
    sample->setToolTip(tr("A local project with books, orders and reviews to play with"));
    connect(sample, &Button::clicked, this, &HomeView::exploreSample);
    column->addWidget(sample, 0, Qt::AlignLeading);
    m_actions << Actions::make({.id = u"act.home.sample"_s,
                                .text = sample->text(),
                                .icon = u"book"_s,
                                .keys = {},
                                .subject = {},
                                .help = {}},
                               this,
                               [this] { exploreSample(); });
    column->addStretch();

    auto *scroll = new QScrollArea;
    scroll->setObjectName(u"home.scroll"_s);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto *centre = new QWidget;
    auto *row = new QHBoxLayout(centre);
    row->setContentsMargins(space::k7, 0, space::k7, 0);
    row->addStretch(1);
    row->addWidget(page, 100);
    row->addStretch(1);
    scroll->setWidget(centre);
    scroll->viewport()->setAutoFillBackground(false);
    centre->setAutoFillBackground(false);
    setContent(scroll);

    connect(m_search, &SearchField::searchChanged, this, &HomeView::fill);
    connect(&m_connections.workspace(), &Workspace::connectionsChanged, this, &HomeView::fill);
    connect(&m_connections, &Connections::changed, this, &HomeView::updateRow);
    connect(&window, &MainWindow::newProjectRequested, this, &HomeView::showNewProject);
    connect(&window, &MainWindow::openDataRequested, this, [this] { showOpenData(); });
    connect(&window, &MainWindow::connectRequested, this, [this] { showConnect(); });
    fill();
}

QWidget *HomeView::makeHeader()
{
    auto *header = new QWidget;
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::k5);
    row->addWidget(new LogoMark);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addWidget(new Text(tr("Welcome to Socle Studio"), TextRole::Display));
    texts->addWidget(
        new Text(tr("A backend on your desk. Start one in a second, or open one you already run."),
                 TextRole::Base,
                 Color::TextMuted));
    row->addLayout(texts, 1);
    return header;
}

QWidget *HomeView::makeCards()
{
    auto *cards = new QWidget;
    auto *row = new QHBoxLayout(cards);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::k5);
    const auto add = [&](const QString &name,
                         const QString &icon,
                         const QString &title,
                         const QString &text,
                         const QKeySequence &key,
                         auto run) {
        auto *card = new ActionCard(
            icon, title, text, key.toString(QKeySequence::NativeText).replace(u'+', u' '));
        card->setObjectName(u"home."_s + name);
        card->setAccessibleName(title);
        card->setAccessibleDescription(text);
        connect(card, &ActionCard::clicked, this, run);
        row->addWidget(card, 1);
        m_actions << Actions::make({.id = u"act.home."_s + name,
                                    .text = title,
                                    .icon = icon,
                                    .keys = {},
                                    .subject = {},
                                    .help = {}},
                                   this,
                                   run);
        return card;
    };
    ActionCard *first = add(u"new"_s,
                            u"plus"_s,
                            tr("New local project"),
                            tr("Pick a name. Socle starts its own server, creates the first admin "
                               "and opens the schema."),
                            Qt::CTRL | Qt::Key_N,
                            [this] { showNewProject(); });
    first->setPrimary(true);
    m_first = first;
    add(u"open"_s,
        u"folder-open"_s,
        tr("Open existing data"),
        tr("Choose a pb_data folder or a .db file. It is copied, never changed in place."),
        Qt::CTRL | Qt::Key_O,
        [this] { showOpenData(); });
    add(u"connect"_s,
        u"globe"_s,
        tr("Connect to a server"),
        tr("Any Socle or PocketBase address. Sign in once; the token lives in your keychain."),
        Qt::CTRL | Qt::SHIFT | Qt::Key_N,
        [this] { showConnect(); });
    return cards;
}

void HomeView::fill()
{
    qDeleteAll(m_rows);
    m_rows.clear();
    const QString wanted = m_search->text().trimmed();
    auto all = m_connections.workspace().connections();
    // What was used last is what is wanted now.
    std::stable_sort(
        all.begin(), all.end(), [](const ConnectionProfile &a, const ConnectionProfile &b) {
            return a.group != b.group ? QString::localeAwareCompare(a.group, b.group) < 0
                                      : a.lastUsed > b.lastUsed;
        });
    qDeleteAll(m_list->findChildren<SectionLabel *>(u"home.group"_s, Qt::FindDirectChildrenOnly));
    QString group;
    ProjectRow *last = nullptr;
    for (const ConnectionProfile &profile : all) {
        const QString searched = profile.name + u' ' + profile.address + u' ' + profile.folder;
        if (!searched.contains(wanted, Qt::CaseInsensitive)) {
            continue;
        }
        if (profile.group != group) {
            group = profile.group;
            auto *label = new SectionLabel(group);
            label->setObjectName(u"home.group"_s);
            label->setContentsMargins(space::k5, space::k4, space::k5, space::k2);
            m_list->body()->addWidget(label);
        }
        auto *row = new ProjectRow(profile);
        row->show(profile, m_connections.session(profile.id));
        row->setDivider(true);
        connect(row, &ProjectRow::openRequested, this, [this](const QString &id) {
            m_connections.open(id);
        });
        connect(row, &ProjectRow::stopRequested, &m_connections, &Connections::stop);
        connect(row, &ProjectRow::editRequested, this, &HomeView::editEntry);
        connect(row, &ProjectRow::removeRequested, this, &HomeView::removeEntry);
        connect(row, &ProjectRow::folderRequested, this, [this](const QString &id) {
            if (const auto known = m_connections.workspace().connection(id)) {
                QDesktopServices::openUrl(QUrl::fromLocalFile(known->folder));
            }
        });
        connect(row, &ProjectRow::keepRequested, this, &HomeView::toggleKeepRunning);
        connect(row, &ProjectRow::logRequested, this, [this](const QString &id) {
            if (ConnectionSession *session = m_connections.session(id)) {
                auto *sheet = new LogSheet(&m_window, session->problem(), session->logTail());
                connect(sheet, &LogSheet::retryRequested, session, &ConnectionSession::open);
                sheet->open();
            }
        });
        m_list->body()->addWidget(row);
        m_rows.insert(profile.id, row);
        last = row;
    }
    if (last != nullptr) {
        last->setDivider(false);
    }
    m_listPart->setVisible(!all.empty());
    m_list->setVisible(last != nullptr);
    m_nothing->setVisible(last == nullptr && !all.empty());
    m_nothing->setText(tr("No project matches \"%1\"").arg(wanted));
    showContent(all.empty() ? State::Empty : State::Filled);
}

void HomeView::updateRow(const QString &id)
{
    const auto profile = m_connections.workspace().connection(id);
    if (ProjectRow *row = m_rows.value(id); row != nullptr && profile) {
        ConnectionSession *session = m_connections.session(id);
        row->show(session == nullptr ? *profile : session->profile(), session);
    }
}

void HomeView::refresh()
{
    measureSizes();
    fill();
}

void HomeView::activated()
{
    measureSizes();
    for (const QString &id : m_rows.keys()) {
        updateRow(id);
    }
    // Enter does what most people come for: the first project is made with it.
    if (m_rows.isEmpty()) {
        QMetaObject::invokeMethod(
            m_first, [this] { m_first->setFocus(Qt::OtherFocusReason); }, Qt::QueuedConnection);
    }
}

void HomeView::deactivated() { }

void HomeView::measureSizes()
{
    // Walking a data folder may take long: off the UI thread, one folder after the other.
    for (const ConnectionProfile &profile : m_connections.workspace().connections()) {
        if (!profile.isLocal()) {
            continue;
        }
        auto *watcher = new QFutureWatcher<qint64>(this);
        connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, id = profile.id] {
            watcher->deleteLater();
            auto known = m_connections.workspace().connection(id);
            if (!known || known->sizeBytes == watcher->result()) {
                return;
            }
            known->sizeBytes = watcher->result();
            const QSignalBlocker quiet(&m_connections.workspace()); // one row changes, not the list
            m_connections.workspace().saveConnection(*known);
            if (ProjectRow *row = m_rows.value(id)) {
                row->show(*known, m_connections.session(id));
            }
        });
        watcher->setFuture(QtConcurrent::run([folder = profile.folder] {
            const Result<ProjectFolder> project = ProjectFolder::open(folder);
            return project ? ProjectFolder::dataSize(project->dataFolder()) : qint64(-1);
        }));
    }
}

void HomeView::toggleKeepRunning(const QString &id)
{
    auto known = m_connections.workspace().connection(id);
    if (!known) {
        return;
    }
    known->keepRunning = !known->keepRunning;
    if (Result<ProjectFolder> project = ProjectFolder::open(known->folder)) {
        discard(project->setKeepRunning(known->keepRunning),
                "the list of connections remembers it too");
    }
    m_connections.workspace().saveConnection(*known);
    const bool isOpen = m_connections.session(id) != nullptr;
    m_window.toast(
        Tone::Info,
        !known->keepRunning ? tr("%1 stops with the studio").arg(known->name)
            : isOpen ? tr("%1 goes on when the studio closes, from its next start").arg(known->name)
                     : tr("%1 goes on when the studio closes").arg(known->name));
}

void HomeView::removeEntry(const QString &id)
{
    const auto profile = m_connections.workspace().connection(id);
    if (!profile) {
        return;
    }
    auto *sheet = new Sheet(&m_window, tr("Remove %1 from the list?").arg(profile->name));
    sheet->setObjectName(u"home.remove"_s);
    sheet->setSubtitle(
        profile->isLocal()
            ? tr("The folder %1 and its data stay where they are.").arg(shortPath(profile->folder))
            : tr("The server is not touched. Its saved sign-in is forgotten."));
    sheet->addStandardButtons(tr("Remove from list"), ButtonVariant::Danger);
    connect(sheet, &Sheet::accepted, this, [this, id] { m_connections.remove(id); });
    sheet->open();
}

bool HomeView::find()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    return true;
}

bool HomeView::createNew()
{
    showNewProject();
    return true;
}

void HomeView::showNewProject()
{
    auto *sheet = new NewProjectSheet(m_connections, &m_window);
    connect(sheet,
            &NewProjectSheet::created,
            this,
            [this](const QString &id, const QString &key, bool withRecords) {
                fillProject(id, tr("Template"), templateSteps(key, withRecords), {});
            });
    sheet->open();
}

void HomeView::exploreSample()
{
    const QString folder = ProjectFolder::proposedFolder(tr("Sample bookshop"));
    for (const ConnectionProfile &known : m_connections.workspace().connections()) {
        if (m_connections.workspace().state(known.id, kSampleKey).toBool()
            && QFileInfo::exists(known.folder)) {
            m_connections.open(known.id);
            return;
        }
    }
    const Result<QString> made = m_connections.createProject(folder, tr("Sample bookshop"));
    if (!made) {
        m_window.toast(Tone::Danger, QString::fromStdString(made.error().message));
        return;
    }
    m_connections.workspace().setState(*made, kSampleKey, true);
    fillProject(*made, tr("Sample data"), bookshopSteps(), u"books"_s);
    m_connections.open(*made);
}

void HomeView::fillProject(const QString &id,
                           const QString &title,
                           std::vector<SampleStep> steps,
                           const QString &collection)
{
    if (steps.empty()) {
        return;
    }
    // The session comes with opening it, its server some moments later; both only once.
    auto *wait = new QObject(this);
    auto rest = std::make_shared<std::vector<SampleStep>>(std::move(steps)); // both lambdas need it
    const auto begin = [this, id, title, collection, wait, rest](ConnectionSession &session) {
        wait->deleteLater();
        ConnectionContext &context = session.context();
        auto *fill = new SampleFill(context, title, std::exchange(*rest, {}));
        connect(fill, &SampleFill::finished, this, [this, &context, id, collection](bool isFine) {
            onResult(context.reload(), this, [this, id, collection](const Result<void> &) {
                Workbench *bench = m_window.workbench();
                if (bench != nullptr && bench->connectionId() == id && !collection.isEmpty()) {
                    bench->openCollection(collection, OpenMode::Lasting);
                }
            });
            if (!isFine) {
                m_window.toast(Tone::Danger, tr("The sample data is not complete"));
            }
        });
    };
    connect(
        &m_connections, &Connections::changed, wait, [this, id, wait, begin](const QString &one) {
            ConnectionSession *session = m_connections.session(id);
            if (one == id && session != nullptr
                && session->phase() == ConnectionSession::Phase::Ready) {
                disconnect(&m_connections, nullptr, wait, nullptr);
                begin(*session);
            }
        });
}

void HomeView::editEntry(const QString &id)
{
    const auto profile = m_connections.workspace().connection(id);
    if (!profile) {
        return;
    }
    QStringList groups;
    for (const ConnectionProfile &known : m_connections.workspace().connections()) {
        if (!known.group.isEmpty() && !groups.contains(known.group)) {
            groups << known.group;
        }
    }
    auto *sheet = new ConnectionSheet(*profile, groups, &m_window);
    connect(sheet, &ConnectionSheet::saved, this, [this, id](const ConnectionProfile &changed) {
        m_connections.workspace().saveConnection(changed);
        if (ConnectionSession *session = m_connections.session(id)) {
            session->setProfile(changed);
        }
    });
    sheet->open();
}

void HomeView::showOpenData(const QString &path)
{
    auto *sheet = new OpenDataSheet(m_connections, &m_window);
    sheet->open();
    if (!path.isEmpty()) {
        sheet->inspect(path);
    }
}

void HomeView::showConnect(const QString &address)
{
    auto *sheet = new ConnectSheet(m_connections, &m_window);
    sheet->open();
    if (!address.isEmpty()) {
        sheet->setAddress(address);
    }
}

void HomeView::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), colorOf(Color::Canvas));
}

void HomeView::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().constFirst().isLocalFile()) {
        event->acceptProposedAction();
    }
}

void HomeView::dropEvent(QDropEvent *event)
{
    showOpenData(event->mimeData()->urls().constFirst().toLocalFile());
}

} // namespace socle::studio
