#include "studio/views/settings/KeyMapPage.h"

#include "studio/kit/Banner.h"
#include "studio/kit/Button.h"
#include "studio/kit/IconButton.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Paint.h"
#include "studio/kit/SearchField.h"
#include "studio/kit/Small.h"
#include "studio/kit/Text.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/Actions.h"
#include "studio/views/settings/KeyMapFile.h"

#include <QAction>
#include <QBoxLayout>
#include <QFile>
#include <QFileDialog>
#include <QJsonObject>
#include <QKeyEvent>
#include <QPainter>
#include <QSaveFile>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kFieldWidth = 168;
constexpr qint64 kMaxMapBytes = 1 << 20;

/// A letter, digit or sign by itself: in a grid or a field it is text.
bool isTyping(const QKeySequence &keys)
{
    if (keys.isEmpty()) {
        return false;
    }
    const QKeyCombination first = keys[0];
    const bool isPlain
        = (first.keyboardModifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))
        == Qt::NoModifier;
    return isPlain && first.key() < Qt::Key_Escape; // function keys and the like come after it
}

} // namespace

KeyField::KeyField(QWidget *parent)
    : QAbstractButton(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    connect(this, &QAbstractButton::clicked, this, [this] { listen(true); });
}

void KeyField::setKeys(const QKeySequence &keys)
{
    m_keys = keys;
    setAccessibleDescription(keys.isEmpty() ? tr("no keys")
                                            : keys.toString(QKeySequence::NativeText));
    update();
}

void KeyField::listen(bool on)
{
    m_isListening = on;
    update();
}

QSize KeyField::sizeHint() const
{
    const Theme &theme = Theme::current();
    return {theme.scaled(kFieldWidth), theme.scaled(control::kMd)};
}

bool KeyField::event(QEvent *event)
{
    // While listening no key belongs to anybody else.
    if (event->type() == QEvent::ShortcutOverride && m_isListening) {
        event->accept();
        return true;
    }
    if (event->type() == QEvent::KeyPress && m_isListening) {
        keyPressEvent(static_cast<QKeyEvent *>(event)); // Tab too
        return true;
    }
    return QAbstractButton::event(event);
}

void KeyField::keyPressEvent(QKeyEvent *event)
{
    if (!m_isListening) {
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
            listen(true);
            return;
        }
        QAbstractButton::keyPressEvent(event);
        return;
    }
    const int key = event->key();
    if (key == Qt::Key_Control || key == Qt::Key_Shift || key == Qt::Key_Alt || key == Qt::Key_Meta
        || key == Qt::Key_AltGr) {
        return; // more is coming
    }
    listen(false);
    if (key == Qt::Key_Escape && event->modifiers() == Qt::NoModifier) {
        return;
    }
    const bool isClear = (key == Qt::Key_Backspace || key == Qt::Key_Delete)
        && event->modifiers() == Qt::NoModifier;
    emit pressed(isClear ? QKeySequence()
                         : QKeySequence(QKeyCombination(event->modifiers() & ~Qt::KeypadModifier,
                                                        static_cast<Qt::Key>(key))));
}

void KeyField::focusOutEvent(QFocusEvent *event)
{
    listen(false);
    QAbstractButton::focusOutEvent(event);
}

void KeyField::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setLayoutDirection(layoutDirection());
    drawRounded(&painter,
                rect(),
                radius::kMd,
                colorOf(m_isListening ? Color::AccentSoft : Color::Surface),
                colorOf(m_isListening || underMouse() ? Color::BorderStrong : Color::Border));
    if (hasFocus()) {
        drawFocusRing(&painter, QRectF(rect()).adjusted(1, 1, -1, -1), radius::kMd, 0);
    }
    const QString text = m_isListening ? tr("Press keys…")
        : m_keys.isEmpty()             ? u"—"_s
                                       : m_keys.toString(QKeySequence::NativeText);
    drawLine(
        &painter,
        QRectF(rect()).adjusted(space::k3, 0, -space::k3, 0),
        text,
        studio::font(m_isListening || m_keys.isEmpty() ? TextRole::Small : TextRole::SmallStrong),
        colorOf(m_isListening          ? Color::OnAccentSoft
                    : m_keys.isEmpty() ? Color::TextSubtle
                                       : Color::Text),
        Qt::AlignCenter);
}

