#include "studio/fields/FilePreview.h"

#include "studio/api/FilesEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/api/Text.h"
#include "studio/domain/FileItems.h"
#include "studio/domain/PictureStore.h"
#include "studio/fields/FileTiles.h"
#include "studio/fields/Words.h"
#include "studio/kit/CodeEdit.h"
#include "studio/kit/EmptyState.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/ImageView.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QBuffer>
#include <QFile>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QImageReader>
#include <QKeyEvent>
#include <QLocale>
#include <QStackedWidget>
#include <QStringDecoder>
#include <QVBoxLayout>

namespace socle::studio {

namespace {

constexpr int kPreviewWidth = space::k10 * 13;
constexpr int kPreviewHeight = space::k10 * 8;

CodeEdit::Language previewLanguage(const QString &name)
{
    const QString suffix = QFileInfo(name).suffix().toLower();
    return suffix == u"json"                                        ? CodeEdit::Language::Json
        : suffix == u"sql"                                          ? CodeEdit::Language::Sql
        : suffix == u"js" || suffix == u"ts"                        ? CodeEdit::Language::JavaScript
        : suffix == u"html" || suffix == u"xml" || suffix == u"svg" ? CodeEdit::Language::Html
        : suffix == u"md"                                           ? CodeEdit::Language::Markdown
                                                                    : CodeEdit::Language::Plain;
}

} // namespace

FilePreview::FilePreview(QWidget *window, const fields::Field &field, const EditorContext &context)
    : Sheet(window)
    , m_field(field)
    , m_context(context)
    , m_pages(new QStackedWidget)
    , m_image(new ImageView)
    , m_text(new CodeEdit)
    , m_message(new EmptyState(QStringLiteral("file"), {}, {}))
    , m_note(new Text({}, TextRole::Small, Color::TextMuted))
    , m_fit(new IconButton(QStringLiteral("expand"), tr("Fit (0)")))
    , m_pixels(new IconButton(QStringLiteral("search"), tr("Every pixel (1)")))
    , m_previous(new IconButton(QStringLiteral("chevron-left"), tr("Previous file (Left)")))
    , m_next(new IconButton(QStringLiteral("chevron-right"), tr("Next file (Right)")))
{
    setObjectName(QStringLiteral("data.preview"));
    setPanelWidth(kPreviewWidth);
    m_image->setObjectName(QStringLiteral("data.preview.image"));
    m_text->setObjectName(QStringLiteral("data.preview.text"));
    m_text->setAccessibleName(tr("Text of the file"));
    m_text->setReadOnly(true);
    m_text->setLineNumbers(true);
    m_message->setObjectName(QStringLiteral("data.preview.message"));
    m_note->setObjectName(QStringLiteral("data.preview.note"));
    m_pages->addWidget(m_image);
    m_pages->addWidget(m_text);
    m_pages->addWidget(m_message);
    keepScaled(m_pages, Extent::LeastHeight, kPreviewHeight);
    body()->addWidget(m_pages, 1);
    const std::pair<IconButton *, const char *> buttons[]
        = {{m_previous, "previous"}, {m_next, "next"}, {m_fit, "fit"}, {m_pixels, "pixels"}};
    for (const auto &[button, name] : buttons) {
        button->setObjectName(QStringLiteral("data.preview.") + QLatin1String(name));
        footerLeading()->addWidget(button);
    }
    footerLeading()->addWidget(m_note);
    Button *open = addButton(tr("Open outside"), ButtonVariant::Secondary);
    open->setObjectName(QStringLiteral("data.preview.open"));
    connect(open, &Button::clicked, this, [this] { emit openRequested(m_item); });
    connect(m_previous, &IconButton::clicked, this, [this] { step(-1); });
    connect(m_next, &IconButton::clicked, this, [this] { step(1); });
    connect(m_fit, &IconButton::clicked, m_image, &ImageView::fit);
    connect(m_pixels, &IconButton::clicked, m_image, &ImageView::showPixels);
    connect(m_image, &ImageView::zoomChanged, this, [this](double zoom) {
        if (m_pages->currentWidget() == m_image && !m_image->picture().isNull()) {
            m_note->setText(tr("%1 × %2, %3 %", "width, height, zoom")
                                .arg(m_image->picture().width())
                                .arg(m_image->picture().height())
                                .arg(qRound(zoom * 100)));
        }
    });
}

bool FilePreview::isText(const QString &name, const QByteArray &bytes)
{
    if (QFileInfo(name).suffix().toLower() == u"pdf") {
        return false;
    }
    const QByteArray head = bytes.left(4096);
    QStringDecoder decoder(QStringDecoder::Utf8);
    const QString text = decoder(head.size() < bytes.size() ? head.chopped(3) : head);
    return !head.contains('\0') && !decoder.hasError() && !text.isEmpty();
}

void FilePreview::look(const QStringList &items, const QString &item)
{
    m_items = items;
    m_item = item;
    const bool hasOthers = items.size() > 1;
    m_previous->setVisible(hasOthers);
    m_next->setVisible(hasOthers);
    ask();
}

void FilePreview::step(int by)
{
    const qsizetype at = m_items.indexOf(m_item) + by;
    if (at >= 0 && at < m_items.size()) {
        m_item = m_items.at(at);
        ask();
    }
}

void FilePreview::keyPressEvent(QKeyEvent *event)
{
    const bool isMirrored = layoutDirection() == Qt::RightToLeft;
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
        step((event->key() == Qt::Key_Right) != isMirrored ? 1 : -1);
        return;
    }
    Sheet::keyPressEvent(event);
}

