// Revisions of records: one row of `_revisions` for each create, update and delete, in the
// transaction that makes the change (socle-api.md 8).
//
// Whether a collection has a history is its option `history` ({"enabled":bool}), else the server's
// setting; system collections have one only when their option says so. Hidden and password fields
// are never in a revision. When no collection has a history, a change costs one comparison.
#pragma once

#include "backend/records/ChangeListener.h"
#include "backend/schema/CollectionOptions.h"
#include "backend/schema/SocleSettings.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>

namespace socle::runtime {
class Clock;
class Random;
} // namespace socle::runtime

namespace socle::history {

class HistoryWriter final : public records::ChangeListener
{
public:
    /// The references outlive the object.
    HistoryWriter(const runtime::Clock &clock, runtime::Random &random)
        : m_clock(clock)
        , m_random(random)
        , m_switches(std::make_shared<const Switches>())
    {
    }

    /// Any thread: what the settings and the options say now.
    void configure(const schema::SocleSettings &settings, const schema::OptionRows &options);
    /// Any thread.
    bool isOn(const schema::Collection &collection) const;

    Result<void> recordChanged(storage::WriteTransaction &transaction,
                               const records::Change &change,
                               const rules::RequestContext &request) override;

private:
    struct Switches
    {
        bool byDefault = false;
        std::unordered_map<std::string, bool> ofCollection = {}; // by id
    };

    const runtime::Clock &m_clock;
    runtime::Random &m_random;
    std::atomic<bool> m_isAnyOn = false;
    mutable std::mutex m_mutex; // guards m_switches; nothing is called while it is held
    std::shared_ptr<const Switches> m_switches;
};

/// True when changes of `field` are kept.
bool isKept(const fields::Field &field);

} // namespace socle::history
