// The closed field and its popover list.
#include "studio/kit/Select.h"

#include "studio/kit/Button.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/Popover.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/StyleParts.h"
#include "studio/kit/Text.h"

#include <QKeyEvent>
#include <QListWidget>
#include <QMouseEvent>
#include <QStyledItemDelegate>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <cmath>

namespace socle::studio {

namespace {

constexpr int kSearchFrom = 8;
constexpr int kMaxVisible = 9;

/// Dot or icon, text and detail of an option inside `rect`.
void drawOption(QPainter *painter,
                const QRectF &rect,
                const SelectOption &option,
                bool enabled,
                Qt::LayoutDirection direction,
                bool tall)
{
    double x = rect.left();
    const double side
        = Theme::current().scaled(static_cast<int>(tall ? iconSize::kLg : iconSize::kSm));
    if (option.dot.isValid() || !option.iconName.isEmpty()) {
        const QRectF mark
            = mirrored(direction, rect, QRectF(x, rect.center().y() - side / 2, side, side));
        if (option.dot.isValid()) {
            drawRounded(painter, mark, radius::kFull, option.dot);
        } else {
            drawIcon(painter,
                     option.iconName,
                     mark,
                     colorOf(enabled ? Color::TextMuted : Color::TextDisabled),
                     direction);
        }
        x += side + space::k3;
    }
    const QRectF text
        = mirrored(direction, rect, QRectF(x, rect.top(), rect.right() - x, rect.height()));
    const QColor color = colorOf(enabled ? Color::Text : Color::TextDisabled);
    if (!tall || option.detail.isEmpty()) {
        // The name comes first; the detail takes what is left, or nothing when that is too little.
        const double wanted
            = QFontMetricsF(studio::font(TextRole::Base)).horizontalAdvance(option.text);
        const double left = rect.right() - x - wanted - space::k4;
        const double detail = option.detail.isEmpty() || left < space::k8
            ? 0
            : std::min(
                left,
                std::ceil(
                    QFontMetricsF(studio::font(TextRole::Small)).horizontalAdvance(option.detail))
                    + 1);
        const double name = rect.right() - x - (detail > 0 ? detail + space::k4 : 0);
        drawLine(painter,
                 mirrored(direction, rect, QRectF(x, rect.top(), name, rect.height())),
                 option.text,
                 studio::font(TextRole::Base),
                 color);
        if (detail > 0) {
            drawLine(painter,
                     mirrored(direction,
                              rect,
                              QRectF(rect.right() - detail, rect.top(), detail, rect.height())),
                     option.detail,
                     studio::font(TextRole::Small),
                     colorOf(Color::TextSubtle),
                     Qt::AlignTrailing | Qt::AlignVCenter);
        }
        return;
    }
    const double first = lineHeightOf(TextRole::Base) - 2;
    const double second = lineHeightOf(TextRole::Small) - 2;
    const double top = text.center().y() - (first + second) / 2;
    drawLine(painter,
             QRectF(text.left(), top, text.width(), first),
             option.text,
             studio::font(TextRole::BaseMedium),
             color);
    drawLine(painter,
             QRectF(text.left(), top + first, text.width(), second),
             option.detail,
             studio::font(TextRole::Small),
             colorOf(Color::TextSubtle));
}

class OptionDelegate : public QStyledItemDelegate
{
public:
    OptionDelegate(const QVector<SelectOption> &options,
                   const QString &key,
                   bool tall,
                   QObject *parent)
        : QStyledItemDelegate(parent)
        , m_options(options)
        , m_key(key)
        , m_tall(tall)
    {
    }

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {space::k10,
                Theme::current().scaled(m_tall ? control::kMd + space::k5 : control::kMd)};
    }

    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override
    {
        const SelectOption &item = m_options.at(index.data(Qt::UserRole).toInt());
        painter->setLayoutDirection(option.direction);
        const QRectF rect = option.rect;
        if (item.enabled && option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
            drawRounded(painter, rect, radius::kSm, colorOf(Color::Hover));
        }
        const bool isCurrent = item.key == m_key;
        drawOption(painter,
                   mirrored(option.direction,
                            rect,
                            rect.adjusted(space::k3, 0, -(space::k6 + space::k3), 0)),
                   item,
                   item.enabled,
                   option.direction,
                   m_tall);
        if (isCurrent) {
            const double side = iconSize::kSm;
            drawIcon(painter,
                     QStringLiteral("check"),
                     mirrored(option.direction,
                              rect,
                              QRectF(rect.right() - side - space::k3,
                                     rect.center().y() - side / 2,
                                     side,
                                     side)),
                     colorOf(Color::Accent));
        }
    }

private:
    const QVector<SelectOption> &m_options;
    QString m_key;
    bool m_tall;
};

} // namespace

