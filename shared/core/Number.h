// Numbers as the protocol prints and reads them: shortest round-trip decimals, exponent form only below 1e-6 or from 1e21.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace socle {

/// 1 -> "1", 0.1 -> "0.1", 1e21 -> "1e+21", 1e-7 -> "1e-7" (records-api.md 1.8). NaN and infinities give "0".
std::string formatNumber(double value);
/// The same without ever using an exponent: scalar conversions of number to text (data-directory.md B3.0).
std::string formatPlainNumber(double value);
/// Decimal or exponent float that fills the whole text; no blanks, no hex, no "inf" or "nan".
std::optional<double> parseNumber(std::string_view text);

} // namespace socle
