#include "studio/views/backups/BackupsView.h"

#include "studio/api/OnResult.h"
#include "studio/api/SettingsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/BackupDesk.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/CronWords.h"
#include "studio/fields/Words.h"
#include "studio/kit/Banner.h"
#include "studio/kit/Card.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/FormPage.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/ListRow.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ShownTime.h"
#include "studio/kit/Skeleton.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/shell/ActionSheet.h"
#include "studio/shell/Actions.h"
#include "studio/shell/ErrorPage.h"
#include "studio/shell/Shell.h"
#include "studio/views/backups/BackupSheets.h"
#include "studio/views/backups/BackupsMetrics.h"

#include <QBoxLayout>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QLocale>
#include <QMimeData>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

QString timeText(const QDateTime &utc)
{
    const QString near = relativeTime(utc, QDateTime::currentDateTimeUtc());
    const QString exact = QLocale().toString(shownTime(utc), QLocale::ShortFormat);
    return near.isEmpty() ? exact : QString(near + u"  ·  "_s + exact);
}

struct KindLook
{
    QString word;
    Tone tone;
    QString icon;
};

KindLook lookOf(BackupDesk::Kind kind)
{
    switch (kind) {
    case BackupDesk::Kind::Manual:
        return {BackupsView::tr("by hand"), Tone::Neutral, u"archive"_s};
    case BackupDesk::Kind::Scheduled:
        return {BackupsView::tr("scheduled"), Tone::Accent, u"clock"_s};
    case BackupDesk::Kind::BeforeRestore:
        return {BackupsView::tr("before a restore"), Tone::Warning, u"history"_s};
    }
    return {};
}

} // namespace

BackupsView::BackupsView(ConnectionContext &context, Shell &shell, const ViewTarget &)
    : View(u"backups"_s)
    , m_context(context)
    , m_shell(shell)
    , m_desk(new BackupDesk(context, this))
{
    setTitle(tr("Backups"));
    setIcon(u"archive"_s);
    setAcceptDrops(true);
    m_page = new FormPage(backups::kPage);
    QVBoxLayout *column = m_page->column();
    column->setSpacing(space::k5);

    auto *head = new QHBoxLayout;
    head->setSpacing(space::k3);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(space::k1);
    texts->addWidget(new Text(tr("Backups"), TextRole::Title));
    auto *about
        = new Text(tr("The whole server in one archive: records, files, accounts and settings."),
                   TextRole::Base,
                   Color::TextMuted);
    about->setOverflow(Text::Overflow::Wrap);
    texts->addWidget(about);
    head->addLayout(texts, 1);
    m_upload = new Button(u"upload"_s, tr("Upload"), ButtonVariant::Secondary);
    m_upload->setObjectName(u"backups.upload"_s);
    m_create = new Button(u"plus"_s, tr("New backup"), ButtonVariant::Primary);
    m_create->setObjectName(u"backups.create"_s);
    head->addWidget(m_upload, 0, Qt::AlignVCenter);
    head->addWidget(m_create, 0, Qt::AlignVCenter);
    column->addLayout(head);

    m_problem = new Banner(Tone::Danger, {});
    m_problem->setObjectName(u"backups.problem"_s);
    m_problem->hide();
    connect(m_problem, &Banner::dismissed, m_problem, &QWidget::hide);
    column->addWidget(m_problem);

    auto *plan = new Card;
    plan->body()->setContentsMargins(0, space::k2, 0, space::k2);
    m_schedule = new SettingLine(tr("Schedule"));
    m_schedule->setObjectName(u"backups.schedule"_s);
    m_changeSchedule = new Button(tr("Change"), ButtonVariant::Secondary);
    m_changeSchedule->setObjectName(u"backups.schedule.change"_s);
    m_changeSchedule->setControlSize(ControlSize::Small);
    m_schedule->addControl(m_changeSchedule);
    plan->body()->addWidget(m_schedule);
    column->addWidget(plan);

    m_activity = new QWidget;
    auto *activityRow = new QHBoxLayout(m_activity);
    activityRow->setContentsMargins(space::k5, 0, space::k5, 0);
    activityRow->setSpacing(space::k3);
    activityRow->addWidget(new Spinner);
    activityRow->addWidget(m_activityText = new Text({}, TextRole::BaseMedium));
    activityRow->addStretch();
    m_activity->hide();
    column->addWidget(m_activity);

    m_list = new Card;
    m_list->setObjectName(u"backups.list"_s);
    m_list->body()->setContentsMargins(0, 0, 0, 0);
    m_list->body()->setSpacing(0);
    m_lines = new QVBoxLayout;
    m_lines->setSpacing(0);
    m_list->body()->addLayout(m_lines);
    column->addWidget(m_list);
    auto *loading = new Skeleton(Skeleton::Shape::Rows);
    loading->setCount(4);
    m_loading = loading;
    column->addWidget(m_loading);
    column->addSpacing(space::k7);
    column->addWidget(m_words = new EmptyState(u"archive"_s, {}, {}));
    column->addStretch(1);
    setContent(m_page);
    makeActions();

    connect(m_create, &QPushButton::clicked, this, &BackupsView::createNew);
    connect(m_upload, &QPushButton::clicked, this, &BackupsView::chooseUpload);
    connect(m_changeSchedule, &QPushButton::clicked, this, &BackupsView::changeSchedule);
    connect(m_desk, &BackupDesk::changed, this, &BackupsView::display);
    connect(m_desk, &BackupDesk::finished, this, [this](const QString &what) {
        m_problem->hide();
        m_shell.status(what);
    });
    connect(m_desk, &BackupDesk::refused, this, [this](const QString &what, const ApiError &error) {
        const RefusalText text = refusalText(what, error);
        m_problem->setMessage(Tone::Danger, text.title, text.reason);
        m_problem->show();
    });
    connect(&m_context, &ConnectionContext::lockChanged, this, [this] {
        m_shown.clear();
        display();
    });
    connect(&m_context, &ConnectionContext::backOnline, this, &BackupsView::refresh);
    refresh();
}

