#include "studio/views/data/JsonPage.h"

#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/domain/Snippets.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/fields/JsonTree.h"
#include "studio/kit/CodeEdit.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QLocale>
#include <QPointer>
#include <QStackedWidget>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

JsonPage::JsonPage(ConnectionContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_modes(new Segmented)
    , m_search(new SearchField(tr("Search, also with a pattern")))
    , m_found(new Text({}, TextRole::Small, Color::TextSubtle))
    , m_copyPath(new IconButton(u"link"_s, tr("Copy the path of the chosen value")))
    , m_pages(new QStackedWidget)
    , m_tree(new JsonTree)
    , m_code(new CodeEdit(CodeEdit::Language::Json))
{
    setAccessibleName(tr("Record as JSON"));
    m_modes->setObjectName(u"data.form.json.mode"_s);
    m_modes->setAccessibleName(tr("View"));
    m_modes->addSegment(u"tree"_s, tr("Tree"));
    m_modes->addSegment(u"text"_s, tr("Text"));
    m_modes->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    m_search->setObjectName(u"data.form.json.search"_s);
    m_search->setAccessibleName(tr("Search in this record"));
    m_copyPath->setObjectName(u"data.form.json.copyPath"_s);
    auto *copy = new IconButton(u"copy"_s, tr("Copy as JSON"));
    copy->setObjectName(u"data.form.json.copy"_s);
    m_tree->setObjectName(u"data.form.json.tree"_s);
    m_tree->setAccessibleName(tr("Record as a tree"));
    m_code->setObjectName(u"data.form.json"_s);
    m_code->setAccessibleName(tr("Record as JSON"));
    m_code->setReadOnly(true);
    m_code->setLineNumbers(false);
    m_code->setWrap(true);
    auto *top = new QHBoxLayout;
    top->setSpacing(space::k2);
    top->addWidget(m_modes);
    top->addStretch();
    top->addWidget(m_copyPath);
    top->addWidget(copy);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::k5, space::k4, space::k5, space::k4);
    column->setSpacing(space::k3);
    column->addLayout(top);
    column->addWidget(m_search);
    column->addWidget(m_found);
    m_found->hide();
    m_pages->addWidget(m_tree);
    m_pages->addWidget(m_code);
    column->addWidget(m_pages, 1);

    m_tree->setBranchSource(
        [this](const QString &path, const QString &value) {
            return !value.isEmpty() && !relationAt(path).isEmpty();
        },
        [this](QTreeWidgetItem *item, const QString &value) { fetch(item, value); });
    connect(m_modes, &Segmented::currentChanged, this, &JsonPage::showMode);
    connect(m_search, &SearchField::searchChanged, this, &JsonPage::search);
    connect(copy, &IconButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_text);
        emit said(tr("Copied the record as JSON"));
    });
    connect(m_copyPath, &IconButton::clicked, this, [this] {
        const QString path = m_tree->currentPath();
        if (!path.isEmpty()) {
            QGuiApplication::clipboard()->setText(path);
            emit said(tr("Copied the path %1").arg(path));
        }
    });
    const auto showPath = [this] {
        m_copyPath->setEnabled(m_pages->currentIndex() == 0 && m_tree->currentItem() != nullptr);
    };
    connect(m_tree, &QTreeWidget::currentItemChanged, this, showPath);
    showPath();
}

void JsonPage::show(const CollectionPtr &collection, const JsonObject &record)
{
    Privacy::guard(
        m_pages, collection != nullptr && std::ranges::any_of(collection->fields, &isPrivateField));
    const QString text = prettyJson(Json(record));
    if (m_collection == collection && text == m_text) {
        return; // branches that were opened stay open
    }
    m_collection = collection;
    m_text = text;
    m_tree->setJson(text);
    m_code->setText(text);
    search(m_search->text());
}

void JsonPage::showMode(const QString &mode)
{
    m_pages->setCurrentIndex(mode == u"tree" ? 0 : 1);
    m_copyPath->setEnabled(mode == u"tree" && m_tree->currentItem() != nullptr);
    search(m_search->text());
}

void JsonPage::search(const QString &typed)
{
    QRegularExpression pattern(typed, QRegularExpression::CaseInsensitiveOption);
    const bool isGood = pattern.isValid();
    if (!isGood) {
        pattern.setPattern(QRegularExpression::escape(typed));
    }
    int found = 0;
    if (m_pages->currentIndex() == 0) {
        found = m_tree->search(pattern);
    } else {
        QVector<CodeProblem> marks;
        if (!typed.isEmpty()) {
            auto all = pattern.globalMatch(m_text);
            while (all.hasNext()) {
                const auto match = all.next();
                if (match.capturedLength() > 0) {
                    marks.append({static_cast<int>(match.capturedStart()),
                                  static_cast<int>(match.capturedLength()),
                                  {}});
                }
            }
        }
        found = static_cast<int>(marks.size());
        m_code->setProblems(marks);
        if (!marks.isEmpty()) {
            m_code->setCursorPosition(marks.first().start);
        }
    }
    m_found->setVisible(!typed.isEmpty());
    m_found->setColor(isGood ? Color::TextSubtle : Color::Warning);
    m_found->setText(isGood
                         ? tr("%1 found").arg(QLocale().toString(found))
                         : tr("No pattern (%1), searched as it stands").arg(pattern.errorString()));
}

/// The collection a path's relation points to: "author", "genres[2]".
QString JsonPage::relationAt(const QString &path) const
{
    const fields::Field *field
        = m_collection == nullptr ? nullptr : m_collection->field(path.section(u'[', 0, 0));
    return field == nullptr ? QString() : CollectionSchema::relationTarget(*field);
}

void JsonPage::fetch(QTreeWidgetItem *item, const QString &value)
{
    const CollectionPtr target = m_context.schema().find(relationAt(JsonTree::pathOf(item)));
    if (target == nullptr) {
        return;
    }
    const QString path = JsonTree::pathOf(item);
    onResult(RecordsEndpoint(m_context.client())
                 .view(target->name, value, {}, {}, u"data.json.expand"_s),
             this,
             [this, path](const Result<Record> &record) {
                 // The tree may have been filled anew meanwhile.
                 QTreeWidgetItemIterator it(m_tree);
                 while (*it != nullptr && JsonTree::pathOf(*it) != path) {
                     ++it;
                 }
                 if (*it == nullptr) {
                     return;
                 }
                 if (record) {
                     m_tree->addBranch(*it, toQString(Json(record->values).dump()));
                 } else {
                     emit said(apiError(record.error()).title());
                 }
             });
}

} // namespace socle::studio
