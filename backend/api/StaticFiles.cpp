// See StaticFiles.h.
#include "backend/api/StaticFiles.h"

#include "backend/api/ServeFile.h"
#include "shared/core/Text.h"
#include "shared/protocol/Messages.h"

#include <algorithm>
#include <system_error>

namespace socle::api {

StaticFiles::StaticFiles(std::filesystem::path folder)
{
    std::error_code ignored;
    if (!folder.empty() && std::filesystem::is_directory(folder, ignored)) {
        m_folder = std::filesystem::canonical(folder, ignored);
    }
}

Reply StaticFiles::serve(const http::Request &request) const
{
    const bool isRead = request.method == http::Method::Get || request.method == http::Method::Head;
    if (m_folder.empty() || !isRead || startsWith(request.path(), "/api/")
        || request.path() == "/api") {
        return notFound();
    }
    std::string decoded;
    if (!percentDecode(request.path(), false, decoded) || decoded.find('\0') != std::string::npos) {
        return notFound(std::string(protocol::kFileNotFound));
    }
    std::error_code fault;
    const auto start = std::min(decoded.find_first_not_of('/'), decoded.size());
    auto path = std::filesystem::weakly_canonical(m_folder / decoded.substr(start), fault);
    // Escapes and symbolic links must not lead out of the folder.
    const bool isInside = !fault && startsWith(path.native() + "/", m_folder.native() + "/");
    if (isInside && std::filesystem::is_directory(path, fault)) {
        path /= "index.html";
    }
    if (!isInside || !std::filesystem::is_regular_file(path, fault)) {
        path = m_folder / "index.html";
    }
    auto response = serveFile(
        request,
        FileToServe{.path = path, .contentType = std::string(contentTypeOf(path.native()))});
    if (!response) {
        return notFound(std::string(protocol::kFileNotFound));
    }
    return response.takeValue();
}

} // namespace socle::api
