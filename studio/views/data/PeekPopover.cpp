#include "studio/views/data/PeekPopover.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/LabelCache.h"
#include "studio/domain/PictureStore.h"
#include "studio/domain/SchemaStore.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/Breadcrumb.h"
#include "studio/kit/Button.h"
#include "studio/kit/Icon.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/DataMetrics.h"

#include <QGridLayout>
#include <QLabel>
#include <QLocale>
#include <QMouseEvent>
#include <QPointer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kFields = 6;

} // namespace

std::function<void(QWidget *, const QString &, const QString &)> peekFor(ConnectionContext &context,
                                                                         Shell &shell)
{
    return [own = &context,
            window = &shell](QWidget *anchor, const QString &collection, const QString &record) {
        auto *peek = new PeekPopover(*own, anchor);
        QObject::connect(
            peek, &PeekPopover::openRequested, own, [window](const QString &of, const QString &id) {
                window->open(RecordRef{of, id});
            });
        peek->look(collection, record);
        peek->showFor(anchor);
    };
}

PeekPopover::PeekPopover(ConnectionContext &context, QWidget *parent)
    : Popover(parent)
    , m_context(context)
{
    setObjectName(u"data.peek"_s);
    setAccessibleName(tr("Related record"));
    setDeleteOnClose(true);
    setPadding(space::k5);
    keepScaled(this, Extent::Width, data::kPeekWidth);
    connect(&context.pictures(), &PictureStore::arrived, this, [this] {
        if (auto *cover = findChild<QLabel *>(u"data.peek.cover"_s); cover != nullptr) {
            cover->setProperty("late", true);
            ask();
        }
    });
}

void PeekPopover::look(const QString &collectionId, const QString &recordId)
{
    if (m_path.size() >= kMostDeep) {
        return;
    }
    m_path.append({collectionId, recordId, m_context.labels().known(collectionId, recordId)});
    ask();
}

void PeekPopover::backTo(qsizetype depth)
{
    if (depth > 0 && depth < m_path.size()) {
        m_path = m_path.first(depth);
        ask();
    }
}

void PeekPopover::pin()
{
    if (m_isPinned) {
        return;
    }
    // A popup closes with the next click anywhere; a tool window stays over its own window.
    m_isPinned = true;
    const QPoint place = pos();
    setWindowFlags(Qt::Tool | Qt::FramelessWindowHint | Qt::NoDropShadowWindowHint);
    move(place);
    QWidget::show();
    ask();
}

void PeekPopover::mousePressEvent(QMouseEvent *event)
{
    m_grip = event->pos();
    Popover::mousePressEvent(event);
}

void PeekPopover::mouseMoveEvent(QMouseEvent *event)
{
    if (m_isPinned && event->buttons() & Qt::LeftButton) {
        move(pos() + event->pos() - m_grip);
    }
    Popover::mouseMoveEvent(event);
}

void PeekPopover::ask()
{
    const Step step = m_path.last();
    const CollectionPtr collection = m_context.schema().find(step.collection);
    if (collection == nullptr) {
        return;
    }
    if (m_page == nullptr) {
        clear();
        auto *column = new QVBoxLayout(m_page);
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(
            new Text(step.label.isEmpty() ? step.record : step.label, TextRole::BaseStrong));
        column->addWidget(new Text(tr("Loading…"), TextRole::Small, Color::TextSubtle));
    }
    onResult(
        RecordsEndpoint(m_context.client())
            .view(collection->name, step.record, {}, {}, u"data.peek"_s),
        this,
        [this, collection, mine = ++m_generation](const Result<Record> &record) {
            if (mine != m_generation) {
                return;
            }
            if (record) {
                m_context.labels().add(*collection, record->values);
                show(*collection, record->values);
                return;
            }
            clear();
            auto *column = new QVBoxLayout(m_page);
            column->setContentsMargins(0, 0, 0, 0);
            column->addWidget(new Text(apiError(record.error()).title(), TextRole::BaseStrong));
            auto *why
                = new Text(apiError(record.error()).message, TextRole::Small, Color::TextMuted);
            why->setOverflow(Text::Overflow::Wrap);
            column->addWidget(why);
            adjustSize();
        });
}

void PeekPopover::clear()
{
    if (m_page != nullptr) {
        m_page->hide();
        m_page->deleteLater(); // a button of it may have brought us here
    }
    m_page = new QWidget;
    body()->addWidget(m_page);
}

