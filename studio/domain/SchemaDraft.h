// One collection while it is edited: its drafted JSON, undo inside the draft, what is wrong with
// it.
//
// Every edit goes through change(), which writes the SchemaStore's draft (so it survives a crash)
// and pushes an undo step. Fields are addressed by id. A rename is carried into the indexes that
// name the column; removing a field takes its indexes along. UI thread.
//
// Source: studio.md 3.15, 4.4.1; admin-api.md A1.3 to A1.6.
#pragma once

#include "studio/domain/SchemaStore.h"

#include <QMap>
#include <QObject>
#include <QUndoStack>

#include <functional>

namespace socle::studio {

enum class FieldState { Same, Added, Changed, Removed };

struct DraftField
{
    Json json = {};
    QString id = {};
    QString name = {};
    QString type = {};
    FieldState state = FieldState::Same;
    bool isSystem = false;
};

class SchemaDraft : public QObject
{
    Q_OBJECT

public:
    /// `id` of a collection or of a draft of a new one.
    SchemaDraft(SchemaStore &store, const QString &id, QObject *parent = nullptr);

    /// A new collection with its system fields and, for base and auth, created and updated.
    static Json blank(CollectionType type, const QString &name);

    const QString &id() const { return m_id; }

    bool isNew() const { return m_store.isNew(m_id); }

    bool hasChanges() const { return m_store.draft(m_id).has_value(); }

    /// As it would be after apply.
    const Json &json() const { return m_json; }

    /// As the server has it; null for a new collection.
    const Json *before() const;
    QString name() const;
    CollectionType type() const;

    bool isSystem() const { return m_json["system"].toBool(); }

    QUndoStack &undoStack() { return m_undo; }

    /// In order, removed ones (of the server) at their old place.
    std::vector<DraftField> fields() const;
    /// Null when there is none with this id in the draft.
    const Json *field(const QString &fieldId) const;
    QStringList indexes() const;

    void setName(const QString &name);
    /// Only for a new collection: keeps the user's fields and changes the system ones.
    void setType(CollectionType type);
    /// Returns the id of the new field.
    QString addField(const QString &type, const QString &name, const JsonObject &options = {});
    QString duplicateField(const QString &fieldId);
    /// Any member: "name", "required", "min"…
    void setFieldMember(const QString &fieldId, const QString &member, const Json &value);
    /// The whole field object; the id stays.
    void setField(const QString &fieldId, const Json &field);
    /// To a position among the fields of the draft (removed ones do not count).
    void moveField(const QString &fieldId, int position);
    int position(const QString &fieldId) const;
    void removeField(const QString &fieldId);
    void restoreField(const QString &fieldId);
    void setIndexes(const QStringList &indexes);
    /// True when a unique index of this column alone exists; makes or removes it.
    bool isUnique(const QString &fieldId) const;
    void setUnique(const QString &fieldId, bool unique);
    /// A first-level member ("listRule") or one inside an option ("passwordAuth.enabled").
    void setMember(const QString &path, const Json &value);
    /// What the server would refuse, in its words. Paths: "name", "fields.<field id>.<member>",
    /// "indexes.<n>", "viewQuery".
    QMap<QString, QString> problems() const;

    /// "fields.2.name" of the server -> "fields.<field id>.name", by the list that was sent.
    static QString pathByFieldId(const QString &path, const Json &sent);

signals:
    void changed();

private:
    void change(const QString &what,
                const QString &mergeKey,
                const std::function<void(JsonObject &)> &edit);
    void take(const Json &json);
    void draftChanged(const QString &id);

    class Step;
    SchemaStore &m_store;
    QString m_id;
    Json m_json;
    QUndoStack m_undo;
    bool m_isWriting = false;
};

} // namespace socle::studio
