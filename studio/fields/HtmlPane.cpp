// See the header.
#include "studio/fields/HtmlPane.h"

#include "studio/api/ApiClient.h"
#include "studio/api/OnResult.h"
#include "studio/api/Transport.h"
#include "studio/fields/RichEdit.h"
#include "studio/fields/RichToolbar.h"
#include "studio/kit/Button.h"
#include "studio/kit/Segmented.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/kit/Theme.h"

#include <QAbstractTextDocumentLayout>
#include <QHash>
#include <QStackedWidget>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <memory>

namespace socle::studio {

namespace {

/// Pictures of this server, fetched once each; other servers only when allowed.
class HtmlPictures : public QObject
{
public:
    HtmlPictures(ApiClient *client, QObject *parent, std::function<void()> arrived)
        : QObject(parent)
        , m_client(client)
        , m_arrived(std::move(arrived))
    {
    }

    void allowForeign()
    {
        m_isForeignAllowed = true;
        m_known.clear();
    }

    QVariant picture(const QUrl &url)
    {
        if (m_client == nullptr) {
            return {};
        }
        const QUrl whole = m_client->baseUrl().resolved(url);
        const QString key = whole.toString();
        if (const auto known = m_known.constFind(key); known != m_known.constEnd()) {
            return known->isNull() ? QVariant() : QVariant::fromValue(*known);
        }
        const bool isOwn = whole.host() == m_client->baseUrl().host()
            && whole.port() == m_client->baseUrl().port();
        if (!isOwn) {
            const bool isWeb = whole.scheme() == u"https" || whole.scheme() == u"http";
            if (m_isForeignAllowed && isWeb) {
                m_known.insert(key, QPixmap());
                fetchForeign(whole, key);
            }
            return {};
        }
        m_known.insert(key, QPixmap());
        ApiRequest request = ApiRequest::get(whole.path(), QStringLiteral("fields.html.picture"));
        request.lane = Lane::Bulk;
        onResult(m_client->send(request), this, [this, key](const Result<ApiReply> &reply) {
            QPixmap picture;
            if (reply && picture.loadFromData(reply->body)) {
                m_known.insert(key, picture);
                m_arrived();
            }
        });
        return {};
    }

    /// Without the connection's client: no token may reach another host.
    void fetchForeign(const QUrl &url, const QString &key)
    {
        if (m_network == nullptr) {
            m_network = std::make_unique<NetworkTransport>();
        }
        TransportRequest request;
        request.lane = Lane::Bulk;
        request.url = url;
        TransportReply *reply = m_network->send(request, this);
        auto bytes = std::make_shared<QByteArray>(); // of the two answers below
        connect(reply, &TransportReply::bytesReceived, this, [bytes](const QByteArray &part) {
            bytes->append(part);
        });
        connect(reply, &TransportReply::finished, this, [this, reply, key, bytes] {
            reply->deleteLater();
            QPixmap picture;
            if (picture.loadFromData(*bytes)) {
                m_known.insert(key, picture);
                m_arrived();
            }
        });
    }

    static bool isForeign(const QString &html, const QUrl &server)
    {
        HtmlNodes nodes = parseHtml(html).nodes;
        const std::function<bool(const HtmlNodes &)> look = [&](const HtmlNodes &each) {
            return std::any_of(each.begin(), each.end(), [&](const HtmlNode &node) {
                const QUrl url = server.resolved(QUrl(node.attribute(u"src")));
                return (node.is(u"img") && url.host() != server.host()) || look(node.children);
            });
        };
        return look(nodes);
    }

private:
    ApiClient *m_client; // outlives every editor of the connection
    std::function<void()> m_arrived;
    QHash<QString, QPixmap> m_known;
    std::unique_ptr<NetworkTransport> m_network; // made when foreign pictures are allowed
    bool m_isForeignAllowed = false;
};

/// Shows HTML; pictures come from where it is told.
class HtmlPreview final : public QTextBrowser
{
public:
    using QTextBrowser::QTextBrowser;