void PeekPopover::show(const CollectionSchema &collection, const JsonObject &record)
{
    clear();
    const Step step = m_path.last();
    auto *column = new QVBoxLayout(m_page);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k3);
    auto *head = new QHBoxLayout;
    head->setSpacing(space::k3);
    const Json *label = record.find(toUtf8(collection.labelField()));
    auto *title = new Text(label != nullptr && label->isString() && !label->text().empty()
                               ? toQString(label->text())
                               : step.record,
                           TextRole::BaseStrong);
    title->setOverflow(Text::Overflow::Elide);
    title->setObjectName(u"data.peek.title"_s);
    const fields::Field *named = collection.field(collection.labelField());
    Privacy::guard(title, named != nullptr && isPrivateField(*named));
    head->addWidget(title, 1);
    head->addWidget(new Text(collection.name, TextRole::Small, Color::TextSubtle));
    if (!m_isPinned) {
        auto *pin = new IconButton(u"pin"_s, tr("Keep this card"));
        pin->setObjectName(u"data.peek.pin"_s);
        pin->setControlSize(ControlSize::Small);
        connect(pin, &IconButton::clicked, this, &PeekPopover::pin);
        head->addWidget(pin);
    } else {
        auto *shut = new IconButton(u"x"_s, tr("Close"));
        shut->setObjectName(u"data.peek.close"_s);
        shut->setControlSize(ControlSize::Small);
        connect(shut, &IconButton::clicked, this, &QWidget::close);
        head->addWidget(shut);
    }
    if (m_path.size() > 1) {
        auto *path = new Breadcrumb;
        path->setObjectName(u"data.peek.path"_s);
        path->setAccessibleName(tr("The way here"));
        QList<Breadcrumb::Step> steps;
        for (qsizetype i = 0; i < m_path.size(); ++i) {
            const Step &each = m_path.at(i);
            const QString known = m_context.labels().known(each.collection, each.record);
            steps.append({QString::number(i + 1), known.isEmpty() ? each.record : known});
        }
        path->setPath(steps);
        connect(
            path, &Breadcrumb::chosen, this, [this](const QString &key) { backTo(key.toInt()); });
        column->addWidget(path);
    }
    column->addLayout(head);

    auto *lines = new QGridLayout;
    lines->setHorizontalSpacing(space::k5);
    lines->setVerticalSpacing(space::k2);
    lines->setColumnStretch(1, 1);
    int count = 0;
    bool hasCover = false;
    for (const fields::Field &field : collection.fields) {
        const Json *value = record.find(field.name);
        const QString name = toQString(field.name);
        if (value == nullptr || field.hidden || field.isType(fields::kPassword)
            || name == collection.labelField() || name == u"id"_s) {
            continue;
        }
        if (field.isType(fields::kFile)) {
            const QString file = toVariant(*value, field).toStringList().value(0);
            if (!hasCover && !file.isEmpty() && PictureStore::isPicture(file)) {
                hasCover = true;
                const QPixmap picture = m_context.pictures().picture(
                    collection.id, step.record, file, field, data::kPeekWidth);
                auto *cover = new QLabel;
                cover->setObjectName(picture.isNull() ? u"data.peek.cover"_s
                                                      : u"data.peek.shown"_s);
                cover->setAlignment(Qt::AlignCenter);
                keepScaled(cover, Extent::Height, data::kCardCover);
                if (!picture.isNull()) {
                    cover->setPixmap(picture.scaled(data::kPeekWidth,
                                                    data::kCardCover,
                                                    Qt::KeepAspectRatio,
                                                    Qt::SmoothTransformation));
                }
                column->addWidget(cover);
            }
            continue;
        }
        if (count >= kFields) {
            continue;
        }
        const QString target = CollectionSchema::relationTarget(field);
        lines->addWidget(new Text(name, TextRole::Small, Color::TextMuted), count, 0);
        if (!target.isEmpty()) {
            const QString id = toVariant(*value, field).toStringList().value(0);
            const QString known = m_context.labels().label(target, id);
            auto *chip = new Button(id.isEmpty()          ? u"—"_s
                                        : known.isEmpty() ? id
                                                          : known,
                                    ButtonVariant::Ghost);
            chip->setObjectName(u"data.peek.field."_s + name);
            chip->setControlSize(ControlSize::Small);
            chip->setEnabled(!id.isEmpty() && m_path.size() < kMostDeep);
            connect(chip, &Button::clicked, this, [this, target, id] { look(target, id); });
            lines->addWidget(chip, count, 1, Qt::AlignLeading);
        } else {
            const QString words = fieldUi(field).displayText(toVariant(*value, field), field);
            auto *text = new Text(words.isEmpty() ? u"—"_s : words.simplified(),
                                  TextRole::Small,
                                  words.isEmpty() ? Color::TextSubtle : Color::Text);
            text->setObjectName(u"data.peek.field."_s + name);
            text->setOverflow(Text::Overflow::Elide);
            Privacy::guard(text, isPrivateField(field));
            lines->addWidget(text, count, 1);
        }
        ++count;
    }
    column->addLayout(lines);
    auto *foot = new QHBoxLayout;
    auto *references = new Text({}, TextRole::Small, Color::TextMuted);
    references->setObjectName(u"data.peek.references"_s);
    references->setOverflow(Text::Overflow::Elide);
    foot->addWidget(references, 1);
    auto *open = new Button(tr("Open"), ButtonVariant::Secondary);
    open->setObjectName(u"data.peek.open"_s);
    open->setControlSize(ControlSize::Small);
    connect(open, &Button::clicked, this, [this, step] {
        emit openRequested(step.collection, step.record);
        close();
    });
    foot->addWidget(open);
    column->addLayout(foot);
    countReferences(collection, step.record);
    adjustSize();
    open->setFocus();
}

void PeekPopover::countReferences(const CollectionSchema &collection, const QString &recordId)
{
    const QPointer<Text> line = m_page->findChild<Text *>(u"data.peek.references"_s);
    for (const auto &[other, name] : m_context.schema().referencesTo(collection.id)) {
        const fields::Field *field = other->field(name);
        const QString filter = name
            + (field != nullptr && field->isMultiple() ? u" ?= "_s : u" = "_s)
            + filterLiteral(recordId);
        onResult(RecordsEndpoint(m_context.client()).count(other->name, filter),
                 this,
                 [line, collection = other->name](const Result<qint64> &count) {
                     if (line == nullptr || !count || *count == 0) {
                         return;
                     }
                     const QString one = u"%1 %2"_s.arg(QLocale().toString(*count), collection);
                     line->setText(line->text().isEmpty() ? one : line->text() + u" · "_s + one);
                 });
    }
}

} // namespace socle::studio
