// The pages of the kit gallery, one of everything from top to bottom; each in a file of its own.
// They own nothing.
#pragma once

#include "studio/kit/Tokens.h"

#include <QBoxLayout>
#include <QCoreApplication>
#include <QWidget>

namespace socle::studio {

class GalleryPages
{
    Q_DECLARE_TR_FUNCTIONS(KitGallery)

public:
    static QWidget *controls();
    static QWidget *choices();
    static QWidget *fields();
    static QWidget *feedback();
    static QWidget *grid();
    static QWidget *code();

    /// Controls beside each other.
    static QHBoxLayout *line(std::initializer_list<QWidget *> widgets)
    {
        auto *row = new QHBoxLayout;
        row->setSpacing(space::k4);
        for (QWidget *widget : widgets) {
            row->addWidget(widget, 0, Qt::AlignVCenter);
        }
        row->addStretch(1);
        return row;
    }

    template <typename W> static W *disabled(W *widget)
    {
        widget->setEnabled(false);
        return widget;
    }

    template <typename W> static W *checked(W *widget)
    {
        widget->setChecked(true);
        return widget;
    }
};

} // namespace socle::studio
