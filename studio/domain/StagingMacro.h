// One undo step of a collection as long as it lives: whatever is staged meanwhile is undone
// together.
#pragma once

#include "studio/domain/StagingEngine.h"

namespace socle::studio {

class StagingMacro
{
public:
    StagingMacro(StagingEngine &staging, const QString &collection, const QString &text)
        : m_staging(staging)
        , m_collection(collection)
    {
        m_staging.beginMacro(m_collection, text);
    }

    ~StagingMacro() { m_staging.endMacro(m_collection); }

    StagingMacro(const StagingMacro &) = delete;
    StagingMacro &operator=(const StagingMacro &) = delete;

private:
    StagingEngine &m_staging;
    QString m_collection;
};

} // namespace socle::studio
