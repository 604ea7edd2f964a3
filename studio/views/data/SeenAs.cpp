#include "studio/views/data/SeenAs.h"

#include "studio/api/AuthEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/SchemaStore.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/shell/ViewHost.h"
#include "studio/views/data/DataView.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kTokenSeconds = 3600; // a look, not a session

/// The transport of the real connection, for a client that has another token.
class BorrowedTransport final : public Transport
{
public:
    explicit BorrowedTransport(Transport &own)
        : m_own(own)
    {
    }

    TransportReply *send(const TransportRequest &request, QObject *parent) override
    {
        return m_own.send(request, parent);
    }

private:
    Transport &m_own; // of the context the tab belongs to; it outlives its views
};

class SeenAsBand final : public QWidget
{
public:
    explicit SeenAsBand(const QString &text)
    {
        setObjectName(u"data.seenAs"_s);
        setAccessibleName(text);
        keepScaled(this, Extent::Height, space::k8);
        auto *row = new QHBoxLayout(this);
        setMirroredMargins(row, space::k8, 0, space::k5, 0);
        auto *words = new Text(text, TextRole::BaseMedium, Color::ConBar);
        words->setOverflow(Text::Overflow::Elide);
        row->addWidget(words, 1);
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.fillRect(rect(), colorOf(Color::ConRow));
        const int edge = space::k1 + 1;
        painter.fillRect(QRect(isRightToLeft() ? width() - edge : 0, 0, edge, height()),
                         colorOf(Color::ConBar));
        const double side = Theme::current().scaled(static_cast<int>(iconSize::kMd));
        drawIcon(&painter,
                 u"eye"_s,
                 mirrored(layoutDirection(),
                          QRectF(rect()),
                          QRectF(space::k4, (height() - side) / 2, side, side)),
                 colorOf(Color::ConBar));
    }
};

} // namespace

bool isSeenAs(const ViewTarget &target)
{
    return !target.arguments[u"as"_s].toObject()[u"record"_s].toString().isEmpty();
}

QWidget *makeSeenAsBand(const ViewTarget &target)
{
    const QJsonObject user = target.arguments[u"as"_s].toObject();
    const QString label = user[u"label"_s].toString();
    return new SeenAsBand(
        DataView::tr("Seen as %1. Requests of this tab carry this user's token.")
            .arg(isolatedLtr(label.isEmpty() ? user[u"record"_s].toString() : label)));
}

View *makeSeenAs(ConnectionContext &context, Shell &shell, const ViewTarget &target)
{
    auto *seen
        = new ConnectionContext(context.profile(),
                                std::make_unique<BorrowedTransport>(context.client().transport()),
                                nullptr);
    seen->client().setBaseUrl(context.client().baseUrl());
    seen->setLocked(context.isLocked());
    QObject::connect(&context, &ConnectionContext::lockChanged, seen, [seen, own = &context] {
        seen->setLocked(own->isLocked());
    });
    auto *view = new DataView(*seen, shell, target);
    seen->setParent(view); // the last child: it goes after everything that looks at it
    const QJsonObject user = target.arguments[u"as"_s].toObject();
    onResult(AuthEndpoint(context.client())
                 .impersonate(
                     user[u"collection"_s].toString(), user[u"record"_s].toString(), kTokenSeconds),
             view,
             [seen, own = &context, &shell](const Result<AuthReply> &reply) {
                 if (!reply) {
                     shell.toast(Tone::Danger,
                                 DataView::tr("Could not become this user: %1")
                                     .arg(apiError(reply.error()).message));
                     return;
                 }
                 seen->client().setToken(reply->token);
                 // The user may not read the schema; it is the same server's.
                 std::vector<Json> collections;
                 for (const CollectionPtr &each : own->schema().collections()) {
                     collections.push_back(each->json);
                 }
                 discard(seen->schema().assign(collections), "it was read from this server");
             });
    return view;
}

} // namespace socle::studio
