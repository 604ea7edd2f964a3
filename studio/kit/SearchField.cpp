// See the header.
#include "studio/kit/SearchField.h"

#include "studio/kit/Icon.h"
#include "studio/kit/Theme.h"

#include <QAction>
#include <QKeyEvent>
#include <QTimer>

namespace socle::studio {

SearchField::SearchField(const QString &placeholder, QWidget *parent)
    : TextField(placeholder, parent)
    , m_timer(new QTimer(this))
    , m_delayMs(motion::kBase)
{
    setLeadingIcon(QStringLiteral("search"));
    setProperty("quiet", true);
    setProperty("keyHint", true);
    setAccessibleName(placeholder);
    auto *clear
        = addAction(icon(QStringLiteral("x"), Color::TextSubtle), QLineEdit::TrailingPosition);
    clear->setToolTip(tr("Clear"));
    clear->setVisible(false);
    connect(clear, &QAction::triggered, this, &QLineEdit::clear);
    m_timer->setSingleShot(true);
    connect(m_timer, &QTimer::timeout, this, [this] { emit searchChanged(text()); });
    connect(this, &QLineEdit::textChanged, this, [this, clear](const QString &text) {
        clear->setVisible(!text.isEmpty());
        setTrailingHint(text.isEmpty() ? m_hint : QString());
        if (m_delayMs == 0) {
            emit searchChanged(text);
        } else {
            m_timer->start(m_delayMs);
        }
    });
}

void SearchField::setDelay(int milliseconds) { m_delayMs = milliseconds; }

void SearchField::setShortcutHint(const QString &keys)
{
    m_hint = keys;
    if (text().isEmpty()) {
        setTrailingHint(keys);
    }
}

void SearchField::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Escape:
        if (!text().isEmpty()) {
            clear();
            return; // the first Esc only clears; the next one closes what surrounds the field
        }
        break;
    case Qt::Key_Down:
        emit leaveDown();
        return;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        m_timer->stop();
        emit searchChanged(text());
        emit accepted();
        return;
    default:
        break;
    }
    TextField::keyPressEvent(event);
}

} // namespace socle::studio
