// See the header. Answers carry a generation number; an older one is dropped.
#include "studio/fields/RelationPicker.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/ApiClient.h"
#include "studio/api/CancelKey.h"
#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/LabelCache.h"
#include "studio/fields/PickList.h"
#include "studio/kit/Button.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QVBoxLayout>

namespace socle::studio {

namespace {

constexpr int kSearchDelayMs = 180;
constexpr int kResults = 30;
constexpr int kMostSearched
    = 6; // fields in the filter: enough to find, short enough for any server

bool isTextLike(const fields::Field &field)
{
    return field.isType(fields::kText) || field.isType(fields::kEmail)
        || field.isType(fields::kUrl);
}

} // namespace

QString relationSearchFilter(const CollectionSchema &target, const QString &text)
{
    const QString needle = text.trimmed();
    if (needle.isEmpty()) {
        return {};
    }
    const QString literal = filterLiteral(needle);
    const QString label = target.labelField();
    QStringList names{QStringLiteral("id")};
    if (label != QLatin1String("id")) {
        names.append(label);
    }
    for (const fields::Field &field : target.fields) {
        const QString name = toQString(field.name);
        if (names.size() < kMostSearched && isTextLike(field) && !field.hidden
            && !names.contains(name)) {
            names.append(name);
        }
    }
    QStringList parts;
    for (const QString &name : std::as_const(names)) {
        parts.append(name % QStringLiteral(" ~ ") % literal);
    }
    return parts.join(QStringLiteral(" || "));
}

RelatedRecord relatedRecordOf(const CollectionSchema &target, const JsonObject &record)
{
    const auto textOf = [&](const QString &name) {
        const Json *value = record.find(toUtf8(name));
        const fields::Field *field = target.field(name);
        return value != nullptr && field != nullptr ? displayText(*value, *field).simplified()
                                                    : QString();
    };
    RelatedRecord related;
    related.id = textOf(QStringLiteral("id"));
    if (const Json *id = record.find("id"); related.id.isEmpty() && id != nullptr) {
        related.id = toQString(id->text());
    }
    const QString label = target.labelField();
    related.label = label == QLatin1String("id") ? related.id : textOf(label);
    for (const fields::Field &field : target.fields) {
        const QString name = toQString(field.name);
        if (name != label && name != QLatin1String("id") && isTextLike(field) && !field.hidden) {
            related.detail = textOf(name);
            if (!related.detail.isEmpty()) {
                break;
            }
        }
    }
    if (related.label.isEmpty()) {
        related.label = related.id;
    }
    if (related.detail.isEmpty() && related.label != related.id) {
        related.detail = related.id;
    }
    return related;
}

struct RelationPicker::Impl
{
    RelationPicker *q;
    CollectionPtr target;
    EditorContext context;
    SearchField *search = nullptr;
    PickList *list = nullptr;
    Text *note = nullptr;
    Text *count = nullptr;
    Button *create = nullptr;
    QStringList selected;
    QVector<RelatedRecord> results;
    QHash<QString, RelatedRecord> known;
    int minimum = 0;
    int maximum = 1;
    int generation = 0;

    bool isMultiple() const { return maximum > 1; }

    RelatedRecord recordOf(const QString &id) const
    {
        return known.value(id, RelatedRecord{.id = id, .label = id});
    }

    void showRows()
    {
        QVector<PickRow> rows;
        QStringList shown;
        const auto add = [&](const RelatedRecord &record) {
            if (shown.contains(record.id)) {
                return;
            }
            shown.append(record.id);
            rows.append({.key = record.id,
                         .text = record.label,
                         .detail = record.detail.isEmpty() && record.label != record.id
                             ? record.id
                             : record.detail,
                         .dot = Theme::current().hashColor(record.label),
                         .isChosen = selected.contains(record.id),
                         .canMove = isMultiple() && search->text().trimmed().isEmpty()
                             && selected.contains(record.id)});
        };
        if (search->text().trimmed().isEmpty()) {
            for (const QString &id : std::as_const(selected)) {
                add(recordOf(id)); // the chosen ones on top
            }
        }
        for (const RelatedRecord &record : std::as_const(results)) {
            add(record);
        }
        list->setRows(rows, isMultiple());
        count->setVisible(isMultiple());
        const QString limit = maximum >= 1'000'000
            ? QString::number(selected.size())
            : RelationPicker::tr("%1 of %2", "chosen, limit").arg(selected.size()).arg(maximum);
        count->setText(minimum > 0 && selected.size() < minimum
                           ? RelationPicker::tr("%1, at least %2").arg(limit).arg(minimum)
                           : limit);
        // A popover that already stands keeps its place and takes the new height.
        if (QWidget *window = q->window(); window != q && window->windowType() == Qt::Popup) {
            window->adjustSize();
        }
    }

