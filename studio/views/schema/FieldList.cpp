#include "studio/views/schema/FieldList.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/Text.h"
#include "studio/domain/SchemaDiff.h"
#include "studio/kit/Icon.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/views/schema/SchemaMetrics.h"
#include "studio/views/schema/TypePicker.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollArea>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// Words people type for a type besides its own name.
QString typeOfWord(const QString &word)
{
    static const QHash<QString, QString> kOther{{u"string"_s, u"text"_s},
                                                {u"int"_s, u"number"_s},
                                                {u"integer"_s, u"number"_s},
                                                {u"float"_s, u"number"_s},
                                                {u"boolean"_s, u"bool"_s},
                                                {u"datetime"_s, u"date"_s},
                                                {u"geo"_s, u"geoPoint"_s},
                                                {u"point"_s, u"geoPoint"_s},
                                                {u"html"_s, u"editor"_s},
                                                {u"image"_s, u"file"_s},
                                                {u"link"_s, u"url"_s},
                                                {u"enum"_s, u"select"_s}};
    for (const fields::FieldType *type : fields::fieldTypes()) {
        const QString name = toQString(type->name());
        if (name.compare(word, Qt::CaseInsensitive) == 0) {
            return name;
        }
    }
    return kOther.value(word.toLower());
}

} // namespace

FieldSketch sketchField(const QString &line)
{
    FieldSketch sketch;
    const QStringList words = line.simplified().split(u' ', Qt::SkipEmptyParts);
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QString &word = words.at(i);
        if (i == 0) {
            sketch.name = word;
        } else if (sketch.type.isEmpty() && !typeOfWord(word).isEmpty()) {
            sketch.type = typeOfWord(word);
        } else if (word == u"required" || word == u"hidden" || word == u"presentable") {
            sketch.options.set(toUtf8(word), true);
        } else if ((word.startsWith(u">=") || word.startsWith(u"<="))) {
            const QString number = word.size() > 2 ? word.mid(2) : words.value(++i);
            bool isNumber = false;
            const double value = number.toDouble(&isNumber);
            if (isNumber) {
                const bool isWhole = value == static_cast<double>(static_cast<std::int64_t>(value));
                sketch.options.set(word.startsWith(u'>') ? "min" : "max",
                                   isWhole ? Json(static_cast<std::int64_t>(value)) : Json(value));
            }
        }
    }
    return sketch;
}