KeyMapPage::KeyMapPage(Actions &actions, Workspace &workspace, QWidget *parent)
    : QWidget(parent)
    , m_actions(actions)
    , m_workspace(workspace)
{
    setObjectName(u"settings.page.keys"_s);
    m_top = new QVBoxLayout(this);
    m_top->setContentsMargins(0, 0, 0, 0);
    m_top->setSpacing(space::k4);
    m_search = new SearchField(tr("Find an action or a key"));
    m_search->setObjectName(u"settings.keys.search"_s);
    m_search->setAccessibleName(tr("Find an action or a key"));
    m_top->addWidget(m_search);
    m_top->addWidget(makeFileButtons());
    m_rows = new QVBoxLayout;
    m_rows->setSpacing(0);
    m_top->addLayout(m_rows);
    connect(m_search, &SearchField::searchChanged, this, &KeyMapPage::fill);
    fill();
}

QWidget *KeyMapPage::makeFileButtons()
{
    auto *bar = new QWidget;
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::k3);
    const auto add = [&](const QString &name, const QString &text, auto run) {
        auto *button = new Button(text, ButtonVariant::Ghost);
        button->setObjectName(u"settings.keys."_s + name);
        button->setControlSize(ControlSize::Small);
        connect(button, &Button::clicked, this, run);
        row->addWidget(button);
    };
    add(u"import"_s, tr("Import…"), [this] { chooseImport(); });
    add(u"export"_s, tr("Export…"), [this] { chooseExport(); });
    add(u"usual"_s, tr("All as usual"), [this] {
        m_workspace.setPreference(u"keymap"_s, QJsonObject());
        fill();
        say(Tone::Info, tr("All keys are the usual ones again."));
    });
    row->addStretch();
    return bar;
}

void KeyMapPage::chooseImport()
{
    auto *dialog = new QFileDialog(window(), tr("Import a keyboard map"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilter(tr("Keyboard maps (*.json)"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly)) {
            say(Tone::Danger, tr("The file could not be read"), file.errorString());
            return;
        }
        importMap(file.read(kMaxMapBytes));
    });
    dialog->open();
}

void KeyMapPage::chooseExport()
{
    auto *dialog = new QFileDialog(window(), tr("Export the keyboard map"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilter(tr("Keyboard maps (*.json)"));
    dialog->selectFile(u"socle-keys.json"_s);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        QSaveFile file(path);
        const bool isWritten = file.open(QIODevice::WriteOnly)
            && file.write(keyMapFile(m_actions.known())) >= 0 && file.commit();
        if (isWritten) {
            say(Tone::Success, tr("The keyboard map is in %1.").arg(path));
        } else {
            say(Tone::Danger, tr("The file could not be written"), file.errorString());
        }
    });
    dialog->open();
}

void KeyMapPage::importMap(const QByteArray &bytes)
{
    const auto read = readKeyMapFile(bytes, m_actions.known());
    if (!read) {
        say(Tone::Danger,
            tr("The keys stay as they are"),
            QString::fromStdString(read.error().message));
        return;
    }
    m_workspace.setPreference(u"keymap"_s, read->changed);
    fill();
    if (read->conflicts.isEmpty()) {
        say(Tone::Success, tr("The keyboard map was taken in."));
    } else {
        say(Tone::Warning,
            tr("Some keys belonged to two actions; the first keeps them."),
            read->conflicts.join(u'\n'));
    }
}

void KeyMapPage::say(Tone tone, const QString &title, const QString &text)
{
    delete std::exchange(m_conflict, nullptr);
    m_conflict = new Banner(tone, {});
    m_conflict->setMessage(tone, title, text);
    m_conflict->setObjectName(u"settings.keys.said"_s);
    connect(m_conflict, &Banner::dismissed, this, [this] {
        m_conflict->deleteLater();
        m_conflict = nullptr;
    });
    m_top->insertWidget(1, m_conflict);
}

