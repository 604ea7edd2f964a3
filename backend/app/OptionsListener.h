// Keeps the snapshot of `_socleOptions` in step when its rows are changed through the records API.
#pragma once

#include "backend/records/ChangeListener.h"
#include "backend/schema/CollectionOptions.h"

namespace socle::app {

class OptionsListener final : public records::ChangeListener
{
public:
    /// The options outlive the object.
    explicit OptionsListener(schema::CollectionOptions &options)
        : m_options(options)
    {
    }

    Result<void> recordChanged(storage::WriteTransaction &transaction,
                               const records::Change &change,
                               const rules::RequestContext &) override
    {
        const bool isOption = change.record().collection().name == schema::kOptionsCollection;
        return isOption ? m_options.reload(transaction) : Result<void>();
    }

private:
    schema::CollectionOptions &m_options;
};

} // namespace socle::app