void BackupsView::makeActions()
{
    const auto add
        = [this](const QString &verb, const QString &text, const QString &icon, auto run) {
              m_actions << Actions::make({.id = u"act.backups."_s + verb,
                                          .text = text,
                                          .icon = icon,
                                          .keys = {},
                                          .subject = tr("Backups"),
                                          .help = {}},
                                         this,
                                         run);
          };
    add(u"create"_s, tr("New backup"), u"plus"_s, [this] { createNew(); });
    add(u"upload"_s, tr("Upload a backup"), u"upload"_s, [this] { chooseUpload(); });
    add(u"schedule"_s, tr("Change the schedule of backups"), u"clock"_s, [this] {
        changeSchedule();
    });
}

void BackupsView::refresh()
{
    m_desk->reload();
    loadSchedule();
}

void BackupsView::loadSchedule()
{
    onResult(SettingsEndpoint(m_context.client()).get(), this, [this](Result<Json> settings) {
        m_isScheduleRefused = !settings;
        if (settings) {
            m_settings = settings.takeValue();
        }
        displaySchedule();
    });
}

void BackupsView::displaySchedule()
{
    const Json &options = m_settings["backups"];
    const QString cron = toQString(options["cron"].text());
    const bool isKnown = m_settings.isObject();
    m_changeSchedule->setEnabled(isKnown && !m_context.isLocked());
    if (!isKnown) {
        // Before the first answer there is nothing to say.
        m_schedule->setHelp(
            m_isScheduleRefused ? tr("The settings of this server could not be read.") : QString());
        return;
    }
    const QString place = options["s3"]["enabled"].toBool()
        ? tr("kept in the bucket %1").arg(toQString(options["s3"]["bucket"].text()))
        : tr("kept on the server's disk");
    const auto schedule = CronSchedule::parse(cron);
    if (cron.isEmpty() || !schedule) {
        m_schedule->setHelp(tr("Only by hand, %1.").arg(place));
        return;
    }
    const std::vector<QDateTime> next = schedule->next(QDateTime::currentDateTimeUtc(), 1);
    m_schedule->setHelp(
        tr("%1, the newest %n kept, %2. Next: %3.",
           nullptr,
           static_cast<int>(options["cronMaxKeep"].toInt()))
            .arg(cronWords(cron),
                 place,
                 next.empty() ? tr("never")
                              : QLocale().toString(shownTime(next.front()), QLocale::ShortFormat)));
}

