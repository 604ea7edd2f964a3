#include "studio/views/users/AccountHeader.h"

#include "studio/domain/AccountModel.h"
#include "studio/kit/Button.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Pill.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/views/users/AccountCells.h"
#include "studio/views/users/UsersMetrics.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

AccountHeader::AccountHeader(QWidget *parent)
    : QWidget(parent)
    , m_back(new Button(u"arrow-left"_s, {}, ButtonVariant::Ghost))
    , m_face(new QHBoxLayout)
    , m_name(new Text({}, TextRole::Title))
    , m_state(new Pill)
    , m_self(new Pill(tr("you"), Tone::Accent))
    , m_id(new Text({}, TextRole::MonoSmall, Color::TextMuted))
    , m_facts(new Text({}, TextRole::Small, Color::TextMuted))
    , m_copy(new IconButton(u"copy"_s, tr("Copy the id")))
    , m_impersonate(new Button(u"user"_s, tr("Impersonate"), ButtonVariant::Secondary))
    , m_data(new IconButton(u"table"_s, tr("Open the record in Data")))
    , m_remove(new IconButton(u"trash"_s, tr("Delete this account")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k4);
    m_back->setObjectName(u"users.page.back"_s);
    m_back->setControlSize(ControlSize::Small);
    auto *top = new QHBoxLayout;
    top->addWidget(m_back);
    top->addStretch();
    column->addLayout(top);

    m_face->setSpacing(space::k5);
    auto *texts = new QVBoxLayout;
    texts->setSpacing(space::k1);
    auto *title = new QHBoxLayout;
    title->setSpacing(space::k3);
    m_name->setOverflow(Text::Overflow::Elide);
    m_name->setObjectName(u"users.page.name"_s);
    Privacy::guard(m_name);
    title->addWidget(m_name);
    title->addWidget(m_state);
    title->addWidget(m_self);
    title->addStretch();
    texts->addLayout(title);
    auto *facts = new QHBoxLayout;
    facts->setSpacing(space::k2);
    m_copy->setObjectName(u"users.page.copyId"_s);
    m_copy->setControlSize(ControlSize::Small);
    facts->addWidget(m_id);
    facts->addWidget(m_copy);
    facts->addSpacing(space::k3);
    facts->addWidget(m_facts);
    facts->addStretch();
    texts->addLayout(facts);
    m_face->addLayout(texts, 1);
    m_impersonate->setObjectName(u"users.page.impersonate"_s);
    m_data->setObjectName(u"users.page.data"_s);
    m_data->setOutlined(true);
    m_remove->setObjectName(u"users.page.delete"_s);
    m_remove->setOutlined(true);
    m_remove->setRole(Color::Danger);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_impersonate, m_data, m_remove}) {
        m_face->addWidget(widget, 0, Qt::AlignVCenter);
    }
    m_face->setSpacing(space::k4);
    column->addLayout(m_face);

    connect(m_back, &QPushButton::clicked, this, &AccountHeader::backRequested);
    connect(m_copy, &QToolButton::clicked, this, &AccountHeader::copyIdRequested);
    connect(m_impersonate, &QPushButton::clicked, this, &AccountHeader::impersonateRequested);
    connect(m_data, &QToolButton::clicked, this, &AccountHeader::dataRequested);
    connect(m_remove, &QToolButton::clicked, this, &AccountHeader::removeRequested);
}

void AccountHeader::show(const CollectionSchema &collection, const Record &record, bool isSelf)
{
    const QString name = accountName(collection, record);
    const QString subtitle = accountSubtitle(collection, record);
    const bool isSuperuser = collection.name == u"_superusers";
    m_back->setText(isSuperuser ? tr("All superusers") : tr("All of %1").arg(collection.name));
    delete m_avatar;
    m_avatar = new Avatar(name, Theme::current().scaled(users::kAvatar));
    m_face->insertWidget(0, m_avatar);
    m_name->setText(subtitle.isEmpty() ? name : subtitle);
    const bool isVerified = record.value(u"verified").toBool();
    m_state->setText(isSuperuser      ? tr("superuser")
                         : isVerified ? tr("verified")
                                      : tr("not verified"));
    m_state->setTone(isSuperuser ? Tone::Accent : isVerified ? Tone::Success : Tone::Warning);
    m_self->setVisible(isSelf);
    m_id->setText(isolatedLtr(record.id));
    QStringList facts;
    if (const QDateTime created = wireTime(record.value(u"created")); created.isValid()) {
        facts << tr("created %1").arg(accountTime(created, {}));
    }
    if (const QDateTime updated = wireTime(record.value(u"updated")); updated.isValid()) {
        facts << tr("changed %1").arg(accountTime(updated, {}));
    }
    m_facts->setText(facts.join(u"  ·  "_s));
}

void AccountHeader::setPicture(const QPixmap &picture)
{
    if (m_avatar != nullptr && !picture.isNull()) {
        m_avatar->setPicture(picture);
    }
}

void AccountHeader::setRemovable(const QString &reasonAgainst)
{
    m_remove->setEnabled(reasonAgainst.isEmpty());
    m_remove->setToolTipAndName(reasonAgainst.isEmpty() ? tr("Delete this account")
                                                        : reasonAgainst);
}

void AccountHeader::setImpersonable(const QString &reasonAgainst)
{
    m_impersonate->setEnabled(reasonAgainst.isEmpty());
    m_impersonate->setToolTip(reasonAgainst.isEmpty() ? tr("Make a token that acts as this account")
                                                      : reasonAgainst);
}

} // namespace socle::studio