/// One field: grip, icon, name, marks, summary, remove or keep.
class FieldList::FieldCard : public QAbstractButton
{
public:
    FieldCard(FieldList &list, QString id)
        : QAbstractButton(&list)
        , m_list(list)
        , m_id(std::move(id))
        , m_button(new IconButton(u"trash"_s, FieldList::tr("Remove"), this))
    {
        setFocusPolicy(Qt::StrongFocus);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed); // its words give way
        setAttribute(Qt::WA_Hover);
        m_button->setControlSize(ControlSize::Small);
        m_button->setFocusPolicy(Qt::NoFocus); // Del does it
        QObject::connect(m_button, &IconButton::clicked, this, [this] { toggleRemoved(); });
        QObject::connect(
            this, &QAbstractButton::clicked, &m_list, [this] { m_list.setCurrent(m_id); });
        auto *row = new QHBoxLayout(this);
        setMirroredMargins(row, 0, 0, space::k3, 0);
        row->addStretch();
        row->addWidget(m_button);
    }

    void display(const DraftField &field,
                 const QString &summary,
                 bool isUnique,
                 const QString &problem,
                 bool isCurrent)
    {
        m_field = field;
        m_summary = summary;
        m_problem = problem;
        m_isCurrent = isCurrent;
        m_marks.clear();
        if (field.json["required"].toBool()) {
            m_marks << FieldList::tr("required");
        }
        if (isUnique) {
            m_marks << FieldList::tr("unique");
        }
        if (field.json["hidden"].toBool()) {
            m_marks << FieldList::tr("hidden");
        }
        if (field.json["presentable"].toBool()) {
            m_marks << FieldList::tr("presentable");
        }
        const bool isRemoved = field.state == FieldState::Removed;
        setObjectName(u"schema.card."_s + field.name);
        QStringList words{field.name, field.type};
        words << m_marks;
        if (field.isSystem) {
            words << FieldList::tr("system");
        }
        if (isRemoved) {
            words << FieldList::tr("removed");
        }
        setAccessibleName(words.join(u", "_s));
        setToolTip(problem);
        m_button->setObjectName(u"schema.field.remove."_s + field.name);
        m_button->setIconName(isRemoved ? u"undo"_s : u"trash"_s);
        m_button->setToolTipAndName(isRemoved ? FieldList::tr("Keep %1").arg(field.name)
                                              : FieldList::tr("Remove %1").arg(field.name));
        m_button->setVisible(!field.isSystem);
        update();
    }

    QSize sizeHint() const override
    {
        return {Theme::current().scaled(schema::kFieldListMin),
                Theme::current().scaled(schema::kFieldCard)};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setLayoutDirection(layoutDirection());
        const QRectF all = rect();
        const bool isRemoved = m_field.state == FieldState::Removed;
        Color ground = m_isCurrent ? Color::AccentSoft
            : underMouse()         ? Color::Hover
                                   : Color::Surface;
        std::optional<Color> bar;
        if (m_field.state == FieldState::Added) {
            ground = Color::InsRow;
            bar = Color::InsBar;
        } else if (m_field.state == FieldState::Changed) {
            ground = Color::ModCell;
            bar = Color::ModBar;
        } else if (isRemoved) {
            ground = Color::DelRow;
            bar = Color::DelBar;
        }
        const Color edge = !m_problem.isEmpty() ? Color::Danger
            : m_isCurrent                       ? Color::Accent
                                                : Color::Border;
        drawRounded(&painter,
                    all,
                    radius::kMd,
                    colorOf(ground),
                    colorOf(edge),
                    m_isCurrent || !m_problem.isEmpty() ? 1.5 : 1.0);
        if (bar) {
            painter.fillRect(visual(QRectF(1, space::k3, grid::kRowBar, height() - 2 * space::k3)),
                             colorOf(*bar));
        }
        const double small = iconSize::kSm * Theme::current().scale();
        double x = space::k3;
        drawIcon(&painter,
                 m_field.isSystem ? u"lock"_s : u"grip"_s,
                 visual(QRectF(x, (height() - small) / 2, small, small)),
                 colorOf(Color::TextSubtle),
                 layoutDirection());
        x += small + space::k3;
        const double side = iconSize::kMd * Theme::current().scale();
        const QString type = m_field.name == u"id" && m_field.isSystem ? u"id"_s : m_field.type;
        drawIcon(&painter,
                 fieldIconName(type),
                 visual(QRectF(x, (height() - side) / 2, side, side)),
                 Theme::current().color(fieldHue(type)),
                 layoutDirection());
        x += side + space::k3;
        QFont strong = studio::font(TextRole::BaseMedium);
        strong.setStrikeOut(isRemoved);
        const double end = m_button->isVisibleTo(this)
            ? width() - controlHeight(ControlSize::Small) - space::k4
            : width() - space::k4;
        const double nameWidth
            = std::min(QFontMetricsF(strong).horizontalAdvance(m_field.name) + space::k1, end - x);
        drawLine(&painter,
                 visual(QRectF(x, 0, nameWidth, height())),
                 m_field.name,
                 strong,
                 colorOf(isRemoved ? Color::TextMuted : Color::Text));
        x += nameWidth + space::k3;
        for (const QString &mark : std::as_const(m_marks)) {
            const QColor pill = colorOf(Color::Chip);
            const double room
                = drawPill(&painter, {}, mark, pill, colorOf(Color::TextMuted), end - x, false);
            if (x + room > end) {
                break;
            }
            const QRectF place = visual(
                QRectF(x, (height() - Theme::current().scaled(grid::kPillHeight)) / 2.0, room, 1));
            drawPill(&painter, place.topLeft(), mark, pill, colorOf(Color::TextMuted), end - x);
            x += room + space::k2;
        }
        if (end - x > space::k9) {
            drawLine(&painter,
                     visual(QRectF(x, 0, end - x, height())),
                     m_summary,
                     studio::font(TextRole::Small),
                     colorOf(Color::TextMuted),
                     Qt::AlignTrailing | Qt::AlignVCenter);
        }
        if (hasFocus()) {
            drawFocusRing(&painter, all.adjusted(1, 1, -1, -1), radius::kMd, 0);
        }
    }

    void keyPressEvent(QKeyEvent *event) override
    {
        const int key = event->key();
        const bool isVertical = key == Qt::Key_Up || key == Qt::Key_Down;
        const int step = key == Qt::Key_Up ? -1 : 1;
        if (isVertical && event->modifiers() == (Qt::AltModifier | Qt::ShiftModifier)) {
            m_list.move(m_id, step);
        } else if (isVertical) {
            m_list.focusStep(m_id, step);
        } else if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            m_list.setCurrent(m_id);
            emit m_list.openRequested(m_id);
        } else if (key == Qt::Key_Delete) {
            toggleRemoved();
        } else if (key == Qt::Key_D && event->modifiers() == Qt::ControlModifier) {
            m_list.setCurrent(m_list.m_draft.duplicateField(m_id));
        } else {
            QAbstractButton::keyPressEvent(event);
        }
    }

    void mousePressEvent(QMouseEvent *event) override
    {
        m_pressed = event->position().toPoint();
        QAbstractButton::mousePressEvent(event);
    }

    void mouseMoveEvent(QMouseEvent *event) override
    {
        const bool isFar = std::abs(event->position().y() - m_pressed.y()) > schema::kDragStart;
        if ((event->buttons() & Qt::LeftButton) != 0 && isFar
            && m_field.state != FieldState::Removed) {
            m_list.dragTo(m_id, mapToParent(event->position().toPoint()).y());
        }
    }