    std::function<QVariant(const QUrl &)> pictures;

    QVariant loadResource(int type, const QUrl &name) override
    {
        return type == QTextDocument::ImageResource && pictures ? pictures(name) : QVariant();
    }
};

} // namespace

HtmlPane::HtmlPane(const fields::Field &field,
                   const EditorContext &context,
                   const QString &name,
                   QWidget *parent)
    : QWidget(parent)
    , m_modes(new Segmented(this))
    , m_reason(new Text({}, TextRole::Small, Color::Warning, this))
    , m_rich(new RichEdit(this))
    , m_toolbar(new RichToolbar(*m_rich, context, field.flag("convertURLs"), name, this))
    , m_source(new TextArea(this))
    , m_preview(new HtmlPreview(this))
    , m_allow(new Button(tr("Show pictures from elsewhere"), ButtonVariant::Ghost, this))
    , m_pages(new QStackedWidget(this))
    , m_server(context.client != nullptr ? context.client->baseUrl() : QUrl())
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::k2);
    m_modes->setObjectName(name + QStringLiteral(".mode"));
    m_modes->setAccessibleName(tr("View"));
    m_modes->addSegment(QStringLiteral("rich"), tr("Rich"));
    m_modes->addSegment(QStringLiteral("source"), tr("Source"));
    m_modes->addSegment(QStringLiteral("preview"), tr("Preview"));
    m_modes->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    column->addWidget(m_modes, 0, Qt::AlignLeading);
    m_reason->setOverflow(Text::Overflow::Wrap);
    m_reason->setObjectName(name + QStringLiteral(".reason"));
    m_reason->hide();
    column->addWidget(m_reason);
    column->addWidget(m_toolbar);
    m_rich->setObjectName(name + QStringLiteral(".rich"));
    m_rich->setAccessibleName(tr("Rich text"));
    m_rich->setVerticalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_source->setObjectName(name + QStringLiteral(".source"));
    m_source->setAccessibleName(tr("HTML"));
    m_source->setMono();
    m_source->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    m_source->setLineRange(m_least, m_most);
    m_preview->setOpenLinks(false);
    m_preview->setObjectName(name + QStringLiteral(".preview"));
    m_preview->setAccessibleName(tr("Preview"));
    m_allow->setObjectName(name + QStringLiteral(".allowPictures"));
    m_allow->setControlSize(ControlSize::Small);
    m_allow->hide();
    m_pages->addWidget(m_rich);
    m_pages->addWidget(m_source);
    m_pages->addWidget(m_preview);
    column->addWidget(m_pages, 1);
    column->addWidget(m_allow, 0, Qt::AlignLeading);
    setTabOrder(m_modes, m_toolbar);
    m_modes->setCurrentKey(QStringLiteral("rich"));

    auto *pictures = new HtmlPictures(context.client, this, [this] {
        for (QTextDocument *document : {m_rich->document(), m_preview->document()}) {
            document->markContentsDirty(0, document->characterCount());
        }
    });
    m_rich->setPictureSource([pictures](const QUrl &url) { return pictures->picture(url); });
    static_cast<HtmlPreview *>(m_preview)->pictures
        = [pictures](const QUrl &url) { return pictures->picture(url); };

    connect(m_rich, &QTextEdit::textChanged, this, [this] {
        fitHeight();
        if (!m_isShowing) {
            m_isTouched = true;
            m_html = m_rich->html();
            emit edited();
        }
    });
    connect(m_source, &QPlainTextEdit::textChanged, this, [this] {
        fitHeight();
        if (!m_isShowing) {
            m_isTouched = true;
            m_html = m_source->toPlainText();
            m_isRichOld = true;
            emit edited();
        }
    });
    connect(m_modes, &Segmented::currentChanged, this, &HtmlPane::showMode);
    connect(m_toolbar, &RichToolbar::fullScreenRequested, this, &HtmlPane::expandRequested);
    connect(m_allow, &QPushButton::clicked, this, [this, pictures] {
        pictures->allowForeign();
        m_allow->setEnabled(false);
        m_allow->hide();
        showPreview();
    });
    setHtml({});
}

