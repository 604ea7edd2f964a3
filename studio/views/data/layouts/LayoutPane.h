// What every layout besides the grid has in common: a strip of options, a place for content, and
// the states in its stead (studio.md 4.3.17).
//
// A pane shows the records a filter leaves, with the staged values laid over them; it changes
// nothing but the stage, and asks the view for everything else by signal. Its options are a plain
// JSON value, stored with the tab and with saved views. UI thread.
#pragma once

#include "studio/api/RecordsEndpoint.h"
#include "studio/domain/CollectionSchema.h"
#include "studio/domain/FilterChips.h"
#include "studio/domain/RecordKey.h"
#include "studio/kit/Select.h"

#include <QJsonObject>
#include <QWidget>

#include <functional>

class QStackedLayout;

namespace socle::studio {

class ConnectionContext;
class EmptyState;
class Popover;
class Skeleton;
class Strip;
class Text;
class WrapLayout;
struct GatherPlan;
struct StagedRecord;

struct LayoutQuery
{
    CollectionPtr collection = {};
    QString filter = {};
    QStringList sort = {};
};

class LayoutPane : public QWidget
{
    Q_OBJECT

public:
    /// `kind` is the key of the layout switch: "board"; objects are named data.<kind>.
    LayoutPane(const QString &kind, ConnectionContext &context, QWidget *parent = nullptr);

    const QString &kind() const { return m_kind; }

    /// Shows another result. Options that name fields the collection does not have fall back.
    void open(const LayoutQuery &query);
    /// Fetches again what is shown.
    virtual void refresh() = 0;
    /// Live changes and the stage: cheap, may come often.
    virtual void recordChanged(const RecordKey &key) = 0;

    const QJsonObject &options() const { return m_options; }

    void setOptions(const QJsonObject &options);
    void setReadOnly(bool readOnly);

    bool isReadOnly() const { return m_isReadOnly; }

    /// Digits after the point of a number field, as the grid shows them; -1 as stored.
    void setDecimals(std::function<int(const QString &field)> decimalsOf)
    {
        m_decimalsOf = std::move(decimalsOf);
    }

signals:
    /// The record under the hand; the inspector follows. `record` is null for a staged insert.
    void recordSelected(const socle::studio::RecordKey &key, const socle::studio::Record *record);
    /// Enter or double click.
    void recordActivated(const socle::studio::RecordKey &key);
    void conditionRequested(const socle::studio::FilterChip &chip);
    /// More conditions as filter text (the map's viewport).
    void filterRequested(const QString &filter);
    void newRequested(const socle::JsonObject &values);
    void optionsChanged();
    void said(const QString &text);
    void fetched(qint64 elapsedMs);

protected:
    /// The query or an option changed: choose fields, show or hide options, fetch.
    virtual void reload() = 0;

    const LayoutQuery &query() const { return m_query; }

    ConnectionContext &context() const { return m_context; }

    // Options.
    /// A labelled choice in the strip, or as a line of `popover` where the strip would be too
    /// narrow; `key` is its name in options(). Reload follows a change.
    Select *addSelect(const QString &key, const QString &label, Popover *popover = nullptr);
    /// Hides a choice that means nothing now, with its label.
    static void setOffered(Select *select, bool isOffered);
    /// At the trailing end of the strip; after the choices.
    void addToStrip(QWidget *widget);

    QString option(const QString &key) const;
    /// Stores an option and says so; no reload.
    void setOption(const QString &key, const QJsonValue &value);
    /// Fills a select with fields that `fits`; keeps the stored one, else takes the first, else "".
    /// `none` not empty: it may be left out, under this text. Returns the chosen field.
    QString fillFields(Select *select,
                       const QString &key,
                       const std::function<bool(const fields::Field &)> &fits,
                       const QString &none = {},
                       bool prefersFirst = true);

    // States.
    void setContent(QWidget *content);
    void showContent();
    void showLoading();
    void showEmpty(const QString &icon, const QString &title, const QString &reason);
    void showError(const ApiError &error);

    // Records with the stage over them.
    /// Reads what `plan` asks for, tells how long that took, and hands it over; a failure is shown.
    /// A later call, or forget(), makes an earlier one's answer unwanted.
    void gather(const GatherPlan &plan, std::function<void(std::vector<Record>)> then);

    void forget() { ++m_gathering; }

    bool isWanted(quint64 gathering) const { return gathering == m_gathering; }

    quint64 gathering() const { return m_gathering; }

    JsonObject effective(const Record &record) const;
    /// Stages a value of a record shown here; false when it is read only.
    bool stage(const Record &record, const QString &field, const Json &value);
    /// Staged inserts of the collection that nobody committed yet, newest first.
    std::vector<const StagedRecord *> stagedInserts() const;
    const StagedRecord *staged(const QString &recordId) const;
    QString labelOf(const JsonObject &values, const QString &id) const;
    /// A value as one line: relations by label, files by name, numbers as they are.
    QString wordsOf(const JsonObject &values, const QString &field) const;

private:
    QString m_kind;
    ConnectionContext &m_context;
    LayoutQuery m_query;
    QJsonObject m_options;
    bool m_isReadOnly = false;
    quint64 m_gathering = 0;
    std::function<int(const QString &)> m_decimalsOf;
    Strip *const m_strip;
    WrapLayout *m_row = nullptr; // goes on below where a pane is narrow or words are long
    bool m_hasTrailing = false;
    QStackedLayout *m_pages = nullptr;
    QWidget *m_content = nullptr;
    Skeleton *const m_loading;
    EmptyState *const m_message;
    QWidget *m_messagePage = nullptr;
};

} // namespace socle::studio
