#include "studio/views/schema/FieldPane.h"

#include "studio/api/Text.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/Button.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/views/schema/SchemaMetrics.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QPainter>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace socle::studio {

FieldPane::FieldPane(SchemaDraft &draft, const EditorContext &context, QWidget *parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_context(context)
    , m_column(new QVBoxLayout)
{
    setObjectName(u"schema.field"_s);
    setAccessibleName(tr("Options of the field"));
    auto *page = new QWidget;
    page->setAutoFillBackground(false);
    page->setLayout(m_column);
    keepScaled(page, Extent::MostWidth, schema::kPaneMax);
    m_column->setContentsMargins(space::k6, space::k5, space::k6, space::k6);
    m_column->setSpacing(space::k4);
    auto *scroll = new QScrollArea;
    scroll->setObjectName(u"schema.field.scroll"_s);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(page);
    scroll->viewport()->setAutoFillBackground(false);
    auto *column = new QVBoxLayout(this);
    setMirroredMargins(column, 1, 0, 0, 0);
    column->addWidget(scroll);
    connect(&draft, &SchemaDraft::changed, this, &FieldPane::refresh);
    setField({});
}

void FieldPane::setField(const QString &fieldId)
{
    m_fieldId = fieldId;
    m_form = nullptr;
    m_unique = nullptr;
    m_type.clear();
    clearLayout(m_column);
    for (const DraftField &field : m_draft.fields()) {
        if (field.id == fieldId) {
            build(field);
            return;
        }
    }
    m_fieldId.clear();
    auto *hint = new Text(tr("Choose a field to see its options, or type the name of a new one."),
                          TextRole::Base,
                          Color::TextMuted);
    hint->setOverflow(Text::Overflow::Wrap);
    m_column->addWidget(hint);
    m_column->addStretch();
}

void FieldPane::build(const DraftField &entry)
{
    m_type = entry.type;
    m_isRemoved = entry.state == FieldState::Removed;
    const auto field = fields::readField(entry.json);
    const FieldUi &ui = fieldUi(entry.type);
    auto *head = new QHBoxLayout;
    head->setSpacing(space::k4);
    auto *tile = new IconTile(ui.iconName());
    head->addWidget(tile);
    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(new Text(ui.title(), TextRole::BaseStrong));
    auto *use = new Text(ui.description(), TextRole::Small, Color::TextMuted);
    use->setOverflow(Text::Overflow::Elide);
    words->addWidget(use);
    head->addLayout(words, 1);
    m_column->addLayout(head);
    if (m_isRemoved) {
        auto *text
            = new Text(tr("%1 is marked for removal. Its values go when the change is applied.")
                           .arg(entry.name),
                       TextRole::Base,
                       Color::Danger);
        text->setOverflow(Text::Overflow::Wrap);
        auto *keep = new Button(u"undo"_s, tr("Keep the field"), ButtonVariant::Secondary);
        keep->setObjectName(u"schema.field.keep"_s);
        keep->setAccessibleName(keep->text());
        connect(keep, &Button::clicked, this, [this] { m_draft.restoreField(m_fieldId); });
        m_column->addWidget(text);
        m_column->addWidget(keep, 0, Qt::AlignLeading);
        m_column->addStretch();
        return;
    }
    if (entry.isSystem) {
        auto *note = new Text(
            tr("A system field: the server needs it as it is."), TextRole::Small, Color::TextMuted);
        note->setOverflow(Text::Overflow::Wrap);
        m_column->addWidget(note);
    }
    if (field) {
        m_form = ui.createOptionsForm(this, *field, m_context);
        const Json *server = m_draft.before();
        if (server != nullptr) {
            for (const Json &old : (*server)["fields"].array()) {
                const auto original = old["id"] == entry.json["id"]
                    ? fields::readField(old)
                    : Result<fields::Field>(notFound());
                if (original) {
                    m_form->setOriginal(&*original);
                }
            }
        }
        m_form->setReadOnly(entry.isSystem);
        m_column->addWidget(m_form);
        connect(m_form, &OptionsForm::fieldChanged, this, [this](const fields::Field &changed) {
            m_isWriting = true;
            m_draft.setField(m_fieldId, fields::toJson(changed));
            m_isWriting = false;
        });
    }
    static const QStringList kNeverUnique{
        u"bool"_s, u"json"_s, u"geoPoint"_s, u"editor"_s, u"password"_s, u"file"_s, u"autodate"_s};
    if (!entry.isSystem && !kNeverUnique.contains(entry.type)) {
        m_unique = new QCheckBox(tr("Unique: no two records have the same value"));
        m_unique->setObjectName(u"schema.field.unique"_s);
        m_unique->setAccessibleName(tr("Unique"));
        m_unique->setChecked(m_draft.isUnique(m_fieldId));
        connect(m_unique, &QCheckBox::clicked, this, [this](bool on) {
            m_draft.setUnique(m_fieldId, on);
        });
        m_column->addWidget(m_unique);
    }
    m_column->addStretch();
    showServerProblems();
}

void FieldPane::refresh()
{
    if (m_fieldId.isEmpty()) {
        return;
    }
    const std::vector<DraftField> all = m_draft.fields();
    const auto entry = std::find_if(
        all.begin(), all.end(), [this](const DraftField &field) { return field.id == m_fieldId; });
    const bool isRemoved = entry != all.end() && entry->state == FieldState::Removed;
    if (entry == all.end() || isRemoved != m_isRemoved || entry->type != m_type) {
        setField(m_fieldId);
        return;
    }
    if (m_form != nullptr && !m_isWriting) {
        if (const auto field = fields::readField(entry->json);
            field && !(*field == m_form->field())) {
            m_form->setField(*field);
        }
    }
    if (m_unique != nullptr) {
        m_unique->setChecked(m_draft.isUnique(m_fieldId));
    }
}

void FieldPane::setServerProblems(const QMap<QString, QString> &problems)
{
    m_problems = problems;
    showServerProblems();
}

void FieldPane::showServerProblems()
{
    if (m_form == nullptr) {
        return;
    }
    FieldErrors errors;
    const QString prefix = u"fields."_s + m_fieldId + u'.';
    for (auto it = m_problems.begin(); it != m_problems.end(); ++it) {
        if (it.key().startsWith(prefix)) {
            addFieldError(errors,
                          toUtf8(it.key().mid(prefix.size())),
                          FieldError{.code = "server", .message = toUtf8(it.value())});
        }
    }
    m_form->setServerErrors(errors);
}

void FieldPane::focusMember(const QString &member)
{
    if (m_form != nullptr) {
        m_form->focusOption(member);
    }
}

void FieldPane::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), colorOf(Color::Canvas));
    painter.fillRect(QRect(layoutDirection() == Qt::RightToLeft ? width() - 1 : 0, 0, 1, height()),
                     colorOf(Color::Border));
}

} // namespace socle::studio
