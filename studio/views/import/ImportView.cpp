#include "studio/views/import/ImportView.h"

#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Button.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/shell/Actions.h"
#include "studio/shell/Shell.h"
#include "studio/views/import/CheckPage.h"
#include "studio/views/import/ColumnsPage.h"
#include "studio/views/import/CopySheet.h"
#include "studio/views/import/ImportMetrics.h"
#include "studio/views/import/ImportRun.h"
#include "studio/views/import/RulesPage.h"
#include "studio/views/import/RunPage.h"
#include "studio/views/import/SourcePage.h"
#include "studio/views/import/StepBar.h"
#include "studio/views/import/UnfinishedList.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QJsonArray>
#include <QLocale>
#include <QMimeData>
#include <QStackedLayout>
#include <QStandardPaths>
#include <QUrl>

using namespace Qt::StringLiterals;

namespace socle::studio {

ImportView::ImportView(ConnectionContext &context, Shell &shell, const ViewTarget &target)
    : View(u"import"_s)
    , m_context(context)
    , m_shell(shell)
{
    setTitle(tr("Import"));
    setIcon(u"upload"_s);
    setAcceptDrops(true);

    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto *head = new QWidget;
    keepScaled(head, Extent::Height, layout::kToolbar);
    auto *headRow = new QHBoxLayout(head);
    headRow->setContentsMargins(space::k5, 0, space::k5, 0);
    m_steps = new StepBar({tr("Files"), tr("Columns"), tr("Rules"), tr("Check"), tr("Import")});
    m_steps->setAccessibleName(tr("Steps of the import"));
    headRow->addWidget(m_steps);
    column->addWidget(head);
    column->addWidget(new Divider);
    auto *pages = new QWidget;
    m_pages = new QStackedLayout(pages);
    m_pages->addWidget(m_source = new SourcePage);
    m_pages->addWidget(m_columns = new ColumnsPage(context.schema()));
    m_pages->addWidget(m_rules = new RulesPage(context.schema()));
    m_pages->addWidget(m_check = new CheckPage(context));
    m_pages->addWidget(m_run = new RunPage);
    m_source->setHeader(m_earlier = new UnfinishedList(context));
    column->addWidget(pages, 1);
    column->addWidget(new Divider);
    column->addWidget(makeFooter());
    setContent(content);
    showContent();

    connect(m_steps, &StepBar::stepRequested, this, &ImportView::goToStep);
    connect(m_source, &SourcePage::chooseRequested, this, &ImportView::choose);
    connect(m_source, &SourcePage::currentRequested, this, [this](int index) {
        m_current = index;
        refreshPages();
    });
    connect(m_source, &SourcePage::removeRequested, this, [this](int index) {
        m_drafts.erase(m_drafts.begin() + index);
        m_current = std::max(0, std::min(m_current, static_cast<int>(m_drafts.size()) - 1));
        refreshPages();
    });
    connect(m_source, &SourcePage::optionsChanged, this, [this](const SourceOptions &options) {
        m_drafts[static_cast<std::size_t>(m_current)].options = options;
        read(m_current);
    });
    connect(m_columns, &ColumnsPage::currentRequested, this, [this](int index) {
        m_current = index;
        refreshPages();
    });
    const auto keep = [this](const ImportDraft &draft) {
        m_drafts[static_cast<std::size_t>(m_current)] = draft;
        refreshFooter();
    };
    connect(m_columns, &ColumnsPage::draftChanged, this, keep);
    connect(m_rules, &RulesPage::draftChanged, this, keep);
    connect(m_check, &CheckPage::draftChanged, this, keep);
    connect(m_check, &CheckPage::checked, this, &ImportView::refreshFooter);
    connect(m_source, &SourcePage::pasteRequested, this, &ImportView::paste);
    connect(m_source, &SourcePage::copyRequested, this, &ImportView::copyFrom);
    connect(m_earlier, &UnfinishedList::resumeRequested, this, &ImportView::resumeRun);
    connect(m_earlier, &UnfinishedList::undoRequested, this, [this](const ImportEntry &entry) {
        Task *task = undoImport(m_context, entry);
        connect(task, &Task::ended, this, [this] { m_earlier->refresh({}); });
        m_earlier->refresh({entry.id});
    });
    connect(m_run, &RunPage::openRequested, this, [this](const QString &name) {
        m_shell.openCollection(name, OpenMode::Lasting);
    });
    connect(m_run, &RunPage::exportRequested, this, &ImportView::chooseExport);
    connect(&context.schema(), &SchemaStore::stateChanged, this, &ImportView::refreshFooter);
    m_actions << Actions::make({.id = u"act.import.choose"_s,
                                .text = tr("Choose files to import"),
                                .icon = u"folder-open"_s,
                                .keys = {},
                                .subject = tr("Import"),
                                .help = {}},
                               this,
                               [this] { choose(); })
              << Actions::make({.id = u"act.import.paste"_s,
                                .text = tr("Import the rows on the clipboard"),
                                .icon = u"clipboard"_s,
                                .keys = {},
                                .subject = tr("Import"),
                                .help = {}},
                               this,
                               [this] { paste(); });
    navigate(target);
    refreshPages();
}

ImportView::~ImportView()
{
    for (ImportRun *run : m_runs) {
        run->disconnect(this);
        run->release();
    }
}

QWidget *ImportView::makeFooter()
{
    auto *footer = new QWidget;
    auto *row = new QHBoxLayout(footer);
    row->setContentsMargins(space::k7, space::k4, space::k7, space::k4);
    row->setSpacing(space::k3);
    m_note = new Text({}, TextRole::Base, Color::TextMuted);
    m_note->setObjectName(u"import.note"_s);
    m_note->setOverflow(Text::Overflow::Elide);
    row->addWidget(m_note, 1);
    m_back = new Button(tr("Back"), ButtonVariant::Ghost);
    m_back->setObjectName(u"import.back"_s);
    row->addWidget(m_back);
    m_onward = new Button(tr("Rules"), ButtonVariant::Secondary);
    m_onward->setObjectName(u"import.next"_s);
    row->addWidget(m_onward);
    m_next = new Button(tr("Next"), ButtonVariant::Primary);
    m_next->setObjectName(u"import.start"_s);
    row->addWidget(m_next);
    connect(m_back, &Button::clicked, this, [this] { goToStep(m_step - 1); });
    connect(m_onward, &Button::clicked, this, [this] { goToStep(m_step + 1); });
    connect(m_next, &Button::clicked, this, [this] {
        if (m_step == Source) {
            goToStep(Columns);
        } else if (m_step == Run) {
            startAgain();
        } else {
            start();
        }
    });
    return footer;
}

void ImportView::navigate(const ViewTarget &target)
{
    if (!target.collection.isEmpty()) {
        m_aim = target.collection;
        if (const CollectionPtr aim = m_context.schema().find(m_aim);
            aim != nullptr && m_runs.empty()) {
            for (ImportDraft &draft : m_drafts) {
                if (draft.isRead) {
                    draft.aimAt(*aim, &m_context.schema());
                }
            }
        }
    }
    QStringList paths;
    for (const QJsonValue &path : target.arguments.value(u"paths"_s).toArray()) {
        paths << path.toString();
    }
    addFiles(paths);
}

void ImportView::activated()
{
    // Behind the palette or the tab strip that brought it here.
    QMetaObject::invokeMethod(
        this,
        [this] {
            if (m_step == Source && m_drafts.empty()) {
                m_source->focusFirst();
            }
        },
        Qt::QueuedConnection);
}

void ImportView::addFiles(const QStringList &paths)
{
    if (!m_runs.empty()) {
        startAgain();
    }
    for (const QString &path : paths) {
        const bool isThere = std::any_of(
            m_drafts.begin(), m_drafts.end(), [&](const ImportDraft &d) { return d.path == path; });
        if (isThere || static_cast<int>(m_drafts.size()) >= import::kMaxFiles) {
            continue;
        }
        ImportDraft draft;
        draft.path = path;
        draft.newName = ImportDraft::nameFor(path, m_context.schema(), newNamesBeside(-1));
        m_drafts.push_back(std::move(draft));
        read(static_cast<int>(m_drafts.size()) - 1);
    }
    refreshPages();
}

void ImportView::read(int index)
{
    ImportDraft &draft = m_drafts[static_cast<std::size_t>(index)];
    const quint64 mine = ++m_generation;
    m_readings.insert(draft.path, mine);
    setBusy(true);
    onResult(previewSource(draft.path, draft.options),
             this,
             [this, path = draft.path, mine](Result<ImportPreview> result) {
                 readEnded(path, mine, std::move(result));
             });
}

void ImportView::readEnded(const QString &path, quint64 generation, Result<ImportPreview> result)
{
    if (m_readings.value(path) != generation) {
        return;
    }
    m_readings.remove(path);
    setBusy(!m_readings.isEmpty());
    const auto at = std::find_if(
        m_drafts.begin(), m_drafts.end(), [&](const ImportDraft &d) { return d.path == path; });
    if (at == m_drafts.end()) {
        return;
    }
    if (!result) {
        at->isRead = false;
        at->problem = toQString(result.error().message);
    } else {
        const bool isFirst = !at->isRead;
        at->take(result.takeValue());
        const CollectionPtr aim = m_context.schema().find(m_aim);
        if (isFirst && aim != nullptr) {
            at->aimAt(*aim, &m_context.schema());
        }
    }
    refreshPages();
}

void ImportView::setDraft(int index, const ImportDraft &draft)
{
    m_drafts[static_cast<std::size_t>(index)] = draft;
    refreshPages();
}

QStringList ImportView::newNamesBeside(int index) const
{
    QStringList names;
    for (int i = 0; i < static_cast<int>(m_drafts.size()); ++i) {
        const ImportDraft &draft = m_drafts[static_cast<std::size_t>(i)];
        if (i != index && draft.makesCollection) {
            names << draft.newName;
        }
    }
    return names;
}

QString ImportView::obstacle(int *atFile) const
{
    for (int i = 0; i < static_cast<int>(m_drafts.size()); ++i) {
        const ImportDraft &draft = m_drafts[static_cast<std::size_t>(i)];
        const QString what = draft.obstacle(m_context.schema(), newNamesBeside(i));
        if (!what.isEmpty()) {
            if (atFile != nullptr) {
                *atFile = i;
            }
            return m_drafts.size() > 1 ? tr("%1: %2").arg(draft.fileName(), what) : what;
        }
    }
    return {};
}

int ImportView::reachableStep() const
{
    if (!m_runs.empty()) {
        return Run;
    }
    const bool isRead = !m_drafts.empty() && m_readings.isEmpty()
        && std::all_of(
            m_drafts.begin(), m_drafts.end(), [](const ImportDraft &d) { return d.isRead; });
    return !isRead ? Source : obstacle().isEmpty() ? Check : Columns;
}

void ImportView::goToStep(int step)
{
    if (step < 0 || step > reachableStep() || (!m_runs.empty() && step != Run)) {
        return;
    }
    m_step = step;
    refreshPages();
    if (m_step == Source) {
        m_source->focusFirst();
    } else if (m_step == Columns) {
        m_columns->focusFirst();
    } else if (m_step == Rules) {
        m_rules->focusFirst();
    } else if (m_step == Check) {
        m_next->setFocus();
    } else {
        m_next->setFocus();
    }
}

void ImportView::refreshPages()
{
    if (m_drafts.empty() && m_runs.empty()) {
        m_step = Source;
    }
    m_source->show(m_drafts, m_current);
    if (m_step == Columns) {
        m_columns->show(m_drafts, m_current);
    } else if (m_step == Rules) {
        m_rules->show(m_drafts[static_cast<std::size_t>(m_current)]);
    } else if (m_step == Check) {
        m_check->show(m_drafts[static_cast<std::size_t>(m_current)]);
    }
    if (m_step == Source) {
        m_earlier->refresh({});
        m_earlier->setVisible(m_drafts.empty() && m_earlier->count() > 0);
    }
    m_pages->setCurrentIndex(m_step);
    refreshFooter();
}

void ImportView::refreshFooter()
{
    m_steps->setCurrent(m_step, reachableStep());
    const bool isBetween = m_step > Source && m_step < Run;
    const QString what = isBetween ? obstacle() : QString();
    m_back->setVisible(isBetween);
    m_onward->setVisible(m_step == Columns || m_step == Rules);
    m_onward->setText(m_step == Columns ? tr("Rules") : tr("Check"));
    m_onward->setEnabled(what.isEmpty());
    m_next->setVisible(m_step != Source || !m_drafts.empty());
    m_note->setColor(what.isEmpty() ? Color::TextMuted : Color::Warning);
    if (m_step == Source) {
        m_next->setText(tr("Next"));
        m_next->setVariant(ButtonVariant::Primary);
        m_next->setEnabled(reachableStep() >= Columns);
        const bool isBroken
            = std::any_of(m_drafts.begin(), m_drafts.end(), [](const ImportDraft &draft) {
                  return !draft.preview.problem.isEmpty();
              });
        m_note->setColor(Color::Warning);
        m_note->setText(isBroken ? tr("A file is broken: its rows end where it cannot be read")
                                 : QString());
        return;
    }
    if (isBetween) {
        qint64 rows = 0;
        bool isExact = true;
        for (const ImportDraft &draft : m_drafts) {
            rows += draft.preview.rowCount - draft.leftOut.size();
            isExact = isExact && draft.preview.isWhole;
        }
        if (const auto fitting = m_check->fitting();
            fitting && m_step == Check && m_drafts.size() == 1) {
            rows = *fitting;
            isExact = true;
        }
        m_next->setText(isExact ? tr("Import %Ln rows", nullptr, pluralCount(rows)) : tr("Import"));
        m_next->setVariant(ButtonVariant::Primary);
        m_next->setEnabled(what.isEmpty() && !m_context.isLocked());
        m_note->setText(m_context.isLocked() ? tr("Writes are locked on this connection") : what);
        return;
    }
    bool isOver = true;
    for (const ImportRun *run : m_runs) {
        isOver = isOver && run->isEnded();
    }
    m_next->setText(tr("Import more files"));
    m_next->setVariant(ButtonVariant::Secondary);
    m_next->setEnabled(isOver);
    m_note->setText(isOver ? QString()
                           : tr("It goes on when this tab is closed; the task list shows it."));
}

void ImportView::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), colorOf(Color::Surface));
}

void ImportView::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().constFirst().isLocalFile()) {
        m_source->setDropActive(true);
        event->acceptProposedAction();
    }
}

void ImportView::dragLeaveEvent(QDragLeaveEvent *) { m_source->setDropActive(false); }

void ImportView::dropEvent(QDropEvent *event)
{
    m_source->setDropActive(false);
    QStringList paths;
    for (const QUrl &url : event->mimeData()->urls()) {
        if (url.isLocalFile()) {
            paths << url.toLocalFile();
        }
    }
    addFiles(paths);
}

View *makeImportView(ConnectionContext &context, Shell &shell, const ViewTarget &target)
{
    return new ImportView(context, shell, target);
}

} // namespace socle::studio
