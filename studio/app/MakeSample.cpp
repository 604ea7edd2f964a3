#include "studio/app/MakeSample.h"

#include "studio/domain/ConnectionContext.h"
#include "studio/platform/SecretStore.h"
#include "studio/platform/Workspace.h"
#include "studio/shell/ConnectionSession.h"
#include "studio/shell/Connections.h"
#include "studio/views/home/SampleFill.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>

#include <cstdio>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kFailed = 1;

int sayFailed(const QString &reason)
{
    std::fprintf(stderr, "socle-studio: %s\n", qUtf8Printable(reason));
    return kFailed;
}

/// What is done, once a tenth.
void followProgress(Task &task)
{
    QObject::connect(&task, &Task::changed, &task, [&task, said = 0]() mutable {
        const int tenths = static_cast<int>(task.fraction() * 10);
        if (tenths > said) {
            said = tenths;
            std::fprintf(stderr, "%d %%\n", tenths * 10);
        }
    });
}

} // namespace

int sampleSize(const QString &text)
{
    if (text == u"small"_s) {
        return kSmallShop;
    }
    if (text.isEmpty() || text == u"default"_s) {
        return kDefaultShop;
    }
    if (text == u"huge"_s) {
        return kHugeShop;
    }
    bool isNumber = false;
    const int count = text.toInt(&isNumber);
    return isNumber && count >= 0 ? count : -1;
}

int makeSample(const QString &folder, int books, const QString &workspaceFolder)
{
    const auto workspace = Workspace::open(workspaceFolder);
    if (!workspace) {
        return sayFailed(QString::fromStdString(workspace.error().message));
    }
    SecretStore secrets;
    Connections connections(**workspace, secrets);
    const QString place = QDir(folder).absolutePath();
    const Result<QString> id = connections.createProject(place, u"Bookshop"_s);
    if (!id) {
        return sayFailed(QString::fromStdString(id.error().message));
    }
    QElapsedTimer clock;
    clock.start();
    ConnectionSession *session = connections.open(*id);
    const auto end
        = [&connections](int code) { connections.stopAll([code] { QApplication::exit(code); }); };
    const auto follow = [&, isFilling = false](ConnectionSession::Phase phase) mutable {
        if (phase == ConnectionSession::Phase::Failed) {
            end(sayFailed(session->problem()));
        } else if (phase == ConnectionSession::Phase::Ready && !isFilling) {
            isFilling = true;
            auto *fill = new SampleFill(session->context(), u"Bookshop"_s, bookshopSteps(books));
            Task *task = session->context().tasks().at(0);
            followProgress(*task);
            QObject::connect(fill, &SampleFill::finished, session, [&, task](bool isFine) {
                if (!isFine) {
                    end(sayFailed(task->result()));
                    return;
                }
                std::fprintf(stderr,
                             "%d books in %s, %.1f s\n",
                             books,
                             qUtf8Printable(place),
                             static_cast<double>(clock.elapsed()) / 1000);
                end(0);
            });
        }
    };
    QObject::connect(session, &ConnectionSession::phaseChanged, session, follow);
    return QApplication::exec();
}

} // namespace socle::studio
