// The record in the inspector or a tab of its own: its fields as a form, who uses it, its history,
// its JSON, the requests for it (studio.md 4.3.13).
//
// What is committed in the form goes to the stage, never to the server. The panel follows the
// stage: a refusal shows at its field, an undo shows the old value, a new record that was committed
// becomes the stored one without the keyboard leaving its field. Object names: data.form,
// data.form.field.<name>, data.related, data.form.json, data.form.api.
#pragma once

#include "studio/api/RecordsEndpoint.h"
#include "studio/domain/CollectionSchema.h"
#include "studio/domain/RecordKey.h"

#include <QPointer>
#include <QWidget>

#include <functional>
#include <optional>

class QAction;
class QStackedWidget;

namespace socle::studio {

class ApiPage;
class Banner;
class Button;
class ConnectionContext;
class EmptyState;
class HistoryPage;
class JsonPage;
class RecordForm;
class RecordHead;
class RelatedPage;
class Shell;
class Strip;
class Tabs;
struct CommitOutcome;
struct StagedRecord;

class RecordPanel : public QWidget
{
    Q_OBJECT

public:
    RecordPanel(ConnectionContext &context, Shell &shell, QWidget *parent = nullptr);

    void setCollection(const CollectionPtr &collection);

    /// Digits after the point a number field shows here; before setCollection().
    void setDecimals(std::function<int(const QString &field)> decimalsOf)
    {
        m_decimalsOf = std::move(decimalsOf);
    }

    /// `record` null: it exists only on the stage.
    void showRecord(const RecordKey &key, const Record *record);
    void showNothing();

    const RecordKey &key() const { return m_key; }

    /// True for a record the server has.
    bool isStored() const { return m_record.has_value(); }

    /// As the server has it, whole; null for a new one.
    const Record *record() const { return m_record ? &*m_record : nullptr; }

    /// What the inspector writes at the top: the record's label.
    QString title() const;
    void setReadOnly(bool readOnly);
    void focusForm();
    /// Shows the first field the server or the schema refused.
    void focusFirstError();

    RecordHead *head() const { return m_head; }

    /// The button below the form of a new record: stages it and begins the next.
    void setAnotherAction(QAction *action);
    /// Stages what is still being typed. False when a field refuses it; it then has the keyboard.
    bool finishTyping();
    /// Field whose editor has the keyboard; empty when none has.
    QString focusedField() const;
    void focusField(const QString &name);
    /// Sections by name and order: a sheet.
    void arrange();
    /// The record as it would be stored.
    JsonObject effective() const;

signals:
    void titleChanged(const QString &title);
    void mergeRequested(const socle::studio::RecordKey &key);
    void removeFromViewRequested(const socle::studio::RecordKey &key);

private:
    void buildForm();
    void showStage();
    void showBanner(const StagedRecord *stage);
    void showApi();
    void pageChanged();
    void committed(const std::vector<CommitOutcome> &outcomes);
    const StagedRecord *staged() const;

    ConnectionContext &m_context;
    Shell &m_shell;
    CollectionPtr m_collection;
    RecordKey m_key;
    std::optional<Record> m_record;
    RecordHead *const m_head;
    Tabs *const m_tabs;
    QStackedWidget *const m_pages;
    Banner *const m_banner;
    RecordForm *const m_form;
    RelatedPage *const m_related;
    HistoryPage *const m_history;
    JsonPage *const m_json;
    ApiPage *const m_api;
    Strip *const m_newBar; // below the form of a new record
    Button *const m_another;
    EmptyState *const m_nothing;
    Button *m_bannerMore = nullptr; // a second one beside it
    Button *m_bannerAction = nullptr; // of what the banner says now; a child of the banner
    std::function<int(const QString &)> m_decimalsOf;
    QString m_becomes; // id the committed new record has now, until its values arrive
    bool m_isReadOnly = false;
};

} // namespace socle::studio
