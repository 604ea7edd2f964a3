#include "studio/views/data/layouts/BoardColumn.h"

#include "studio/api/Text.h"
#include "studio/domain/ConnectionContext.h"
#include "studio/domain/FieldValue.h"
#include "studio/domain/PictureStore.h"
#include "studio/domain/StagingEngine.h"
#include "studio/fields/FileTiles.h"
#include "studio/kit/Icon.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Pill.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Text.h"
#include "studio/views/data/DataMetrics.h"

#include <QBoxLayout>
#include <QKeyEvent>
#include <QLocale>
#include <QMimeData>
#include <QPainterPath>
#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

const QString kCards = u"application/x-socle-cards"_s;

} // namespace

CardModel::CardModel(BoardPane &pane, int column, QObject *parent)
    : QAbstractListModel(parent)
    , m_pane(pane)
    , m_column(column)
{
}

void CardModel::setCards(std::vector<const Record *> cards)
{
    beginResetModel();
    m_cards = std::move(cards);
    m_ids.clear();
    for (const Record *record : m_cards) {
        m_ids.append(record->id);
    }
    endResetModel();
}

int CardModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_cards.size());
}

QVariant CardModel::data(const QModelIndex &index, int role) const
{
    const Record *record = at(index.row());
    if (record == nullptr) {
        return {};
    }
    if (role == Qt::DisplayRole || role == Qt::AccessibleTextRole) {
        return m_pane.labelOf(m_pane.effective(*record), record->id);
    }
    return {};
}

Qt::ItemFlags CardModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags whole = Qt::ItemIsDropEnabled; // the column takes cards, a card takes none
    if (!index.isValid()) {
        return whole;
    }
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable
        | (m_pane.isReadOnly() ? Qt::NoItemFlags : Qt::ItemIsDragEnabled);
}

QStringList CardModel::mimeTypes() const { return {kCards}; }

QMimeData *CardModel::mimeData(const QModelIndexList &indexes) const
{
    QByteArrayList ids;
    for (const QModelIndex &index : indexes) {
        if (const Record *record = at(index.row())) {
            ids.append(record->id.toUtf8());
        }
    }
    auto *data = new QMimeData;
    data->setData(kCards, ids.join('\n'));
    return data;
}

bool CardModel::canDropMimeData(
    const QMimeData *data, Qt::DropAction, int, int, const QModelIndex &) const
{
    return data->hasFormat(kCards) && !m_pane.isReadOnly();
}

bool CardModel::dropMimeData(
    const QMimeData *data, Qt::DropAction, int row, int, const QModelIndex &parent)
{
    const int at = row >= 0 ? row : parent.isValid() ? parent.row() : rowCount();
    const QByteArrayList ids = data->data(kCards).split('\n');
    for (const QByteArray &id : ids) {
        // From the event loop: staging gives every column new cards, this one included.
        QMetaObject::invokeMethod(
            &m_pane,
            [pane = &m_pane, id = QString::fromUtf8(id), column = m_column, at] {
                pane->placeCard(id, column, at);
            },
            Qt::QueuedConnection);
    }
    return true;
}

QString CardDelegate::coverOf(const JsonObject &values) const
{
    const fields::Field *field = m_pane.m_coverField.isEmpty()
        ? nullptr
        : m_pane.query().collection->field(m_pane.m_coverField);
    const Json *value = values.find(toUtf8(m_pane.m_coverField));
    return field != nullptr && value != nullptr ? toVariant(*value, *field).toStringList().value(0)
                                                : QString();
}

void CardDelegate::paintCover(QPainter *painter,
                              const QRectF &cover,
                              const Record &record,
                              const QString &name) const
{
    QPainterPath path;
    path.addRoundedRect(cover, radius::kSm, radius::kSm);
    painter->fillPath(path, colorOf(Color::Chip));
    const CollectionPtr collection = m_pane.query().collection;
    const QPixmap picture
        = m_pane.context().pictures().picture(collection->id,
                                              record.id,
                                              name,
                                              *collection->field(m_pane.m_coverField),
                                              static_cast<int>(cover.width()));
    if (picture.isNull()) {
        QRectF glyph(0, 0, iconSize::kLg, iconSize::kLg);
        glyph.moveCenter(cover.center());
        drawIcon(painter, fileIconName(name), glyph, colorOf(Color::TextSubtle));
        return;
    }
    QRectF target(QPointF(),
                  QSizeF(picture.size()).scaled(cover.size(), Qt::KeepAspectRatioByExpanding));
    target.moveCenter(cover.center());
    painter->setClipPath(path);
    painter->drawPixmap(target, picture, QRectF(picture.rect()));
    painter->setClipping(false);
}

