// One settings document of the server while it is edited: what it says, what was changed here, what
// the server refused. Nothing is sent until patch() is.
//
// Values are addressed by dotted path ("smtp.host"). Lists are values as a whole. Secrets the
// server never tells: their stored value is unknown, an edit replaces it, the empty text clears it.
// Changes survive a crash through the DraftStore, secrets excepted. UI thread.
//
// Source: studio.md 4.14, 2.6; admin-api.md A2.
#pragma once

#include "shared/json/Json.h"
#include "studio/domain/DraftStore.h"

#include <QMap>
#include <QObject>
#include <QSet>

namespace socle::studio {

class SettingsDraft : public QObject
{
    Q_OBJECT

public:
    /// `id` names the draft within the connection ("settings/server"); `drafts` may be null.
    SettingsDraft(QString id, DraftStore *drafts, QObject *parent = nullptr);

    /// What the server says now. Changes that say the same fall away.
    void setStored(const Json &document);

    const Json &storedDocument() const { return m_stored; }

    /// Which paths are secrets: never remembered, never known.
    void setSecrets(const QSet<QString> &paths) { m_secrets = paths; }

    /// As it would be after saving; null for what the document does not have.
    const Json &value(const QString &path) const;
    const Json &stored(const QString &path) const;
    void setValue(const QString &path, const Json &value);
    void revert(const QString &path);
    void discard();

    bool isEdited(const QString &path) const { return m_edits.contains(path); }

    bool isSecret(const QString &path) const { return m_secrets.contains(path); }

    /// In alphabetical order of their paths.
    QStringList editedPaths() const { return m_edits.keys(); }

    bool hasChanges() const { return !m_edits.isEmpty(); }

    /// The body of a PATCH: only what changes, nested.
    Json patch() const;

    /// The server's words by path; cleared for a path when it is edited again.
    void setProblems(const QMap<QString, QString> &problems);

    const QMap<QString, QString> &problems() const { return m_problems; }

    /// The first problem at `path` or below it ("rateLimits.rules.0.label").
    QString problemAt(const QString &path) const;

signals:
    /// A value, the stored document or the problems changed.
    void changed();

private:
    void store();
    void restore();

    const QString m_id;
    DraftStore *const m_drafts;
    Json m_stored;
    QMap<QString, Json> m_edits;
    QMap<QString, QString> m_problems;
    QSet<QString> m_secrets;
};

} // namespace socle::studio
