// What happened to a whole collection, newest first, deleted records included (studio.md 4.3.15).
//
// The rows are those of a record's history. A deleted record can be brought back: it is staged as a
// new one with its old id and values, nothing is sent. Without kept versions on the server the tab
// shows what this studio changed and says so. Object names: changes.search, changes.kind,
// changes.compare, changes.more and those of HistoryEntry. UI thread.
#pragma once

#include "studio/api/RevisionsEndpoint.h"
#include "studio/domain/CollectionSchema.h"
#include "studio/shell/View.h"

#include <set>

class QVBoxLayout;

namespace socle::studio {

class Button;
class ConnectionContext;
class SearchField;
class Segmented;
class Shell;

class ChangesView : public View
{
    Q_OBJECT

public:
    ChangesView(ConnectionContext &context, Shell &shell, const ViewTarget &target);

    void refresh() override;
    bool find() override;

private:
    QWidget *makeToolbar();
    void schemaChanged();
    void load(int page);
    void arrived(std::vector<Revision> revisions, bool isLast);
    /// Of the journal: what the server would filter.
    bool matches(const Revision &revision) const;
    QString filterText() const;
    void rebuild();
    QWidget *makeEntry(std::size_t at);
    void bringBack(const Revision &revision);
    void compare();

    ConnectionContext &m_context;
    Shell &m_shell;
    const QString m_collectionName;
    CollectionPtr m_collection;
    std::vector<Revision> m_revisions; // newest first
    std::set<std::size_t> m_picked;
    int m_page = 0;
    bool m_hasMore = false;
    quint64 m_generation = 0;
    SearchField *m_search = nullptr;
    Segmented *m_kind = nullptr;
    Button *m_compare = nullptr;
    QVBoxLayout *m_column = nullptr;
};

} // namespace socle::studio