QSize CardDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Record *record = static_cast<const CardModel *>(index.model())->at(index.row());
    const Theme &theme = Theme::current();
    int height = theme.scaled(space::k4) * 2 + lineHeightOf(TextRole::BaseMedium)
        + static_cast<int>(m_pane.m_lines.size()) * lineHeightOf(TextRole::Small);
    if (record != nullptr && !m_pane.m_coverField.isEmpty()
        && !coverOf(m_pane.effective(*record)).isEmpty()) {
        height += theme.scaled(data::kCardCover) + theme.scaled(space::k3);
    }
    return {option.rect.width(), height + theme.scaled(space::k3)};
}

void CardDelegate::paint(QPainter *painter,
                         const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const auto *model = static_cast<const CardModel *>(index.model());
    const Record *record = model->at(index.row());
    if (record == nullptr) {
        return;
    }
    const Theme &theme = Theme::current();
    const JsonObject values = m_pane.effective(*record);
    const StagedRecord *stage = m_pane.staged(record->id);
    constexpr int kRing = focusRing::kGap + focusRing::kWidth; // stands in the air around a card
    const QRectF card
        = QRectF(option.rect).adjusted(kRing, kRing, -kRing, kRing - theme.scaled(space::k3));
    const bool isSelected = option.state & QStyle::State_Selected;
    const bool isHot = option.state & QStyle::State_MouseOver;
    const bool isDeleted = stage != nullptr && stage->kind == ChangeKind::Delete;
    const Color ground = stage == nullptr   ? (isHot ? Color::Hover : Color::Surface)
        : stage->hasConflict()              ? Color::ConRow
        : isDeleted                         ? Color::DelRow
        : stage->kind == ChangeKind::Insert ? Color::InsRow
                                            : Color::ModCell;
    painter->save();
    painter->setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
    drawRounded(painter,
                card,
                radius::kMd,
                theme.color(ground),
                theme.color(isSelected ? Color::Accent : Color::Border),
                isSelected ? 2 : 1);
    if (const QColor hue = m_pane.colorFor(values); hue.isValid()) {
        QPainterPath shape;
        shape.addRoundedRect(card, radius::kMd, radius::kMd);
        QRectF edge(card.topLeft(), QSizeF(theme.scaled(space::k2), card.height()));
        if (option.direction == Qt::RightToLeft) {
            edge.moveRight(card.right());
        }
        painter->setClipPath(shape);
        painter->fillRect(edge, hue);
        painter->setClipping(false);
    }
    QRectF inner = card.adjusted(theme.scaled(space::k4),
                                 theme.scaled(space::k4),
                                 -theme.scaled(space::k4),
                                 -theme.scaled(space::k4));
    if (const QString name = coverOf(values); !name.isEmpty()) {
        const QRectF cover(inner.topLeft(), QSizeF(inner.width(), theme.scaled(data::kCardCover)));
        paintCover(painter, cover, *record, name);
        inner.setTop(cover.bottom() + theme.scaled(space::k3));
    }
    QFont title = studio::font(TextRole::BaseMedium);
    title.setStrikeOut(isDeleted);
    QRectF line(inner.left(), inner.top(), inner.width(), lineHeightOf(TextRole::BaseMedium));
    drawLine(painter, line, m_pane.labelOf(values, record->id), title, theme.color(Color::Text));
    line.setTop(line.bottom());
    for (const QString &name : m_pane.m_lines) {
        line.setHeight(lineHeightOf(TextRole::Small));
        const QString words = m_pane.wordsOf(values, name);
        drawLine(painter,
                 line,
                 words.isEmpty() ? u"—"_s : words,
                 studio::font(TextRole::Small),
                 theme.color(words.isEmpty() ? Color::TextSubtle : Color::TextMuted));
        line.translate(0, line.height());
    }
    painter->restore();
    if (option.state & QStyle::State_HasFocus) {
        drawFocusRing(painter, card, radius::kMd);
    }
}

