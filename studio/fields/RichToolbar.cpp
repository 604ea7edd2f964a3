// See the header.
#include "studio/fields/RichToolbar.h"

#include "shared/fields/FieldCatalogue.h"
#include "studio/api/FilesEndpoint.h"
#include "studio/api/OnResult.h"
#include "studio/api/RecordsEndpoint.h"
#include "studio/api/Text.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/PictureStore.h"
#include "studio/fields/PickList.h"
#include "studio/fields/RichEdit.h"
#include "studio/kit/FieldRow.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/MenuPlace.h"
#include "studio/kit/Popover.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Select.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"

#include <QKeyEvent>
#include <QMenu>
#include <QPointer>
#include <QVBoxLayout>

namespace socle::studio {

namespace {

constexpr int kPictures = 30; // records looked through for pictures

} // namespace

RichToolbar::RichToolbar(RichEdit &edit,
                         const EditorContext &context,
                         bool makesRelative,
                         const QString &name,
                         QWidget *parent)
    : QWidget(parent)
    , m_edit(edit)
    , m_context(context)
    , m_makesRelative(makesRelative)
    , m_name(name)
    , m_block(new Select(this))
{
    setObjectName(name + QStringLiteral(".toolbar"));
    setAccessibleName(tr("Formatting"));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    m_block->setObjectName(name + QStringLiteral(".block"));
    m_block->setAccessibleName(tr("Block style"));
    m_block->setOptions({{.key = QStringLiteral("p"), .text = tr("Paragraph")},
                         {.key = QStringLiteral("h1"), .text = tr("Heading 1")},
                         {.key = QStringLiteral("h2"), .text = tr("Heading 2")},
                         {.key = QStringLiteral("h3"), .text = tr("Heading 3")},
                         {.key = QStringLiteral("h4"), .text = tr("Heading 4")},
                         {.key = QStringLiteral("h5"), .text = tr("Heading 5")},
                         {.key = QStringLiteral("h6"), .text = tr("Heading 6")},
                         {.key = QStringLiteral("pre"), .text = tr("Code block")}});
    m_parts.append(m_block);
    connect(m_block, &Select::currentChanged, this, [this](const QString &key) {
        m_edit.setBlockTag(key);
        m_edit.setFocus();
    });
    addMark(QStringLiteral("bold"),
            QStringLiteral("bold"),
            tr("Bold (Ctrl+B)"),
            QStringLiteral("strong"));
    addMark(QStringLiteral("italic"),
            QStringLiteral("italic"),
            tr("Italic (Ctrl+I)"),
            QStringLiteral("em"));
    addMark(QStringLiteral("underline"),
            QStringLiteral("underline"),
            tr("Underline (Ctrl+U)"),
            QStringLiteral("u"));
    addMark(QStringLiteral("strike"),
            QStringLiteral("strike"),
            tr("Strike through"),
            QStringLiteral("s"));
    addMark(QStringLiteral("code"), QStringLiteral("code"), tr("Code"), QStringLiteral("code"));
    m_link = addButton(QStringLiteral("link"), QStringLiteral("link"), tr("Link"));
    connect(m_link, &IconButton::clicked, this, &RichToolbar::openLink);
    const auto list =
        [this](const QString &key, const QString &icon, const QString &text, const QString &frame) {
            IconButton *button = addButton(key, icon, text);
            button->setCheckable(true);
            connect(button, &IconButton::clicked, this, [this, frame] {
                m_edit.toggleList(frame);
                showState();
                m_edit.setFocus();
            });
            return button;
        };
    m_bullets
        = list(QStringLiteral("bullets"), QStringLiteral("list"), tr("List"), QStringLiteral("ul"));
    m_numbers = list(QStringLiteral("numbers"),
                     QStringLiteral("list-ordered"),
                     tr("Numbered list"),
                     QStringLiteral("ol"));
    m_quote = addButton(QStringLiteral("quote"), QStringLiteral("quote"), tr("Quote"));
    m_quote->setCheckable(true);
    connect(m_quote, &IconButton::clicked, this, [this] {
        m_edit.toggleQuote();
        showState();
        m_edit.setFocus();
    });
    m_table = addButton(QStringLiteral("table"), QStringLiteral("table"), tr("Table"));
    connect(m_table, &IconButton::clicked, this, &RichToolbar::openTable);
    m_image = addButton(QStringLiteral("image"), QStringLiteral("image"), tr("Picture"));
    connect(m_image, &IconButton::clicked, this, &RichToolbar::openImages);
    m_align = addButton(QStringLiteral("align"), QStringLiteral("align-left"), tr("Alignment"));
    connect(m_align, &IconButton::clicked, this, &RichToolbar::openSides);
    IconButton *clear
        = addButton(QStringLiteral("clear"), QStringLiteral("eraser"), tr("Clear formatting"));
    connect(clear, &IconButton::clicked, this, [this] {
        m_edit.clearLooks();
        m_edit.setFocus();
    });
    m_fullScreen = addButton(
        QStringLiteral("fullScreen"), QStringLiteral("fullscreen"), tr("Whole window (Ctrl+E)"));
    connect(m_fullScreen, &IconButton::clicked, this, &RichToolbar::fullScreenRequested);
    setStop(m_parts.first());
    connect(&edit, &QTextEdit::cursorPositionChanged, this, &RichToolbar::showState);
    connect(&edit, &QTextEdit::currentCharFormatChanged, this, &RichToolbar::showState);
    showState();
}

void RichToolbar::setFullScreenOffered(bool offered)
{
    m_fullScreen->setVisible(offered);
    updateGeometry();
}

IconButton *RichToolbar::addButton(const QString &key, const QString &icon, const QString &text)
{
    auto *button = new IconButton(icon, text, this);
    button->setObjectName(m_name + QLatin1Char('.') + key);
    button->setControlSize(ControlSize::Small);
    m_parts.append(button);
    button->installEventFilter(this);
    return button;
}

void RichToolbar::addMark(const QString &key,
                          const QString &icon,
                          const QString &text,
                          const QString &mark)
{
    IconButton *button = addButton(key, icon, text);
    button->setCheckable(true);
    m_marks.append({button, mark});
    connect(button, &IconButton::clicked, this, [this, mark] {
        m_edit.toggleMark(mark);
        showState();
        m_edit.setFocus();
    });
}

void RichToolbar::setStop(QWidget *stop)
{
    for (QWidget *part : std::as_const(m_parts)) {
        part->setFocusPolicy(part == stop ? Qt::StrongFocus : Qt::ClickFocus);
    }
}

bool RichToolbar::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto key = static_cast<QKeyEvent *>(event)->key();
        const int step = key == Qt::Key_Right ? 1 : key == Qt::Key_Left ? -1 : 0;
        if (step != 0) {
            const int direction = isRightToLeft() ? -step : step;
            qsizetype at = m_parts.indexOf(static_cast<QWidget *>(watched));
            do {
                at = (at + direction + m_parts.size()) % m_parts.size();
            } while (m_parts.at(at)->isHidden() || !m_parts.at(at)->isEnabled());
            setStop(m_parts.at(at));
            m_parts.at(at)->setFocus(Qt::TabFocusReason);
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

int RichToolbar::place(int width, bool apply) const
{
    int x = 0;
    int y = 0;
    int line = 0;
    for (QWidget *part : m_parts) {
        if (part->isHidden() && isVisible()) {
            continue;
        }
        QSize size = part->sizeHint();
        if (part == m_block) {
            size.setWidth(
                std::min(width, std::max(Theme::current().scaled(space::k10 * 2), size.width())));
        }
        if (x > 0 && x + size.width() > width) {
            x = 0;
            y += line + space::k1;
            line = 0;
        }
        line = std::max(line, size.height());
        if (apply) {
            QRect rect(QPoint(x, y), size);
            if (isRightToLeft()) {
                rect.moveRight(width - 1 - x);
            }
            part->setGeometry(rect);
        }
        x += size.width() + (part == m_block ? space::k2 : 1);
    }
    return y + line;
}

int RichToolbar::heightForWidth(int width) const { return place(width, false); }

QSize RichToolbar::sizeHint() const
{
    const int wanted = std::max(width(), space::k10 * 3);
    return {space::k10 * 4, heightForWidth(wanted)};
}

QSize RichToolbar::minimumSizeHint() const
{
    return {space::k10 * 2, heightForWidth(std::max(width(), space::k10 * 2))};
}

void RichToolbar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    place(width(), true);
    if (event->oldSize().width() != width()) {
        updateGeometry();
    }
}

void RichToolbar::showState()
{
    const QString tag = m_edit.blockTag();
    m_block->setCurrentKey(tag.isEmpty() || tag == u"none" ? QStringLiteral("p") : tag);
    for (const auto &[button, mark] : std::as_const(m_marks)) {
        button->setChecked(m_edit.hasMark(mark));
    }
    m_bullets->setChecked(m_edit.isInFrame(QStringLiteral("ul")));
    m_numbers->setChecked(m_edit.isInFrame(QStringLiteral("ol")));
    m_quote->setChecked(m_edit.isInFrame(QStringLiteral("blockquote")));
    m_align->setIconName(QStringLiteral("align-") + m_edit.side());
    const bool canEdit = !m_edit.isReadOnly();
    for (QWidget *part : std::as_const(m_parts)) {
        part->setEnabled(canEdit || part == m_fullScreen);
    }
}

void RichToolbar::openLink()
{
    auto *popover = new Popover(this);
    popover->setDeleteOnClose(true);
    popover->setObjectName(m_name + QStringLiteral(".linkPopover"));
    popover->setPadding(space::k4);
    auto *address = new TextField(QStringLiteral("https://"));
    address->setObjectName(m_name + QStringLiteral(".linkAddress"));
    address->setText(m_edit.linkAddress());
    address->setLayoutDirection(Qt::LeftToRight);
    auto *title = new TextField(tr("None"));
    title->setObjectName(m_name + QStringLiteral(".linkTitle"));
    title->setText(m_edit.linkTitle());
    popover->body()->setSpacing(space::k4);
    popover->body()->addWidget(new FieldRow(tr("Address"), address));
    popover->body()->addWidget(new FieldRow(tr("Title"), title));
    auto *row = new QHBoxLayout;
    auto *remove = new Button(tr("Remove link"), ButtonVariant::Ghost);
    remove->setObjectName(m_name + QStringLiteral(".linkRemove"));
    remove->setEnabled(!m_edit.linkAddress().isEmpty());
    auto *apply = new Button(tr("Set link"), ButtonVariant::Primary);
    apply->setObjectName(m_name + QStringLiteral(".linkApply"));
    row->addWidget(remove);
    row->addStretch(1);
    row->addWidget(apply);
    popover->body()->addLayout(row);
    keepScaled(popover, Extent::Width, space::k10 * 5);
    const auto set = [this, popover, address, title] {
        m_edit.setLink(address->text().trimmed(), title->text().trimmed());
        popover->close();
    };
    connect(apply, &QPushButton::clicked, this, set);
    connect(address, &QLineEdit::returnPressed, this, set);
    connect(title, &QLineEdit::returnPressed, this, set);
    connect(remove, &QPushButton::clicked, this, [this, popover] {
        m_edit.setLink({}, {});
        popover->close();
    });
    connect(popover, &Popover::closed, &m_edit, [this] { m_edit.setFocus(); });
    popover->showFor(m_link);
    address->setFocus();
    address->selectAll();
}

void RichToolbar::openTable()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Table"));
    for (const auto &[rows, columns] : {std::pair{2, 2}, {3, 2}, {3, 3}, {4, 3}, {5, 4}}) {
        QAction *action
            = menu->addAction(tr("%1 rows, %2 columns", "size of a table").arg(rows).arg(columns));
        connect(action, &QAction::triggered, this, [this, rows = rows, columns = columns] {
            m_edit.insertTable(rows, columns);
            m_edit.setFocus();
        });
    }
    QAction *rule = menu->addAction(tr("A line across"));
    connect(rule, &QAction::triggered, this, [this] {
        m_edit.insertRule();
        m_edit.setFocus();
    });
    popupBelow(menu, m_table);
}

