#include "studio/views/data/ApiPage.h"

#include "studio/kit/CodeEdit.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/ViewHost.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const QString kLanguageKey = u"snippets.language"_s; // of the workspace's preferences

} // namespace

ApiPage::ApiPage(Shell &shell, QWidget *parent)
    : QWidget(parent)
    , m_shell(shell)
    , m_requests(new Segmented)
    , m_language(new Select)
    , m_text(new CodeEdit(CodeEdit::Language::JavaScript))
{
    setObjectName(u"data.form.api"_s);
    setAccessibleName(tr("Requests for this record"));
    m_requests->setObjectName(u"data.form.api.request"_s);
    m_requests->setAccessibleName(tr("Request"));
    m_requests->setEqualWidths(false); // four words in an inspector
    m_requests->addSegment(u"view"_s, tr("Read"));
    m_requests->addSegment(u"update"_s, tr("Update"));
    m_requests->addSegment(u"delete"_s, tr("Delete"));
    m_requests->addSegment(u"create"_s, tr("Create"));
    m_language->setObjectName(u"data.form.api.language"_s);
    m_language->setAccessibleName(tr("Language"));
    QVector<SelectOption> options;
    for (const SnippetLanguageInfo &each : snippetLanguages()) {
        options.append({.key = each.key, .text = each.title});
    }
    m_language->setOptions(options);
    const QString kept = shell.workspace().preference(kLanguageKey).toString();
    m_language->setCurrentKey(kept.isEmpty() ? options.first().key : kept);
    auto *copy = new IconButton(u"copy"_s, tr("Copy the request"));
    copy->setObjectName(u"data.form.api.copy"_s);
    m_text->setObjectName(u"data.form.api.text"_s);
    m_text->setAccessibleName(tr("Request as code"));
    m_text->setReadOnly(true);
    m_text->setLineNumbers(false);
    m_text->setWrap(true);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::k2);
    row->addWidget(m_language, 1);
    row->addWidget(copy);
    auto *note = new Text(tr("The token is read from SOCLE_TOKEN; it is never written out."),
                          TextRole::Small,
                          Color::TextSubtle);
    note->setOverflow(Text::Overflow::Wrap);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::k5, space::k4, space::k5, space::k4);
    column->setSpacing(space::k3);
    column->addWidget(m_requests);
    column->addLayout(row);
    column->addWidget(m_text, 1);
    column->addWidget(note);
    connect(m_requests, &Segmented::currentChanged, this, &ApiPage::write);
    connect(m_language, &Select::currentChanged, this, [this](const QString &key) {
        m_shell.workspace().setPreference(kLanguageKey, key);
        write();
    });
    connect(copy, &IconButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_text->text());
        emit said(tr("Copied the request"));
    });
}

void ApiPage::show(const QUrl &server,
                   const CollectionPtr &collection,
                   const QString &record,
                   const JsonObject &body,
                   bool hasToken)
{
    m_request = RequestModel();
    m_request.server = server;
    m_request.collection = collection->name;
    m_request.hasToken = hasToken;
    m_record = record;
    m_body = body;
    const bool isNew = record.isEmpty();
    const QString views = tr("A view is read only");
    const QString unsaved = tr("This record is not stored yet");
    for (const QString &key : {u"view"_s, u"update"_s, u"delete"_s}) {
        const bool isWrite = key != u"view";
        m_requests->setSegmentEnabled(
            key, !isNew && !(isWrite && collection->isView()), isNew ? unsaved : views);
    }
    m_requests->setSegmentEnabled(u"create"_s, !collection->isView(), views);
    if (isNew) {
        m_requests->setCurrentKey(u"create"_s);
    } else if (m_isNew) {
        m_requests->setCurrentKey(u"view"_s);
    }
    m_isNew = isNew;
    write();
}

SnippetLanguage ApiPage::language() const
{
    for (const SnippetLanguageInfo &each : snippetLanguages()) {
        if (each.key == m_language->currentKey()) {
            return each.language;
        }
    }
    return SnippetLanguage::JavaScript;
}

void ApiPage::write()
{
    const QString key = m_requests->currentKey();
    using Action = RequestModel::Action;
    m_request.action = key == u"update" ? Action::Update
        : key == u"delete"              ? Action::Delete
        : key == u"create"              ? Action::Create
                                        : Action::View;
    m_request.record = m_request.action == Action::Create ? QString() : m_record;
    const bool hasBody = m_request.action == Action::Update || m_request.action == Action::Create;
    m_request.body = hasBody ? std::optional<Json>(Json(m_body)) : std::nullopt;
    m_text->setText(snippet(m_request, language()));
}

QString ApiPage::text() const { return m_text->text(); }

} // namespace socle::studio