void BackupsView::display()
{
    const bool isBusy = !m_desk->activity().isEmpty();
    const bool isLocked = m_context.isLocked();
    const bool hasRoute = m_desk->state() != BackupDesk::State::Failed;
    for (Button *button : {m_create, m_upload}) {
        button->setEnabled(!isBusy && !isLocked && hasRoute);
        button->setToolTip(isLocked     ? tr("Unlock writes first")
                               : isBusy ? tr("Wait for what runs now")
                                        : QString());
    }
    displaySchedule();
    m_activity->setVisible(isBusy);
    m_activityText->setText(m_desk->activity());
    setBusy(isBusy);

    QString shown = isBusy ? u"busy "_s : u"idle "_s;
    for (const BackupFile &file : m_desk->files()) {
        shown += file.key + u' ';
    }
    if (shown != m_shown) {
        m_shown = shown;
        clearLayout(m_lines);
        for (const BackupFile &file : m_desk->files()) {
            m_lines->addWidget(makeLine(file));
        }
        if (m_lines->count() > 0) {
            qobject_cast<ListRow *>(m_lines->itemAt(m_lines->count() - 1)->widget())
                ->setDivider(false);
        }
    }
    const bool isReady = m_desk->state() == BackupDesk::State::Ready;
    const bool isEmpty = isReady && m_desk->files().empty();
    m_loading->setVisible(m_desk->state() == BackupDesk::State::Loading);
    m_list->setVisible(isReady && !isEmpty);
    m_words->setVisible(isEmpty || m_desk->state() == BackupDesk::State::Failed);
    if (isEmpty) {
        m_words->setError(false);
        m_words->clearActions();
        m_words->setContent(u"archive"_s,
                            tr("No backup yet"),
                            tr("Make one by hand, or let the server make one every night."));
        if (!isLocked) {
            Button *plan = m_words->addAction(tr("Make them every night"), u"clock"_s);
            plan->setObjectName(u"backups.empty.schedule"_s);
            plan->setVariant(ButtonVariant::Secondary); // "New backup" is the first thing to do
            connect(plan, &Button::clicked, this, &BackupsView::changeSchedule);
        }
        showContent(State::Empty);
    } else if (m_desk->state() == BackupDesk::State::Failed) {
        const ApiError &error = m_desk->error();
        ErrorText text = ErrorText::of(error);
        if (error.status == 404) {
            text.title = tr("This server makes no backups");
            text.reason = refusalText({}, error).reason;
            text.nextStep.clear();
        }
        fillErrorPage(
            *m_words, u"backups"_s, text, [this] { refresh(); }, this);
        showContent(State::Error);
    } else {
        showContent(isReady ? State::Filled : State::Loading);
    }
}