    void say(const QString &text)
    {
        note->setText(text);
        note->setVisible(!text.isEmpty());
    }

    void ask()
    {
        const int mine = ++generation;
        if (target == nullptr || context.client == nullptr) {
            const QString id = search->text().trimmed();
            results = id.isEmpty() ? QVector<RelatedRecord>()
                                   : QVector<RelatedRecord>{RelatedRecord{.id = id, .label = id}};
            showRows();
            say(RelationPicker::tr("The target collection is not known here; enter ids."));
            emit q->resultsShown();
            return;
        }
        ListQuery query;
        query.perPage = kResults;
        query.filter = relationSearchFilter(*target, search->text());
        query.sort = target->labelField();
        query.skipTotal = true;
        query.cancelKey = cancelKeyOf("fields.relation", q);
        query.purpose = QStringLiteral("fields.relation.search");
        onResult(RecordsEndpoint(*context.client).list(target->name, query),
                 q,
                 [this, mine](Result<RecordPage> page) {
                     if (mine != generation) {
                         return;
                     }
                     results.clear();
                     if (page) {
                         for (const Record &record : page->items) {
                             addKnown(relatedRecordOf(*target, record.values));
                             results.append(known.value(record.id));
                         }
                         say(results.isEmpty()
                                 ? RelationPicker::tr("Nothing in %1 matches.").arg(target->name)
                                 : QString());
                     } else {
                         const QString reason = toQString(page.error().message);
                         say(reason.isEmpty()
                                 ? RelationPicker::tr("The search did not reach the server.")
                                 : reason);
                     }
                     showRows();
                     emit q->resultsShown();
                 });
    }

    /// Labels of chosen records that nobody told us.
    void askSelected()
    {
        if (context.labels != nullptr && target != nullptr) {
            for (const QString &id : std::as_const(selected)) {
                const QString label
                    = known.contains(id) ? QString() : context.labels->label(target->id, id);
                if (!label.isEmpty()) {
                    addKnown({.id = id, .label = label});
                }
            }
            return; // arrived() brings the rest
        }
        QStringList parts;
        for (const QString &id : std::as_const(selected)) {
            if (!known.contains(id)) {
                parts.append(QStringLiteral("id = ") % filterLiteral(id));
            }
        }
        if (parts.isEmpty() || target == nullptr || context.client == nullptr) {
            return;
        }
        ListQuery query;
        query.perPage = kResults;
        query.filter = parts.mid(0, kResults).join(QStringLiteral(" || "));
        query.skipTotal = true;
        query.purpose = QStringLiteral("fields.relation.labels");
        onResult(RecordsEndpoint(*context.client).list(target->name, query),
                 q,
                 [this](Result<RecordPage> page) {
                     if (!page) {
                         return; // the ids stand there
                     }
                     for (const Record &record : page->items) {
                         addKnown(relatedRecordOf(*target, record.values));
                     }
                     showRows();
                     emit q->resultsShown();
                 });
    }

    void addKnown(const RelatedRecord &record) { known.insert(record.id, record); }

    /// The order of several values is part of the value.
    void move(const QString &id, const QString &to)
    {
        const qsizetype from = selected.indexOf(id);
        const qsizetype place = selected.indexOf(to);
        if (from >= 0 && place >= 0 && from != place) {
            selected.move(from, place);
            showRows();
            list->setCurrentKey(id);
            emit q->selectionChanged(selected);
        }
    }

    void moveBy(const QString &id, int step)
    {
        move(id, selected.value(selected.indexOf(id) + step));
    }

    void peek(const QString &id)
    {
        if (target != nullptr && context.peekRecord && !id.isEmpty()) {
            context.peekRecord(list, target->id, id);
        }
    }

    void takeOut(const QString &id)
    {
        if (selected.removeOne(id)) {
            showRows();
            emit q->selectionChanged(selected);
        }
    }