BoardColumn::BoardColumn(BoardPane &pane, int column)
    : m_pane(pane)
    , m_column(column)
    , m_count(new Text({}, TextRole::Small, Color::TextSubtle))
    , m_title(new Pill)
    , m_model(new CardModel(pane, column, this))
    , m_list(new QListView)
    , m_add(new IconButton(u"plus"_s, BoardPane::tr("New record in this column")))
    , m_fold(new IconButton(u"chevron-left"_s, BoardPane::tr("Fold the column")))
{
    setObjectName(u"data.board.column.%1"_s.arg(column));
    keepScaled(this, Extent::Width, data::kBoardColumn);
    m_add->setObjectName(u"data.board.add.%1"_s.arg(column));
    m_add->setControlSize(ControlSize::Small);
    m_add->setEnabled(!pane.isReadOnly());
    m_fold->setObjectName(u"data.board.fold.%1"_s.arg(column));
    m_fold->setControlSize(ControlSize::Small);
    auto *head = new QHBoxLayout;
    setMirroredMargins(head, space::k4, 0, space::k3, 0);
    head->setSpacing(space::k3);
    head->addWidget(m_title);
    head->addWidget(m_count, 1);
    head->addWidget(m_add);
    head->addWidget(m_fold);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new CardDelegate(pane, this));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setMouseTracking(true);
    m_list->setSpacing(0);
    m_list->setDragEnabled(true);
    m_list->setAcceptDrops(true);
    m_list->setDropIndicatorShown(false);
    m_list->setDragDropMode(QAbstractItemView::DragDrop);
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setObjectName(u"data.board.cards.%1"_s.arg(column));
    m_list->viewport()->setAutoFillBackground(false);
    QPalette palette = m_list->palette();
    palette.setColor(QPalette::Base, Qt::transparent); // the column shows through
    palette.setColor(QPalette::Window, Qt::transparent);
    m_list->setPalette(palette);
    m_list->installEventFilter(this);
    auto *body = new QVBoxLayout(this);
    body->setContentsMargins(0, space::k3, 0, 0);
    body->setSpacing(space::k3);
    body->addLayout(head);
    auto *cards = new QHBoxLayout;
    setMirroredMargins(cards, space::k3 - focusRing::kWidth, 0, 0, 0); // room of the ring
    cards->addWidget(m_list);
    body->addLayout(cards, 1);
    connect(
        m_fold, &IconButton::clicked, this, [this] { m_pane.setFolded(m_column, !m_isFolded); });
    connect(m_add, &IconButton::clicked, this, [this] {
        const auto at = static_cast<std::size_t>(m_column);
        JsonObject values;
        if (!m_pane.m_field.isEmpty()) {
            values.set(toUtf8(m_pane.m_field), m_pane.m_columns[at].value);
        }
        emit m_pane.newRequested(values);
    });
    connect(m_list->verticalScrollBar(), &QScrollBar::valueChanged, this, [this](int value) {
        if (value >= m_list->verticalScrollBar()->maximum() - m_list->viewport()->height()) {
            emit endReached();
        }
    });
    connect(m_list->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            [this](const QModelIndex &index) {
                if (const Record *record = m_model->at(index.row())) {
                    emit m_pane.recordSelected({m_pane.query().collection->id, record->id},
                                               record->values.empty() ? nullptr : record);
                }
            });
    connect(m_list, &QListView::activated, this, [this](const QModelIndex &index) {
        if (const Record *record = m_model->at(index.row())) {
            emit m_pane.recordActivated({m_pane.query().collection->id, record->id});
        }
    });
}

void BoardColumn::show(const QString &title, Tone tone, qint64 count, const QString &sum)
{
    m_title->setText(title);
    m_title->setTone(tone);
    m_count->setText(count < 0           ? QString()
                         : sum.isEmpty() ? QLocale().toString(count)
                                         : u"%1 · %2"_s.arg(QLocale().toString(count), sum));
    m_list->setAccessibleName(title);
}

void BoardColumn::setFolded(bool folded)
{
    if (m_isFolded == folded) {
        return;
    }
    m_isFolded = folded;
    keepScaled(this, Extent::Width, folded ? data::kBoardFolded : data::kBoardColumn);
    m_list->setVisible(!folded);
    m_add->setVisible(!folded);
    m_count->setVisible(!folded);
    m_fold->setIconName(folded ? u"chevron-right"_s : u"chevron-left"_s);
    m_fold->setToolTipAndName(folded ? BoardPane::tr("Unfold the column")
                                     : BoardPane::tr("Fold the column"));
}

void BoardColumn::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    drawRounded(&painter,
                QRectF(rect()),
                radius::kLg,
                colorOf(Color::Sunken),
                Theme::current().isHighContrast() ? colorOf(Color::Border) : QColor());
    if (m_list->hasFocus() && m_model->rowCount() == 0) { // no card to draw it round
        drawFocusRing(&painter, QRectF(rect()), radius::kLg, 0);
    }
}

bool BoardColumn::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        update();
    }
    if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        int step = key->key() == Qt::Key_Left ? -1 : key->key() == Qt::Key_Right ? 1 : 0;
        step = layoutDirection() == Qt::RightToLeft ? -step : step;
        if (step != 0 && key->modifiers() == (Qt::AltModifier | Qt::ShiftModifier)) {
            if (const Record *record = m_model->at(m_list->currentIndex().row())) {
                m_pane.moveCard(QString(record->id), m_column + step);
            }
            return true;
        }
        const int climb = key->key() == Qt::Key_Up ? -1 : key->key() == Qt::Key_Down ? 2 : 0;
        if (climb != 0 && m_pane.isOrdered()
            && key->modifiers() == (Qt::AltModifier | Qt::ShiftModifier)) {
            const int row = m_list->currentIndex().row();
            if (const Record *record = m_model->at(row)) {
                m_pane.placeCard(QString(record->id), m_column, std::max(0, row + climb));
            }
            return true;
        }
        if (step != 0 && key->modifiers() == Qt::NoModifier) {
            const int next = m_column + step;
            if (next >= 0 && next < m_pane.columnCount()) {
                m_pane.m_columns[static_cast<std::size_t>(next)].widget->list()->setFocus();
            }
            return true;
        }
    }
    return QWidget::eventFilter(watched, event);
}

} // namespace socle::studio