void HtmlPane::setHtml(const QString &html)
{
    m_html = html;
    m_isTouched = false;
    m_isRichOld = true;
    m_obstacle = richObstacle(html);
    m_reason->setText(m_obstacle);
    m_reason->setVisible(!m_obstacle.isEmpty());
    m_modes->setSegmentEnabled(QStringLiteral("rich"), m_obstacle.isEmpty(), m_obstacle);
    QString wanted = mode();
    if (!m_obstacle.isEmpty() && wanted == u"rich") {
        wanted = QStringLiteral("source");
    }
    m_modes->setCurrentKey(wanted);
    showMode(wanted);
}

QString HtmlPane::html() const { return m_html; }

QString HtmlPane::mode() const { return m_modes->currentKey(); }

void HtmlPane::setMode(const QString &mode)
{
    m_modes->setCurrentKey(mode);
    showMode(mode);
}

void HtmlPane::showMode(const QString &mode)
{
    if (mode == u"rich" && m_isTouched) {
        // Source may have brought what Rich would lose.
        m_obstacle = richObstacle(m_html);
        m_reason->setText(m_obstacle);
        m_reason->setVisible(!m_obstacle.isEmpty());
        if (!m_obstacle.isEmpty()) {
            m_modes->setCurrentKey(QStringLiteral("source"));
            showMode(QStringLiteral("source"));
            return;
        }
    }
    m_isShowing = true;
    if (mode == u"rich" && m_isRichOld) {
        m_rich->setRichText(m_html);
        m_isRichOld = false;
    } else if (mode == u"source" && m_source->toPlainText() != m_html) {
        m_source->setPlainText(m_html);
    } else if (mode == u"preview") {
        showPreview();
    }
    m_isShowing = false;
    m_toolbar->setVisible(mode == u"rich");
    m_allow->setVisible(mode == u"preview" && m_allow->isEnabled()
                        && HtmlPictures::isForeign(m_html, m_server));
    m_pages->setCurrentIndex(mode == u"rich" ? 0 : mode == u"source" ? 1 : 2);
    setFocusProxy(m_pages->currentWidget());
    fitHeight();
}

void HtmlPane::showPreview() { m_preview->setHtml(m_html); }

void HtmlPane::setReadOnly(bool readOnly)
{
    m_rich->setReadOnly(readOnly);
    m_source->setReadOnly(readOnly);
    m_toolbar->setEnabled(!readOnly);
}

void HtmlPane::setFullScreen()
{
    m_isFullScreen = true;
    m_toolbar->setFullScreenOffered(false);
    m_pages->setMinimumHeight(0);
    m_pages->setMaximumHeight(QWIDGETSIZE_MAX);
}

void HtmlPane::setLines(int least, int most)
{
    m_least = least;
    m_most = most;
    m_source->setLineRange(least, most);
    fitHeight();
}

void HtmlPane::fitHeight()
{
    if (m_isFullScreen) {
        return;
    }
    const int line = lineHeightOf(TextRole::Base);
    const int frame = 2 * space::k4;
    int wanted = m_source->sizeHint().height();
    if (m_pages->currentIndex() == 0) {
        wanted = static_cast<int>(m_rich->document()->size().height()) + space::k2;
    } else if (m_pages->currentIndex() == 2) {
        wanted = static_cast<int>(m_preview->document()->size().height()) + space::k2;
    }
    m_pages->setFixedHeight(std::clamp(wanted, m_least * line + frame, m_most * line + frame));
}

} // namespace socle::studio
