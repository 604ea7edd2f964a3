// A folder that is gone when the test is.
#pragma once

#include <QTemporaryDir>

#include <filesystem>

namespace socle::test {

class TempDir
{
public:
    std::filesystem::path path() const { return m_dir.path().toStdString(); }
    std::filesystem::path operator/(const std::string &name) const { return path() / name; }

private:
    QTemporaryDir m_dir;
};

} // namespace socle::test