void KeyMapPage::fill()
{
    clearLayout(m_rows);
    const QString wanted = m_search->text().trimmed();
    const QJsonObject changed = m_workspace.preference(u"keymap"_s).toObject();
    QString subject;
    for (QAction *action : m_actions.known()) {
        const QString keys = action->shortcut().toString(QKeySequence::NativeText);
        if (!action->text().contains(wanted, Qt::CaseInsensitive)
            && !keys.contains(wanted, Qt::CaseInsensitive)) {
            continue;
        }
        const QString group = action->property("subject").toString();
        if (group != subject) {
            subject = group;
            auto *label = new SectionLabel(group);
            label->setContentsMargins(0, space::k5, 0, space::k2);
            m_rows->addWidget(label);
        }
        const QString id = action->objectName();
        auto *row = new QWidget;
        auto *line = new QHBoxLayout(row);
        line->setContentsMargins(0, space::k1, 0, space::k1);
        line->setSpacing(space::k3);
        auto *name = new Text(action->text());
        name->setOverflow(Text::Overflow::Elide);
        line->addWidget(name, 1);
        if (changed.contains(id)) {
            auto *back = new IconButton(u"undo"_s, tr("Back to the usual keys"));
            back->setObjectName(u"settings.keys.reset."_s + id);
            connect(back, &IconButton::clicked, this, [this, id] { forget(id); });
            line->addWidget(back);
        }
        auto *field = new KeyField;
        field->setObjectName(u"settings.keys."_s + id);
        field->setAccessibleName(tr("Keys for %1").arg(action->text()));
        field->setToolTip(tr("Click, then press the keys; Backspace takes them away"));
        field->setKeys(action->shortcut());
        connect(field, &KeyField::pressed, this, [this, id](const QKeySequence &pressed) {
            assign(id, pressed);
        });
        line->addWidget(field);
        m_rows->addWidget(row);
    }
    if (m_rows->count() == 0) {
        m_rows->addWidget(new Text(
            tr("No action matches \u201c%1\u201d.").arg(wanted), TextRole::Base, Color::TextMuted));
    }
}

void KeyMapPage::assign(const QString &id, const QKeySequence &keys)
{
    delete std::exchange(m_conflict, nullptr);
    if (isTyping(keys)) {
        m_conflict = new Banner(Tone::Warning,
                                tr("%1 alone would fight with typing. Add Ctrl or Alt.")
                                    .arg(keys.toString(QKeySequence::NativeText)));
        m_conflict->setObjectName(u"settings.keys.conflict"_s);
        m_top->insertWidget(1, m_conflict);
        return;
    }
    const QString text = keys.toString(QKeySequence::PortableText);
    const QList<QAction *> all = m_actions.known();
    const auto taken = std::ranges::find_if(all, [&](const QAction *action) {
        return !keys.isEmpty() && action->objectName() != id && action->shortcuts().contains(keys);
    });
    if (taken == all.end()) {
        store(id, text);
        return;
    }
    const QString other = (*taken)->objectName();
    // Only this key leaves it; others it may have stay.
    QList<QKeySequence> rest = (*taken)->shortcuts();
    rest.removeAll(keys);
    const QString left = QKeySequence::listToString(rest, QKeySequence::PortableText);
    m_conflict = new Banner(Tone::Warning,
                            tr("%1 belongs to \u201c%2\u201d.")
                                .arg(keys.toString(QKeySequence::NativeText), (*taken)->text()));
    m_conflict->setObjectName(u"settings.keys.conflict"_s);
    Button *take = m_conflict->addAction(tr("Take it"));
    take->setObjectName(u"settings.keys.conflict.take"_s);
    connect(take, &Button::clicked, this, [this, id, other, text, left] {
        store(other, left);
        store(id, text);
        m_conflict->deleteLater();
        m_conflict = nullptr;
    });
    connect(m_conflict, &Banner::dismissed, this, [this] {
        m_conflict->deleteLater();
        m_conflict = nullptr;
    });
    m_top->insertWidget(1, m_conflict);
}

void KeyMapPage::store(const QString &id, const QString &keys)
{
    QJsonObject map = m_workspace.preference(u"keymap"_s).toObject();
    map.insert(id, keys);
    m_workspace.setPreference(u"keymap"_s, map);
    // Not inside the field's own signal.
    QMetaObject::invokeMethod(this, &KeyMapPage::fill, Qt::QueuedConnection);
}

void KeyMapPage::forget(const QString &id)
{
    QJsonObject map = m_workspace.preference(u"keymap"_s).toObject();
    map.remove(id);
    m_workspace.setPreference(u"keymap"_s, map);
    QMetaObject::invokeMethod(this, &KeyMapPage::fill, Qt::QueuedConnection);
}

} // namespace socle::studio