QWidget *BackupsView::makeLine(const BackupFile &file)
{
    const QString key = file.key;
    const KindLook look = lookOf(BackupDesk::kindOf(key));
    auto *row = new ListRow(isolatedLtr(key), timeText(file.modified));
    row->setObjectName(u"backups.row."_s + key);
    row->setTile(look.icon, look.tone);
    row->setPill(look.word, look.tone);
    row->setDivider(true);
    row->addTrailing(
        new Text(QLocale().formattedDataSize(file.size, 1, QLocale::DataSizeTraditionalFormat),
                 TextRole::Base,
                 Color::TextMuted));
    const bool isWritable = !m_context.isLocked() && m_desk->activity().isEmpty();
    auto *restoreButton = new Button(tr("Restore"), ButtonVariant::Secondary);
    restoreButton->setObjectName(row->objectName() + u".restore"_s);
    restoreButton->setAccessibleName(tr("Restore %1").arg(key));
    restoreButton->setEnabled(isWritable);
    auto *download = new IconButton(u"download"_s, tr("Download %1").arg(key));
    download->setObjectName(row->objectName() + u".download"_s);
    auto *remove = new IconButton(u"trash"_s, tr("Delete %1").arg(key));
    remove->setObjectName(row->objectName() + u".delete"_s);
    remove->setEnabled(isWritable);
    row->addTrailing(restoreButton);
    row->addTrailing(download);
    row->addTrailing(remove);
    connect(restoreButton, &QPushButton::clicked, this, [this, key] { restore(key); });
    connect(download, &QToolButton::clicked, this, [this, key] { chooseDownload(key); });
    connect(remove, &QToolButton::clicked, this, [this, key] { removeBackup(key); });
    return row;
}

/// The sheet works with this view's desk: it does not outlive it.
void BackupsView::ask(Sheet *sheet)
{
    connect(this, &QObject::destroyed, sheet, [sheet] { delete sheet; });
    m_shell.showSheet(sheet);
}

bool BackupsView::createNew()
{
    if (!m_create->isEnabled()) {
        return false;
    }
    const QString name = toQString(m_settings["meta"]["appName"].text());
    ask(newBackupSheet(*m_desk,
                       BackupDesk::suggestedName(name.isEmpty() ? m_context.profile().name : name,
                                                 QDateTime::currentDateTimeUtc()),
                       m_shell.window()));
    return true;
}

void BackupsView::upload(const QString &path)
{
    if (m_upload->isEnabled()) {
        m_desk->upload(path);
    }
}

void BackupsView::chooseUpload()
{
    auto *dialog = new QFileDialog(m_shell.window(), tr("Upload a backup"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilter(tr("Backups (*.zip)"));
    connect(dialog, &QFileDialog::fileSelected, this, &BackupsView::upload);
    dialog->open();
}

void BackupsView::chooseDownload(const QString &key)
{
    auto *dialog = new QFileDialog(m_shell.window(), tr("Save the backup"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(key);
    connect(dialog, &QFileDialog::fileSelected, this, [this, key](const QString &path) {
        m_desk->download(key, path);
    });
    dialog->open();
}

void BackupsView::restore(const QString &key)
{
    ask(restoreSheet(*m_desk,
                     key,
                     m_context.profile().environment == Environment::Production,
                     m_shell.window()));
}

void BackupsView::removeBackup(const QString &key)
{
    auto *sheet = new ActionSheet(m_shell.window(),
                                  u"backups.delete"_s,
                                  tr("Delete %1?").arg(key),
                                  tr("Delete the backup"),
                                  ButtonVariant::Danger);
    sheet->setSubtitle(tr("The archive is gone for good. What is on the server now stays."));
    connect(sheet, &ActionSheet::submitted, this, [this, sheet, key] {
        m_desk->remove(key);
        sheet->accept();
    });
    ask(sheet);
}

void BackupsView::changeSchedule()
{
    if (!m_settings.isObject() || m_context.isLocked()) {
        return;
    }
    ask(scheduleSheet(m_context,
                      m_settings["backups"],
                      m_shell.window(),
                      [self = QPointer(this)](const Json &document) {
                          if (self) {
                              self->m_settings = document;
                              self->displaySchedule();
                              self->m_shell.status(tr("The schedule is saved"));
                          }
                      }));
}

void BackupsView::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), colorOf(Color::Surface));
}

void BackupsView::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.first().toLocalFile().endsWith(u".zip"_s)
        && m_upload->isEnabled()) {
        event->acceptProposedAction();
    }
}

void BackupsView::dropEvent(QDropEvent *event)
{
    upload(event->mimeData()->urls().first().toLocalFile());
}

View *makeBackupsView(ConnectionContext &context, Shell &shell, const ViewTarget &target)
{
    return new BackupsView(context, shell, target);
}

} // namespace socle::studio
