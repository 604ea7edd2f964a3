// A quick look at a related record: its name, first picture, six fields, and who refers to it
// (studio.md 4.3.14).
//
// Opens with Space on a relation, or by resting on it. A relation inside can be peeked in turn, up
// to four deep, with the way back on top; Enter opens the record. Pinned it stays beside the work
// and can be moved by its head. Deletes itself when closed. Object names: data.peek,
// data.peek.path, data.peek.pin, data.peek.close, data.peek.open, data.peek.field.<name>.
#pragma once

#include "studio/domain/CollectionSchema.h"
#include "studio/kit/Popover.h"

#include <QPoint>

#include <functional>

namespace socle::studio {

class Button;
class ConnectionContext;
class Shell;

/// What the editors of a connection call to look at a record (EditorContext::peekRecord).
std::function<void(QWidget *anchor, const QString &collection, const QString &record)> peekFor(
    ConnectionContext &context, Shell &shell);

class PeekPopover : public Popover
{
    Q_OBJECT

public:
    static constexpr int kMostDeep = 4;

    PeekPopover(ConnectionContext &context, QWidget *parent);

    void look(const QString &collectionId, const QString &recordId);

    int depth() const { return static_cast<int>(m_path.size()); }

    bool isPinned() const { return m_isPinned; }

    /// It no longer closes by a click elsewhere.
    void pin();

signals:
    void openRequested(const QString &collection, const QString &record);

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;

private:
    struct Step
    {
        QString collection;
        QString record;
        QString label;
    };

    void ask();
    void show(const CollectionSchema &collection, const JsonObject &record);
    void countReferences(const CollectionSchema &collection, const QString &recordId);
    void backTo(qsizetype depth);
    void clear();

    ConnectionContext &m_context;
    QList<Step> m_path;
    QWidget *m_page = nullptr;
    quint64 m_generation = 0;
    QPoint m_grip; // where a pinned card was taken
    bool m_isPinned = false;
};

} // namespace socle::studio
