#include "studio/app/Application.h"

#include <QEvent>
#include <QLoggingCategory>

#include <exception>

using namespace Qt::StringLiterals;

namespace socle::studio {

Application::Application(int &argc, char **argv)
    : QApplication(argc, argv)
{
    setApplicationName(u"socle-studio"_s);
    setApplicationDisplayName(u"Socle Studio"_s);
    setDesktopFileName(u"socle-studio"_s);
}

bool Application::notify(QObject *receiver, QEvent *event)
{
    try {
        return QApplication::notify(receiver, event);
    } catch (const std::exception &error) {
        qCritical("exception in the event loop (event %d to %s): %s",
                  static_cast<int>(event->type()),
                  receiver == nullptr ? "nobody" : receiver->metaObject()->className(),
                  error.what());
    } catch (...) {
        qCritical("unknown exception in the event loop (event %d)",
                  static_cast<int>(event->type()));
    }
    return false;
}

} // namespace socle::studio