private:
    QRectF visual(const QRectF &part) const { return mirrored(layoutDirection(), rect(), part); }

    void toggleRemoved()
    {
        if (m_field.state == FieldState::Removed) {
            m_list.m_draft.restoreField(m_id);
        } else {
            m_list.m_draft.removeField(m_id);
        }
    }

    FieldList &m_list;
    const QString m_id;
    IconButton *const m_button;
    DraftField m_field;
    QString m_summary;
    QString m_problem;
    QStringList m_marks;
    QPoint m_pressed;
    bool m_isCurrent = false;
};

FieldList::FieldList(SchemaDraft &draft, const SchemaStore &store, QWidget *parent)
    : QWidget(parent)
    , m_draft(draft)
    , m_store(store)
    , m_scroll(new QScrollArea)
    , m_column(new QVBoxLayout)
    , m_add(new TextField(tr("Add a field: a name, or \u201cprice number >= 0 required\u201d")))
    , m_addType(new IconButton(u"plus"_s, tr("Choose the type")))
    , m_picker(new TypePicker(this))
{
    m_add->setObjectName(u"schema.field.add"_s);
    m_add->setAccessibleName(tr("Name of a new field"));
    m_add->setLeadingIcon(u"plus"_s);
    m_addType->setObjectName(u"schema.field.add.type"_s);
    m_addType->setIconName(u"chevron-down"_s);
    m_addType->setOutlined(true);
    auto *page = new QWidget;
    page->setAutoFillBackground(false);
    auto *pageColumn = new QVBoxLayout(page);
    pageColumn->setContentsMargins(space::k5, space::k4, space::k5, space::k5);
    pageColumn->setSpacing(space::k3);
    m_column->setSpacing(space::k2);
    pageColumn->addLayout(m_column);
    auto *addRow = new QHBoxLayout;
    addRow->setSpacing(space::k2);
    addRow->addWidget(m_add, 1);
    addRow->addWidget(m_addType);
    pageColumn->addLayout(addRow);
    pageColumn->addStretch();
    m_scroll->setObjectName(u"schema.fields"_s);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setWidget(page);
    m_scroll->viewport()->setAutoFillBackground(false);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_scroll);
    keepScaled(this, Extent::LeastWidth, schema::kFieldListMin);

    connect(m_add, &TextField::returnPressed, this, &FieldList::addTyped);
    connect(m_addType, &IconButton::clicked, this, [this] { m_picker->open(m_add); });
    connect(m_picker, &TypePicker::picked, this, &FieldList::add);
    connect(&draft, &SchemaDraft::changed, this, &FieldList::fill);
    fill();
}

