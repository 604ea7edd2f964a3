// One difference in full: both values beside each other with their changed words marked, or the
// branches of two JSON trees that differ.
#pragma once

#include "shared/json/Json.h"

#include <QTextBrowser>

namespace socle::studio {

class CompareDetail : public QTextBrowser
{
    Q_OBJECT

public:
    struct Shown
    {
        QString title = {}; // "books · title"
        QString leftName = {};
        QString rightName = {};
        QString left = {};
        QString right = {};
        bool areValues = false; // their words are held against each other
        Json leftTree = {}; // both an object or both a list: shown as a tree
        Json rightTree = {};
    };

    explicit CompareDetail(QWidget *parent = nullptr);

    void show(const Shown &shown);
};

} // namespace socle::studio
