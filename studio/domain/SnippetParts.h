// The languages of Snippets.h that speak plain HTTP. Inside studio/domain only.
#pragma once

#include <QString>

namespace socle::studio {

struct RequestModel;

namespace snippets {

/// A text as a shell takes it: in single quotes.
QString singleQuoted(const QString &text);

QString curl(const RequestModel &request);
QString python(const RequestModel &request);
QString go(const RequestModel &request);
QString swift(const RequestModel &request);
QString kotlin(const RequestModel &request);
QString cSharp(const RequestModel &request);
QString php(const RequestModel &request);
QString rust(const RequestModel &request);
QString cpp(const RequestModel &request);

} // namespace snippets

} // namespace socle::studio
