// Code inside the server that is told of record changes: history and webhook outboxes inside the
// transaction, realtime after the commit.
//
// Both are called on the writer thread. A listener's error rolls the change back; an observer
// cannot refuse anything and must be quick: it hands work to its own thread.
#pragma once

#include "backend/records/Record.h"
#include "shared/core/Result.h"

#include <memory>

namespace socle::storage {
class WriteTransaction;
}

namespace socle::rules {
struct RequestContext;
}

namespace socle::records {

enum class ChangeKind { Created, Updated, Deleted };

struct Change
{
    ChangeKind kind = ChangeKind::Created;
    std::shared_ptr<const Record> before = {}; // null when created
    std::shared_ptr<const Record> after = {}; // null when deleted

    const Record &record() const { return after ? *after : *before; }
};

class ChangeListener
{
public:
    virtual ~ChangeListener() = default;

    /// Inside the transaction, before the row is written: may put something else into `next`, like
    /// the hint of a secret that is kept elsewhere, so that neither row, answer, event nor history
    /// ever has it. `before` is null for a new record.
    virtual Result<void> beforeWrite(storage::WriteTransaction &, const Record *, Record &)
    {
        return {};
    }

    /// Inside the transaction that writes the change, after the row was written. `request` names
    /// who caused it.
    virtual Result<void> recordChanged(storage::WriteTransaction &transaction,
                                       const Change &change,
                                       const rules::RequestContext &request)
        = 0;
};

class ChangeObserver
{
public:
    virtual ~ChangeObserver() = default;
    /// After COMMIT, in commit order; never for a change that was rolled back.
    virtual void recordCommitted(const Change &change) = 0;
};

} // namespace socle::records
