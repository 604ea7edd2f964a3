// A test whose steps stand on the ones before: after a failure the rest would only repeat it.
#pragma once

#include <QObject>
#include <QTest>

namespace socle::studio {

class Stepwise : public QObject
{
    Q_OBJECT

protected:
    /// What must hold behind every step that went well.
    virtual void checkStep() { }

    /// Says more about a step that failed.
    virtual void explain() { }

private slots:

    void init()
    {
        if (m_failed) {
            QSKIP("an earlier step failed");
        }
    }

    void cleanup()
    {
        if (m_failed) {
            return;
        }
        if (!QTest::currentTestFailed()) {
            checkStep();
        }
        if (QTest::currentTestFailed()) {
            m_failed = true;
            explain();
        }
    }

private:
    bool m_failed = false;
};

} // namespace socle::studio
