// The part of a new password's check that takes longer than a hash: former passwords, lists of
// leaked ones (design.md 10, `accounts.passwordPolicy`). It runs on the `outbound` pool, since it
// may wait for the network; without such a policy there is no step at all.
#pragma once

#include "backend/api/Reply.h"
#include "backend/schema/Collection.h"

#include <functional>
#include <string>
#include <string_view>

namespace socle::records {
class RecordStore;
struct RecordInput;
} // namespace socle::records

namespace socle::api {

/// `next` when the password of the record (id "" for a new one) may be set, else InvalidInput with
/// `message` and the field `password`.
Reply afterSlowCheck(const records::RecordStore &records,
                     schema::CollectionPtr collection,
                     std::string recordId,
                     std::string password,
                     std::string_view message,
                     std::function<Reply()> next);

/// The same for the input of a create or update, whose validation then tells of it. Blocks: for a
/// worker.
void checkPasswordSlowly(const records::RecordStore &records,
                         const schema::Collection &collection,
                         std::string_view recordId,
                         records::RecordInput &input);

} // namespace socle::api