void RichToolbar::openSides()
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setAccessibleName(tr("Alignment"));
    const auto add = [&](const QString &text, const QString &side) {
        QAction *action = menu->addAction(text);
        action->setCheckable(true);
        action->setChecked(m_edit.side() == side);
        connect(action, &QAction::triggered, this, [this, side] {
            m_edit.setSide(side);
            showState();
            m_edit.setFocus();
        });
    };
    add(tr("Left"), QStringLiteral("left"));
    add(tr("Centre"), QStringLiteral("center"));
    add(tr("Right"), QStringLiteral("right"));
    popupBelow(menu, m_align);
}

void RichToolbar::openImages()
{
    auto *popover = new Popover(this);
    popover->setDeleteOnClose(true);
    popover->setObjectName(m_name + QStringLiteral(".imagePopover"));
    popover->setPadding(space::k4);
    popover->body()->setSpacing(space::k4);
    auto *address = new TextField(QStringLiteral("https://"));
    address->setObjectName(m_name + QStringLiteral(".imageAddress"));
    address->setLayoutDirection(Qt::LeftToRight);
    auto *alt = new TextField(tr("What the picture shows"));
    alt->setObjectName(m_name + QStringLiteral(".imageAlt"));
    popover->body()->addWidget(new FieldRow(tr("Address"), address));
    popover->body()->addWidget(new FieldRow(tr("Description"), alt));
    auto *list = new PickList(popover);
    list->setObjectName(m_name + QStringLiteral(".imageList"));
    list->setAccessibleName(tr("Pictures of this collection"));
    list->setFocusPolicy(Qt::TabFocus);
    auto *label
        = new Text(tr("Pictures of this record and collection"), TextRole::Small, Color::TextMuted);
    popover->body()->addWidget(label);
    popover->body()->addWidget(list);
    label->hide();
    list->hide();
    auto *apply = new Button(tr("Insert picture"), ButtonVariant::Primary);
    apply->setObjectName(m_name + QStringLiteral(".imageApply"));
    popover->body()->addWidget(apply, 0, Qt::AlignTrailing);
    keepScaled(popover, Extent::Width, space::k10 * 5);
    const auto insert = [this, popover, address, alt] {
        if (!address->text().trimmed().isEmpty()) {
            m_edit.insertPicture(address->text().trimmed(), alt->text().trimmed());
        }
        popover->close();
    };
    connect(apply, &QPushButton::clicked, this, insert);
    connect(address, &QLineEdit::returnPressed, this, insert);
    connect(alt, &QLineEdit::returnPressed, this, insert);
    connect(
        list, &PickList::picked, this, [address](const QString &key) { address->setText(key); });
    connect(popover, &Popover::closed, &m_edit, [this] { m_edit.setFocus(); });
    popover->showFor(m_image);
    address->setFocus();

    QStringList names;
    if (m_context.collection != nullptr && m_context.client != nullptr) {
        for (const fields::Field &field : m_context.collection->fields) {
            if (field.isType(fields::kFile) && !field.flag("protected")) {
                names.append(toQString(field.name));
            }
        }
    }
    if (names.isEmpty()) {
        return;
    }
    ListQuery query;
    query.perPage = kPictures;
    query.fields = QStringLiteral("id,") + names.join(u',');
    query.sort = QStringLiteral("-@rowid");
    query.skipTotal = true;
    query.purpose = QStringLiteral("fields.pictures");
    onResult(RecordsEndpoint(*m_context.client).list(m_context.collection->name, query),
             popover,
             [this, popover, label, list, names](const Result<RecordPage> &page) {
                 if (!page) {
                     return; // an address can still be typed
                 }
                 QVector<PickRow> rows;
                 for (const Record &record : page->items) {
                     for (const QString &name : names) {
                         const fields::Field *field = m_context.collection->field(name);
                         const QStringList files
                             = toVariant(record.value(name), *field).toStringList();
                         for (const QString &file : files) {
                             if (!PictureStore::isPicture(file)) {
                                 continue;
                             }
                             const QUrl url
                                 = FilesEndpoint(*m_context.client)
                                       .url({m_context.collection->id, record.id, file, {}});
                             const QString source
                                 = m_makesRelative ? url.path() : url.toString(QUrl::FullyEncoded);
                             const PickRow row{.key = source, .text = file, .detail = record.id};
                             // Those of the record at hand come first.
                             record.id == m_context.recordId ? rows.prepend(row) : rows.append(row);
                         }
                     }
                 }
                 label->setVisible(!rows.isEmpty());
                 list->setVisible(!rows.isEmpty());
                 list->setRows(rows, false);
                 popover->adjustSize();
             });
}

} // namespace socle::studio