void FilePreview::say(const QString &title, const QString &reason)
{
    m_message->setContent(fileIconName(m_item), title, reason);
    m_pages->setCurrentWidget(m_message);
}

void FilePreview::ask()
{
    const quint64 mine = ++m_generation;
    const QString name = fileItemName(m_item);
    setTitle(name);
    const qsizetype at = m_items.indexOf(m_item);
    setSubtitle(m_items.size() > 1 ? tr("%1 of %2").arg(at + 1).arg(m_items.size()) : QString());
    m_previous->setEnabled(at > 0);
    m_next->setEnabled(at + 1 < m_items.size());
    m_fit->hide();
    m_pixels->hide();
    m_note->setText({});
    if (isLocalFile(m_item)) {
        QFile file(localFilePath(m_item));
        if (file.size() > kMostBytes) {
            say(name, tr("Too large to be shown here: %1.").arg(sizeText(file.size())));
        } else if (file.open(QIODevice::ReadOnly)) {
            take(file.readAll());
        } else {
            say(name, tr("The file cannot be read: %1").arg(file.errorString()));
        }
        return;
    }
    if (m_context.client == nullptr || m_context.collection == nullptr) {
        say(name, tr("Without a connection there is nothing to show."));
        return;
    }
    say(name, tr("Fetching it"));
    const FileAddress address{m_context.collection->id, m_context.recordId, m_item, {}};
    const auto fetch = [this, address, name, mine](const QString &token) {
        onResult(FilesEndpoint(*m_context.client).content(address, token),
                 this,
                 [this, name, mine](const Result<QByteArray> &bytes) {
                     if (mine != m_generation) {
                         return;
                     }
                     if (bytes) {
                         take(*bytes);
                     } else {
                         say(name, apiError(bytes.error()).message);
                     }
                 });
    };
    if (!m_field.flag("protected") || m_context.pictures == nullptr) {
        fetch({});
        return;
    }
    onResult(m_context.pictures->fileToken(), this, [fetch](const Result<QString> &token) {
        fetch(token ? *token : QString());
    });
}

void FilePreview::take(const QByteArray &bytes)
{
    const QString name = fileItemName(m_item);
    if (PictureStore::isPicture(name)) {
        QBuffer buffer;
        buffer.setData(bytes);
        buffer.open(QIODevice::ReadOnly);
        QImageReader reader(&buffer);
        reader.setAutoTransform(true);
        const QImage image = reader.read();
        if (image.isNull()) {
            say(name, tr("This picture cannot be read: %1").arg(reader.errorString()));
            return;
        }
        m_pages->setCurrentWidget(m_image);
        m_image->setAccessibleName(tr("Picture %1").arg(name));
        m_image->setPicture(QPixmap::fromImage(image));
        m_fit->show();
        m_pixels->show();
        m_image->setFocus(Qt::OtherFocusReason);
        return;
    }
    if (bytes.isEmpty()) {
        say(name, tr("The file is empty."));
        return;
    }
    if (!isText(name, bytes)) {
        say(name,
            tr("%1. There is no preview of this kind; it can be opened outside.")
                .arg(sizeText(bytes.size())));
        return;
    }
    m_text->setLanguage(previewLanguage(name));
    m_text->setText(QString::fromUtf8(bytes.left(kMostText)));
    m_note->setText(bytes.size() > kMostText
                        ? tr("The first %1 of %2").arg(sizeText(kMostText), sizeText(bytes.size()))
                        : sizeText(bytes.size()));
    m_pages->setCurrentWidget(m_text);
    m_text->setFocus(Qt::OtherFocusReason);
}

} // namespace socle::studio
