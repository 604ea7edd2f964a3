// A walk by keys alone from a desk (Desk.h): behind every step the keyboard is somewhere, and no
// window flashed up.
#pragma once

#include "tests/studio/app/Desk.h"
#include "tests/studio/app/Stepwise.h"

namespace socle::studio {

class DeskWalk : public Stepwise
{
    Q_OBJECT

protected:
    Pilot &pilot() { return m_desk.pilot(); }

    void checkStep() override
    {
        if (m_desk.studio.window != nullptr) {
            QTRY_VERIFY2(m_keys.isSomewhere(), "the keyboard is nowhere");
        }
        QCOMPARE(pilot().strays().join(QStringLiteral(", ")), QString());
    }

    void explain() override { m_keys.explain(); }

    Desk m_desk;
    Keys &m_keys = m_desk.keys;

private slots:

    void initTestCase()
    {
        REQUIRE_SERVER();
        QVERIFY(m_desk.start());
        prepare();
    }

private:
    /// What a walk needs besides the desk.
    virtual void prepare() { }
};

} // namespace socle::studio
