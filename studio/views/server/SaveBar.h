// The bar below the settings while something is changed: how much, nothing is sent yet, discard,
// review. And the review itself: every change in words, before it is saved.
//
// Object names: settings.save.bar, settings.discard, settings.save; sheet settings.review,
// settings.review.accept.
#pragma once

#include "studio/domain/SettingsDraft.h"

#include <QWidget>

namespace socle::studio {

class ActionSheet;
class Button;
class Text;

class SaveBar : public QWidget
{
    Q_OBJECT

public:
    explicit SaveBar(QWidget *parent = nullptr);

    void setCount(int changes, int refused);
    void setLocked(bool locked);

signals:
    void discardRequested();
    void reviewRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Text *m_count;
    Text *m_note;
    Button *m_review;
};

/// One line for each change of both documents; `warning` (may be empty) stands above them.
ActionSheet *settingsReviewSheet(const SettingsDraft &server,
                                 const SettingsDraft &socle,
                                 const QString &warning,
                                 QWidget *window);

} // namespace socle::studio
