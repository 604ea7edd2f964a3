// What a place shows instead of content: nothing yet, nothing matches, or it went wrong.
#pragma once

#include "studio/kit/Button.h"

#include <QWidget>

class QHBoxLayout;

namespace socle::studio {

class Text;

class EmptyState : public QWidget
{
    Q_OBJECT

public:
    EmptyState(const QString &iconName,
               const QString &title,
               const QString &reason,
               QWidget *parent = nullptr);

    void setContent(const QString &iconName, const QString &title, const QString &reason);
    /// First call: the primary action; later ones (two at most): secondary.
    Button *addAction(const QString &text, const QString &iconName = {});
    void clearActions();
    /// Danger-coloured icon: an error, not an emptiness.
    void setError(bool error);

    QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void setReasonWidth(int width);

    class Glyph;
    Glyph *m_glyph;
    Text *m_title;
    Text *m_reason;
    QHBoxLayout *m_actions;
    int m_actionCount = 0;
};

} // namespace socle::studio
