// "4 staged · 1 new · 2 edited · 1 deleted": what would be written, above the footer while there is
// something (studio.md 4.3.9).
//
// It grows in and pushes the grid, it never covers rows. Object names: data.staged.bar, .discard,
// .review, .commit.
#pragma once

#include "studio/domain/StagingEngine.h"

#include <QWidget>

class QAction;
class QPropertyAnimation;

namespace socle::studio {

class Button;
class Pill;
class Text;

/// "Commit 4 changes". Translated.
QString commitText(int changes);

class StagedBar : public QWidget
{
    Q_OBJECT

public:
    /// The buttons are bound to these actions of the view.
    StagedBar(QAction *discard, QAction *review, QAction *commit, QWidget *parent = nullptr);

    void setCounts(const StagedCounts &counts);
    /// While a commit runs: the button spins and says how far it is.
    void setProgress(bool isRunning, int done = 0, int total = 0);
    /// The file that goes just now; an empty name: none.
    void setUpload(const QString &name, double share);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    void showCommitText();
    int leastWidth() const;
    void fit();

    Text *const m_total;
    Pill *const m_inserts;
    Pill *const m_updates;
    Pill *const m_deletes;
    Pill *const m_problems;
    Text *const m_note;
    Button *const m_discard;
    Button *const m_review;
    Button *const m_commit;
    QPropertyAnimation *const m_growth;
    StagedCounts m_counts;
    bool m_isRunning = false;
};

} // namespace socle::studio
