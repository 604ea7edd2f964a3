// A text field that filters something: magnifier, clear button, debounced signal, Esc clears.
#pragma once

#include "studio/kit/TextField.h"

class QTimer;

namespace socle::studio {

class SearchField : public TextField
{
    Q_OBJECT

public:
    explicit SearchField(const QString &placeholder, QWidget *parent = nullptr);

    /// Pause after the last key before searchChanged is sent; 0 sends at once. Default 120 ms.
    void setDelay(int milliseconds);
    void setShortcutHint(const QString &keys);

signals:
    void searchChanged(const QString &text);
    /// Down or Return: the list below should take over.
    void leaveDown();
    void accepted();

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    QTimer *m_timer;
    QString m_hint;
    int m_delayMs;
};

} // namespace socle::studio