/// The popover: search on top when there is much to choose from, arrows move, Return takes.
class Select::List : public Popover
{
public:
    explicit List(Select *owner)
        : Popover(owner)
        , m_owner(owner)
        , m_search(new SearchField(Select::tr("Search"), this))
        , m_items(new QListWidget(this))
    {
        setPadding(space::k2);
        body()->setSpacing(space::k2);
        body()->addWidget(m_search);
        body()->addWidget(m_items);
        m_search->setDelay(0);
        m_search->setObjectName(owner->objectName() + QStringLiteral(".search"));
        m_search->setVisible(owner->m_options.size() > kSearchFrom);
        m_items->setObjectName(owner->objectName() + QStringLiteral(".list"));
        m_items->setAccessibleName(owner->accessibleName());
        m_items->setFrameShape(QFrame::NoFrame);
        m_items->setMouseTracking(true);
        m_items->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
        m_items->setItemDelegate(
            new OptionDelegate(owner->m_options, owner->m_key, owner->m_tall, m_items));
        fill({});
        connect(m_search, &SearchField::searchChanged, this, [this](const QString &text) {
            emit m_owner->searchRequested(text);
            fill(text);
        });
        connect(m_search, &SearchField::accepted, this, [this] { take(m_items->currentItem()); });
        connect(m_search, &SearchField::leaveDown, m_items, [this] { m_items->setFocus(); });
        connect(m_items, &QListWidget::itemClicked, this, &List::take);
        connect(m_items, &QListWidget::itemActivated, this, &List::take);
        setFocusProxy(m_search->isVisibleTo(this) ? static_cast<QWidget *>(m_search) : m_items);
        focusProxy()->setFocus();
        setDeleteOnClose(true);
    }

    void fill(const QString &text)
    {
        m_items->clear();
        int shown = 0;
        for (int i = 0; i < m_owner->m_options.size(); ++i) {
            const SelectOption &option = m_owner->m_options.at(i);
            if (!text.isEmpty() && !option.text.contains(text, Qt::CaseInsensitive)
                && !option.detail.contains(text, Qt::CaseInsensitive)) {
                continue;
            }
            auto *item = new QListWidgetItem(option.text, m_items);
            item->setData(Qt::UserRole, i);
            if (!option.enabled) {
                item->setFlags(Qt::NoItemFlags);
            }
            if (option.key == m_owner->m_key || m_items->currentRow() < 0) {
                m_items->setCurrentItem(item);
            }
            ++shown;
        }
        const int row
            = Theme::current().scaled(m_owner->m_tall ? control::kMd + space::k5 : control::kMd);
        m_items->setFixedHeight(std::clamp(shown, 1, kMaxVisible) * row + 2);
    }

    void take(QListWidgetItem *item)
    {
        if (item == nullptr || !(item->flags() & Qt::ItemIsEnabled)) {
            return;
        }
        const QString key = m_owner->m_options.at(item->data(Qt::UserRole).toInt()).key;
        Select *owner = m_owner;
        close();
        owner->setFocus();
        if (key != owner->m_key) {
            owner->setCurrentKey(key);
            emit owner->currentChanged(key);
        }
    }

private:
    Select *m_owner;
    SearchField *m_search;
    QListWidget *m_items;
};

