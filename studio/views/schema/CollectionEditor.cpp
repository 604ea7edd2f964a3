#include "studio/views/schema/CollectionEditor.h"

#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/kit/Banner.h"
#include "studio/kit/Button.h"
#include "studio/kit/Icon.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Small.h"
#include "studio/kit/Tabs.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/views/schema/CollectionCard.h"
#include "studio/views/schema/FieldList.h"
#include "studio/views/schema/FieldPane.h"
#include "studio/views/schema/SchemaMetrics.h"
#include "studio/views/schema/SchemaSections.h"

#include <QBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QSplitter>
#include <QStackedWidget>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

QString keyOf(CollectionType type)
{
    switch (type) {
    case CollectionType::Base:
        return u"base"_s;
    case CollectionType::Auth:
        return u"auth"_s;
    case CollectionType::View:
        return u"view"_s;
    }
    return {};
}

/// The section a path belongs to.
QString sectionOf(const QString &path)
{
    const QString head = path.section(u'.', 0, 0);
    if (head == u"fields") {
        return u"fields"_s;
    }
    if (head == u"indexes") {
        return u"indexes"_s;
    }
    if (head == u"viewQuery") {
        return u"query"_s;
    }
    return head.endsWith(u"Rule") ? u"rules"_s : u"options"_s;
}

} // namespace

