// The parts list of the studio: everything that is made once, in the order in which it is made.
#pragma once

#include "shared/core/Result.h"

#include <QString>
#include <QStringList>

#include <memory>

namespace socle::studio {

class MainWindow;
struct ViewLink;

struct Options
{
    bool isSafe = false; // nothing restored
    QString workspaceFolder; // empty: the user's
    QStringList open; // "socle-studio://connect?address=…" or a folder to open
};

class Wiring
{
public:
    /// Errors: Unavailable, when the workspace cannot be opened.
    static Result<std::unique_ptr<Wiring>> make(const Options &options);
    ~Wiring();

    MainWindow &window();
    /// Shows the window and brings back what was open.
    void start(const Options &options);
    /// A second start of the program handed over its arguments.
    void raise(const QStringList &arguments);

private:
    void openLink(const ViewLink &link);

    struct Parts;
    explicit Wiring(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace socle::studio
