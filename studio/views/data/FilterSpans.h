// Colours of filter text, from the tokeniser the server's parser uses too.
#pragma once

#include "studio/kit/Code.h"

namespace socle::studio {

QVector<CodeSpan> filterSpans(const QString &text);

} // namespace socle::studio