CollectionEditor::CollectionEditor(ConnectionContext &context, SchemaDraft &draft, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_draft(draft)
    , m_tabs(new Tabs(Tabs::Look::Underline))
    , m_stack(new QStackedWidget)
{
    setObjectName(u"schema.sheet"_s);
    setAccessibleName(tr("Sheet of the collection"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    m_tabs->setObjectName(u"schema.sections"_s);
    m_tabs->setDrawBase(false);
    m_tabs->setAccessibleName(tr("Parts of the collection"));
    auto *tabRow = new QHBoxLayout;
    setMirroredMargins(tabRow, space::k5 - space::k2, 0, space::k5, -1);
    tabRow->addWidget(m_tabs);
    tabRow->addStretch();
    column->addLayout(tabRow);
    column->addWidget(new Divider);
    m_bannerPlace = new QVBoxLayout;
    m_bannerPlace->setContentsMargins(space::k5, 0, space::k5, 0);
    column->addLayout(m_bannerPlace);
    column->addWidget(m_stack, 1);

    EditorContext editor;
    editor.client = &context.client();
    editor.schema = &context.schema();
    editor.collection = context.schema().find(draft.id());
    m_fields = new FieldList(draft, context.schema());
    m_pane = new FieldPane(draft, editor);
    auto *splitter = new QSplitter;
    splitter->setObjectName(u"schema.splitter"_s);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(m_fields);
    splitter->addWidget(m_pane);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    m_fieldsPage = splitter;
    m_stack->addWidget(splitter);
    m_indexes = new IndexSection(draft);
    m_rules = new RulesSection(draft);
    m_auth = new AuthSection(context, draft);
    m_query = new QuerySection(draft, context.schema());
    m_indexPage = makePage(m_indexes);
    m_rulesPage = makePage(m_rules);
    m_authPage = makePage(m_auth);
    m_queryPage = makePage(m_query);

    connect(m_fields, &FieldList::currentChanged, m_pane, &FieldPane::setField);
    connect(m_fields, &FieldList::openRequested, this, [this] { m_pane->focusMember(u"name"_s); });
    connect(m_tabs, &Tabs::currentChanged, this, [this](int index) {
        showSection(m_tabs->keyAt(index));
    });
    connect(&draft, &SchemaDraft::changed, this, [this] {
        m_isTouched = true;
        refresh();
    });
    connect(&draft.undoStack(), &QUndoStack::canUndoChanged, m_undo, &QWidget::setEnabled);
    connect(&draft.undoStack(), &QUndoStack::canRedoChanged, m_redo, &QWidget::setEnabled);
    m_isTouched = !draft.isNew();
    rebuildTabs();
    refresh();
    // The first field of its own is what most people come for.
    for (const DraftField &field : draft.fields()) {
        if (!field.isSystem) {
            m_fields->setCurrent(field.id);
            break;
        }
    }
}

QWidget *CollectionEditor::makeHeader()
{
    auto *header = new QWidget;
    keepScaled(header, Extent::LeastHeight, schema::kEditorHeader);
    auto *row = new QHBoxLayout(header);
    setMirroredMargins(row, space::k4, space::k4, space::k5, space::k3);
    row->setSpacing(space::k4);
    auto *back = new IconButton(u"arrow-left"_s, tr("Back to the map"));
    back->setObjectName(u"schema.back"_s);
    row->addWidget(back, 0, Qt::AlignTop);
    auto *nameColumn = new QVBoxLayout;
    nameColumn->setSpacing(space::k1);
    m_name = new TextField(tr("Name of the collection"));
    m_name->setObjectName(u"schema.name"_s);
    m_name->setAccessibleName(tr("Name of the collection"));
    keepScaled(m_name, Extent::LeastWidth, schema::kNameWidth);
    keepScaled(m_name, Extent::MostWidth, schema::kNameMax);
    m_name->setReadOnly(m_draft.isSystem());
    m_nameError = new Text({}, TextRole::Small, Color::Danger);
    m_nameError->setObjectName(u"schema.name.error"_s);
    m_nameError->setOverflow(Text::Overflow::Wrap);
    m_nameError->hide();
    nameColumn->addWidget(m_name);
    nameColumn->addWidget(m_nameError);
    nameColumn->addStretch();
    row->addLayout(nameColumn);
    m_type = new Segmented;
    m_type->setObjectName(u"schema.type"_s);
    m_type->setAccessibleName(tr("Type of the collection"));
    const bool isNew = m_draft.isNew();
    for (const auto &[type, word, help] :
         {std::tuple(CollectionType::Base, tr("Base"), tr("Records of any kind")),
          std::tuple(CollectionType::Auth, tr("Auth"), tr("Accounts that can sign in")),
          std::tuple(CollectionType::View, tr("View"), tr("The result of a query, read only"))}) {
        if (isNew || type == m_draft.type()) {
            m_type->addSegment(keyOf(type),
                               word,
                               collectionIcon(type, false),
                               isNew ? help : tr("The type cannot be changed later"));
        }
    }
    m_type->setVisible(isNew);
    row->addWidget(m_type, 0, Qt::AlignTop);
    m_facts = new Text({}, TextRole::Small, Color::TextMuted);
    m_facts->setMinimumHeight(controlHeight(ControlSize::Medium));
    m_facts->setAlignment(Qt::AlignVCenter | Qt::AlignLeading);
    row->addWidget(m_facts, 0, Qt::AlignTop);
    row->addStretch();
    m_undo = new IconButton(u"undo"_s, tr("Undo (Ctrl+Z)"));
    m_undo->setObjectName(u"schema.undo"_s);
    m_undo->setEnabled(m_draft.undoStack().canUndo());
    m_redo = new IconButton(u"redo"_s, tr("Redo (Ctrl+Shift+Z)"));
    m_redo->setObjectName(u"schema.redo"_s);
    m_redo->setEnabled(m_draft.undoStack().canRedo());
    m_delete = new IconButton(
        u"trash"_s, isNew ? tr("Discard this collection") : tr("Mark the collection for deletion"));
    m_delete->setObjectName(u"schema.delete"_s);
    m_review = new Button(tr("Review"), ButtonVariant::Primary);
    m_review->setObjectName(u"schema.review"_s);
    m_review->setAccessibleName(tr("Review and apply the changes"));
    for (QWidget *widget : std::initializer_list<QWidget *>{m_undo, m_redo, m_delete, m_review}) {
        row->addWidget(widget, 0, Qt::AlignTop);
    }
    if (m_draft.isSystem()) {
        m_delete->hide();
    }
    connect(back, &IconButton::clicked, this, &CollectionEditor::backRequested);
    connect(m_review, &Button::clicked, this, &CollectionEditor::reviewRequested);
    connect(m_delete, &IconButton::clicked, this, &CollectionEditor::removeRequested);
    connect(m_undo, &IconButton::clicked, &m_draft.undoStack(), &QUndoStack::undo);
    connect(m_redo, &IconButton::clicked, &m_draft.undoStack(), &QUndoStack::redo);
    connect(m_name, &TextField::textEdited, this, [this](const QString &text) {
        m_draft.setName(text);
    });
    connect(m_name, &TextField::returnPressed, this, [this] {
        if (m_draft.type() == CollectionType::View) {
            m_query->setFocus();
        } else {
            m_fields->focusAdd(); // name, then the first field: no mouse needed
        }
    });
    connect(m_type, &Segmented::currentChanged, this, [this](const QString &key) {
        m_draft.setType(key == u"auth"       ? CollectionType::Auth
                            : key == u"view" ? CollectionType::View
                                             : CollectionType::Base);
        rebuildTabs();
    });
    return header;
}

QWidget *CollectionEditor::makePage(QWidget *section)
{
    auto *page = new QWidget;
    page->setAutoFillBackground(false);
    auto *row = new QHBoxLayout(page);
    row->setContentsMargins(space::k6, space::k6, space::k6, space::k6);
    keepScaled(section, Extent::MostWidth, schema::kFormMax);
    auto *column = new QVBoxLayout;
    column->addWidget(section);
    column->addStretch();
    row->addLayout(column, 1);
    row->addStretch();
    row->setStretchFactor(column, 100);
    auto *scroll = new QScrollArea;
    scroll->setObjectName(section->objectName().isEmpty() ? u"schema.section.scroll"_s
                                                          : section->objectName() + u".scroll"_s);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(page);
    scroll->viewport()->setAutoFillBackground(false);
    m_stack->addWidget(scroll);
    return scroll;
}

void CollectionEditor::rebuildTabs()
{
    const QSignalBlocker blocker(m_tabs);
    const QString current = m_tabs->keyAt(m_tabs->currentIndex());
    while (m_tabs->count() > 0) {
        m_tabs->removeTab(0);
    }
    const CollectionType type = m_draft.type();
    if (type == CollectionType::View) {
        m_tabs->addTab(u"query"_s, tr("Query"));
    } else {
        m_tabs->addTab(u"fields"_s, tr("Fields"));
        m_tabs->addTab(u"indexes"_s, tr("Indexes"));
    }
    m_tabs->addTab(u"rules"_s, tr("Rules"));
    if (type == CollectionType::Auth) {
        m_tabs->addTab(u"options"_s, tr("Sign-in"));
    }
    m_tabs->setCurrentIndex(std::max(0, m_tabs->indexOfKey(current)));
    showSection(m_tabs->keyAt(m_tabs->currentIndex()));
}

void CollectionEditor::showSection(const QString &key)
{
    QWidget *page = key == u"indexes" ? m_indexPage
        : key == u"rules"             ? m_rulesPage
        : key == u"options"           ? m_authPage
        : key == u"query"             ? m_queryPage
                                      : m_fieldsPage;
    m_stack->setCurrentWidget(page);
}

void CollectionEditor::refresh()
{
    if (m_name->text() != m_draft.name()) {
        m_name->setText(m_draft.name());
    }
    if (m_type->currentKey() != keyOf(m_draft.type())) {
        m_type->setCurrentKey(keyOf(m_draft.type()));
        rebuildTabs();
    }
    QStringList facts;
    if (!m_draft.isNew()) {
        facts << (m_draft.type() == CollectionType::Auth       ? tr("Auth collection")
                      : m_draft.type() == CollectionType::View ? tr("View")
                                                               : tr("Base collection"));
        if (m_draft.isSystem()) {
            facts << tr("system");
        }
        facts << isolatedLtr(m_draft.id());
    }
    m_facts->setText(facts.join(u"  \u00B7  "_s));
    m_facts->setVisible(!facts.isEmpty());
    check();
}

void CollectionEditor::check()
{
    m_problems = m_isTouched ? m_draft.problems() : QMap<QString, QString>();
    // A blank name of a new collection is no fault before somebody has been there.
    if (m_draft.isNew() && m_draft.name().isEmpty()) {
        m_problems.remove(u"name"_s);
    }
    if (!m_serverProblems.isEmpty() && !(m_checked == m_draft.json())) {
        m_serverProblems.clear(); // about an older draft
        m_pane->setServerProblems({});
        if (m_banner != nullptr) {
            m_banner->hide();
        }
    }
    QMap<QString, QString> all = m_serverProblems;
    for (auto it = m_problems.begin(); it != m_problems.end(); ++it) {
        all.insert(it.key(), it.value());
    }
    const QString name = all.value(u"name"_s);
    m_nameError->setText(name);
    m_nameError->setVisible(!name.isEmpty());
    m_name->setInputState(name.isEmpty() ? InputState::Normal : InputState::Error);
    m_name->setAccessibleDescription(name);
    m_fields->setProblems(all);
    m_indexes->setProblems(all);
    m_rules->setProblems(all);
    m_auth->setProblems(all);
    m_query->setProblems(all);
    QMap<QString, int> counts;
    for (auto it = all.begin(); it != all.end(); ++it) {
        if (it.key() != u"name") {
            ++counts[sectionOf(it.key())];
        }
    }
    for (int i = 0; i < m_tabs->count(); ++i) {
        m_tabs->setCount(i, counts.value(m_tabs->keyAt(i), -1));
    }
}

void CollectionEditor::focusFirst()
{
    if (m_draft.isNew()) {
        m_name->setFocus();
        m_name->selectAll();
    } else {
        m_fields->focusAdd();
    }
}

void CollectionEditor::showField(const QString &fieldId)
{
    if (!fieldId.isEmpty() && m_tabs->indexOfKey(u"fields"_s) >= 0) {
        m_tabs->setCurrentIndex(m_tabs->indexOfKey(u"fields"_s));
        m_fields->setCurrent(fieldId);
    }
}

void CollectionEditor::setServerProblems(const QMap<QString, QString> &problems,
                                         const QString &message)
{
    m_serverProblems = problems;
    m_checked = m_draft.json();
    m_isTouched = true;
    check();
    m_pane->setServerProblems(problems);
    delete m_banner;
    m_banner = nullptr;
    // Paths without a control of their own are said at the top.
    QStringList loose;
    for (auto it = problems.begin(); it != problems.end(); ++it) {
        const bool hasControl = it.key() == u"name" || it.key().startsWith(u"fields."_s)
            || it.key().startsWith(u"indexes."_s) || it.key().endsWith(u"Rule")
            || it.key() == u"viewQuery" || it.key().startsWith(u"passwordAuth."_s)
            || it.key().endsWith(u".duration");
        if (!hasControl) {
            loose << it.value();
        }
    }
    if (problems.isEmpty() || !loose.isEmpty()) {
        m_banner = new Banner(Tone::Danger, message, loose.join(u' '));
        m_banner->setObjectName(u"schema.banner"_s);
        m_bannerPlace->addWidget(m_banner);
    }
    if (problems.isEmpty()) {
        return;
    }
    const QString first = problems.firstKey();
    if (first == u"name") {
        m_name->setFocus();
        return;
    }
    const int tab = m_tabs->indexOfKey(sectionOf(first));
    if (tab >= 0) {
        m_tabs->setCurrentIndex(tab);
    }
    if (first.startsWith(u"fields."_s)) {
        m_fields->setCurrent(first.section(u'.', 1, 1));
        m_pane->focusMember(first.section(u'.', 2, 2));
    }
}

void CollectionEditor::setReviewCount(int count)
{
    m_review->setText(count == 0 ? tr("No changes") : tr("Review %n changes", nullptr, count));
    m_review->setEnabled(count > 0);
    m_review->setMinimumWidth(m_review->sizeHint().width()); // never cut, however long the name is
}

void CollectionEditor::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorOf(Color::SurfaceAlt));
}

} // namespace socle::studio
