#include "studio/kit/Breadcrumb.h"

#include "studio/kit/Button.h"
#include "studio/kit/Icon.h"
#include "studio/kit/Layouts.h"
#include "studio/kit/Text.h"
#include "studio/kit/Theme.h"
#include "studio/kit/Theme.h"

#include <QBoxLayout>
#include <QPainter>

namespace socle::studio {

namespace {

/// The chevron between two steps; points the way the text runs.
class Arrow : public QWidget
{
public:
    using QWidget::QWidget;

    QSize sizeHint() const override
    {
        const int side = Theme::current().scaled(static_cast<int>(iconSize::kSm));
        return {side, side};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        drawIcon(&painter,
                 QStringLiteral("chevron-right"),
                 rect(),
                 colorOf(Color::TextSubtle),
                 layoutDirection());
    }
};

} // namespace

Breadcrumb::Breadcrumb(QWidget *parent)
    : QWidget(parent)
    , m_row(new QHBoxLayout(this))
{
    setAccessibleName(tr("Path"));
    m_row->setContentsMargins(0, 0, 0, 0);
    m_row->setSpacing(space::k1);
}

void Breadcrumb::setPath(const QList<Step> &path)
{
    clearLayout(m_row);
    for (qsizetype i = 0; i < path.size(); ++i) {
        const Step &step = path[i];
        if (i + 1 == path.size()) {
            auto *here = new Text(step.text, TextRole::BaseStrong);
            here->setOverflow(Text::Overflow::Elide);
            m_row->addWidget(here);
            break;
        }
        auto *link = new Button(step.text, ButtonVariant::Ghost);
        link->setObjectName(QStringLiteral("breadcrumb.") + step.key);
        link->setControlSize(ControlSize::Small);
        connect(link, &Button::clicked, this, [this, key = step.key] { emit chosen(key); });
        m_row->addWidget(link);
        m_row->addWidget(new Arrow, 0, Qt::AlignVCenter);
    }
    m_row->addStretch(1);
}

} // namespace socle::studio
