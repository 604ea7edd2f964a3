#include "studio/shell/CertificateSheet.h"

#include "studio/kit/Banner.h"
#include "studio/kit/Text.h"
#include "studio/shell/Metrics.h"

#include <QBoxLayout>
#include <QLocale>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace socle::studio {

CertificateSheet::CertificateSheet(QWidget *window, const CertificateProblem &problem)
    : Sheet(window,
            problem.isChanged ? tr("The certificate of %1 has changed").arg(problem.host)
                              : tr("This server's certificate is not trusted"))
{
    setObjectName(u"shell.certificate"_s);
    setPanelWidth(metrics::kPaletteWidth);
    setSubtitle(
        problem.isChanged
            ? tr("It is not the one that was pinned. Somebody may stand between you and the "
                 "server; ask whoever runs it before you go on.")
            : tr("No authority this computer knows vouches for it. Compare the fingerprint with "
                 "whoever runs the server."));
    body()->setSpacing(space::k4);
    addLine(tr("Server"), problem.host);
    addLine(tr("Issued to"), problem.subject);
    addLine(tr("Issued by"), problem.issuer);
    if (!problem.alternativeNames.isEmpty()) {
        addLine(tr("Valid for"), QLocale().createSeparatedList(problem.alternativeNames));
    }
    if (problem.validTo.isValid()) {
        const auto day = [](const QDateTime &when) {
            return QLocale().toString(when.toLocalTime().date(), QLocale::LongFormat);
        };
        addLine(tr("Valid"), tr("%1 to %2").arg(day(problem.validFrom), day(problem.validTo)));
    }
    // Two halves: a fingerprint is compared piece by piece.
    const QString digits = fingerprintText(problem.sha256);
    const qsizetype half = (digits.size() + 1) / 2;
    addLine(tr("Fingerprint (SHA-256)"),
            isolatedLtr(digits.left(half)) + u'\n' + isolatedLtr(digits.mid(half)),
            true);
    if (!problem.reason.isEmpty()) {
        addLine(tr("Reason"), problem.reason);
    }
    Button *cancel = addButton(tr("Cancel"), ButtonVariant::Ghost);
    cancel->setObjectName(u"shell.certificate.cancel"_s);
    connect(cancel, &Button::clicked, this, &Sheet::reject);
    Button *pin = addButton(tr("Pin for this connection"),
                            problem.isChanged ? ButtonVariant::Danger : ButtonVariant::Primary);
    pin->setObjectName(u"shell.certificate.pin"_s);
    pin->setToolTip(tr("Only this connection, and only this certificate"));
    connect(pin, &Button::clicked, this, [this, sha256 = problem.sha256] {
        emit pinned(sha256);
        accept();
    });
}

void CertificateSheet::addLine(const QString &label, const QString &value, bool isMono)
{
    auto *pair = new QVBoxLayout;
    pair->setSpacing(space::k1);
    pair->addWidget(new Text(label, TextRole::Small, Color::TextMuted));
    auto *text = new Text(value, isMono ? TextRole::Mono : TextRole::Base);
    text->setOverflow(Text::Overflow::Wrap);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    // One edge with the labels: selectable words would stand by their own direction.
    text->setAlignment(Qt::AlignAbsolute
                       | QStyle::visualAlignment(layoutDirection(), Qt::AlignLeading));
    text->setAccessibleName(u"%1: %2"_s.arg(label, value));
    pair->addWidget(text);
    body()->addLayout(pair);
}

} // namespace socle::studio