void FieldList::fill()
{
    const CollectionNames names = [this](const QString &id) {
        if (const auto other = m_store.draft(id)) {
            return toQString((*other)["name"].text());
        }
        const CollectionPtr found = m_store.find(id);
        return found ? found->name : id;
    };
    QHash<QString, FieldCard *> old = std::exchange(m_cards, {});
    m_order.clear();
    int at = 0;
    for (const DraftField &field : m_draft.fields()) {
        FieldCard *card = old.take(field.id);
        if (card == nullptr) {
            card = new FieldCard(*this, field.id);
        }
        QString problem;
        for (auto it = m_problems.begin(); it != m_problems.end() && problem.isEmpty(); ++it) {
            if (it.key().section(u'.', 0, 1) == u"fields."_s + field.id) {
                problem = it.value();
            }
        }
        const QString summary = fieldOptionSummary(field.json, names);
        card->display(field, summary, m_draft.isUnique(field.id), problem, field.id == m_current);
        m_cards.insert(field.id, card);
        m_order.append(field.id);
        if (m_column->indexOf(card) != at) {
            m_column->removeWidget(card);
            m_column->insertWidget(at, card);
        }
        ++at;
    }
    for (FieldCard *card : std::as_const(old)) {
        if (card->hasFocus()) {
            m_add->setFocus();
        }
        m_column->removeWidget(card);
        card->hide();
        card->deleteLater();
    }
    if (!m_cards.contains(m_current)) {
        setCurrent({});
    }
}

void FieldList::setCurrent(const QString &fieldId)
{
    if (fieldId == m_current) {
        return;
    }
    m_current = fieldId;
    fill();
    if (FieldCard *card = m_cards.value(fieldId)) {
        m_scroll->ensureWidgetVisible(card);
    }
    emit currentChanged(fieldId);
}

void FieldList::setProblems(const QMap<QString, QString> &problems)
{
    if (problems != m_problems) {
        m_problems = problems;
        fill();
    }
}

void FieldList::focusAdd() { m_add->setFocus(); }

void FieldList::addTyped()
{
    const FieldSketch sketch = sketchField(m_add->text());
    if (sketch.name.isEmpty()) {
        return;
    }
    if (sketch.type.isEmpty()) {
        m_picker->open(m_add);
    } else {
        add(sketch.type);
    }
}

void FieldList::add(const QString &type)
{
    const FieldSketch sketch = sketchField(m_add->text());
    QString name = sketch.name;
    for (int n = 1; name.isEmpty()
         || (sketch.name.isEmpty()
             && fields::findByName(*fields::readFields(m_draft.json()["fields"]), toUtf8(name))
                 != nullptr);
         ++n) {
        name = n == 1 ? u"field"_s : u"field"_s + QString::number(n);
    }
    m_add->clear();
    setCurrent(m_draft.addField(type, name, sketch.options));
    m_add->setFocus();
}

void FieldList::move(const QString &fieldId, int step)
{
    const int from = m_draft.position(fieldId);
    if (from >= 0) {
        m_draft.moveField(fieldId, from + step);
    }
}

void FieldList::focusStep(const QString &fieldId, int step)
{
    const qsizetype at = m_order.indexOf(fieldId) + step;
    if (at >= 0 && at < m_order.size()) {
        m_cards.value(m_order.at(at))->setFocus();
        setCurrent(m_order.at(at));
    } else if (at >= m_order.size()) {
        m_add->setFocus();
    }
}

void FieldList::dragTo(const QString &fieldId, int y)
{
    int position = 0; // among the fields that are not removed
    for (const QString &id : std::as_const(m_order)) {
        if (id == fieldId || m_draft.position(id) < 0) {
            continue;
        }
        if (m_cards.value(id)->geometry().center().y() < y) {
            ++position;
        }
    }
    if (position != m_draft.position(fieldId)) {
        m_draft.moveField(fieldId, position);
    }
}

} // namespace socle::studio
