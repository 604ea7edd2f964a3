// Ctrl+K: everything that can be done or opened, by typing. A panel in the top third of the window,
// no dimming.
//
// Entries come from sources (actions, collections, pages); each is matched, ranked by score and
// frecency within its section. Prefixes: ">" actions only, "@" collections and fields, "#" records,
// ":" settings, "=" quick values, none for everything. Object names: palette.input, palette.list.
//
// Source: studio.md 3.8.
#pragma once

#include <QHash>
#include <QList>
#include <QPointer>
#include <QString>
#include <QWidget>

#include <functional>
#include <optional>
#include <vector>

class QListView;
class QStandardItemModel;
class QTimer;

namespace socle::studio {

class SearchField;
class Workspace;

struct PaletteEntry
{
    QString id; // stable, for frecency: "act.app.refresh", "collection/books"
    QString section; // translated heading
    QString title;
    QString detail; // small text after the title
    QString icon;
    QString keys; // "Ctrl+K"
    bool isDestructive = false;
    bool isEnabled = true;
    std::function<void(bool inNewTab)> run;
    std::function<void()> inspect = {}; // Alt+Enter; without one it is an ordinary Enter
};

class CommandPalette : public QWidget
{
    Q_OBJECT

public:
    /// Asked at every opening and key: which entries are there for this prefix (0 for none).
    using Source = std::function<std::vector<PaletteEntry>(QChar prefix, const QString &text)>;
    /// Entries that do not change while somebody types: made once for each opening.
    using SteadySource = std::function<std::vector<PaletteEntry>()>;
    /// Whether a steady source is asked at all for what is typed.
    using Wanted = std::function<bool(QChar prefix, const QString &text)>;

    CommandPalette(Workspace &workspace, QWidget *window);

    /// Asked after 180 ms of rest; `tell` may be called any number of times, as long as the text
    /// stands. What comes late is put below what is there: nothing moves under the selection.
    using Finder = std::function<void(
        QChar prefix, const QString &text, std::function<void(std::vector<PaletteEntry>)> tell)>;

    void addSource(Source source);
    void addSteadySource(Wanted wanted, SteadySource source);
    void setFinder(Finder finder);
    /// Opens with `text` typed already (">" for actions).
    void open(const QString &text = {});
    void close();

    bool isOpen() const { return isVisible(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    /// One of the two kinds of source.
    struct Origin
    {
        Source source;
        Wanted wanted;
        SteadySource steady;
        std::optional<std::vector<PaletteEntry>> kept; // what the steady one gave
    };

    void search(const QString &text);
    void find();
    void append(const QString &section);
    void append(PaletteEntry entry, const QList<int> &positions);
    void run(Qt::KeyboardModifiers keys);
    void move(int step);
    void place();
    /// How often and how lately each entry was run, by its id.
    QHash<QString, double> frecencies() const;
    void remember(const QString &id);

    Workspace &m_workspace;
    SearchField *const m_input;
    QListView *const m_list;
    QStandardItemModel *const m_model;
    std::vector<Origin> m_sources;
    Finder m_finder;
    QTimer *const m_rest; // of typing, before anything remote is asked
    quint64 m_generation = 0; // of the text: late finds of an older one are dropped
    std::vector<PaletteEntry> m_shown;
    QPointer<QWidget> m_focusBefore;
};

} // namespace socle::studio