    void pick(const QString &id)
    {
        if (id.isEmpty()) {
            return;
        }
        if (!isMultiple()) {
            selected = selected == QStringList{id} ? QStringList() : QStringList{id};
            emit q->selectionChanged(selected);
            emit q->accepted();
            return;
        }
        if (!selected.removeOne(id)) {
            if (selected.size() >= maximum) {
                say(RelationPicker::tr("No more than %1 can be chosen.").arg(maximum));
                return;
            }
            selected.append(id);
        }
        say({});
        showRows();
        emit q->selectionChanged(selected);
    }
};

RelationPicker::RelationPicker(CollectionPtr target, const EditorContext &context, QWidget *parent)
    : QWidget(parent)
    , m_impl(std::make_unique<Impl>())
{
    Impl &d = *m_impl;
    d.q = this;
    d.target = std::move(target);
    d.context = context;
    if (context.labels != nullptr && d.target != nullptr) {
        connect(context.labels, &LabelCache::arrived, this, [this](const QString &collectionId) {
            if (collectionId == m_impl->target->id) {
                m_impl->askSelected();
                m_impl->showRows();
                emit resultsShown();
            }
        });
    }
    setObjectName(QStringLiteral("data.relation.picker"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k2);
    d.search
        = new SearchField(d.target ? tr("Search %1").arg(d.target->name) : tr("Record id"), this);
    d.search->setObjectName(QStringLiteral("data.relation.search"));
    d.search->setDelay(kSearchDelayMs);
    d.search->installEventFilter(this);
    d.list = new PickList(this);
    d.list->setObjectName(QStringLiteral("data.relation.list"));
    d.list->setAccessibleName(tr("Records found"));
    d.note = new Text({}, TextRole::Small, Color::TextSubtle, this);
    d.note->setOverflow(Text::Overflow::Wrap);
    d.note->hide();
    d.count = new Text({}, TextRole::Small, Color::TextSubtle, this);
    d.create = new Button(QStringLiteral("plus"),
                          d.target ? tr("New %1 record").arg(d.target->name) : QString(),
                          ButtonVariant::Ghost,
                          this);
    d.create->setObjectName(QStringLiteral("data.relation.new"));
    d.create->setAccessibleName(tr("New record of the target"));
    d.create->setControlSize(ControlSize::Small);
    d.create->setVisible(d.target != nullptr && d.context.createRecord != nullptr
                         && !d.target->isView());
    column->addWidget(d.search);
    column->addWidget(d.list, 1);
    column->addWidget(d.note);
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(d.count);
    bottom->addStretch(1);
    bottom->addWidget(d.create);
    column->addLayout(bottom);
    setFocusProxy(d.search);
    connect(d.search, &SearchField::searchChanged, this, [this] { m_impl->ask(); });
    connect(d.list, &PickList::picked, this, [this](const QString &key) { m_impl->pick(key); });
    connect(d.list, &PickList::moved, this, [this](const QString &key, const QString &to) {
        m_impl->move(key, to);
    });
    connect(d.create, &QPushButton::clicked, this, [this] {
        m_impl->context.createRecord(
            m_impl->target->id, [guard = QPointer(this)](const QString &id) {
                if (guard && !id.isEmpty()) {
                    guard->m_impl->addKnown({.id = id, .label = tr("New record"), .detail = id});
                    guard->m_impl->pick(id);
                }
            });
    });
    d.showRows();
}

RelationPicker::~RelationPicker() = default;

void RelationPicker::setLimits(int minimum, int maximum)
{
    m_impl->minimum = minimum;
    m_impl->maximum = std::max(1, maximum);
    m_impl->showRows();
}

void RelationPicker::setSelected(const QStringList &ids)
{
    m_impl->selected = ids;
    m_impl->showRows();
    m_impl->askSelected();
}

QStringList RelationPicker::selected() const { return m_impl->selected; }

RelatedRecord RelationPicker::record(const QString &id) const { return m_impl->recordOf(id); }

void RelationPicker::addKnown(const RelatedRecord &record)
{
    m_impl->addKnown(record);
    m_impl->showRows();
}

void RelationPicker::searchNow() { m_impl->ask(); }

void RelationPicker::setSearchText(const QString &text) { m_impl->search->setText(text); }

QStringList RelationPicker::shownIds() const { return m_impl->list->keys(); }

void RelationPicker::focusSearch() { m_impl->search->setFocus(Qt::OtherFocusReason); }

QSize RelationPicker::sizeHint() const { return {space::k10 * 5, QWidget::sizeHint().height()}; }

bool RelationPicker::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_impl->search && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const QString current = m_impl->list->currentKey();
        const bool isStep = key->key() == Qt::Key_Up || key->key() == Qt::Key_Down;
        if (isStep && key->modifiers() == (Qt::AltModifier | Qt::ShiftModifier)) {
            m_impl->moveBy(current, key->key() == Qt::Key_Up ? -1 : 1);
            return true;
        }
        if (m_impl->list->handleKey(key->key())) {
            return true;
        }
        switch (key->key()) {
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (key->modifiers() & Qt::ControlModifier) {
                emit openRequested(current);
            } else if (m_impl->isMultiple()
                       && (current.isEmpty() || m_impl->selected.contains(current))) {
                emit accepted(); // chosen already: that was all
            } else {
                m_impl->pick(current);
            }
            return true;
        case Qt::Key_Space:
            if (m_impl->search->text().isEmpty()) {
                m_impl->peek(current);
                return true;
            }
            break;
        case Qt::Key_Backspace:
        case Qt::Key_Delete:
            if (m_impl->isMultiple() && m_impl->search->text().isEmpty()) {
                m_impl->takeOut(current);
                return true;
            }
            break;
        case Qt::Key_Escape:
            emit cancelled();
            return false;
        default:
            break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace socle::studio
