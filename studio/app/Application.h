// The QApplication of the studio: exceptions of the UI thread end here, are logged, and the program
// carries on.
#pragma once

#include <QApplication>

namespace socle::studio {

class Application : public QApplication
{
    Q_OBJECT

public:
    Application(int &argc, char **argv);
    bool notify(QObject *receiver, QEvent *event) override;
};

} // namespace socle::studio
