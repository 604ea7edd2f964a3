#include "studio/views/data/HistoryEntry.h"

#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/LabelCache.h"
#include "studio/fields/DiffText.h"
#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/Button.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/views/data/DataMetrics.h"
#include "studio/views/data/ValueWords.h"

#include <QBoxLayout>
#include <QCheckBox>
#include <QLabel>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kLongestValue = 60; // of a line; longer values show what changed in them

QString shortened(const QString &text)
{
    return text.size() <= kLongestValue ? text : text.left(kLongestValue - 1) + u'\u2026';
}

} // namespace

HistoryEntry::HistoryEntry(ConnectionContext &context,
                           const CollectionPtr &collection,
                           const Revision &revision,
                           std::size_t number,
                           const Offers &offers,
                           bool isReadOnly,
                           QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_collection(collection)
    , m_revision(revision)
    , m_number(QString::number(number))
    , m_offers(offers)
    , m_isReadOnly(isReadOnly)
{
    auto *lines = new QVBoxLayout(this);
    lines->setContentsMargins(0, 0, 0, 0);
    lines->setSpacing(space::k1);
    addHead(lines);
    // What follows stands below the title, not below the box and the face before it.
    auto *below = new QHBoxLayout;
    below->setSpacing(0);
    below->addSpacing(Theme::current().scaled(control::kSm)
                      + Theme::current().scaled(data::kHistoryAvatar) + 2 * space::k2);
    auto *column = new QVBoxLayout;
    column->setSpacing(space::k1);
    below->addLayout(column, 1);
    addRecord(column);
    if (revision.action == RevisionAction::Update) { // of others the whole record: too much here
        for (const Revision::Change &change : revision.changes) {
            addChange(column, change);
        }
    }
    addButtons(column);
    lines->addLayout(below);
}

QString HistoryEntry::titleOf(const Revision &revision)
{
    const QString what = revision.action == RevisionAction::Create ? tr("Created")
        : revision.action == RevisionAction::Delete                ? tr("Deleted")
                                                                   : tr("Changed");
    if (revision.origin == u"studio"_s) {
        return tr("%1 from this studio", "what was done").arg(what);
    }
    if (revision.origin == u"key"_s) {
        return tr("%1 by API key %2", "what was done, name of the key").arg(what, revision.actor);
    }
    if (revision.actor.isEmpty()) {
        return revision.origin == u"guest"_s ? tr("%1 by a guest", "what was done").arg(what)
                                             : tr("%1 by the server", "what was done").arg(what);
    }
    return tr("%1 by %2", "what was done, who").arg(what, revision.actor);
}

void HistoryEntry::addHead(QVBoxLayout *lines)
{
    auto *head = new QHBoxLayout;
    head->setSpacing(space::k2);
    auto *pick = new QCheckBox;
    keepScaled(pick, Extent::LeastWidth, control::kSm); // easy to hit
    pick->setObjectName(u"data.history.pick."_s + m_number);
    pick->setAccessibleName(tr("Choose this version to compare"));
    pick->setToolTip(tr("Choose two versions to compare them"));
    connect(pick, &QCheckBox::toggled, this, &HistoryEntry::picked);
    head->addWidget(pick);
    head->addWidget(new Avatar(m_revision.actor.isEmpty() ? m_revision.origin : m_revision.actor,
                               Theme::current().scaled(data::kHistoryAvatar)));
    auto *title = new Text(titleOf(m_revision), TextRole::BaseMedium);
    title->setOverflow(Text::Overflow::Elide);
    head->addWidget(title, 1);
    auto *time = new Text(QLocale().toString(m_revision.created.time(), QLocale::ShortFormat),
                          TextRole::Small,
                          Color::TextSubtle);
    time->setToolTip(QLocale().toString(m_revision.created, QLocale::LongFormat));
    head->addWidget(time);
    lines->addLayout(head);
}

void HistoryEntry::addRecord(QVBoxLayout *lines)
{
    if (m_offers.namesRecord) {
        const QString label = m_context.labels().label(m_collection->id, m_revision.record);
        auto *record
            = new Button(label.isEmpty() ? m_revision.record : label, ButtonVariant::Ghost);
        record->setObjectName(u"data.history.record."_s + m_number);
        record->setControlSize(ControlSize::Small);
        record->setToolTip(tr("Show the record %1").arg(m_revision.record));
        record->setEnabled(m_revision.action != RevisionAction::Delete);
        connect(record, &Button::clicked, this, &HistoryEntry::openRequested);
        lines->addWidget(record, 0, Qt::AlignLeading);
    }
}

void HistoryEntry::addChange(QVBoxLayout *lines, const Revision::Change &change)
{
    const fields::Field *field = m_collection->field(change.field);
    const auto words = [this, field](const Json &value) {
        const QString text
            = field == nullptr ? toQString(value.dump()) : valueWords(m_context, value, *field);
        return text.isEmpty() ? u"\u2014"_s : text;
    };
    // A field that is gone says nothing of its kind: what it held may be anything.
    const bool isPrivate = field == nullptr || isPrivateField(*field);
    auto *line = new QHBoxLayout;
    line->setSpacing(space::k2);
    const QString before = words(change.before);
    const QString after = words(change.after);
    if (before.size() > kLongestValue || after.size() > kLongestValue) {
        auto *text = new QLabel;
        const auto show = [text, name = change.field.toHtmlEscaped(), before, after] {
            text->setText(u"%1: %2"_s.arg(name, wordDiff(before, after, DiffSide::Both)));
        };
        show();
        connect(&Theme::current(), &Theme::changed, text, show); // its colours are in the text
        text->setTextFormat(Qt::RichText);
        text->setWordWrap(true);
        keepFont(text, TextRole::Small);
        Privacy::guard(text, isPrivate);
        line->addWidget(text, 1);
    } else {
        auto *text = new Text(tr("%1: %2 \u2192 %3", "field, old value, new value")
                                  .arg(change.field, before.simplified(), after.simplified()),
                              TextRole::Small,
                              Color::TextMuted);
        text->setOverflow(Text::Overflow::Wrap);
        Privacy::guard(text, isPrivate);
        line->addWidget(text, 1);
    }
    if (m_offers.restoresFields) {
        auto *restore = new IconButton(
            u"undo"_s,
            isPrivate ? tr("Restore %1").arg(change.field)
                      : tr("Restore %1 to %2").arg(change.field, shortened(before.simplified())));
        restore->setObjectName(u"data.history.field.%1.%2"_s.arg(m_number, change.field));
        restore->setControlSize(ControlSize::Small);
        restore->setEnabled(!m_isReadOnly && field != nullptr && !field->isType("file"));
        connect(restore, &IconButton::clicked, this, [this, change] {
            emit restoreFieldRequested(change);
        });
        line->addWidget(restore, 0, Qt::AlignTop);
    }
    lines->addLayout(line);
}

void HistoryEntry::addButtons(QVBoxLayout *lines)
{
    const auto add = [this, lines](const QString &text, const QString &name, auto signal) {
        auto *button = new Button(text, ButtonVariant::Ghost);
        button->setObjectName(name + m_number);
        button->setControlSize(ControlSize::Small);
        button->setEnabled(!m_isReadOnly);
        connect(button, &Button::clicked, this, signal);
        lines->addWidget(button, 0, Qt::AlignLeading);
    };
    if (m_offers.restoresVersion) {
        add(tr("Restore this version"),
            u"data.history.restore."_s,
            &HistoryEntry::restoreRequested);
    }
    if (m_offers.bringsBack && m_revision.action == RevisionAction::Delete) {
        add(tr("Bring back"), u"data.history.back."_s, &HistoryEntry::bringBackRequested);
    }
}

} // namespace socle::studio
