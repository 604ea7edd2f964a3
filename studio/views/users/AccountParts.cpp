// See the header.
#include "studio/views/users/AccountParts.h"

#include "studio/kit/Button.h"
#include "studio/kit/Card.h"
#include "studio/kit/Text.h"

#include <QBoxLayout>

using namespace Qt::StringLiterals;

namespace socle::studio {

Card *lineCard()
{
    auto *card = new Card;
    card->body()->setContentsMargins(0, space::k2, 0, space::k2);
    card->body()->setSpacing(0);
    return card;
}

Button *lineButton(const QString &name, const QString &text)
{
    auto *button = new Button(text, ButtonVariant::Secondary);
    button->setObjectName(u"users.page."_s + name);
    button->setControlSize(ControlSize::Small);
    return button;
}

QWidget *quietWords(const QString &text)
{
    auto *words = new Text(text, TextRole::Base, Color::TextMuted);
    words->setOverflow(Text::Overflow::Wrap);
    words->setContentsMargins(space::k5, space::k4, space::k5, space::k4);
    return words;
}

} // namespace socle::studio
