#include "studio/fields/MailPreview.h"

#include "studio/kit/Paint.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QBoxLayout>
#include <QEvent>
#include <QGridLayout>
#include <QTextBrowser>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kMinHeight = 180;

/// Shows text; pictures and sheets of others stay where they are.
class StillBrowser : public QTextBrowser
{
public:
    QVariant loadResource(int, const QUrl &) override { return {}; }
};

} // namespace

MailPreview::MailPreview(QWidget *parent)
    : QWidget(parent)
    , m_from(new Text({}, TextRole::Small))
    , m_to(new Text({}, TextRole::Small))
    , m_subject(new Text({}, TextRole::SmallStrong))
    , m_body(new StillBrowser)
{
    setObjectName(u"mail.preview"_s);
    setAccessibleName(tr("Preview of the mail"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(1, space::k4, 1, 1);
    column->setSpacing(space::k4);
    auto *head = new QGridLayout;
    head->setContentsMargins(space::k5, 0, space::k5, 0);
    head->setHorizontalSpacing(space::k4);
    head->setVerticalSpacing(space::k1);
    head->setColumnStretch(1, 1);
    const std::pair<QString, Text *> lines[]{{tr("From", "of a mail"), m_from},
                                             {tr("To", "of a mail"), m_to},
                                             {tr("Subject"), m_subject}};
    int row = 0;
    for (const auto &[title, text] : lines) {
        head->addWidget(new Text(title, TextRole::Small, Color::TextSubtle), row, 0);
        text->setOverflow(Text::Overflow::Elide);
        head->addWidget(text, row++, 1);
    }
    column->addLayout(head);
    column->addWidget(new Divider);
    m_body->setObjectName(u"mail.preview.body"_s);
    m_body->setAccessibleName(tr("Body of the mail"));
    m_body->setFrameShape(QFrame::NoFrame);
    m_body->setOpenLinks(false);
    m_body->installEventFilter(this);
    keepScaled(m_body, Extent::LeastHeight, kMinHeight);
    m_body->viewport()->setAutoFillBackground(false);
    m_body->document()->setDocumentMargin(space::k5);
    column->addWidget(m_body, 1);
}

void MailPreview::setMail(const QString &from,
                          const QString &to,
                          const QString &subject,
                          const QString &html)
{
    m_from->setText(from);
    m_to->setText(to);
    m_subject->setText(subject);
    m_html = html;
    render();
}

QString MailPreview::subject() const { return m_subject->text(); }

QString MailPreview::bodyText() const { return m_body->toPlainText(); }

void MailPreview::render()
{
    // The server's frame gives .btn the look of a button; the nearest a text document can do.
    m_body->document()->setDefaultStyleSheet(
        u"a { color: %1; } a.btn { font-weight: 600; } p { margin: 0 0 8px 0; } .hidden { display: none; }"_s
            .arg(colorOf(Color::Accent).name()));
    m_body->setHtml(m_html);
}

void MailPreview::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && !m_html.isEmpty()) {
        render();
    }
}

/// The ring of the focus is painted around the whole preview.
bool MailPreview::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        update();
    }
    return QWidget::eventFilter(watched, event);
}

void MailPreview::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    drawRounded(&painter, rect(), radius::kMd, colorOf(Color::SurfaceAlt), colorOf(Color::Border));
    if (m_body->hasFocus()) {
        drawFocusRing(&painter, rect(), radius::kMd, 0);
    }
}

} // namespace socle::studio
