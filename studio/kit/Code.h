// What code inputs share: coloured stretches of text. A tokeniser never fails; what it does not
// know it leaves out.
#pragma once

#include "studio/kit/Tokens.h"

#include <QString>
#include <QVector>

#include <functional>

namespace socle::studio {

struct CodeSpan
{
    int start = 0; // UTF-16 positions in the text given
    int length = 0;
    Syntax syntax = Syntax::Operator;
};

using CodeTokenizer = std::function<QVector<CodeSpan>(const QString &text)>;

struct CodeProblem
{
    int start = 0;
    int length = 1;
    QString message = {};
};

/// A simple JSON tokeniser: keys, strings, numbers, words.
QVector<CodeSpan> tokenizeJson(const QString &text);

} // namespace socle::studio
