// Carries a CommitPlan out: checks for foreign changes, sends group by group, settles the stage.
//
// Before writing, CommitCheck compares the touched records with their bases (Socle's If-Match
// closes the remaining window; what it refuses is fetched and marked). A clash stops nothing else:
// the record stays with its conflict. A batch that fails is all undone; its failing record gets the
// errors, the others stay staged untouched. A group that was sent and got no answer is looked up by
// id before it is called failed. UI thread; deletes itself after finished().
#pragma once

#include "studio/domain/CommitPlan.h"

#include <QObject>

namespace socle::studio {

class CommitRunner : public QObject
{
    Q_OBJECT

public:
    struct Summary
    {
        int written = 0;
        int failed = 0;
        int conflicts = 0;
        bool wasCancelled = false;
        ApiError error = {}; // of the transport, when it ended early
    };

    CommitRunner(ApiClient &client,
                 StagingEngine &staging,
                 const SchemaStore &schema,
                 CommitPlan plan,
                 QObject *parent = nullptr);
    ~CommitRunner() override;

    /// Before start(): Trail::Kept when it sends what an undo staged.
    void setTrail(Trail trail);
    void start();
    /// Stops before the next group; what is under way is waited for.
    void cancel();

signals:
    void progress(int done, int total);
    /// A file of the request under way: `share` of it is sent, 0 to 1.
    void uploading(const QString &path, const QString &name, double share);
    void finished(const socle::studio::CommitRunner::Summary &summary);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::studio

Q_DECLARE_METATYPE(socle::studio::CommitRunner::Summary)