Select::Select(QWidget *parent)
    : QAbstractButton(parent)
    , m_placeholder(tr("Choose"))
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void Select::setOptions(const QVector<SelectOption> &options)
{
    m_options = options;
    if (m_list != nullptr) {
        m_list->fill({});
    }
    updateGeometry();
    update();
}

void Select::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    update();
}

void Select::setCurrentKey(const QString &key)
{
    m_key = key;
    const SelectOption *option = current();
    setAccessibleDescription(option != nullptr ? option->text : m_placeholder);
    update();
}

void Select::setTall(bool tall)
{
    m_tall = tall;
    updateGeometry();
}

void Select::setInputState(InputState state)
{
    m_state = state;
    update();
}

void Select::openList()
{
    if (m_list != nullptr || !isEnabled()) {
        return;
    }
    m_list = new List(this);
    m_list->setMinimumWidth(width() + shadowMargins(2).left() + shadowMargins(2).right());
    connect(m_list, &QObject::destroyed, this, [this] {
        m_list = nullptr;
        update();
    });
    m_list->showFor(this);
}

QSize Select::sizeHint() const
{
    double widest = QFontMetricsF(studio::font(TextRole::Base)).horizontalAdvance(m_placeholder);
    for (const SelectOption &option : m_options) {
        widest = std::max(
            widest, QFontMetricsF(studio::font(TextRole::Base)).horizontalAdvance(option.text));
    }
    const int height = m_tall
        ? controlHeight(ControlSize::Medium) + space::k5
        : std::max(controlHeight(ControlSize::Medium), Theme::current().scaled(control::kMd))
            + space::k1;
    return {std::min(static_cast<int>(std::ceil(widest)) + space::k9 + space::k5, space::k10 * 5),
            height};
}

QSize Select::minimumSizeHint() const { return {space::k10, sizeHint().height()}; }

void Select::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(layoutDirection());
    parts::ControlState state;
    state.isEnabled = isEnabled();
    state.isHovered = underMouse() && isEnabled();
    state.hasFocus = hasFocus() || m_list != nullptr;
    parts::drawInputGround(&painter, rect(), m_state, state);
    const double chevron = space::k4;
    const QRectF arrow(
        width() - chevron - space::k3 - 2, (height() - chevron) / 2.0, chevron, chevron);
    drawIcon(&painter,
             QStringLiteral("chevron-down"),
             mirrored(layoutDirection(), rect(), arrow),
             colorOf(isEnabled() ? Color::TextMuted : Color::TextDisabled));
    const QRectF inner
        = mirrored(layoutDirection(),
                   rect(),
                   QRectF(space::k3 + 2, 0, arrow.left() - space::k3 - space::k3, height()));
    if (const SelectOption *option = current()) {
        drawOption(&painter, inner, *option, isEnabled(), layoutDirection(), m_tall);
    } else {
        drawLine(&painter,
                 inner,
                 m_placeholder,
                 studio::font(TextRole::Base),
                 colorOf(isEnabled() ? Color::TextSubtle : Color::TextDisabled));
    }
}

void Select::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Space:
    case Qt::Key_Return:
    case Qt::Key_Enter:
    case Qt::Key_Down:
    case Qt::Key_Up:
        openList();
        return;
    default:
        QAbstractButton::keyPressEvent(event);
    }
}

void Select::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton) {
        setFocus(Qt::MouseFocusReason);
        openList();
    }
}

void Select::wheelEvent(QWheelEvent *event)
{
    event->ignore(); // scrolling a form must not change values
}

const SelectOption *Select::current() const
{
    for (const SelectOption &option : m_options) {
        if (option.key == m_key) {
            return &option;
        }
    }
    return nullptr;
}

} // namespace socle::studio
