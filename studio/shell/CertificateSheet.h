// A certificate that is not trusted: who says it is whom, its fingerprint, and "Pin for this
// connection". There is no way to ignore certificates in general.
//
// Source: studio.md 3.2, appendix B.
#pragma once

#include "studio/api/Transport.h"
#include "studio/kit/Sheet.h"

namespace socle::studio {

class CertificateSheet : public Sheet
{
    Q_OBJECT

public:
    CertificateSheet(QWidget *window, const CertificateProblem &problem);

signals:
    /// The user compared the fingerprint and wants this certificate, and no other, from now on.
    void pinned(const QByteArray &sha256);

private:
    void addLine(const QString &label, const QString &value, bool isMono = false);
};

} // namespace socle::studio
