#include "studio/shell/ConnectionDetails.h"

#include "studio/api/AuthEndpoint.h"
#include "studio/api/RealtimeClient.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Button.h"
#include "studio/kit/Privacy.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/platform/ProjectFolder.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/Connections.h"
#include "studio/shell/Metrics.h"

#include <QGridLayout>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

/// Who is signed in, and what the account may do with it.
QString accountText(const ConnectionProfile &profile, ConnectionContext &context)
{
    if (!context.isSignedIn()) {
        return ConnectionDetails::tr("Signed out");
    }
    return context.isSuperuser() ? ConnectionDetails::tr("%1, superuser").arg(profile.identity)
                                 : ConnectionDetails::tr("%1 of %2: only what its rules allow")
                                       .arg(profile.identity, profile.signInCollection);
}

} // namespace

ConnectionDetails::ConnectionDetails(ConnectionSession &session,
                                     const QString &state,
                                     QWidget *parent)
    : Popover(parent)
    , m_lines(new QGridLayout)
{
    const ConnectionProfile &profile = session.profile();
    ConnectionContext &context = session.context();
    setObjectName(u"shell.details"_s);
    setAccessibleName(tr("Details of %1").arg(profile.name));
    setDeleteOnClose(true);
    keepScaled(this, Extent::LeastWidth, metrics::kMessagesWidth);
    body()->setSpacing(space::k3);
    body()->addWidget(new Text(profile.name, TextRole::BaseStrong));
    m_lines->setHorizontalSpacing(space::k5);
    m_lines->setVerticalSpacing(space::k2);
    m_lines->setColumnStretch(1, 1);
    body()->addLayout(m_lines);
    addLine(tr("State"), state);
    addLine(tr("Environment"), environmentText(profile.environment));
    addLine(tr("Address"), isolatedLtr(profile.address), true);
    addLine(tr("Server"), profile.serverVersion);
    addLine(tr("Account"), accountText(profile, context), true);
    if (context.schema().isGuessed()) {
        QStringList names;
        for (const CollectionPtr &collection : context.schema().collections()) {
            names << collection->name;
        }
        addLine(tr("Can read"), QLocale().createSeparatedList(names));
    }
    if (profile.isLocal()) {
        addLine(tr("Folder"), isolatedLtr(shortPath(profile.folder)));
    }
    if (session.isRunning()) {
        const QString memory = QLocale().formattedDataSize(
            session.backend()->residentBytes(), 0, QLocale::DataSizeTraditionalFormat);
        addLine(tr("Process"),
                tr("%1, memory %2").arg(session.backend()->ready().processId).arg(memory));
    }
    if (const int latency = context.client().medianLatencyMs(); latency >= 0) {
        addLine(tr("Latency"), tr("%1 ms, median of the last 10").arg(QLocale().toString(latency)));
    }
    if (!profile.pinnedCertificate.isEmpty()) {
        addLine(tr("Certificate"), tr("Pinned"));
        auto *forget = new Button(tr("Forget the pinned certificate"), ButtonVariant::Ghost);
        forget->setObjectName(u"shell.details.unpin"_s);
        connect(forget, &Button::clicked, this, [this, &session] {
            session.pinCertificate({});
            close();
        });
        body()->addWidget(forget, 0, Qt::AlignLeading);
    }
    if (!profile.notes.isEmpty()) {
        auto *notes = new Text(profile.notes, TextRole::Small, Color::TextMuted);
        notes->setOverflow(Text::Overflow::Wrap);
        body()->addWidget(notes);
    }
    body()->addWidget(new Divider);
    auto *row = new QHBoxLayout;
    auto *others = new Button(u"plug"_s, tr("Switch connection"), ButtonVariant::Ghost);
    others->setObjectName(u"shell.details.switch"_s);
    connect(others, &Button::clicked, this, [this] {
        close();
        emit switchRequested();
    });
    row->addWidget(others);
    auto *network = new Button(u"activity"_s, tr("Network activity"), ButtonVariant::Ghost);
    network->setObjectName(u"shell.details.network"_s);
    connect(network, &Button::clicked, this, [this] {
        close();
        emit networkRequested();
    });
    row->addWidget(network);
    row->addStretch();
    body()->addLayout(row);
}

void ConnectionDetails::addLine(const QString &label, const QString &value, bool isPrivate)
{
    if (value.isEmpty()) {
        return;
    }
    const int row = m_lines->rowCount();
    m_lines->addWidget(new Text(label, TextRole::Small, Color::TextMuted), row, 0, Qt::AlignTop);
    auto *text = new Text(value, TextRole::Small);
    text->setOverflow(Text::Overflow::Wrap);
    text->setAccessibleName(u"%1: %2"_s.arg(label, value));
    Privacy::guard(text, isPrivate);
    m_lines->addWidget(text, row, 1);
}

} // namespace socle::studio
