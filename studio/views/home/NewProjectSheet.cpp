#include "studio/views/home/NewProjectSheet.h"

#include "studio/kit/FieldRow.h"
#include "studio/kit/IconButton.h"
#include "studio/platform/ProjectFolder.h"
#include "studio/shell/Connections.h"
#include "studio/views/home/HomeMetrics.h"
#include "studio/views/home/Samples.h"

#include <QBoxLayout>
#include <QButtonGroup>
#include <QCheckBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QGridLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

QString fullPath(const QString &typed)
{
    return typed.startsWith(u'~') ? QDir::homePath() + typed.mid(1) : typed;
}

} // namespace

QWidget *makeFolderLine(TextField *field, const QString &objectName, QWidget *parent)
{
    auto *line = new QWidget(parent);
    auto *row = new QHBoxLayout(line);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::k3);
    row->addWidget(field, 1);
    auto *browse = new IconButton(u"folder-open"_s, NewProjectSheet::tr("Choose a folder"));
    browse->setOutlined(true);
    browse->setObjectName(objectName + u".browse"_s);
    row->addWidget(browse);
    line->setFocusProxy(field);
    QObject::connect(browse, &IconButton::clicked, field, [field] {
        auto *dialog = new QFileDialog(field->window(), NewProjectSheet::tr("Choose a folder"));
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        dialog->setFileMode(QFileDialog::Directory);
        dialog->setOption(QFileDialog::ShowDirsOnly);
        dialog->setDirectory(QFileInfo(fullPath(field->text())).path());
        QObject::connect(dialog, &QFileDialog::fileSelected, field, [field](const QString &path) {
            field->setText(shortPath(path));
            emit field->textEdited(field->text());
        });
        dialog->open();
    });
    return line;
}

NewProjectSheet::NewProjectSheet(Connections &connections, QWidget *window)
    : Sheet(window, tr("New local project"))
    , m_connections(connections)
    , m_name(new TextField(tr("Bookshop")))
    , m_folder(new TextField)
    , m_nameRow(new FieldRow(tr("Name"), m_name))
    , m_folderRow(
          new FieldRow(tr("Folder"), makeFolderLine(m_folder, u"home.newProject"_s, nullptr)))
    , m_templates(new QButtonGroup(this))
    , m_samples(new QCheckBox(tr("With sample data")))
{
    setObjectName(u"home.newProject"_s);
    setPanelWidth(home::kSheetWidth);
    setSubtitle(tr("Socle starts its own server for it and creates the first admin by itself."));
    m_name->setObjectName(u"home.newProject.name"_s);
    m_name->setAccessibleName(tr("Name"));
    m_folder->setObjectName(u"home.newProject.folder"_s);
    m_folder->setAccessibleName(tr("Folder"));
    m_folderRow->setHelp(tr("Data and logs live here. You may move the folder later."));
    body()->setSpacing(space::k5);
    body()->addWidget(m_nameRow);
    body()->addWidget(m_folderRow);
    body()->addWidget(new FieldRow(tr("Begin with"), makeTemplates()));
    m_samples->setObjectName(u"home.newProject.samples"_s);
    m_samples->setChecked(true);
    m_samples->setEnabled(false); // blank has none
    body()->addWidget(m_samples);
    m_create = addStandardButtons(tr("Create project"));
    m_create->setObjectName(u"home.newProject.accept"_s);
    // The verb of the standard buttons accepts; here it has to work first.
    disconnect(m_create, nullptr, this, nullptr);
    connect(m_create, &Button::clicked, this, &NewProjectSheet::create);
    connect(m_name, &TextField::textChanged, this, &NewProjectSheet::nameChanged);
    connect(m_name, &TextField::returnPressed, this, &NewProjectSheet::create);
    connect(m_folder, &TextField::returnPressed, this, &NewProjectSheet::create);
    connect(m_folder, &TextField::textEdited, this, [this] {
        m_folderIsOwn = !m_folder->text().isEmpty();
    });
    nameChanged();
    QMetaObject::invokeMethod(
        m_name, [this] { m_name->setFocus(); }, Qt::QueuedConnection);
}

QWidget *NewProjectSheet::makeTemplates()
{
    auto *place = new QWidget;
    auto *tiles = new QGridLayout(place);
    tiles->setContentsMargins(0, 0, 0, 0);
    tiles->setSpacing(space::k3);
    int at = 0;
    for (const ProjectTemplate &one : projectTemplates()) {
        auto *tile = new Button(one.icon, one.title, ButtonVariant::Secondary);
        tile->setObjectName(u"home.newProject.template."_s + one.key);
        tile->setProperty("template", one.key);
        tile->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        tile->setCheckable(true);
        tile->setAutoDefault(false);
        tile->setChecked(at == 0);
        m_templates->addButton(tile);
        tiles->addWidget(tile, at / home::kTemplateColumns, at % home::kTemplateColumns);
        ++at;
    }
    connect(m_templates, &QButtonGroup::buttonToggled, this, [this] {
        m_samples->setEnabled(templateKey() != projectTemplates().constFirst().key);
    });
    return place;
}

QString NewProjectSheet::templateKey() const
{
    const QAbstractButton *chosen = m_templates->checkedButton();
    return chosen == nullptr ? QString() : chosen->property("template").toString();
}

void NewProjectSheet::nameChanged()
{
    m_nameRow->setError({});
    m_folderRow->setError({});
    const QString name = m_name->text().trimmed();
    if (!m_folderIsOwn) {
        m_folder->setText(shortPath(
            ProjectFolder::proposedFolder(name.isEmpty() ? m_name->placeholderText() : name)));
    }
    m_create->setEnabled(!name.isEmpty());
}

void NewProjectSheet::create()
{
    const QString name = m_name->text().trimmed();
    if (name.isEmpty()) {
        m_nameRow->setError(tr("A project needs a name"));
        return;
    }
    const Result<QString> made
        = m_connections.createProject(fullPath(m_folder->text().trimmed()), name);
    if (!made) {
        m_folderRow->setError(QString::fromStdString(made.error().message));
        m_folder->setFocus();
        return;
    }
    // The window opens at once; the server starts behind it.
    const QString id = *made;
    Connections &connections = m_connections;
    emit created(id, templateKey(), m_samples->isChecked());
    accept();
    connections.open(id);
}

} // namespace socle::studio
