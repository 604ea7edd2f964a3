// One studio per user: the second start hands its arguments to the first and ends.
//
// A QLocalServer in the user's runtime folder, named after the user and the workspace folder. The
// first line of every message is a token from a file only this user can read, so other users cannot
// raise windows.
//
// Source: studio.md 6 ("Single instance").
#pragma once

#include <QObject>
#include <QString>
#include <QStringList>

#include <memory>

namespace socle::studio {

class SingleInstance : public QObject
{
    Q_OBJECT

public:
    /// `folder` separates workspaces: studios on different workspace folders may run side by side.
    explicit SingleInstance(const QString &folder, QObject *parent = nullptr);
    ~SingleInstance() override;

    /// True when this process is the first and now listens; false when `arguments` were handed over
    /// (end then). Waits at most 1 s for the other studio's answer; when it hangs, this one goes on
    /// as first.
    bool claim(const QStringList &arguments);

signals:
    void started(const QStringList &arguments);

private:
    struct Impl;
    std::unique_ptr<Impl> m_impl;
};

} // namespace socle::studio
