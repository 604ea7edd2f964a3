#include "backend/api/SlowPasswordCheck.h"

#include "backend/records/RecordStore.h"
#include "shared/fields/FieldCatalogue.h"

namespace socle::api {

Reply afterSlowCheck(const records::RecordStore &records,
                     schema::CollectionPtr collection,
                     std::string recordId,
                     std::string password,
                     std::string_view message,
                     std::function<Reply()> next)
{
    if (!records.checksPasswordsSlowly()) {
        return next();
    }
    return onWorker(Pool::Outbound,
                    [&records,
                     collection = std::move(collection),
                     recordId = std::move(recordId),
                     password = std::move(password),
                     message,
                     next = std::move(next)]() -> Reply {
                        auto fault = records.slowPasswordFault(*collection, recordId, password);
                        return fault ? Reply(invalidInput(std::string(message),
                                                          {{"password", std::move(*fault)}}))
                                     : next();
                    });
}

void checkPasswordSlowly(const records::RecordStore &records,
                         const schema::Collection &collection,
                         std::string_view recordId,
                         records::RecordInput &input)
{
    const Json *password = input.body.find("password");
    if (!collection.isAuth() || password == nullptr || !records.checksPasswordsSlowly()) {
        return;
    }
    std::string plain = fields::toText(*password);
    if (auto fault = records.slowPasswordFault(collection, recordId, plain)) {
        input.passwordFaults.insert_or_assign(std::move(plain), std::move(*fault));
    }
}

} // namespace socle::api
