// Boost's separate compilation unit: the non-template parts of Asio and Beast are compiled here
// once, so that the files that use them take seconds instead of a quarter of a minute.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <boost/asio/impl/src.hpp>
#include <boost/beast/src.hpp>
#pragma GCC diagnostic pop
