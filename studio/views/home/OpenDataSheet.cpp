#include "studio/views/home/OpenDataSheet.h"

#include "studio/kit/FieldRow.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Progress.h"
#include "studio/kit/Text.h"
#include "studio/platform/ProjectFolder.h"
#include "studio/shell/Connections.h"
#include "studio/views/home/HomeMetrics.h"
#include "studio/views/home/NewProjectSheet.h"

#include <QBoxLayout>
#include <QDir>
#include <QFileDialog>
#include <QFutureWatcher>
#include <QLocale>
#include <QtConcurrent/QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr qsizetype kNamesShown = 12;
constexpr qsizetype kKeyLength = 32; // AES-256

QString sizeText(qint64 bytes)
{
    return QLocale().formattedDataSize(bytes, 1, QLocale::DataSizeTraditionalFormat);
}

QString describe(const ExistingData &data)
{
    QStringList lines;
    if (!data.isLookedInto) {
        lines << OpenDataSheet::tr("A large backup: its collections are known after the copy");
        lines << OpenDataSheet::tr("%1 to copy, %2 free")
                     .arg(sizeText(data.bytes), sizeText(data.freeBytes));
        return lines.join(u'\n');
    }
    const int count = static_cast<int>(data.collections.size());
    QStringList names = data.collections.first(std::min(kNamesShown, data.collections.size()));
    if (data.collections.size() > kNamesShown) {
        names << u"…"_s;
    }
    lines << OpenDataSheet::tr("%Ln collections: %1", nullptr, count)
                 .arg(QLocale().createSeparatedList(names));
    lines << OpenDataSheet::tr("%1 to copy, %2 free")
                 .arg(sizeText(data.bytes), sizeText(data.freeBytes));
    if (data.superusers > 0) {
        lines << OpenDataSheet::tr(
            "%Ln superusers come along with their passwords", nullptr, data.superusers);
    }
    if (data.hasWal) {
        lines << OpenDataSheet::tr(
            "Changes that were not folded in yet (WAL) are folded into the copy");
    }
    return lines.join(u'\n');
}

} // namespace

OpenDataSheet::OpenDataSheet(Connections &connections, QWidget *window)
    : Sheet(window, tr("Open existing data"))
    , m_connections(connections)
    , m_path(new TextField(tr("A pb_data folder, a backup zip or a data.db file")))
    , m_found(new Text({}, TextRole::Base))
    , m_left(new Text({}, TextRole::Small, Color::Warning))
    , m_target(new QWidget)
    , m_name(new TextField)
    , m_folder(new TextField)
    , m_folderRow(new FieldRow(tr("Folder"), makeFolderLine(m_folder, u"home.openData"_s, nullptr)))
    , m_key(new TextField)
    , m_keyRow(new FieldRow(tr("Encryption key"), m_key))
    , m_meter(new Meter)
    , m_progress(new Text({}, TextRole::Small, Color::TextMuted))
{
    setObjectName(u"home.openData"_s);
    setPanelWidth(home::kSheetWidth);
    setSubtitle(tr("The data is copied into a new project, never changed in place."));
    m_path->setObjectName(u"home.openData.path"_s);
    m_path->setAccessibleName(tr("Data"));
    m_found->setObjectName(u"home.openData.found"_s);
    m_found->setOverflow(Text::Overflow::Wrap);
    m_left->setOverflow(Text::Overflow::Wrap);
    m_name->setObjectName(u"home.openData.name"_s);
    m_name->setAccessibleName(tr("Name"));
    m_folder->setObjectName(u"home.openData.folder"_s);
    m_folder->setAccessibleName(tr("Folder"));

    auto *line = new QWidget;
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::k3);
    row->addWidget(m_path, 1);
    auto *chooseFolder = new IconButton(u"folder-open"_s, tr("Choose a folder"));
    auto *chooseFile = new IconButton(u"database"_s, tr("Choose a backup or a database file"));
    chooseFolder->setObjectName(u"home.openData.chooseFolder"_s);
    chooseFile->setObjectName(u"home.openData.chooseFile"_s);
    for (IconButton *button : {chooseFolder, chooseFile}) {
        button->setOutlined(true);
        row->addWidget(button);
    }
    line->setFocusProxy(m_path);
    m_pathRow = new FieldRow(tr("Data"), line);

    auto *target = new QVBoxLayout(m_target);
    target->setContentsMargins(0, 0, 0, 0);
    target->setSpacing(space::k4);
    target->addWidget(new FieldRow(tr("Name"), m_name));
    target->addWidget(m_folderRow);
    m_key->setObjectName(u"home.openData.key"_s);
    m_key->setSecret(true);
    m_keyRow->setHelp(tr("What the old server had in the variable of --encryptionEnv. It is kept "
                         "in the keychain."));
    m_keyRow->hide();
    target->addWidget(m_keyRow);
    connect(m_key, &TextField::textChanged, this, &OpenDataSheet::updateCopy);
    body()->setSpacing(space::k4);
    body()->addWidget(m_pathRow);
    body()->addWidget(m_found);
    body()->addWidget(m_left);
    body()->addWidget(m_target);
    body()->addWidget(m_meter);
    body()->addWidget(m_progress);
    for (QWidget *later :
         std::initializer_list<QWidget *>{m_found, m_left, m_target, m_meter, m_progress}) {
        later->hide();
    }
    m_copyButton = addStandardButtons(tr("Copy into a project"));
    m_copyButton->setObjectName(u"home.openData.accept"_s);
    m_copyButton->setEnabled(false);
    disconnect(m_copyButton, nullptr, this, nullptr);
    connect(m_copyButton, &Button::clicked, this, &OpenDataSheet::startCopy);
    connect(chooseFolder, &IconButton::clicked, this, [this] { choose(true); });
    connect(chooseFile, &IconButton::clicked, this, [this] { choose(false); });
    connect(m_path, &TextField::committed, this, &OpenDataSheet::inspect);
    setCloseGuard([this] {
        if (m_copy != nullptr) {
            m_copy->cancel(); // closes when the copy says it ended
            return false;
        }
        return true;
    });
}

