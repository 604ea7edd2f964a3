// Where one is: the steps from the outermost to here, each but the last a link back.
#pragma once

#include <QList>
#include <QWidget>

class QHBoxLayout;

namespace socle::studio {

class Breadcrumb : public QWidget
{
    Q_OBJECT

public:
    struct Step
    {
        QString key;
        QString text;
    };

    explicit Breadcrumb(QWidget *parent = nullptr);

    /// Outermost first; the last one is where one is.
    void setPath(const QList<Step> &path);

signals:
    void chosen(const QString &key);

private:
    QHBoxLayout *const m_row;
};

} // namespace socle::studio
