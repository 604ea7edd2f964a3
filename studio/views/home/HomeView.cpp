#include "studio/views/home/HomeView.h"

#include "studio/kit/Button.h"
#include "studio/kit/Card.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Text.h"
#include "studio/platform/ProjectFolder.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Actions.h"
#include "studio/shell/Connections.h"
#include "studio/shell/MainWindow.h"
#include "studio/views/home/ConnectSheet.h"
#include "studio/views/home/HomeMetrics.h"
#include "studio/views/home/NewProjectSheet.h"
#include "studio/views/home/OpenDataSheet.h"
#include "studio/views/home/ProjectList.h"

#include <QAction>
#include <QBoxLayout>
#include <QDragEnterEvent>
#include <QFutureWatcher>
#include <QMimeData>
#include <QPainter>
#include <QScrollArea>
#include <QUrl>
#include <QtConcurrent/QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

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
    keepScaled(page, Extent::MostWidth, home::kPageWidth);
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
    keepScaled(m_search, Extent::Width, home::kSearchWidth);
    head->addWidget(m_search);
    m_listMenu = new IconButton(u"ellipsis"_s, tr("Order, import and export"));
    m_listMenu->setObjectName(u"home.listMenu"_s);
    connect(m_listMenu, &IconButton::clicked, this, &HomeView::showListMenu);
    head->addWidget(m_listMenu);
    listColumn->addLayout(head);
    m_list = new ProjectList(m_connections);
    listColumn->addWidget(m_list);
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
    makeBookActions();
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
    connect(&m_connections, &Connections::changed, m_list, &ProjectList::updateRow);
    connect(m_list, &ProjectList::stopRequested, &m_connections, &Connections::stop);
    connect(m_list, &ProjectList::editRequested, this, &HomeView::editEntry);
    connect(m_list, &ProjectList::removeRequested, this, &HomeView::removeEntry);
    connect(m_list, &ProjectList::trashRequested, this, &HomeView::trashEntry);
    connect(m_list, &ProjectList::folderRequested, this, &HomeView::showFolder);
    connect(m_list, &ProjectList::keepRequested, this, &HomeView::toggleKeepRunning);
    connect(m_list, &ProjectList::logRequested, this, &HomeView::showLog);
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
    auto *words = new Text(
        tr("A backend on your desk. Start one in a second, or open one you already run."),
        TextRole::Base,
        Color::TextMuted);
    words->setOverflow(Text::Overflow::Wrap);
    texts->addWidget(words);
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
        tr("A pb_data folder, a backup zip or a .db file. It is copied, never changed in place."),
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
    m_list->fill(m_search->text().trimmed());
    const bool isEmpty = m_connections.workspace().connections().empty();
    m_listPart->setVisible(!isEmpty);
    showContent(isEmpty ? State::Empty : State::Filled);
}

void HomeView::refresh()
{
    measureSizes();
    fill();
}

void HomeView::activated()
{
    measureSizes();
    m_list->setMeasuring(true);
    for (const ConnectionProfile &one : m_list->shown()) {
        m_list->updateRow(one.id);
    }
    // Enter does what most people come for: the first project is made with it.
    if (m_list->isEmpty()) {
        QMetaObject::invokeMethod(
            m_first, [this] { m_first->setFocus(Qt::OtherFocusReason); }, Qt::QueuedConnection);
    }
}

void HomeView::deactivated() { m_list->setMeasuring(false); }

void HomeView::hideEvent(QHideEvent *event)
{
    m_list->setMeasuring(false);
    View::hideEvent(event);
}

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
            m_list->updateRow(id);
        });
        watcher->setFuture(QtConcurrent::run([folder = profile.folder] {
            const Result<ProjectFolder> project = ProjectFolder::open(folder);
            return project ? ProjectFolder::dataSize(project->dataFolder()) : qint64(-1);
        }));
    }
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

void HomeView::showOpenData(const QString &path)
{
    auto *sheet = new OpenDataSheet(m_connections, &m_window);
    sheet->open();
    if (!path.isEmpty()) {
        sheet->inspect(path);
    }
}

void HomeView::showConnect(const QString &address, const QString &name, const QString &identity)
{
    auto *sheet = new ConnectSheet(m_connections, &m_window);
    sheet->open();
    if (!address.isEmpty()) {
        sheet->prefill(address, name, identity);
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
