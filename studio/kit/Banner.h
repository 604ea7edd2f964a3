// A message that stays where it belongs: over a form, a grid, a whole view.
#pragma once

#include "studio/kit/Button.h"
#include "studio/kit/Theme.h"

#include <QWidget>

class QHBoxLayout;

namespace socle::studio {

class Text;
class IconButton;

class Banner : public QWidget
{
    Q_OBJECT

public:
    explicit Banner(Tone tone,
                    const QString &title,
                    const QString &text = {},
                    QWidget *parent = nullptr);

    void setMessage(Tone tone, const QString &title, const QString &text = {});
    Button *addAction(const QString &text);
    void setDismissible(bool on);

signals:
    void dismissed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    QBoxLayout *m_content; // words and actions, beside each other or not
    QHBoxLayout *m_actions;
    Text *m_title;
    Text *m_text;
    IconButton *m_dismiss;
    Tone m_tone;
};

} // namespace socle::studio
