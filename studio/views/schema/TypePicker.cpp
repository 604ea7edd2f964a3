#include "studio/views/schema/TypePicker.h"

#include "studio/fields/FieldUiCatalogue.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Paint.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Text.h"
#include "studio/views/schema/SchemaMetrics.h"

#include <QGridLayout>
#include <QKeyEvent>
#include <QPainter>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kColumns = 2;

} // namespace

/// One type: icon in its hue, title, use.
class TypePicker::Tile : public QAbstractButton
{
public:
    explicit Tile(const FieldUi &ui)
        : m_ui(ui)
    {
        setObjectName(u"schema.field.type."_s + ui.typeName());
        setAccessibleName(ui.title());
        setAccessibleDescription(ui.description());
        setText(ui.title());
        setFocusPolicy(Qt::NoFocus); // the search field keeps the focus and the keys
        setAttribute(Qt::WA_Hover);
    }

    const FieldUi &ui() const { return m_ui; }

    void setCurrent(bool current)
    {
        m_current = current;
        update();
    }

    QSize sizeHint() const override
    {
        const Theme &theme = Theme::current();
        const QFontMetrics words(studio::font(TextRole::Small));
        const int needed = static_cast<int>(2 * space::k4 + iconSize::kMd * theme.scale())
            + words.horizontalAdvance(m_ui.description()) + space::k4;
        return {std::max(theme.scaled(schema::kPickerWidth) / kColumns, needed),
                theme.scaled(schema::kPickerTile)};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setLayoutDirection(layoutDirection());
        if (m_current || underMouse()) {
            drawRounded(&painter,
                        rect(),
                        radius::kMd,
                        colorOf(m_current ? Color::AccentSoft : Color::Hover));
        }
        const double side = iconSize::kMd * Theme::current().scale();
        const QRectF icon(space::k4, (height() - side) / 2, side, side);
        drawIcon(&painter,
                 m_ui.iconName(),
                 mirrored(layoutDirection(), rect(), icon),
                 Theme::current().color(m_ui.hue()),
                 layoutDirection());
        const double from = icon.right() + space::k4;
        const QRectF text(from, 0, width() - from - space::k3, height());
        const double line = lineHeightOf(TextRole::Base);
        const double top = (height() - line - lineHeightOf(TextRole::Small)) / 2.0;
        drawLine(&painter,
                 mirrored(layoutDirection(), rect(), QRectF(text.left(), top, text.width(), line)),
                 m_ui.title(),
                 studio::font(TextRole::BaseMedium),
                 colorOf(Color::Text));
        drawLine(
            &painter,
            mirrored(layoutDirection(),
                     rect(),
                     QRectF(text.left(), top + line, text.width(), lineHeightOf(TextRole::Small))),
            m_ui.description(),
            studio::font(TextRole::Small),
            colorOf(Color::TextMuted));
    }

private:
    const FieldUi &m_ui;
    bool m_current = false;
};

TypePicker::TypePicker(QWidget *parent)
    : Popover(parent)
    , m_search(new SearchField(tr("Field type")))
    , m_grid(new QGridLayout)
{
    setAccessibleName(tr("Choose a field type"));
    m_search->setObjectName(u"schema.field.type.search"_s);
    m_search->setAccessibleName(tr("Find a field type"));
    m_search->setDelay(0);
    m_search->installEventFilter(this);
    m_grid->setSpacing(space::k1);
    body()->addWidget(m_search);
    body()->addSpacing(space::k2);
    body()->addLayout(m_grid);
    for (const FieldUi *ui : fieldUis()) {
        auto *tile = new Tile(*ui);
        tile->setParent(this);
        m_tiles.append(tile);
        connect(tile, &QAbstractButton::clicked, this, [this, tile] {
            setCurrent(static_cast<int>(m_shown.indexOf(tile)));
            pick();
        });
    }
    connect(m_search, &SearchField::textChanged, this, &TypePicker::filter);
    filter({});
}

void TypePicker::open(QWidget *anchor)
{
    m_search->clear();
    filter({});
    showFor(anchor);
    m_search->setFocus();
}

void TypePicker::filter(const QString &text)
{
    m_shown.clear();
    for (Tile *tile : std::as_const(m_tiles)) {
        m_grid->removeWidget(tile);
        const bool matches = text.isEmpty()
            || tile->ui().title().contains(text, Qt::CaseInsensitive)
            || tile->ui().typeName().contains(text, Qt::CaseInsensitive)
            || tile->ui().description().contains(text, Qt::CaseInsensitive);
        tile->setVisible(matches);
        if (matches) {
            m_shown.append(tile);
        }
    }
    // What begins with the word first: "te" is text, not a date that mentions it.
    std::stable_sort(m_shown.begin(), m_shown.end(), [&](Tile *a, Tile *b) {
        return a->ui().title().startsWith(text, Qt::CaseInsensitive)
            && !b->ui().title().startsWith(text, Qt::CaseInsensitive);
    });
    for (int i = 0; i < m_shown.size(); ++i) {
        m_grid->addWidget(m_shown.at(i), i / kColumns, i % kColumns);
    }
    setCurrent(0);
}

void TypePicker::setCurrent(int index)
{
    m_current = std::clamp(index, 0, std::max(0, static_cast<int>(m_shown.size()) - 1));
    for (int i = 0; i < m_shown.size(); ++i) {
        m_shown.at(i)->setCurrent(i == m_current);
    }
    if (m_current < m_shown.size()) {
        m_search->setAccessibleDescription(m_shown.at(m_current)->accessibleName());
    }
}

void TypePicker::pick()
{
    if (m_current < m_shown.size()) {
        const QString type = m_shown.at(m_current)->ui().typeName();
        hide();
        emit picked(type);
    }
}

bool TypePicker::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_search && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Down:
            setCurrent(m_current + kColumns);
            return true;
        case Qt::Key_Up:
            setCurrent(m_current - kColumns);
            return true;
        case Qt::Key_Right:
        case Qt::Key_Left:
            if (m_search->text().isEmpty()) {
                const bool forward = (static_cast<QKeyEvent *>(event)->key() == Qt::Key_Right)
                    == (layoutDirection() == Qt::LeftToRight);
                setCurrent(m_current + (forward ? 1 : -1));
                return true;
            }
            break;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            pick();
            return true;
        default:
            break;
        }
    }
    return Popover::eventFilter(watched, event);
}

} // namespace socle::studio
