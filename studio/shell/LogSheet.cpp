#include "studio/shell/LogSheet.h"

#include "studio/kit/Text.h"
#include "studio/kit/TextField.h"
#include "studio/shell/Metrics.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

constexpr int kVisibleLines = 14;

} // namespace

LogSheet::LogSheet(QWidget *window, const QString &problem, const QStringList &lines)
    : Sheet(window, tr("The server does not run"))
{
    setObjectName(u"shell.log"_s);
    setSubtitle(problem);
    setPanelWidth(metrics::kPaletteWidth);
    auto *log = new TextArea;
    log->setObjectName(u"shell.log.text"_s);
    log->setAccessibleName(tr("Last lines of the server"));
    log->setReadOnly(true);
    log->setMono(TextRole::MonoSmall);
    log->setLineRange(kVisibleLines, kVisibleLines);
    log->setPlainText(lines.join(u'\n'));
    log->verticalScrollBar()->setValue(log->verticalScrollBar()->maximum());
    body()->addWidget(log);

    Button *copy = addButton(tr("Copy report"), ButtonVariant::Secondary);
    copy->setObjectName(u"shell.log.copy"_s);
    connect(copy, &Button::clicked, this, [problem, lines] {
        QGuiApplication::clipboard()->setText(problem + u"\n\n"_s + lines.join(u'\n'));
    });
    Button *retry = addButton(tr("Start again"), ButtonVariant::Primary);
    retry->setObjectName(u"shell.log.retry"_s);
    connect(retry, &Button::clicked, this, [this] {
        emit retryRequested();
        accept();
    });
}

} // namespace socle::studio
