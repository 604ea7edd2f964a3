#include "studio/views/compare/CompareDetail.h"

#include "studio/fields/DiffText.h"
#include "studio/kit/AreaRing.h"
#include "studio/kit/Paint.h"

#include <QScrollBar>

using namespace Qt::StringLiterals;

namespace socle::studio {

namespace {

QString muted(const QString &text)
{
    return u"<b style=\"color:%1\">%2</b>"_s.arg(colorOf(Color::TextMuted).name(),
                                                 text.toHtmlEscaped());
}

bool isTree(const Json &value) { return value.isObject() || value.isArray(); }

} // namespace

CompareDetail::CompareDetail(QWidget *parent)
    : QTextBrowser(parent)
{
    setObjectName(u"compare.detail"_s);
    setAccessibleName(tr("Both values"));
    setOpenLinks(false);
    showRingWhileFocused(this);
    setFrameShape(QFrame::NoFrame);
    document()->setDocumentMargin(space::k4);
}

void CompareDetail::show(const Shown &shown)
{
    const auto cells = [](const QString &left, const QString &right) {
        return u"<tr><td width=\"50%\">%1</td><td width=\"50%\">%2</td></tr>"_s.arg(left, right);
    };
    QString rows = cells(muted(shown.leftName), muted(shown.rightName));
    if (isTree(shown.leftTree) && isTree(shown.rightTree)) {
        rows += u"<tr><td colspan=\"2\">%1</td></tr>"_s.arg(
            jsonDiff(shown.leftTree, shown.rightTree));
    } else if (!shown.areValues) {
        rows += cells(shown.left.toHtmlEscaped(), shown.right.toHtmlEscaped());
    } else {
        rows += cells(wordDiff(shown.left, shown.right, DiffSide::Before),
                      wordDiff(shown.left, shown.right, DiffSide::After));
    }
    setHtml(u"<p>%1</p><table width=\"100%\" cellpadding=\"%2\" cellspacing=\"0\">%3</table>"_s.arg(
        shown.title.toHtmlEscaped(), QString::number(space::k2), rows));
    verticalScrollBar()->setValue(0);
}

} // namespace socle::studio
