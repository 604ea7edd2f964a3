#include "studio/views/compare/CompareSide.h"

#include "studio/kit/Pill.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/shell/Connections.h"
#include "studio/shell/EnvironmentEdge.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

CompareSide::CompareSide(Connections &connections, const QString &name, const QString &text)
    : m_connections(connections)
    , m_edge(new EnvironmentEdge(this))
    , m_select(new Select)
    , m_pill(new Pill)
    , m_note(new Text({}, TextRole::Small, Color::TextMuted))
{
    m_select->setObjectName(u"compare."_s + name);
    m_select->setAccessibleName(text);
    m_select->setPlaceholder(tr("Open connection"));
    m_note->setObjectName(u"compare."_s + name + u".note"_s);
    m_note->setOverflow(Text::Overflow::Elide);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::k3);
    row->addWidget(m_select, 1);
    row->addWidget(m_pill);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k2);
    column->addLayout(row);
    column->addWidget(m_edge);
    column->addWidget(m_note);
    connect(m_select, &Select::currentChanged, this, [this] {
        showEnvironment();
        emit chosen();
    });
    refill();
}

QString CompareSide::connectionId() const { return m_select->currentKey(); }

void CompareSide::setConnection(const QString &id)
{
    m_select->setCurrentKey(id);
    showEnvironment();
}

void CompareSide::refill()
{
    QVector<SelectOption> options;
    QString known;
    for (const ConnectionSession *session : m_connections.sessions()) {
        const ConnectionProfile &profile = session->profile();
        options.append({.key = profile.id,
                        .text = profile.name,
                        .detail = environmentText(profile.environment)});
        known = profile.id == m_select->currentKey() ? profile.id : known;
    }
    m_select->setOptions(options);
    setConnection(known);
}

ConnectionSession *CompareSide::session() const { return m_connections.session(connectionId()); }

QString CompareSide::title() const
{
    const ConnectionSession *shown = session();
    return shown == nullptr ? QString() : shown->profile().name;
}

void CompareSide::setNote(const QString &text) { m_note->setText(text); }

void CompareSide::showEnvironment()
{
    const ConnectionSession *shown = session();
    m_pill->setVisible(shown != nullptr);
    if (shown == nullptr) {
        m_edge->show(Environment::Local, Tone::Neutral);
        return;
    }
    const ConnectionProfile &profile = shown->profile();
    m_pill->setText(environmentText(profile.environment));
    m_pill->setTone(connectionTone(profile));
    m_edge->show(profile.environment, connectionTone(profile));
}

} // namespace socle::studio
