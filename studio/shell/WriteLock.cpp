#include "studio/shell/WriteLock.h"

#include "studio/domain/ConnectionContext.h"
#include "studio/kit/Button.h"
#include "studio/kit/ScaledSize.h"
#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/kit/Theme.h"
#include "studio/shell/Metrics.h"

#include <QBoxLayout>

#include <chrono>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace socle::studio {

WriteLock::WriteLock(ConnectionContext &context, QObject *parent)
    : QObject(parent)
    , m_context(context)
{
    m_end.setSingleShot(true);
    connect(&m_end, &QTimer::timeout, this, &WriteLock::lock);
    connect(&context, &ConnectionContext::lockChanged, this, &WriteLock::changed);
    if (isGuarded()) {
        context.setLocked(true);
    }
}

bool WriteLock::isGuarded() const
{
    const ConnectionProfile &profile = m_context.profile();
    return profile.environment == Environment::Production || profile.readOnly;
}

bool WriteLock::isLocked() const { return m_context.isLocked(); }

int WriteLock::minutesLeft() const
{
    if (!m_end.isActive()) {
        return -1;
    }
    const auto left = std::chrono::milliseconds(m_until.remainingTime());
    return static_cast<int>(std::chrono::ceil<std::chrono::minutes>(left).count());
}

void WriteLock::unlock(Span span)
{
    m_end.stop();
    switch (span) {
    case Span::Quarter:
        m_until = QDeadlineTimer(15min);
        m_end.start(15min);
        break;
    case Span::Hour:
        m_until = QDeadlineTimer(60min);
        m_end.start(60min);
        break;
    case Span::UntilClosed:
        break;
    }
    m_context.setLocked(false);
    emit changed();
}

void WriteLock::lock()
{
    m_end.stop();
    m_context.setLocked(true);
    emit changed();
}

LockPopover::LockPopover(WriteLock &lock, const QString &connection, QWidget *parent)
    : Popover(parent)
    , m_lock(lock)
{
    setObjectName(u"shell.lock"_s);
    setAccessibleName(tr("Lock of %1").arg(connection));
    setDeleteOnClose(true);
    keepScaled(this, Extent::LeastWidth, metrics::kPopoverWidth);
    body()->setSpacing(space::k3);
    if (!lock.isLocked()) {
        body()->addWidget(
            new Text(tr("%1 is open for writes").arg(connection), TextRole::BaseStrong));
        const int minutes = lock.minutesLeft();
        body()->addWidget(new Text(minutes < 0
                                       ? tr("Until the connection is closed.")
                                       : tr("It locks itself in %n minutes.", nullptr, minutes),
                                   TextRole::Small,
                                   Color::TextMuted));
        auto *close = new Button(u"lock"_s, tr("Lock now"), ButtonVariant::Secondary);
        close->setObjectName(u"shell.lock.now"_s);
        connect(close, &Button::clicked, this, [this] {
            m_lock.lock();
            this->close();
        });
        body()->addWidget(close);
        return;
    }
    body()->addWidget(new Text(tr("%1 is locked").arg(connection), TextRole::BaseStrong));
    auto *why
        = new Text(tr("Nothing is written to it until it is unlocked. Staged changes are kept."),
                   TextRole::Small,
                   Color::TextMuted);
    why->setOverflow(Text::Overflow::Wrap);
    body()->addWidget(why);
    m_reason = new TextField(tr("Reason, if somebody should know"));
    m_reason->setObjectName(u"shell.lock.reason"_s);
    m_reason->setAccessibleName(tr("Reason"));
    body()->addWidget(m_reason);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::k3);
    const auto add = [&](const QString &name, const QString &text, WriteLock::Span span) {
        auto *button = new Button(text,
                                  span == WriteLock::Span::Quarter ? ButtonVariant::Primary
                                                                   : ButtonVariant::Secondary);
        button->setObjectName(u"shell.lock."_s + name);
        button->setAccessibleName(tr("Unlock: %1").arg(text));
        connect(button, &Button::clicked, this, [this, span] {
            m_lock.unlock(span);
            emit unlocked(m_reason->text().trimmed());
            close();
        });
        row->addWidget(button);
        return button;
    };
    Button *first = add(u"quarter"_s, tr("15 minutes"), WriteLock::Span::Quarter);
    add(u"hour"_s, tr("1 hour"), WriteLock::Span::Hour);
    add(u"open"_s, tr("Until closed"), WriteLock::Span::UntilClosed);
    body()->addLayout(row);
    connect(m_reason, &TextField::returnPressed, first, &Button::click);
    setFocusProxy(m_reason);
}

} // namespace socle::studio
