// The record in the inspector: its fields as a form, who uses it, its JSON (studio.md 4.3.13).
//
// What is committed in the form goes to the stage, never to the server. The panel follows the
// stage: a refusal shows at its field, an undo shows the old value. Object names: data.form,
// data.form.field.<name>, data.related, data.form.json.
#pragma once

#include "studio/api/RecordsEndpoint.h"
#include "studio/domain/CollectionSchema.h"
#include "studio/domain/RecordKey.h"

#include <QPointer>
#include <QWidget>

#include <functional>
#include <optional>

class QStackedWidget;
class QVBoxLayout;

namespace socle::studio {

class Banner;
class Button;
class CodeEdit;
class ConnectionContext;
class EmptyState;
class RecordForm;
class Shell;
class HistoryPage;
class Tabs;
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

    /// What the inspector writes at the top: the record's label.
    QString title() const;
    void setReadOnly(bool readOnly);
    void focusForm();
    /// Shows the first field the server or the schema refused.
    void focusFirstError();

signals:
    void titleChanged(const QString &title);
    void mergeRequested(const socle::studio::RecordKey &key);
    void removeFromViewRequested(const socle::studio::RecordKey &key);

private:
    void buildForm();
    void showStage();
    void showJson();
    void showRelated();
    void pageChanged();
    JsonObject effective() const;
    const StagedRecord *staged() const;

    ConnectionContext &m_context;
    Shell &m_shell;
    CollectionPtr m_collection;
    RecordKey m_key;
    std::optional<Record> m_record;
    Tabs *const m_tabs;
    QStackedWidget *const m_pages;
    Banner *const m_banner;
    RecordForm *const m_form;
    QWidget *const m_related;
    QVBoxLayout *const m_relatedRows;
    HistoryPage *const m_history;
    CodeEdit *const m_json;
    EmptyState *const m_nothing;
    Button *m_bannerAction = nullptr; // of what the banner says now; a child of the banner
    std::function<int(const QString &)> m_decimalsOf;
    QString m_relatedOf; // key.record the related page shows
    bool m_isReadOnly = false;
};

/// JSON on several lines, two blanks a level; numbers and order untouched.
QString prettyJson(const Json &json);

} // namespace socle::studio