void OpenDataSheet::choose(bool folder)
{
    auto *dialog = new QFileDialog(window(),
                                   folder ? tr("Choose a pb_data folder")
                                          : tr("Choose a backup or a database file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(folder ? QFileDialog::Directory : QFileDialog::ExistingFile);
    if (!folder) {
        dialog->setNameFilter(tr("Backups and databases (*.zip *.db *.sqlite *.sqlite3)"));
    }
    connect(dialog, &QFileDialog::fileSelected, this, &OpenDataSheet::inspect);
    dialog->open();
}

void OpenDataSheet::inspect(const QString &path)
{
    m_path->setText(path);
    m_pathRow->setError({});
    m_data.reset();
    m_copyButton->setEnabled(false);
    const int generation = ++m_generation;
    auto *watcher = new QFutureWatcher<std::shared_ptr<Result<ExistingData>>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, generation] {
        watcher->deleteLater();
        if (generation != m_generation) {
            return;
        }
        const auto result = watcher->result();
        if (*result) {
            showFound(result->value());
        } else {
            m_found->hide();
            m_left->hide();
            m_target->hide();
            m_pathRow->setError(QString::fromStdString(result->error().message));
        }
    });
    const QString typed = path.startsWith(u'~') ? QDir::homePath() + path.mid(1) : path;
    // shared: QFuture copies its results, ExistingData's error part cannot be default made
    watcher->setFuture(QtConcurrent::run([typed] {
        return std::make_shared<Result<ExistingData>>(
            inspectExistingData(typed, ProjectFolder::defaultParent()));
    }));
}

void OpenDataSheet::showFound(const ExistingData &found)
{
    m_data = found;
    m_found->setText(describe(found));
    m_found->show();
    QStringList notes;
    if (!found.leftBehind.isEmpty()) {
        notes << tr("Will not come along: %1").arg(QLocale().createSeparatedList(found.leftBehind));
    }
    if (found.hasEncryptedSettings) {
        notes << tr("Its settings are encrypted: the server needs the key of 32 characters.");
    }
    if (!found.fits()) {
        notes << tr("There is not enough free space.");
    }
    m_left->setText(notes.join(u'\n'));
    m_left->setVisible(!notes.isEmpty());
    m_name->setText(found.proposedName);
    m_folder->setText(shortPath(ProjectFolder::proposedFolder(found.proposedName)));
    m_target->show();
    m_keyRow->setVisible(found.hasEncryptedSettings);
    updateCopy();
}

void OpenDataSheet::updateCopy()
{
    m_copyButton->setEnabled(
        m_data && m_data->fits()
        && (!m_data->hasEncryptedSettings || m_key->text().size() == kKeyLength));
}

void OpenDataSheet::startCopy()
{
    if (!m_data || m_copy != nullptr) {
        return;
    }
    m_folderRow->setError({});
    m_copy = new DataCopy(this);
    connect(m_copy,
            &DataCopy::progressed,
            this,
            [this](qint64 done, qint64 total, const QString &phase) {
                m_meter->setValue(total > 0 ? static_cast<double>(done) / static_cast<double>(total)
                                            : -1);
                m_progress->setText(tr("%1: %2 of %3").arg(phase, sizeText(done), sizeText(total)));
            });
    connect(m_copy, &DataCopy::finished, this, &OpenDataSheet::copyEnded);
    m_meter->show();
    m_progress->show();
    m_copyButton->setBusy(true);
    const QString typed = m_folder->text().trimmed();
    m_copy->start(*m_data,
                  typed.startsWith(u'~') ? QDir::homePath() + typed.mid(1) : typed,
                  m_name->text().trimmed());
}

void OpenDataSheet::copyEnded(bool ok, const QString &error)
{
    m_copy->deleteLater();
    m_copy = nullptr;
    m_copyButton->setBusy(false);
    m_meter->hide();
    m_progress->hide();
    if (!ok) {
        m_folderRow->setError(error);
        return;
    }
    const QString typed = m_folder->text().trimmed();
    const Result<QString> added = m_connections.addProject(
        typed.startsWith(u'~') ? QDir::homePath() + typed.mid(1) : typed);
    if (!added) {
        m_folderRow->setError(QString::fromStdString(added.error().message));
        return;
    }
    const QString id = *added;
    Connections &connections = m_connections;
    if (m_data && m_data->hasEncryptedSettings) {
        connections.setEncryptionKey(id, m_key->text());
    }
    accept();
    connections.open(id);
}

} // namespace socle::studio
