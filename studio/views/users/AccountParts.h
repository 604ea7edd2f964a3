// The small parts that the sections of an account's page are made of, so that they look the same in
// each.
#pragma once

#include <QString>

class QWidget;

namespace socle::studio {

class Button;
class Card;

/// A card for SettingLines, which bring their own insets.
Card *lineCard();

/// A small secondary button named `users.page.<name>`.
Button *lineButton(const QString &name, const QString &text = {});

/// What stands in a line card that has no lines.
QWidget *quietWords(const QString &text);

} // namespace socle::studio
