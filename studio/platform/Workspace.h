// The studio's own memory: one SQLite file that survives crashes, with connections, preferences,
// view states and drafts.
//
// Everything is read on the UI thread from a copy in memory; every change goes to one writer
// thread, each as one transaction with `synchronous=FULL`, so typing never waits for the disk and a
// keystroke is on it within a second. Passwords, tokens and file bytes never come here: they live
// in the SecretStore.
//
// On disk (workspace.db, `user_version` 1):
//   connections(id, position, profile JSON)        preferences(key, value JSON)
//   state(connection, key, value JSON)             drafts(connection, id, kind, value BLOB,
//   changed)
// A damaged file is set aside with its date, the newest good daily copy takes its place, and
// `notice()` says so.
//
// Source: studio.md 2.6.
#pragma once

#include "shared/core/Result.h"
#include "studio/platform/ConnectionProfile.h"

#include <QDateTime>
#include <QJsonValue>
#include <QObject>
#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace socle::studio {

/// Unfinished work of one connection: staged edits, a half-filled form, a SQL buffer, a chat.
struct Draft
{
    QString connection;
    QString id; // unique within the connection: "staged/books/b1", "sql/3"
    QString kind; // "staged", "form", "sql", "chat"
    QByteArray value; // the owner's own format, usually JSON
    QDateTime changed;
};

class Workspace : public QObject
{
    Q_OBJECT

public:
    /// Opens (or creates) workspace.db in `folder`. An empty folder means ":memory:", for tests and
    /// `--safe` without a disk. Errors: Unavailable when the folder cannot be written or no usable
    /// file could be made.
    static Result<std::unique_ptr<Workspace>> open(const QString &folder);

    /// The application data folder of this user, where the studio's workspace.db lives.
    static QString defaultFolder();

    ~Workspace() override;

    /// One sentence for the user when the file had to be replaced at opening; empty otherwise.
    QString notice() const;

    // Connections, in the user's order.
    const std::vector<ConnectionProfile> &connections() const;
    std::optional<ConnectionProfile> connection(const QString &id) const;
    /// Adds or replaces by id; an empty id gets a new one. Returns the id.
    QString saveConnection(ConnectionProfile profile);
    /// Removes the entry with its state and drafts; never touches the project's data.
    void removeConnection(const QString &id);
    void moveConnection(const QString &id, int position);

    // Preferences: dotted keys ("appearance.theme").
    QJsonValue preference(const QString &key, const QJsonValue &fallback = {}) const;
    void setPreference(const QString &key, const QJsonValue &value);

    // State of one connection (tabs, layouts, column widths, histories); connection "" is the
    // window itself.
    QJsonValue state(const QString &connection, const QString &key) const;
    void setState(const QString &connection, const QString &key, const QJsonValue &value);

    // Drafts. `putDraft` is cheap and may be called for every keystroke: equal ids are merged
    // before they are written.
    void putDraft(Draft draft);
    void removeDraft(const QString &connection, const QString &id);
    std::optional<Draft> draft(const QString &connection, const QString &id) const;
    /// All drafts of a connection of one kind (every kind when empty), oldest change first.
    std::vector<Draft> drafts(const QString &connection, const QString &kind = {}) const;

    /// Waits until everything said so far is on disk; used at quit and by tests. False after
    /// `timeoutMs`.
    bool flush(int timeoutMs = 5000);

signals:
    void connectionsChanged();
    /// setState() was called: another tab, the tree or the palette may show the same thing.
    void stateChanged(const QString &connection, const QString &key);
    void preferenceChanged(const QString &key, const QJsonValue &value);
    /// The disk refused a write (full, read-only); what was typed stays in memory and is tried
    /// again.
    void writeFailed(const QString &reason);

private:
    class Store;
    explicit Workspace(std::unique_ptr<Store> store);
    std::unique_ptr<Store> m_store;
};

} // namespace socle::studio
