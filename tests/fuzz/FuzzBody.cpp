// Any bytes as the body of a request: multipart, urlencoded or JSON. The first byte chooses.
#include "backend/api/BodyDecoder.h"
#include "backend/http/Request.h"
#include "shared/core/Text.h"
#include "tests/fuzz/Require.h"

#include <cstdint>
#include <string>
#include <string_view>

using namespace socle;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0) {
        return 0;
    }
    constexpr std::string_view kTypes[] = {"multipart/form-data; boundary=b",
                                           "application/x-www-form-urlencoded",
                                           "application/json",
                                           "multipart/form-data; boundary=\"--b\\\"x\""};
    http::Request request;
    request.headers.add("Content-Type", kTypes[data[0] % 4]);
    request.target = "/?a=1&a=2";
    request.body = http::Body(std::string(reinterpret_cast<const char *>(data) + 1, size - 1));
    const auto decoded = api::decodeBody(request);
    if (!decoded) {
        return 0;
    }
    require(decoded->values.isObject() && isValidUtf8(decoded->values.dump()));
    const std::string_view bytes = request.body.bytes();
    for (const api::FormFile &file : decoded->files) {
        require(file.bytes.empty()
                || (file.bytes.data() >= bytes.data()
                    && file.bytes.data() + file.bytes.size() <= bytes.data() + bytes.size()));
        require(isValidUtf8(file.fileName) && isValidUtf8(file.key));
        require(file.fileName.find('/') == std::string::npos);
    }
    return 0;
}
