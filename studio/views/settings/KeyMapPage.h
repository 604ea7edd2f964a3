// The keyboard map: every action with its keys, to be searched and changed. What is pressed is
// taken at once; a key that belongs to another action is taken away from it after a question.
//
// The whole map goes out to one file and comes in from one.
//
// Object names: settings.keys.search, settings.keys.<action id>, settings.keys.import|export|usual.
// Stored as the preference "keymap" (action id -> portable key text), which Actions reads.
//
// Source: studio.md 3.9.
#pragma once

#include "studio/kit/Theme.h"

#include <QAbstractButton>
#include <QHash>
#include <QKeySequence>

class QVBoxLayout;

namespace socle::studio {

class Actions;
class Banner;
class SearchField;
class Workspace;

/// Shows keys and takes new ones: click or Enter, then press them. Esc leaves, Backspace takes them
/// away.
class KeyField : public QAbstractButton
{
    Q_OBJECT

public:
    explicit KeyField(QWidget *parent = nullptr);

    void setKeys(const QKeySequence &keys);

    bool isListening() const { return m_isListening; }

    QSize sizeHint() const override;

signals:
    void pressed(const QKeySequence &keys);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    void listen(bool on);

    QKeySequence m_keys;
    bool m_isListening = false;
};

class KeyMapPage : public QWidget
{
    Q_OBJECT

public:
    KeyMapPage(Actions &actions, Workspace &workspace, QWidget *parent = nullptr);

    /// Gives `keys` to the action; asks first when another one has them.
    void assign(const QString &id, const QKeySequence &keys);

    /// Takes a map in; says what it is not, and which keys two actions would have shared.
    void importMap(const QByteArray &bytes);

private:
    void fill();
    QWidget *makeFileButtons();
    void chooseImport();
    void chooseExport();
    void say(Tone tone, const QString &title, const QString &text = {});
    void store(const QString &id, const QString &keys);
    void forget(const QString &id);

    Actions &m_actions;
    Workspace &m_workspace;
    SearchField *m_search = nullptr;
    Banner *m_conflict = nullptr;
    QVBoxLayout *m_rows = nullptr;
    QVBoxLayout *m_top = nullptr;
};

} // namespace socle::studio
