// Colours of filter text, from the tokeniser the server's parser uses too.
#pragma once

#include "studio/kit/Code.h"

namespace socle::studio {

QVector<CodeSpan> filterSpans(const QString &text);
/// Text with an operator or a function in it is meant as a filter even when it does not parse yet;
/// other text is words.
bool looksLikeFilter(const QString &text);

} // namespace socle::studio
