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
    return u"<span style=\"font-weight:600;color:%1\">%2</span>"_s.arg(
        colorOf(Color::TextMuted).name(), text.toHtmlEscaped());
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
    // Documents do not mirror their tables: the cells go in as they stand from left to right.
    const bool isMirrored = isRightToLeft();
    const QString side = isMirrored ? u"right"_s : u"left"_s;
    const auto cells = [&](const QString &left, const QString &right) {
        return u"<tr><td width=\"50%\" align=\"%1\">%2</td><td width=\"50%\" align=\"%1\">%3</td></tr>"_s
            .arg(side, isMirrored ? right : left, isMirrored ? left : right);
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
    // The title stands over the words of the cells, which have their padding.
    setHtml(
        u"<p align=\"%1\" style=\"margin-left:%2px;margin-right:%2px\">%3</p><table width=\"100%\" cellpadding=\"%2\" cellspacing=\"0\">%4</table>"_s
            .arg(side, QString::number(space::k2), shown.title.toHtmlEscaped(), rows));
    verticalScrollBar()->setValue(0);
}

} // namespace socle::studio
