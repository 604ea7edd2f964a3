#include "studio/views/data/RecordHead.h"

#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/MenuPlace.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QAction>
#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>

using namespace Qt::StringLiterals;

namespace socle::studio {

RecordHead::RecordHead(QWidget *parent)
    : QWidget(parent)
    , m_id(new Text({}, TextRole::MonoSmall, Color::TextSubtle, this))
    , m_copy(new IconButton(u"copy"_s, tr("Copy the id"), this))
    , m_more(new IconButton(u"ellipsis"_s, tr("More"), this))
{
    setObjectName(u"data.form.head"_s);
    setAccessibleName(tr("Record"));
    m_id->setObjectName(u"data.form.id"_s);
    m_id->setOverflow(Text::Overflow::Elide);
    m_copy->setObjectName(u"data.form.copyId"_s);
    m_copy->setControlSize(ControlSize::Small);
    m_more->setObjectName(u"data.form.more"_s);
    m_more->setControlSize(ControlSize::Small);
    auto *row = new QHBoxLayout(this);
    setMirroredMargins(row, space::k5, 0, space::k3, 0);
    row->setSpacing(space::k1);
    row->addWidget(m_id, 1);
    row->addWidget(m_copy);
    row->addWidget(m_more);
    connect(m_copy, &IconButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_record);
        emit copied(m_record);
    });
    connect(m_more, &IconButton::clicked, this, [this] {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        menu->setAccessibleName(m_more->accessibleName());
        menu->setToolTipsVisible(true);
        menu->addActions(m_rest);
        popupBelow(menu, m_more);
    });
}

void RecordHead::setRecord(const QString &id, bool isNew)
{
    m_record = id;
    m_id->setText(isNew ? tr("not stored yet") : isolatedLtr(id));
    m_id->setToolTip(id);
    m_copy->setEnabled(!isNew && !id.isEmpty());
}

void RecordHead::addAction(QAction *action, const QString &verb)
{
    auto *button = new IconButton(action->data().toString(), action->text(), this);
    button->setObjectName(u"data.form."_s + verb);
    button->setControlSize(ControlSize::Small);
    const auto show = [button, action] {
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        const QString words = action->toolTip().isEmpty() ? action->text() : action->toolTip();
        button->setToolTipAndName(keys.isEmpty() || words.contains(keys)
                                      ? words
                                      : tr("%1 (%2)", "action, its keys").arg(words, keys));
        button->setEnabled(action->isEnabled());
    };
    show();
    connect(action, &QAction::changed, button, show);
    connect(button, &IconButton::clicked, action, &QAction::trigger);
    auto *row = static_cast<QHBoxLayout *>(layout());
    row->insertWidget(row->count() - 1, button);
}

void RecordHead::addMore(QAction *action) { m_rest.append(action); }

} // namespace socle::studio
